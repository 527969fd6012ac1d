import type { Cache } from '../cache/port.ts';
import type { Settings } from '../config.ts';
import type { Probe } from '../desk/checks.ts';
import type { Store } from '../store/port.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { clock } from './clocks.ts';
import type { CacheObserver } from '../telemetry/metrics/cache.ts';
import type { Watchers } from './watchers.ts';
import { TIMERS } from '../vocabulary/timers.ts';

/** Whether anything is kept: a command that asks once and ends has nothing to find in a memory of its own. */
export function isCaching({ cache }: Settings, watchers: Watchers | null): boolean {
  return cache !== 'off' && (cache !== 'memory' || watchers !== null);
}

/** The store with the cache that the settings name in front of it; the key may change while it is used. */
export async function withCache(
  store: Store,
  settings: Settings,
  key: () => string,
  watchers: Watchers | null,
): Promise<Store> {
  if (!isCaching(settings, watchers)) return store;
  const { outsideCache } = await import('../cache/outside-cache.ts');
  const { cachedStore } = await import('../store/cached-store.ts');
  const { keyedDigest } = await import('../security/secret.ts');
  const { sealBytes, unsealBytes } = await import('../security/seal.ts');
  const observer = watchers?.metrics.cache();
  const cache =
    settings.cache === 'memory'
      ? (await import('../cache/memory/memory-cache.ts')).createMemoryCache({
          bytes_max: LIMITS.cache_memory_bytes_max,
          value_bytes_max: LIMITS.cache_value_bytes_max,
          clock,
          onSize: (entries, bytes) => observer?.size(entries, bytes),
        })
      : outsideCache(await openRedis(settings.cache, observer), {
          sealing: {
            seal: (plain, context) => sealBytes(key(), plain, context),
            open: (sealed, context) => unsealBytes(key(), sealed, context),
          },
          timers: TIMERS,
          onChange: (state, cause) => {
            observer?.changed(state);
            watchers?.log.warn(`cache_${state}`, {}, cause);
          },
          onLookup: (ms) => observer?.lookedUp(ms / 1_000),
        });
  return cachedStore({
    store,
    cache,
    digest: (text) => keyedDigest(keyedDigest(key(), 'names'), text),
    observe: (outcome) => observer?.read(outcome),
  });
}

/** A cache on a server, which says from time to time how full it is where somebody hears it. */
async function openRedis(url: string, observer: CacheObserver | undefined): Promise<Cache> {
  const { createRedisCache } = await import('../cache/redis/redis-cache.ts');
  const cache = createRedisCache({
    url,
    value_bytes_max: LIMITS.cache_value_bytes_max,
    silence_ms_max: LIMITS.cache_silence_ms_max,
  });
  if (observer === undefined) return cache;
  // What a server that is away would say stands as it was.
  const look = (): void =>
    void cache.filled().then(
      (ratio) => observer.filled(ratio),
      () => undefined,
    );
  const looking = setInterval(look, LIMITS.alarm_look_seconds * 1_000);
  looking.unref();
  observer.filled(0);
  return {
    ...cache,
    close: () => {
      clearInterval(looking);
      return cache.close();
    },
  };
}

/** How `doctor` looks at an outside cache; null where there is none. */
export function cacheProbe(setting: string): Probe | null {
  if (setting === 'memory' || setting === 'off') return null;
  return {
    name: 'cache',
    look: async () => (await import('../cache/redis/probe-redis.ts')).probeRedis(setting),
  };
}
