import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateServer, SERVERS } from '../../../test/services/database-server.ts';
import { hasRedis, startRedis, type PrivateServer as Redis } from '../../../test/services/private-server.ts';
import { jobsConformance } from '../../queue/jobs-conformance.ts';
import { createBullMqQueue } from '../../queue/redis/bullmq-queue.ts';
import { flavourOf } from '../../store/mysql/flavour.ts';
import { recordsProblem } from '../../store/mysql/server-problems.ts';
import { auditLogOf } from '../audit/log.ts';
import { rechain } from '../audit/rechain.ts';
import { jobsOf } from '../jobs.ts';
import { peopleOf } from '../people.ts';
import { resealFields } from '../reseal.ts';
import { leasesOf } from '../leases.ts';
import { MIGRATIONS } from '../migrations.ts';
import { type Records, sealingWith } from '../records.ts';
import { recordsConformance } from '../records-conformance.ts';
import { openServerRecords } from './open-records.ts';

const person = (index: number) => ({
  user: `user${index}`,
  name: `Name ${index}`,
  role: 'client' as const,
  advisorId: null,
  clientId: 'C1',
});

/** As short as a busy machine lets it be. */
const SPREAD_SECONDS = 3;

describe.each(SERVERS)('on $name', ({ missing, start }) => {
  describe.skipIf(missing)('(skipped where the machine has no such server)', () => {
    let server: PrivateServer;
    let redis: Redis | null = null;
    let places = 0;
    beforeAll(async () => {
      server = await start();
      if (hasRedis()) redis = await startRedis();
    }, 120_000);
    afterAll(async () => {
      await server.stop();
      await redis?.stop();
    });

    async function newDatabase(): Promise<string> {
      places += 1;
      await server.root(`CREATE DATABASE records_${places}`);
      return `records_${places}`;
    }

    function open(database: string, now: () => Date = () => new Date()): Promise<Records> {
      return openServerRecords({
        connection: { host: '127.0.0.1', port: server.port, user: 'root', database },
        wrapping: sealingWith(['ab'.repeat(32)]),
        now,
        collationOf: (version) => flavourOf(version).collation,
        problemOf: recordsProblem,
        spreadSeconds: SPREAD_SECONDS,
      });
    }

    recordsConformance('on a server', async () => {
      const database = await newDatabase();
      return { open: () => open(database), isShared: true, close: () => Promise.resolve() };
    });

    test('the audit log goes over to a new key in every process at once, whatever they write meanwhile', async () => {
      const database = await newDatabase();
      const [one, other] = [await open(database), await open(database)];
      const logs = [auditLogOf(one), auditLogOf(other)];
      let written = 0;
      const going = new AbortController();
      const writing = logs.map(async (log) => {
        while (!going.signal.aborted) {
          await log.append({ kind: 'ask', user: 'ann', details: {} });
          written += 1;
          await pause(50);
        }
      });
      await one.keys.renew('audit');
      await rechain(one);
      await pause(200);
      going.abort();
      await Promise.all(writing);
      for (const log of [...logs, auditLogOf(await open(database))])
        expect(await log.verify(null)).toMatchObject({ entries: written, faults: [] });
      expect(one.keys.all('audit')).toHaveLength(1);
      expect(await one.db.selectFrom('audit_people').select('person').execute()).toHaveLength(1);
      for (const records of [one, other]) await records.db.destroy();
    }, 60_000);

    jobsConformance('on a server, told of by Redis', async () => {
      const database = await newDatabase();
      let late_ms = 0;
      const records = await open(database, () => new Date(Date.now() + late_ms));
      const href = `redis://127.0.0.1:${redis?.port ?? 0}/${places % 16}`;
      return {
        ledger: jobsOf(records),
        leases: leasesOf(records),
        newQueue: () => createBullMqQueue({ server: { href, tls: {} }, onTrouble: () => undefined }),
        forward: (ms) => void (late_ms += ms),
        close: () => records.db.destroy(),
      };
    });

    test('processes that start at once make the records, and their keys, once', async () => {
      const database = await newDatabase();
      const all = await Promise.all(Array.from({ length: 4 }, () => open(database)));
      const fieldKeys = all.map(({ keys }) => keys.newest('fields'));
      expect(new Set(fieldKeys).size).toBe(1);
      await Promise.all(all.map(({ db }) => db.destroy()));
    });

    test('a migration that was cut off after any statement is taken up, and a newer one refused', async () => {
      const database = await newDatabase();
      await (await open(database)).db.destroy();
      const steps = MIGRATIONS.flat().length;
      for (let step = 0; step < steps; step += 7) {
        await server.root(`DELETE FROM ${database}.records_steps WHERE step > ${step}`);
        await (await open(database)).db.destroy();
      }
      await server.root(`INSERT INTO ${database}.records_steps VALUES (${steps + 1}, 'later')`);
      await expect(open(database)).rejects.toMatchObject({ code: 'home_unusable' });
    });

    test('a change of keys by one process loses nothing of another that goes on writing and reading', async () => {
      const database = await newDatabase();
      const [one, other] = [await open(database), await open(database)];
      const over = new AbortController();
      let written = 0;
      const write = async (): Promise<void> => {
        for (; !over.signal.aborted; written += 1) {
          await peopleOf(written % 2 === 0 ? one : other).save([person(written)]);
          const found = await peopleOf(written % 2 === 0 ? other : one).find(`user${written}`);
          expect(found?.name).toBe(`Name ${written}`);
        }
      };
      const writing = write();
      const before = one.keys.newest('fields');
      await one.keys.renew('fields');
      const newest = one.keys.newest('fields');
      expect(newest).not.toBe(before);
      expect(other.keys.newest('fields')).toBe(newest);
      await resealFields(one, { settleMs: 200 });
      over.abort();
      await writing;
      expect(written).toBeGreaterThan(10);
      const fresh = await open(database);
      expect(fresh.keys.all('fields')).toEqual([newest]);
      const names = (await peopleOf(fresh).list()).map(({ name }) => name);
      expect(new Set(names)).toEqual(new Set(Array.from({ length: written }, (_, index) => `Name ${index}`)));
      await Promise.all([one, other, fresh].map(({ db }) => db.destroy()));
    }, 120_000);

    test('goes on after its server was killed', async () => {
      const database = await newDatabase();
      const records = await open(database);
      const leases = leasesOf(records);
      expect(await leases.take('a', 60_000)).toBe(1);
      server.killAndRestart();
      const end = performance.now() + 60_000;
      for (;;) {
        const again = await leases.take('a', 60_000).catch((error: unknown) => error);
        if (again === null) break;
        expect(again).toMatchObject({ code: 'store_unavailable' });
        expect(performance.now()).toBeLessThan(end);
      }
      await records.db.destroy();
    });
  });
});
