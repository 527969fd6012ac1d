import { LIMITS } from '../vocabulary/limits.ts';
import { asProblem, type Problem, type ProblemCode } from '../vocabulary/problem.ts';
import { pause, type Timers } from '../vocabulary/timers.ts';

/** What passes by itself when a server is started. */
const AWAY: ReadonlySet<ProblemCode> = new Set(['store_unavailable', 'queue_unavailable']);
const PAUSE_MS_MIN = 250;
const PAUSE_MS_MAX = 4_000;

export interface Waiting {
  readonly timers: Timers;
  /** Whether nobody wants the work any more. */
  readonly isOver: () => boolean;
  /** Hears once what is waited for. */
  readonly onWait: (problem: Problem) => void;
}

/**
 * Does work that needs servers, again and again until they answer: what an installation is made of may be started in any
 * order. Rejects with what the work rejects with where waiting would not help, and after `LIMITS.start_wait_seconds_max`.
 */
export async function whenReachable<T>(
  work: () => Promise<T>,
  { timers, isOver, onWait }: Waiting,
): Promise<T> {
  const end_ms = timers.elapsed() + LIMITS.start_wait_seconds_max * 1_000;
  for (let pause_ms = PAUSE_MS_MIN; ; pause_ms = Math.min(2 * pause_ms, PAUSE_MS_MAX)) {
    try {
      return await work();
    } catch (error) {
      const problem = asProblem(error);
      if (!AWAY.has(problem.code) || isOver() || timers.elapsed() + pause_ms > end_ms) throw error;
      if (pause_ms === PAUSE_MS_MIN) onWait(problem);
    }
    await pause(timers, pause_ms);
  }
}
