/** Time as a process has it: handed to whatever waits, so that its waiting can be lived through in no time. */
export interface Timers {
  /** Milliseconds since some moment; they never go back, whatever the clock on the wall does. */
  readonly elapsed: () => number;
  /** Does `work` after `ms` and again each `ms`, until the returned function is called. */
  readonly every: (ms: number, work: () => void) => () => void;
  /** Does `work` once after `ms`, unless the returned function is called before. */
  readonly after: (ms: number, work: () => void) => () => void;
}

/** Resolves after `ms`. */
export function pause({ after }: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => void after(ms, resolve));
}

/** Those of this process. */
export const TIMERS: Timers = {
  elapsed: () => performance.now(),
  every: (ms, work) => {
    const timer = setInterval(work, ms);
    return () => clearInterval(timer);
  },
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
