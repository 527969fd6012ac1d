import { Redis } from 'ioredis';
import { certificateTrouble } from '../../vocabulary/certificate-trouble.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { redisAddress } from './redis-address.ts';

const ANSWER_MS_MAX = 3_000;

/** Looks at a server for `doctor`: what it is and whether it will let go of old values when it is full. */
export async function probeRedis(url: string): Promise<string> {
  const { href, tls } = redisAddress(url);
  const redis = new Redis(href, {
    ...tls,
    lazyConnect: true,
    enableOfflineQueue: false,
    retryStrategy: () => null,
    connectTimeout: ANSWER_MS_MAX,
    commandTimeout: ANSWER_MS_MAX,
  });
  let trouble: string | null = null;
  redis.on('error', (error) => (trouble ??= certificateTrouble(error)));
  try {
    await redis.connect();
    const text = `${await redis.info('server')}\n${await redis.info('memory')}`;
    const field = (name: string): string => new RegExp(`^${name}:(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
    const limited = field('maxmemory') !== '0' && field('maxmemory_policy') !== 'noeviction';
    const advice = limited ? '' : '; give it a maxmemory with allkeys-lru, so that it makes room by itself';
    return `it answers (version ${field('redis_version')})${advice}`;
  } catch (error) {
    const remedy = trouble ?? certificateTrouble(error) ?? 'check its address, password and that it runs';
    throw new Problem(
      'store_unavailable',
      `The cache server does not answer as it should; answers are only slower without it: ${remedy}.`,
      { cause: error },
    );
  } finally {
    redis.disconnect();
  }
}
