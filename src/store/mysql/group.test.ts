import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MySqlGroup, startMySqlGroup } from '../../../test/services/mysql-group.ts';
import { writeTestParcel } from '../../../test/services/test-parcel.ts';
import { type OpenWay, WAYS_TO_GROUP } from '../../../test/services/ways-to-group.ts';
import { LIMITS_OF_TEST, trusted } from '../conformance.ts';
import { addressOf } from './address.ts';
import { createMySqlStore, type ServerStore } from './mysql-store.ts';

const MINUTES_5 = 300_000;
/** A publish of these few rows has begun by then, and has not ended. */
const UNDER_WAY_MS = 100;
/** Five seconds of silence until the group takes the lost one out, the choice of another, and two publishes on a busy machine. */
const OUTAGE_MS_MAX = 40_000;
const parcelKey = 'c3'.repeat(32);

for (const { way, missing, open } of WAYS_TO_GROUP)
  describe.skipIf(missing)(`a group of three servers of MySQL, ${way}, one of which takes writes`, () => {
    let group: MySqlGroup;
    let reached: OpenWay;
    let home: string;
    let store: ServerStore;

    const publish = async (number: number): Promise<void> => {
      const parcel = await writeTestParcel(
        home,
        {
          version: `v${number}`,
          parent: number === 1 ? null : `v${number - 1}`,
          // One that is replaced whole, in tables of its own, and one whose rows are exchanged where they lie.
          tables: { clients: 'replace', transactions: 'replace_accounts' },
          touched: ['A1'],
          rows: {
            clients: [{ client_id: 'C1', name: `version ${number}` }],
            transactions: [{ account_id: 'A1', transaction_id: `T${number}`, trade_date: '2018-01-02' }],
          },
        },
        parcelKey,
      );
      const publishedAt = `2018-01-02T03:04:${String(number).padStart(2, '0')}.000Z`;
      await store.publish({ ...parcel, version: { ...parcel.version, publishedAt } });
    };
    const shown = async (): Promise<readonly unknown[]> => {
      const { results } = await store.read(
        [
          trusted('SELECT name FROM product.clients'),
          trusted('SELECT transaction_id FROM product.transactions'),
        ],
        LIMITS_OF_TEST,
      );
      return results.flatMap(({ rows }) => rows.flat());
    };

    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), 'askfolio-group-'));
      group = await startMySqlGroup(3);
      await (
        await group.primary()
      ).root(
        'CREATE DATABASE firm',
        `CREATE USER reader@'%' IDENTIFIED BY 'r'`,
        `CREATE USER writer@'%' IDENTIFIED BY 'w'`,
        `GRANT SELECT ON firm.* TO reader@'%'`,
        `GRANT ALL ON firm.* TO writer@'%'`,
      );
      reached = await open(group);
      store = await createMySqlStore({
        reader: addressOf(`mysql://reader:r@${reached.reading}/firm`),
        writer: addressOf(`mysql://writer:w@${reached.writing}/firm`),
        parcels: join(home, 'parcels'),
        parcelKeys: () => [parcelKey],
      });
    }, MINUTES_5);
    afterAll(async () => {
      await store.close();
      await reached.close();
      await group.stop();
      await rm(home, { recursive: true, force: true });
    }, MINUTES_5);

    test(
      'loses its primary while it is read and published to, and every read and the publish come to their end',
      async ({ annotate }) => {
        await publish(1);
        const lost = await group.primary();
        const over = new AbortController();
        const seen: { readonly version: unknown; readonly took_ms: number }[] = [];
        const reading = (async () => {
          while (!over.signal.aborted) {
            const began = performance.now();
            const [version, transaction] = await shown();
            seen.push({ version, took_ms: performance.now() - began });
            expect(transaction).toBe(String(version).replace('version ', 'T'));
          }
        })();
        const publishing = publish(2);
        await sleep(UNDER_WAY_MS);
        lost.killAndRestart();
        const killed = performance.now();
        await publishing;
        await publish(3);
        const outage_ms = performance.now() - killed;
        expect(await shown()).toEqual(['version 3', 'T3']);
        over.abort();
        await reading;
        await annotate(
          `a publish ended ${(outage_ms / 1_000).toFixed(1)} s after the primary was lost; ` +
            `the longest of ${seen.length} reads took ${(Math.max(...seen.map(({ took_ms }) => took_ms)) / 1_000).toFixed(1)} s`,
        );
        expect(outage_ms).toBeLessThan(OUTAGE_MS_MAX);
        // Who has seen a version is shown no older one, whichever member is read.
        const versions = seen.map(({ version }) => String(version));
        expect(versions).toEqual(versions.toSorted());
        expect((await group.primary()).port).not.toBe(lost.port);
      },
      MINUTES_5,
    );

    test(
      'goes on when a member comes back, and when the primary is another by order',
      async () => {
        const before = await group.primary();
        const back = group.members.find(({ port }) => port !== before.port);
        for (const member of group.members) {
          const state = await member.cell(
            `SELECT member_state FROM performance_schema.replication_group_members WHERE member_port = ${member.port}`,
          );
          if (state !== 'ONLINE') await group.rejoin(member);
        }
        await group.online(3);
        await publish(4);
        await before.root(
          `SELECT group_replication_set_as_primary('${await back?.cell('SELECT @@server_uuid')}')`,
        );
        expect((await group.primary()).port).toBe(back?.port);
        await publish(5);
        expect(await shown()).toEqual(['version 5', 'T5']);
      },
      MINUTES_5,
    );

    test(
      'answers and publishes at another member within seconds while the primary is frozen, and when it thaws',
      async ({ annotate }) => {
        const frozen = await group.primary();
        const over = new AbortController();
        const took: number[] = [];
        const reading = (async () => {
          while (!over.signal.aborted) {
            const began = performance.now();
            const [version, transaction] = await shown();
            took.push(performance.now() - began);
            expect(transaction).toBe(String(version).replace('version ', 'T'));
          }
        })();
        frozen.freeze();
        const began = performance.now();
        try {
          await publish(6);
          const published_ms = performance.now() - began;
          expect(await shown()).toEqual(['version 6', 'T6']);
          await annotate(
            `a publish ended ${(published_ms / 1_000).toFixed(1)} s after the primary was frozen; ` +
              `the longest of ${took.length} reads took ${(Math.max(...took) / 1_000).toFixed(1)} s`,
          );
          expect(published_ms).toBeLessThan(OUTAGE_MS_MAX);
        } finally {
          frozen.thaw();
        }
        await publish(7);
        expect(await shown()).toEqual(['version 7', 'T7']);
        over.abort();
        await reading;
        expect(Math.max(...took)).toBeLessThan(OUTAGE_MS_MAX);
      },
      MINUTES_5,
    );
  });
