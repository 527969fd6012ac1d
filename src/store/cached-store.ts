import type { Cache } from '../cache/port.ts';
import type { GuardedSql } from '../guard/guarded-sql.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { cacheKeyText, dependsOnTheClock } from './cache-key.ts';
import type { DataVersion, ReadLimits, Snapshot, Store } from './port.ts';
import { SharedReads } from './shared-reads.ts';
import { packSnapshot, unpackSnapshot } from './snapshot-text.ts';

export interface CachedStoreParts {
  readonly store: Store;
  /** One that never rejects and never keeps anybody waiting (cache/bounded-cache.ts). */
  readonly cache: Cache;
  /** A one-way digest; with a key of the installation's where others can see the cache's keys. */
  readonly digest: (text: string) => string;
  /**
   * Hears of every read whether it was found ('hit'), read ('miss'), waited for somebody else's of the same ('shared')
   * or was not to be kept ('passed').
   */
  readonly observe?: (outcome: 'hit' | 'miss' | 'shared' | 'passed') => void;
}

/**
 * The same store, which reads the same thing only once. It stands behind the guard: what it keys by is what the guard
 * let through, with its scope. The version comes from the store at every read and what was read is kept under the
 * version that the read saw, so a publish is seen at once, and a slow read cannot put old rows back.
 */
export function cachedStore({ store, cache, digest, observe }: CachedStoreParts): Store {
  const reads = new SharedReads<Snapshot>();

  async function readAndKeep(
    statements: readonly GuardedSql[],
    limits: ReadLimits,
    stop: AbortSignal,
  ): Promise<Snapshot> {
    const snapshot = await store.read(statements, { ...limits, stop });
    const key = digest(cacheKeyText(snapshot.version, statements, limits));
    const text = packSnapshot(key, snapshot);
    if (text !== null) await cache.set(key, text, LIMITS.cache_seconds_max);
    return snapshot;
  }

  async function find(key: string, version: DataVersion): Promise<Snapshot | null> {
    const kept = await cache.get(key);
    const snapshot = kept === null ? null : unpackSnapshot(key, kept);
    return snapshot?.version.id === version.id ? snapshot : null;
  }

  return {
    read: async (statements, limits) => {
      const version = isWorthKeeping(statements, limits) ? await store.version() : null;
      if (version === null) {
        observe?.('passed');
        return store.read(statements, limits);
      }
      const key = digest(cacheKeyText(version, statements, limits));
      // How long a read may take is part of what is shared, or one would be stopped by another's limit.
      const flight = `${key} ${limits.seconds_max}`;
      if (reads.has(flight)) observe?.('shared');
      return reads.run(flight, limits.stop, async (stop) => {
        const found = await find(key, version);
        observe?.(found ? 'hit' : 'miss');
        return found ? { ...found, cached: true } : readAndKeep(statements, limits, stop);
      });
    },
    version: () => store.version(),
    publish: (parcel) => store.publish(parcel),
    close: async () => {
      await store.close();
      await cache.close();
    },
  };
}

/** The whole catalog is read once a version and kept as objects by its reader. */
function isWorthKeeping(statements: readonly GuardedSql[], limits: ReadLimits): boolean {
  return limits.bytes_max <= LIMITS.figures_bytes_max && !dependsOnTheClock(statements);
}
