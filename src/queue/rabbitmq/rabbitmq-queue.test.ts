import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateServer, until } from '../../../test/services/private-server.ts';
import { hasRabbitMq, startRabbitMq } from '../../../test/services/rabbitmq.ts';
import { queueConformance } from '../conformance.ts';
import { bearsOutages } from '../outages.ts';
import type { Queue } from '../port.ts';
import { createRabbitMqQueue } from './rabbitmq-queue.ts';
import { DEAD, QUEUES } from './topology.ts';

describe.skipIf(!hasRabbitMq())('at RabbitMQ (skipped without rabbitmq-server)', () => {
  let server: PrivateServer;
  let look: Connection;
  const url = (): string => `amqp://guest:guest@127.0.0.1:${server.port}`;
  beforeAll(async () => {
    server = await startRabbitMq();
    look = new Connection({ url: url(), retryHigh: 1_000 });
    look.on('error', () => undefined);
    await look.onConnect(60_000);
  }, 120_000);
  afterAll(async () => {
    await look.close();
    await server.stop();
  });

  const open = (): Queue => createRabbitMqQueue({ url: url(), onTrouble: () => undefined });
  const empty = async (): Promise<void> => {
    await look.onConnect(60_000);
    for (const queue of QUEUES) {
      await look.queueDeclare(queue);
      await look.queuePurge(queue.queue);
    }
  };

  queueConformance('The queue at RabbitMQ', { open, empty, isShared: true });
  bearsOutages({ open, empty, server: () => server }, 'on disk');

  test('what was laid aside lies there with its reason', async () => {
    await empty();
    const queue = open();
    await queue.put('useless', 'usual');
    await queue.take(() => Promise.resolve({ dead: 'nobody knows what it is' }), 1);
    let found: { body?: unknown; headers?: Record<string, unknown> } | undefined;
    await until(async () => {
      found = await look.basicGet({ queue: DEAD, noAck: true });
      return found !== undefined;
    });
    expect(found).toMatchObject({ body: 'useless', headers: { reason: 'nobody knows what it is' } });
    await queue.close();
  });
});
