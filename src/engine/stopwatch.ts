import type { Timings } from '../vocabulary/answer.ts';
import type { Stage } from '../vocabulary/question.ts';

/** Takes the times of one answer. */
export interface Stopwatch {
  /** Runs and times the understanding. */
  readonly understanding: <T>(work: () => T) => T;
  /** The same for a language model's; a plan that is run while it is judged counts as running. */
  readonly reading: <T>(work: () => Promise<T>) => Promise<T>;
  /** Passes the stages on and times the one called `run`. */
  readonly running: (onStage: (stage: Stage) => void) => (stage: Stage) => void;
  readonly timings: () => Timings;
}

/** `clock`: milliseconds that only grow. */
export function stopwatch(clock: () => number): Stopwatch {
  const start = clock();
  let understand = 0;
  let runStarted: number | null = null;
  let run = 0;
  return {
    understanding(work) {
      const begun = clock();
      try {
        return work();
      } finally {
        understand += clock() - begun;
      }
    },
    async reading(work) {
      const [begun, ranBefore] = [clock(), run];
      try {
        return await work();
      } finally {
        understand += clock() - begun - (run - ranBefore);
      }
    },
    running: (onStage) => (stage) => {
      if (stage === 'run') runStarted = clock();
      else if (runStarted !== null) {
        run += clock() - runStarted;
        runStarted = null;
      }
      onStage(stage);
    },
    timings: () => ({ understand: rounded(understand), run: rounded(run), total: rounded(clock() - start) }),
  };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
