import { Queue as BullQueue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, type PrivateServer, startRedis, until } from '../../../test/services/private-server.ts';
import { queueConformance } from '../conformance.ts';
import { bearsOutages } from '../outages.ts';
import type { Queue } from '../port.ts';
import { createBullMqQueue } from './bullmq-queue.ts';

describe.skipIf(!hasRedis())('on Redis (skipped without redis-server)', () => {
  let server: PrivateServer;
  beforeAll(async () => {
    server = await startRedis('--appendonly', 'yes', '--appendfsync', 'always');
  });
  afterAll(() => server.stop());

  const href = (): string => `redis://127.0.0.1:${server.port}`;
  const open = (): Queue =>
    createBullMqQueue({ server: { href: href(), tls: {} }, onTrouble: () => undefined });
  const empty = async (): Promise<void> => {
    const redis = new Redis(href());
    await redis.flushall();
    redis.disconnect();
  };

  queueConformance('The queue on Redis', { open, empty, isShared: true });
  bearsOutages({ open, empty, server: () => server }, 'on disk');

  test('what was laid aside lies there with its reason', async () => {
    await empty();
    const queue = open();
    let seen = 0;
    await queue.put('useless', 'usual');
    await queue.take(() => {
      seen += 1;
      return Promise.resolve({ dead: 'nobody knows what it is' });
    }, 1);
    await until(() => seen === 1);
    const look = new BullQueue('work', { prefix: 'askfolio:queue', connection: { port: server.port } });
    await until(async () => (await look.getFailedCount()) === 1);
    expect((await look.getFailed())[0]?.failedReason).toBe('nobody knows what it is');
    await look.close();
    await queue.close();
  });
});
