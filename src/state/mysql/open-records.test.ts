import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type PrivateServer, SERVERS } from '../../../test/services/database-server.ts';
import {
  hasRedis,
  startRedis,
  type PrivateServer as Redis,
  until,
} from '../../../test/services/private-server.ts';
import { jobsConformance } from '../../queue/jobs-conformance.ts';
import { type HistoryPlace, ledgerHistories } from '../../queue/ledger-histories.ts';
import { createBullMqQueue } from '../../queue/redis/bullmq-queue.ts';
import { flavourOf } from '../../store/mysql/flavour.ts';
import { recordsProblem } from '../../store/mysql/server-problems.ts';
import { PRIMARY_LOOK } from '../../store/mysql/primary.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { auditLogOf } from '../audit/log.ts';
import { rechain } from '../audit/rechain.ts';
import { jobsOf } from '../jobs.ts';
import { emptyJobs } from '../jobs.fixture.ts';
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

const HOUR_MS = 3_600_000;
const LEASE_MS = LIMITS.job_lease_seconds * 1_000;

/** Does something on a machine whose clock is wrong by so much. */
async function offBy<T>(ms: number, work: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
}

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

    function open(database: string): Promise<Records> {
      return openServerRecords({
        servers: [{ host: '127.0.0.1', port: server.port, user: 'root', database }],
        primary: PRIMARY_LOOK,
        wrapping: sealingWith(['ab'.repeat(32)]),
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
      const opened = await open(database);
      const commonTime: Records['commonTime'] = async (db) =>
        new Date((await opened.commonTime(db)).getTime() + late_ms);
      const records = { ...opened, commonTime };
      const href = `redis://127.0.0.1:${redis?.port ?? 0}/${places % 16}`;
      return {
        ledger: jobsOf(records),
        leases: leasesOf(records),
        newQueue: () => createBullMqQueue({ server: { href, tls: {} }, onTrouble: () => undefined }),
        forward: (ms) => void (late_ms += ms),
        close: () => records.db.destroy(),
      };
    });

    test('a lease has one holder and ends when it should, though the clocks of two processes are an hour apart', async () => {
      const database = await newDatabase();
      const [one, other] = [await open(database), await open(database)];
      for (const [ms, name] of [
        [HOUR_MS, 'of the one ahead'],
        [-HOUR_MS, 'of the one behind'],
      ] as const) {
        const [mine, others] = [leasesOf(one), leasesOf(other)];
        const asked = performance.now();
        expect(await offBy(ms, () => mine.take(name, 1_500))).toBe(1);
        expect(await offBy(-ms, () => others.holder(name))).toBe(1);
        let fence: number | null = null;
        while (fence === null) fence = await offBy(-ms, () => others.take(name, 1_500));
        // The server says whole milliseconds.
        expect(performance.now() - asked).toBeGreaterThan(1_498);
        expect(fence).toBe(2);
        expect(await offBy(ms, () => mine.take(name, 1_500))).toBeNull();
        expect(await offBy(ms, () => mine.renew(name, 1, 1_500))).toBe(false);
        expect(await offBy(-ms, () => others.renew(name, 2, 60_000))).toBe(true);
        expect(await offBy(ms, () => mine.holder(name))).toBe(2);
      }
      for (const { db } of [one, other]) await db.destroy();
    }, 60_000);

    test('jobs are due when they should be, though the clocks of two processes are an hour apart', async () => {
      const database = await newDatabase();
      const [one, other] = [await open(database), await open(database)];
      for (const [ms, lane] of [
        [HOUR_MS, 'of the one ahead'],
        [-HOUR_MS, 'of the one behind'],
      ] as const) {
        const [asker, taker] = [jobsOf(one), jobsOf(other)];
        const order = {
          key: lane,
          kind: 'note',
          lane,
          urgency: 'usual',
          tries_max: 3,
          payload: '{}',
        } as const;
        await offBy(ms, () => asker.put(order));
        const first = await offBy(-ms, () => taker.take(lane, LEASE_MS));
        if (first.kind !== 'held') throw new Error('not held');
        expect((await offBy(ms, () => asker.take(lane, LEASE_MS))).kind).toBe('busy');
        expect(await offBy(ms, () => asker.idleLanes())).toEqual([]);
        const reason = { code: 'busy', message: 'Not now.' } as const;
        const asked = performance.now();
        await offBy(-ms, () => taker.settle(first, { status: 'waiting', after_ms: 1_500, reason }));
        let turn = await offBy(ms, () => asker.take(lane, LEASE_MS));
        expect(turn).toMatchObject({ kind: 'later' });
        if (turn.kind === 'later') expect(turn.in_ms).toBeLessThanOrEqual(1_500);
        while (turn.kind === 'later') turn = await offBy(ms, () => asker.take(lane, LEASE_MS));
        expect(turn.kind).toBe('held');
        expect(performance.now() - asked).toBeGreaterThan(1_498);
        expect((await offBy(-ms, () => taker.standing())).oldest_seconds).toBe(0);
      }
      for (const { db } of [one, other]) await db.destroy();
    }, 60_000);

    test('whoever falls silent in the midst of a change holds the others up for seconds only, and changes nothing', async () => {
      const database = await newDatabase();
      const [silent, other] = [await open(database), await open(database)];
      const inside = Promise.withResolvers<void>();
      const over = Promise.withResolvers<void>();
      const changing = silent.db.transaction().execute(async (transaction) => {
        await sql`update records_steps set done_at = 'never' where step = 1`.execute(transaction);
        inside.resolve();
        await over.promise;
        await sql`update records_steps set done_at = 'never' where step = 2`.execute(transaction);
      });
      const refused = expect(changing).rejects.toMatchObject({ code: 'store_unavailable' });
      await inside.promise;
      const began = performance.now();
      await auditLogOf(other).append({ kind: 'ask', user: 'ann', details: {} });
      expect(performance.now() - began).toBeLessThan(3 * LIMITS.records_silence_seconds_max * 1_000);
      over.resolve();
      await refused;
      expect((await sql`select 1 from records_steps where done_at = 'never'`.execute(other.db)).rows).toEqual(
        [],
      );
      // And it goes on as before.
      await auditLogOf(silent).append({ kind: 'ask', user: 'ann', details: {} });
      for (const { db } of [silent, other]) await db.destroy();
    }, 60_000);

    test('connections that nothing is done over are let go, and taken up again', async () => {
      const database = await newDatabase();
      const records = await open(database);
      const connected = async (): Promise<number> =>
        Number(
          await server.cell(`SELECT COUNT(*) FROM information_schema.processlist WHERE db = '${database}'`),
        );
      const crowd = Array.from({ length: 6 }, () => sql`select sleep(1)`.execute(records.db));
      await until(async () => (await connected()) >= 6, 30_000);
      await Promise.all(crowd);
      // One or two are used again and again by what looks at the clock and the keys.
      await until(async () => (await connected()) <= 2, 30_000);
      await auditLogOf(records).append({ kind: 'ask', user: 'ann', details: {} });
      await records.db.destroy();
    }, 60_000);

    test('it is the same time for all, whatever the clocks of the processes say', async () => {
      const database = await newDatabase();
      const [ahead, behind] = [
        await offBy(HOUR_MS, () => open(database)),
        await offBy(-HOUR_MS, () => open(database)),
      ];
      const told = await offBy(HOUR_MS, () => Promise.resolve(ahead.now().getTime()));
      const asked = (await ahead.commonTime(ahead.db)).getTime();
      const toldToo = await offBy(-HOUR_MS, () => Promise.resolve(behind.now().getTime()));
      expect(Math.abs(told - asked)).toBeLessThan(10_000);
      expect(Math.abs(toldToo - asked)).toBeLessThan(10_000);
      for (const { db } of [ahead, behind]) await db.destroy();
    });

    describe('the ledger of jobs', () => {
      let place: HistoryPlace;
      let records: Records;
      beforeAll(async () => {
        records = await open(await newDatabase());
        let at_ms = Date.UTC(2026, 2, 2, 5);
        place = {
          ledger: jobsOf({ ...records, commonTime: () => Promise.resolve(new Date(at_ms)) }),
          now_ms: () => at_ms,
          forward: (ms) => void (at_ms += ms),
          empty: () => emptyJobs(records),
        };
      });
      afterAll(() => records.db.destroy());

      ledgerHistories(() => place, 20);
    });

    test('processes that start at once make the records, and their keys, once', async () => {
      const database = await newDatabase();
      const all = await Promise.all(Array.from({ length: 4 }, () => open(database)));
      const fieldKeys = all.map(({ keys }) => keys.newest('fields'));
      expect(new Set(fieldKeys).size).toBe(1);
      await Promise.all(all.map(({ db }) => db.destroy()));
    });

    test('a migration that was cut off after any statement is taken up; one of a newer program is lived with, until it says that it cannot be', async () => {
      const database = await newDatabase();
      await (await open(database)).db.destroy();
      const steps = MIGRATIONS.flat().length;
      for (let step = 0; step < steps; step += 7) {
        await server.root(`DELETE FROM ${database}.records_steps WHERE step > ${step}`);
        await (await open(database)).db.destroy();
      }
      await server.root(
        `ALTER TABLE ${database}.people ADD COLUMN later VARCHAR(20) NULL`,
        `INSERT INTO ${database}.records_steps VALUES (${steps + 1}, 'later')`,
      );
      const older = await open(database);
      await peopleOf(older).save([person(1)]);
      expect((await peopleOf(older).find('user1'))?.name).toBe('Name 1');
      await older.db.destroy();
      await server.root(`UPDATE ${database}.records_needed SET statements = ${steps}`);
      await (await open(database)).db.destroy();
      await server.root(`UPDATE ${database}.records_needed SET statements = ${steps + 1}`);
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
