import { expect, test, vi } from 'vitest';
import { boundedCache } from './bounded-cache.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import type { Cache } from './port.ts';

const BOUNDS = { wait_ms_max: 20, pause_ms: 1_000, writes_waiting_max: 2 };

/** A cache outside that answers as `answer` does, and counts its calls. */
function outside(answer: () => Promise<Uint8Array | null>): Cache & { gets: number; sets: number } {
  const cache = {
    gets: 0,
    sets: 0,
    get: () => {
      cache.gets += 1;
      return answer();
    },
    set: () => {
      cache.sets += 1;
      return answer().then(() => undefined);
    },
    close: () => Promise.resolve(),
  };
  return cache;
}

const never = (): Promise<null> => new Promise(() => undefined);

test('after a failure nobody asks until the pause is over, and then one asks for all', async () => {
  let now = 0;
  let works = false;
  const value = Uint8Array.of(1);
  const cache = outside(() => (works ? Promise.resolve(value) : Promise.reject(new Error('gone'))));
  const onChange = vi.fn<(state: 'gone' | 'back') => void>();
  const bounded = boundedCache(cache, { ...BOUNDS, timers: { ...TIMERS, elapsed: () => now }, onChange });
  expect(await bounded.get('k')).toBeNull();
  now = 999;
  expect(await bounded.get('k')).toBeNull();
  expect(cache.gets).toBe(1);
  now = 1_001;
  works = true;
  const found = await Promise.all([bounded.get('k'), bounded.get('k'), bounded.get('k')]);
  expect(found).toEqual([value, null, null]);
  expect(cache.gets).toBe(2);
  expect(await bounded.get('k')).toEqual(value);
  expect(onChange.mock.calls.map(([state]) => state)).toEqual(['gone', 'back']);
});

test('an answer that does not come is a miss, and so are the calls behind it', async () => {
  const cache = outside(never);
  const bounded = boundedCache(cache, { ...BOUNDS, timers: { ...TIMERS, elapsed: () => 0 } });
  expect(await bounded.get('k')).toBeNull();
  expect(await bounded.get('k')).toBeNull();
  expect(cache.gets).toBe(1);
});

test('values that nobody takes do not pile up', async () => {
  const cache = outside(never);
  const bounded = boundedCache(cache, { ...BOUNDS, timers: { ...TIMERS, elapsed: () => 0 } });
  for (let at = 0; at < 100; at += 1) await bounded.set('k', Uint8Array.of(1), 60);
  expect(cache.sets).toBe(2);
});
