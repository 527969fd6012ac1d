import type { Store } from '../store/port.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Timers } from '../vocabulary/timers.ts';

/**
 * Whether questions can be answered: there is a published version, and the store says so soon. Whoever probes gives up
 * before a store does that waits for a silent server; one look is shared by all that ask meanwhile.
 */
export function readinessOf(
  store: Pick<Store, 'version'>,
  { after }: Pick<Timers, 'after'>,
): () => Promise<boolean> {
  let look: Promise<boolean> | null = null;
  const begin = (): Promise<boolean> =>
    store
      .version()
      .then(
        (version) => version !== null,
        () => false,
      )
      .finally(() => (look = null));
  return () => {
    look ??= begin();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    // Where this process was busy for so long, the answer may lie there unread: it is looked for once more.
    const cancel = after(LIMITS.ready_wait_ms_max, () => setImmediate(() => setImmediate(resolve, false)));
    void look.then(resolve);
    return promise.finally(cancel);
  };
}
