import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, type PrivateServer, startRedis, until } from '../../../test/services/private-server.ts';
import { sealBytes, unsealBytes } from '../../security/seal.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { cacheConformance } from '../conformance.ts';
import { outsideCache } from '../outside-cache.ts';
import type { Cache } from '../port.ts';
import { probeRedis } from './probe-redis.ts';
import { createRedisCache } from './redis-cache.ts';
import { TIMERS } from '../../vocabulary/timers.ts';

const VALUE_BYTES_MAX = 10_000;
const KEY = '5e'.repeat(32);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Written by `set`, which does not wait. */
async function settled(cache: Cache, key: string): Promise<void> {
  await until(async () => (await cache.get(key)) !== null);
}

describe.skipIf(!hasRedis())('on a private redis-server (skipped where there is none)', () => {
  let server: PrivateServer;
  let direct: Redis;
  beforeAll(async () => {
    server = await startRedis();
    direct = new Redis(server.port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null });
    direct.on('error', () => undefined);
  });
  afterAll(async () => {
    direct.disconnect();
    await server.stop();
  });

  const adapter = async (): Promise<Cache> => {
    const cache = createRedisCache({
      url: `redis://127.0.0.1:${server.port}`,
      value_bytes_max: VALUE_BYTES_MAX,
      silence_ms_max: 1_000,
    });
    await until(() =>
      cache.get('x').then(
        () => true,
        () => false,
      ),
    );
    return cache;
  };
  const empty = async (): Promise<Cache> => {
    await direct.flushall();
    return adapter();
  };
  const changes: string[] = [];
  const outside = (cache: Cache, key = KEY): Cache =>
    outsideCache(cache, {
      sealing: {
        seal: (plain, context) => sealBytes(key, plain, context),
        open: (sealed, context) => unsealBytes(key, sealed, context),
      },
      timers: TIMERS,
      onChange: (state) => changes.push(state),
    });

  cacheConformance('Redis', { value_bytes_max: VALUE_BYTES_MAX, open: empty });

  test('says how full its server is, where that makes no room by itself', async () => {
    await direct.flushall();
    const cache = createRedisCache({
      url: `redis://127.0.0.1:${server.port}`,
      value_bytes_max: VALUE_BYTES_MAX,
      silence_ms_max: 1_000,
    });
    const filled = (): Promise<number> => cache.filled().catch(() => Number.NaN);
    await until(async () => (await filled()) === 0);
    await direct.config('SET', 'maxmemory', '100mb');
    await direct.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await filled()).toBe(0);
    await direct.config('SET', 'maxmemory-policy', 'noeviction');
    const empty_ratio = await filled();
    expect(empty_ratio).toBeGreaterThan(0);
    await direct.set('ballast', Buffer.alloc(50_000_000));
    expect(await filled()).toBeGreaterThan(empty_ratio + 0.4);
    await direct.config('SET', 'maxmemory', '0');
    await cache.close();
  });

  test('what lies there is sealed, and smaller where that pays', async () => {
    const cache = outside(await empty());
    const secret = JSON.stringify(Array.from({ length: 200 }, () => 'Margarete Lindqvist'));
    await cache.set('k', bytes(secret), 60);
    await settled(cache, 'k');
    const [name = ''] = await direct.keys('*');
    const stored = (await direct.getBuffer(name)) ?? Buffer.alloc(0);
    expect(stored.includes('Lindqvist')).toBe(false);
    expect(stored.byteLength).toBeLessThan(secret.length / 4);
    expect(new TextDecoder().decode((await cache.get('k')) ?? undefined)).toBe(secret);
    await cache.close();
  });

  test('a value that was changed, moved or made with another key is no value', async () => {
    const inner = await empty();
    const cache = outside(inner);
    for (const key of ['one', 'two', 'cut', 'bent']) await cache.set(key, bytes(`value of ${key}`), 60);
    await settled(cache, 'bent');
    const raw = (key: string): Promise<Uint8Array | null> => inner.get(key);
    const [two, bent, cut] = [await raw('two'), await raw('bent'), await raw('cut')];
    if (!two || !bent || !cut) throw new Error('the values are not there');
    await inner.set('one', two, 60);
    await inner.set(
      'bent',
      Uint8Array.from(bent, (byte, at) => (at === bent.length - 1 ? byte ^ 1 : byte)),
      60,
    );
    await inner.set('cut', cut.subarray(0, 20), 60);
    await inner.set('foreign', bytes('{"results":[]}'), 60);
    for (const key of ['one', 'bent', 'cut', 'foreign']) expect(await cache.get(key)).toBeNull();
    expect(await outside(inner, '6f'.repeat(32)).get('two')).toBeNull();
    expect(await cache.get('two')).not.toBeNull();
    await cache.close();
  });

  test('frozen, it keeps nobody waiting longer than its limit, and it is used again when it thaws', async () => {
    changes.length = 0;
    const cache = outside(await empty());
    await cache.set('k', bytes('v'), 60);
    await settled(cache, 'k');
    server.freeze();
    try {
      // All but the first are told at once; none rejects, and none waits for the server.
      const found = await Promise.all(Array.from({ length: 500 }, () => cache.get('k')));
      expect(found.every((value) => value === null)).toBe(true);
      await cache.set('k', bytes('new'), 60);
      expect(changes).toEqual(['gone']);
    } finally {
      server.thaw();
    }
    await until(async () => (await cache.get('k')) !== null);
    expect(changes).toEqual(['gone', 'back']);
    await cache.close();
  });

  test('killed, it is a miss; started again, empty, it is used again', async () => {
    changes.length = 0;
    const cache = outside(await empty());
    await cache.set('k', bytes('v'), 60);
    await settled(cache, 'k');
    await server.kill();
    expect(await cache.get('k')).toBeNull();
    await cache.set('lost', bytes('v'), 60);
    await server.start();
    await until(() => changes.includes('back') || cache.get('k').then(() => false));
    expect(await cache.get('lost')).toBeNull();
    await cache.set('again', bytes('v'), 60);
    await settled(cache, 'again');
    await cache.close();
  });

  test('full, it still gives what it has', async () => {
    const inner = await empty();
    const cache = outside(inner);
    await cache.set('kept', bytes('v'), 60);
    await settled(cache, 'kept');
    await direct.config('SET', 'maxmemory', '1');
    try {
      await cache.set('refused', bytes('v'), 60);
      await expect(inner.set('refused', bytes('v'), 60)).rejects.toThrow(/OOM/);
      expect(await cache.get('kept')).not.toBeNull();
      expect(await cache.get('refused')).toBeNull();
    } finally {
      await direct.config('SET', 'maxmemory', '0');
    }
    await cache.close();
  });

  test('with a wrong password or a wrong address, it is the same as none', async () => {
    await direct.config('SET', 'requirepass', 'right');
    try {
      for (const url of [`redis://:wrong@127.0.0.1:${server.port}`, 'redis://127.0.0.1:1']) {
        const cache = outside(
          createRedisCache({
            url,
            value_bytes_max: VALUE_BYTES_MAX,
            silence_ms_max: LIMITS.cache_silence_ms_max,
          }),
        );
        await cache.set('k', bytes('v'), 60);
        expect(await cache.get('k')).toBeNull();
        await cache.close();
      }
    } finally {
      await direct.config('SET', 'requirepass', '');
    }
  });

  test('doctor says what it found, and what to do where nothing answers', async () => {
    expect(await probeRedis(`redis://127.0.0.1:${server.port}`)).toMatch(
      /^it answers \(version \d.*maxmemory/,
    );
    await expect(probeRedis('redis://127.0.0.1:1')).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
