import { Redis } from 'ioredis';
import type { Cache } from '../port.ts';
import { redisAddress } from './redis-address.ts';

export interface RedisCacheOptions {
  /** `redis://` or, with TLS, `rediss://` (`?ca=FILE` for a certificate authority of one's own). */
  readonly url: string;
  /** One value may take no more. */
  readonly value_bytes_max: number;
  /** A server that says nothing for this long is left, and dialled again. */
  readonly silence_ms_max: number;
}

/** One that says how full its server is. */
export interface RedisCache extends Cache {
  /** Memory that is taken by what may be; 0 where there is no limit or the server makes room by itself. */
  filled(): Promise<number>;
}

const PREFIX = 'askfolio:1:';
const CONNECT_MS_MAX = 2_000;
const PAUSE_MS_MAX = 2_000;

/**
 * A cache on a server that speaks the protocol of Redis. While there is no connection every call rejects at once, and
 * nothing waits in a queue for the server to return. The server needs a limit of its own (`maxmemory` with
 * `allkeys-lru`); where it refuses a value because it is full, `set` rejects.
 */
export function createRedisCache({ url, value_bytes_max, silence_ms_max }: RedisCacheOptions): RedisCache {
  const { href, tls } = redisAddress(url);
  const redis = new Redis(href, {
    ...tls,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_MS_MAX,
    socketTimeout: silence_ms_max,
    retryStrategy: (tries) => pauseOf(tries),
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  // Every failed call says so itself; without a listener a lost connection would end the process.
  redis.on('error', () => undefined);
  return {
    get: (key) => redis.getBuffer(PREFIX + key),
    set: async (key, value, seconds) => {
      if (value.byteLength > value_bytes_max) return;
      await redis.set(PREFIX + key, Buffer.from(value), 'PX', Math.max(1, Math.round(seconds * 1_000)));
    },
    filled: async () => {
      const memory = await redis.info('memory');
      const field = (name: string): string =>
        new RegExp(`^${name}:(.*)$`, 'm').exec(memory)?.[1]?.trim() ?? '';
      const most = Number(field('maxmemory'));
      const makesRoom = field('maxmemory_policy') !== 'noeviction';
      return most === 0 || makesRoom ? 0 : Number(field('used_memory')) / most;
    },
    close: () => {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}

/** Grows to its limit, with chance in it, so that processes do not all come back in the same moment. */
function pauseOf(tries: number): number {
  return Math.min(PAUSE_MS_MAX, 50 * 2 ** Math.min(tries, 8)) * (0.5 + Math.random() / 2);
}
