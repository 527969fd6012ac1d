import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Cache } from './port.ts';

/** What an adapter's test brings along. */
export interface CacheHarness {
  /** An open, empty cache that takes values up to `value_bytes_max` bytes. */
  readonly open: () => Promise<Cache>;
  readonly value_bytes_max: number;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array | null): string | null =>
  value === null ? null : new TextDecoder().decode(value);

/** Every adapter runs this against the real thing. */
export function cacheConformance(name: string, harness: CacheHarness): void {
  describe(`${name} keeps the cache's promises`, () => {
    let cache: Cache;
    beforeEach(async () => {
      cache = await harness.open();
    });
    afterEach(() => cache.close());

    test('what was never put there is not there', async () => {
      expect(await cache.get('nothing')).toBeNull();
    });

    test('it gives what was put there, byte for byte', async () => {
      const every = Uint8Array.from({ length: 256 }, (_, at) => at);
      await cache.set('every byte', every, 60);
      await cache.set('no byte', new Uint8Array(), 60);
      expect([...((await cache.get('every byte')) ?? [])]).toEqual([...every]);
      expect(text(await cache.get('no byte'))).toBe('');
    });

    test('a later value takes the place of an earlier one, and keys do not touch each other', async () => {
      await cache.set('a', bytes('first'), 60);
      await cache.set('a:b', bytes('other'), 60);
      await cache.set('a', bytes('second'), 60);
      expect([text(await cache.get('a')), text(await cache.get('a:b')), await cache.get('A')]).toEqual([
        'second',
        'other',
        null,
      ]);
    });

    test('a value is gone when its time is over', async () => {
      await cache.set('short', bytes('x'), 0.05);
      await cache.set('long', bytes('y'), 60);
      await sleep(120);
      expect([await cache.get('short'), text(await cache.get('long'))]).toEqual([null, 'y']);
    });

    test('a value that is too large is left out, and the others stay', async () => {
      await cache.set('small', bytes('x'), 60);
      await cache.set('large', new Uint8Array(harness.value_bytes_max + 1), 60);
      await cache.set('just', new Uint8Array(harness.value_bytes_max), 60);
      expect(await cache.get('large')).toBeNull();
      expect((await cache.get('just'))?.byteLength).toBe(harness.value_bytes_max);
      expect(text(await cache.get('small'))).toBe('x');
    });

    test('many calls at once each get their own value', async () => {
      const keys = Array.from({ length: 200 }, (_, at) => `key ${at}`);
      await Promise.all(keys.map((key) => cache.set(key, bytes(key), 60)));
      const found = await Promise.all(keys.toReversed().map((key) => cache.get(key)));
      expect(found.map(text)).toEqual(keys.toReversed());
    });

    test('what a caller does to its bytes afterwards changes nothing', async () => {
      const mine = bytes('kept');
      await cache.set('k', mine, 60);
      mine.fill(0);
      expect(text(await cache.get('k'))).toBe('kept');
    });
  });
}
