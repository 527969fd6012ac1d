import { counter, gauge } from '../declaration.ts';
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
  };
}
