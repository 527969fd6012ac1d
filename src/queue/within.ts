import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';

/** Gives up on a queue that does not take a message in time: whoever sends has somebody waiting. */
export async function withinPutTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(queueUnavailable()), LIMITS.queue_put_seconds_max * 1_000);
  try {
    return await Promise.race([work, promise]);
  } catch (error) {
    throw error instanceof Problem ? error : queueUnavailable(error);
  } finally {
    clearTimeout(timer);
  }
}

export function queueUnavailable(cause?: unknown): Problem {
  return new Problem(
    'queue_unavailable',
    'The queue does not answer; what was asked for is written down and is done when it does.',
    { cause },
  );
}
