export const SOURCES = ['a', 'b'] as const;
export type Source = (typeof SOURCES)[number];

/** One delivery of one source, in the order in which they come. */
export interface Step {
  readonly source: Source;
  readonly mode: 'full' | 'incremental';
  /** Which tables it brings: all of them, or only what changes daily. */
  readonly tables: 'all' | 'daily';
  /**
   * `running`: as things go. `settling`: brings everything that others refer to and that has not come yet.
   * `ending`: nothing new is told any more; a full one may leave out rows that others refer to.
   */
  readonly phase: 'running' | 'settling' | 'ending';
  /** Few firms have anything to say, and the market nothing. */
  readonly thin: boolean;
  /** The same delivery comes once more. */
  readonly repeated: boolean;
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Some five to nine deliveries of two sources, full and incremental mixed. */
export function calendarOf(seed: number): readonly Step[] {
  const next = numbersFrom(seed);
  const source = (): Source => (next() < 0.6 ? 'a' : 'b');
  const steps: Step[] = [];
  const add = (step: Omit<Step, 'repeated' | 'thin'>): void => {
    const running = steps.length > 0 && step.mode === 'incremental' && step.phase === 'running';
    const mayBeThin = running || step.phase === 'ending';
    steps.push({ ...step, thin: mayBeThin && next() < 0.7, repeated: next() < 0.12 });
  };
  add({ source: source(), mode: next() < 0.7 ? 'full' : 'incremental', tables: 'all', phase: 'running' });
  for (let left = 2 + Math.floor(next() * 3); left > 0; left -= 1) {
    const full = next() < 0.25;
    const tables = next() < (full ? 0.5 : 0.75) ? 'daily' : 'all';
    add({ source: source(), mode: full ? 'full' : 'incremental', tables, phase: 'running' });
  }
  for (const each of next() < 0.5 ? SOURCES : SOURCES.toReversed()) {
    add({ source: each, mode: 'incremental', tables: 'all', phase: 'settling' });
  }
  for (let left = 1 + Math.floor(next() * 2); left > 0; left -= 1) {
    add({ source: source(), mode: 'full', tables: 'all', phase: 'ending' });
  }
  return steps;
}
