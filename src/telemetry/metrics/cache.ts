import { counter, gauge, histogram } from '../declaration.ts';
import type { Registry } from '../registry.ts';

export const CACHE = {
  reads: counter({
    name: 'askfolio_cache_reads_total',
    help: "Reads by how the cache served them: 'shared' waited for the same read of somebody else, 'passed' are not to be kept",
    labels: { outcome: ['hit', 'miss', 'shared', 'passed'] },
  }),
  up: gauge({
    name: 'askfolio_cache_up',
    help: '1 while the cache answers, 0 while questions do without it',
  }),
  lookups: histogram({
    name: 'askfolio_cache_lookup_seconds',
    unit: 'seconds',
    help: 'Lookups in a cache outside of the process, until they found something or nothing or were given up',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05],
    onlyWith: 'a cache outside of the process',
  }),
  filled: gauge({
    name: 'askfolio_cache_filled_ratio',
    unit: 'ratio',
    help: 'Memory that the cache server takes by what it may take; 0 where it has no limit or makes room by itself',
    onlyWith: 'a cache outside of the process',
  }),
  bytes: gauge({
    name: 'askfolio_cache_size_bytes',
    unit: 'bytes',
    help: 'What is kept in the cache of this process',
    onlyWith: 'a cache in memory',
  }),
  entries: gauge({
    name: 'askfolio_cache_entries',
    help: 'Results that are kept in the cache of this process',
    onlyWith: 'a cache in memory',
  }),
} as const;

export interface CacheObserver {
  read(outcome: 'hit' | 'miss' | 'shared' | 'passed'): void;
  changed(state: 'gone' | 'back'): void;
  size(entries: number, bytes: number): void;
  lookedUp(seconds: number): void;
  filled(ratio: number): void;
}

export function cacheObserver(registry: Registry): CacheObserver {
  registry.set(CACHE.up, {}, 1);
  return {
    read: (outcome) => registry.add(CACHE.reads, { outcome }),
    changed: (state) => registry.set(CACHE.up, {}, state === 'back' ? 1 : 0),
    size: (entries, bytes) => {
      registry.set(CACHE.entries, {}, entries);
      registry.set(CACHE.bytes, {}, bytes);
    },
    lookedUp: (seconds) => registry.observe(CACHE.lookups, {}, seconds),
    filled: (ratio) => registry.set(CACHE.filled, {}, ratio),
  };
}
