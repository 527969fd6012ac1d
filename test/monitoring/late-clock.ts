// Loaded before a program, it gives it the clock of a machine that nobody sets: a minute ahead of all others.
const AHEAD_MS = 60_000;
const RealDate = Date;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: readonly unknown[], made) =>
    Reflect.construct(target, given.length === 0 ? [RealDate.now() + AHEAD_MS] : given, made),
  get: (target, name) =>
    name === 'now' ? () => RealDate.now() + AHEAD_MS : Reflect.get(target, name, target),
});
