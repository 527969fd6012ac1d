import { expect, test } from 'vitest';
import { cacheConformance } from '../conformance.ts';
import { createMemoryCache } from './memory-cache.ts';

const VALUE_BYTES_MAX = 10_000;
const clock = (): number => performance.now();

cacheConformance('the memory', {
  value_bytes_max: VALUE_BYTES_MAX,
  open: () =>
    Promise.resolve(createMemoryCache({ bytes_max: 1_000_000, value_bytes_max: VALUE_BYTES_MAX, clock })),
});

test('it stays within its size: what was not asked for the longest makes room', async () => {
  const cache = createMemoryCache({ bytes_max: 5_000, value_bytes_max: 2_000, clock });
  for (const key of ['a', 'b', 'c', 'd']) {
    await cache.set(key, new Uint8Array(1_000), 60);
    await cache.get('a');
  }
  await cache.set('e', new Uint8Array(1_000), 60);
  const left = [];
  for (const key of ['a', 'b', 'c', 'd', 'e']) if ((await cache.get(key)) !== null) left.push(key);
  expect(left).toEqual(['a', 'c', 'd', 'e']);
});
