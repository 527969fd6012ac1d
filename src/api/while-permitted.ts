import { LIMITS } from '../vocabulary/limits.ts';
import { checkStillPermitted } from './access.ts';
import type { ApiParts } from './parts.ts';

/**
 * Does work for as long as its asker may have it: looks again while it is under way, and once more before what came of
 * it is handed over. Where the asker is signed out or sees less by then, `over` is aborted, and it rejects at once with
 * the Problem that says so. `stop` aborts `over`, too.
 */
export async function whilePermitted<T>(
  parts: ApiParts,
  call: Parameters<typeof checkStillPermitted>[1],
  work: (over: AbortSignal) => Promise<T>,
  stop?: AbortSignal,
): Promise<T> {
  const over = new AbortController();
  const onStop = (): void => over.abort(stop?.reason);
  if (stop?.aborted) onStop();
  stop?.addEventListener('abort', onStop, { once: true });
  const { promise: refused, reject } = Promise.withResolvers<never>();
  const look = (): void => {
    checkStillPermitted(parts, call).catch((problem: unknown) => {
      reject(problem);
      over.abort();
    });
  };
  const looking = setInterval(look, LIMITS.rights_look_seconds * 1_000);
  try {
    const result = await Promise.race([work(over.signal), refused]);
    await checkStillPermitted(parts, call);
    return result;
  } finally {
    clearInterval(looking);
    stop?.removeEventListener('abort', onStop);
    // A look that was under way may still find out, with nobody left to tell.
    refused.catch(() => undefined);
  }
}
