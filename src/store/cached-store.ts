import type { Cache } from '../cache/port.ts';
import type { GuardedSql } from '../guard/guarded-sql.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Rows } from '../vocabulary/rows.ts';
import { cacheKeyText, dependsOnTheClock } from './cache-key.ts';
import { packResults, unpackResults } from './kept-results.ts';
import type { Marks } from './marks.ts';
import type { ReadLimits, Snapshot, Store } from './port.ts';
import { SharedReads } from './shared-reads.ts';

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

/** What a read gave; `moved` where it saw another version than the one that its key was made for. */
type Found = { readonly results: readonly Rows[]; readonly cached: boolean } | { readonly moved: Snapshot };

/**
 * The same store, which reads the same thing only once. It stands behind the guard: what it keys by is what the guard
 * let through, with its scope, and the marks of the rows in that scope (row-marks.ts). So a publish is seen at once by
 * whom it concerns and leaves the entries of others as they are. The marks come with the version of now; what was read
 * is kept only where the read saw that version, so a slow one cannot put old rows back.
 */
export function cachedStore({ store, cache, digest, observe }: CachedStoreParts): Store {
  const reads = new SharedReads<Found>();

  async function readAndKeep(
    key: string,
    { version }: Marks,
    statements: readonly GuardedSql[],
    limits: ReadLimits,
  ): Promise<Found> {
    const snapshot = await store.read(statements, limits);
    if (!isSame(snapshot.version, version)) return { moved: snapshot };
    const bytes = packResults(key, snapshot.results);
    if (bytes !== null) await cache.set(key, bytes, LIMITS.cache_seconds_max);
    return { results: snapshot.results, cached: false };
  }

  async function find(key: string): Promise<Found | null> {
    const kept = await cache.get(key);
    const results = kept === null ? null : unpackResults(key, kept);
    return results && { results, cached: true };
  }

  return {
    read: async (statements, limits) => {
      const marks = isWorthKeeping(statements, limits) ? await store.marks() : null;
      if (marks === null) {
        observe?.('passed');
        return store.read(statements, limits);
      }
      const key = digest(cacheKeyText(marks, statements, limits));
      // How long a read may take is part of what is shared, or one would be stopped by another's limit.
      const flight = `${key} ${limits.seconds_max}`;
      if (reads.has(flight)) observe?.('shared');
      const found = await reads.run(flight, limits.stop, async (stop) => {
        const kept = await find(key);
        observe?.(kept ? 'hit' : 'miss');
        return kept ?? readAndKeep(key, marks, statements, { ...limits, stop });
      });
      if ('moved' in found) return found.moved;
      // The rows are those of every version with these marks: whoever asks sees the one that he asked about.
      const { results, cached } = found;
      return { version: marks.version, results, ...(cached ? { cached } : {}) };
    },
    version: () => store.version(),
    marks: () => store.marks(),
    publish: (parcel) => store.publish(parcel),
    close: async () => {
      await store.close();
      await cache.close();
    },
  };
}

/** A version's number may come again after a restore; when it was published does not. */
function isSame(one: Snapshot['version'], other: Snapshot['version']): boolean {
  return one.id === other.id && one.publishedAt === other.publishedAt;
}

/** The whole catalog is read once a version and kept as objects by its reader. */
function isWorthKeeping(statements: readonly GuardedSql[], limits: ReadLimits): boolean {
  return limits.bytes_max <= LIMITS.figures_bytes_max && !dependsOnTheClock(statements);
}
