import { Problem } from '../../vocabulary/problem.ts';
import { TOO_SLOW_MESSAGE } from './server-problems.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

export interface Watch {
  readonly seconds_max: number;
  readonly grace_seconds_max: number;
  /** Nobody waits for the result any more. */
  readonly stop: AbortSignal | undefined;
}

/**
 * Ends work on a session when it takes too long or when nobody waits for it any more: the server is told to stop it,
 * and after the time of grace its connection is given up. What was told to stop is no result, for some functions give a
 * value then as if they had ended by themselves. Throws Problems `sql_limit` and `stopped`, and what the work throws.
 */
export async function watched<T>(
  sessions: Sessions,
  session: Session,
  { seconds_max, grace_seconds_max, stop }: Watch,
  work: () => Promise<T>,
): Promise<T> {
  if (stop?.aborted === true) throw stoppedProblem();
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  let reason: Problem | null = null;
  let end: NodeJS.Timeout | null = null;
  const finish = (problem: Problem): void => {
    if (reason !== null) return;
    reason = problem;
    void sessions.stop(session);
    end = setTimeout(() => {
      session.destroy();
      reject(problem);
    }, grace_seconds_max * 1_000);
  };
  const timer = setTimeout(() => finish(tooSlow()), seconds_max * 1_000);
  const onStop = (): void => finish(stoppedProblem());
  stop?.addEventListener('abort', onStop, { once: true });
  try {
    const result = await Promise.race([work(), givenUp]);
    return reason === null ? result : await Promise.reject(reason);
  } catch (error) {
    throw reason ?? error;
  } finally {
    clearTimeout(timer);
    if (end !== null) clearTimeout(end);
    stop?.removeEventListener('abort', onStop);
  }
}

export function stoppedProblem(): Problem {
  return new Problem('stopped', 'The question was stopped; ask it again if you want the answer.');
}

function tooSlow(): Problem {
  return new Problem('sql_limit', TOO_SLOW_MESSAGE);
}
