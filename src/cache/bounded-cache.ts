import type { Timers } from '../vocabulary/timers.ts';
import type { Cache } from './port.ts';

export interface BoundedCacheOptions {
  /** Nobody waits longer for a value. */
  readonly wait_ms_max: number;
  /** After a failure nobody asks for this long; then one call tries, and the others do not wait for it. */
  readonly pause_ms: number;
  /** Values on their way; more than these are left out. */
  readonly writes_waiting_max: number;
  readonly timers: Pick<Timers, 'elapsed' | 'after'>;
  /** Hears when the cache goes and when it is back. */
  readonly onChange?: (state: 'gone' | 'back', cause?: unknown) => void;
  /** Hears how long each call took that went out. */
  readonly onLookup?: (ms: number) => void;
}

/**
 * A cache that can only help: it never rejects, answers within its time limit, and one that is slow, full or gone is
 * the same as an empty one. `set` resolves at once; the value is on its way.
 */
export function boundedCache(cache: Cache, options: BoundedCacheOptions): Cache {
  const { wait_ms_max, pause_ms, writes_waiting_max, timers, onChange, onLookup } = options;
  let closedUntil: number | null = null;
  let trying = false;
  let writing = 0;

  function failed(cause: unknown): void {
    if (closedUntil === null) onChange?.('gone', cause);
    closedUntil = timers.elapsed() + pause_ms;
  }

  function worked(): void {
    if (closedUntil !== null) onChange?.('back');
    closedUntil = null;
  }

  /** Whether a call may go out now; while the cache is gone, one at a time when its pause is over. */
  function mayCall(): boolean {
    if (closedUntil === null) return true;
    if (trying || timers.elapsed() < closedUntil) return false;
    trying = true;
    return true;
  }

  async function get(key: string): Promise<Uint8Array | null> {
    if (!mayCall()) return null;
    const wasTrying = trying;
    const asked_ms = timers.elapsed();
    try {
      const value = await within(timers, wait_ms_max, cache.get(key));
      worked();
      return value;
    } catch (error) {
      failed(error);
      return null;
    } finally {
      if (wasTrying) trying = false;
      onLookup?.(timers.elapsed() - asked_ms);
    }
  }

  async function write(key: string, value: Uint8Array, seconds: number): Promise<void> {
    writing += 1;
    try {
      await cache.set(key, value, seconds);
    } catch {
      // Full, or gone: the next read finds out which, and reading may still work where writing does not.
    } finally {
      writing -= 1;
    }
  }

  return {
    get,
    set: (key, value, seconds) => {
      if (closedUntil === null && writing < writes_waiting_max) void write(key, value, seconds);
      return Promise.resolve();
    },
    close: () => cache.close(),
  };
}

class Late extends Error {
  override readonly name = 'Late';
}

async function within<T>({ after }: Pick<Timers, 'after'>, ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = (): void => reject(new Late(`no answer within ${ms} ms`));
  // Where this process was busy for so long, the answer may lie there unread: it is looked for once more.
  const cancel = after(ms, () => setImmediate(() => setImmediate(late)));
  try {
    return await Promise.race([work, promise]);
  } finally {
    cancel();
  }
}
