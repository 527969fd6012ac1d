import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe } from 'vitest';
import { hasRedis, type PrivateServer, startRedis } from '../../test/services/private-server.ts';
import { hasRabbitMq, startRabbitMq } from '../../test/services/rabbitmq.ts';
import { carriedHistories } from '../queue/carried-histories.ts';
import { jobsConformance } from '../queue/jobs-conformance.ts';
import { type HistoryPlace, ledgerHistories } from '../queue/ledger-histories.ts';
import { createInProcessQueue } from '../queue/inprocess/inprocess-queue.ts';
import { createRabbitMqQueue } from '../queue/rabbitmq/rabbitmq-queue.ts';
import { createBullMqQueue } from '../queue/redis/bullmq-queue.ts';
import { jobsOf } from './jobs.ts';
import { leasesOf } from './leases.ts';
import { sealingWith } from './records.ts';
import { emptyJobs } from './jobs.fixture.ts';
import { openRecords } from './sqlite/open-records.ts';

async function openJobs() {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-jobs-'));
  let late_ms = 0;
  const records = await openRecords(
    join(folder, 'records.sqlite'),
    sealingWith(['ab'.repeat(32)]),
    () => new Date(Date.now() + late_ms),
  );
  return {
    ledger: jobsOf(records),
    leases: leasesOf(records),
    forward: (ms: number) => void (late_ms += ms),
    close: async () => {
      await records.db.destroy();
      rmSync(folder, { recursive: true });
    },
  };
}

jobsConformance('on the records in a file', async () => ({
  ...(await openJobs()),
  newQueue: () => createInProcessQueue(() => undefined),
}));

describe('the ledger of jobs in a file', () => {
  let place: HistoryPlace;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'askfolio-ledger-'));
    let at_ms = Date.UTC(2026, 2, 2, 5);
    const now = (): Date => new Date(at_ms);
    const records = await openRecords(join(folder, 'records.sqlite'), sealingWith(['ab'.repeat(32)]), now);
    place = {
      ledger: jobsOf(records),
      now_ms: () => at_ms,
      forward: (ms) => void (at_ms += ms),
      empty: () => emptyJobs(records),
    };
    close = async () => {
      await records.db.destroy();
      rmSync(folder, { recursive: true });
    };
  });
  afterAll(() => close());

  ledgerHistories(() => place, 200);
});

describe('in histories of processes that come and go', () => {
  carriedHistories(
    'carried in the process',
    async () => {
      const queue = createInProcessQueue(() => undefined);
      const { close, ...opened } = await openJobs();
      return {
        ...opened,
        join: () => queue,
        leave: () => Promise.resolve(),
        close: async () => {
          await queue.close();
          await close();
        },
      };
    },
    20,
  );

  describe.skipIf(!hasRedis())('(skipped without redis-server)', () => {
    let server: PrivateServer;
    beforeAll(async () => {
      server = await startRedis();
    });
    afterAll(() => server.stop());

    carriedHistories(
      'carried by Redis',
      async () => {
        const href = `redis://127.0.0.1:${server.port}`;
        const redis = new Redis(href);
        await redis.flushall();
        redis.disconnect();
        return {
          ...(await openJobs()),
          join: () => createBullMqQueue({ server: { href, tls: {} }, onTrouble: () => undefined }),
          leave: (queue) => queue.close(),
        };
      },
      8,
    );
  });

  describe.skipIf(!hasRabbitMq())('(skipped without rabbitmq-server)', () => {
    let server: PrivateServer;
    beforeAll(async () => {
      server = await startRabbitMq();
    }, 120_000);
    afterAll(() => server.stop());

    carriedHistories(
      'carried by RabbitMQ',
      async () => ({
        ...(await openJobs()),
        join: () =>
          createRabbitMqQueue({
            url: `amqp://guest:guest@127.0.0.1:${server.port}`,
            onTrouble: () => undefined,
          }),
        leave: (queue) => queue.close(),
      }),
      8,
    );
  });
});
