import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MySqlGroup, startMySqlGroup } from '../../../test/services/mysql-group.ts';
import { type OpenWay, WAYS_TO_GROUP } from '../../../test/services/ways-to-group.ts';
import { addressOf, connectionsTo } from '../../store/mysql/address.ts';
import { flavourOf } from '../../store/mysql/flavour.ts';
import { PRIMARY_LOOK } from '../../store/mysql/primary.ts';
import { recordsProblem } from '../../store/mysql/server-problems.ts';
import { auditLogOf } from '../audit/log.ts';
import { leasesOf } from '../leases.ts';
import { type Records, sealingWith } from '../records.ts';
import { openServerRecords } from './open-records.ts';
import { asProblem } from '../../vocabulary/problem.ts';

const MINUTES_5 = 300_000;
/** Five seconds of silence until the group takes the lost one out, the choice of another, and a busy machine. */
const OUTAGE_MS_MAX = 40_000;

for (const { way, missing, open: openWay } of WAYS_TO_GROUP)
  describe.skipIf(missing)(
    `records on a group of three servers of MySQL, ${way}, one of which takes writes`,
    () => {
      let group: MySqlGroup;
      let reached: OpenWay;
      let all: readonly [Records, Records];
      let written = 0;

      const open = (): Promise<Records> =>
        openServerRecords({
          servers: connectionsTo(addressOf(`mysql://keeper:k@${reached.writing}/records`)),
          primary: PRIMARY_LOOK,
          wrapping: sealingWith(['ab'.repeat(32)]),
          collationOf: (version) => flavourOf(version).collation,
          problemOf: recordsProblem,
        });
      /** Writes until it is written, as whoever is told to try again does. Gives how long it took. */
      const write = async (): Promise<number> => {
        const began = performance.now();
        for (;;) {
          const failure = await auditLogOf(all[written % 2 === 0 ? 0 : 1])
            .append({ kind: 'ask', user: 'ann', details: { number: written } })
            .then(
              () => null,
              (error: unknown) => error,
            );
          if (failure === null) break;
          // Who waited longest for its turn is told by the audit log itself.
          expect(['store_unavailable', 'audit_unavailable']).toContain(asProblem(failure).code);
          expect(performance.now() - began).toBeLessThan(OUTAGE_MS_MAX);
        }
        written += 1;
        return performance.now() - began;
      };
      const whole = async (): Promise<void> => {
        const verdict = await auditLogOf(all[0]).verify(null);
        expect(verdict.faults).toEqual([]);
        // What failed may have been written before its answer was lost: nothing that was acknowledged is missing.
        expect(verdict.entries).toBeGreaterThanOrEqual(written);
      };

      beforeAll(async () => {
        group = await startMySqlGroup(3);
        await (
          await group.primary()
        ).root(
          'CREATE DATABASE records',
          `CREATE USER keeper@'%' IDENTIFIED BY 'k'`,
          `GRANT ALL ON records.* TO keeper@'%'`,
        );
        reached = await openWay(group);
        all = [await open(), await open()];
      }, MINUTES_5);
      afterAll(async () => {
        await Promise.all(all.map(({ db }) => db.destroy()));
        await reached.close();
        await group.stop();
      }, MINUTES_5);

      test(
        'go on at another server when the primary is lost, and a lease stays with its holder',
        async ({ annotate }) => {
          const [mine, others] = [leasesOf(all[0]), leasesOf(all[1])];
          expect(await mine.take('a', 120_000)).toBe(1);
          for (let at = 0; at < 4; at += 1) await write();
          const lost = await group.primary();
          lost.killAndRestart();
          const took_ms = (await write()) + (await write());
          await annotate(`an entry was written ${(took_ms / 1_000).toFixed(1)} s after the primary was lost`);
          expect(await others.take('a', 120_000)).toBeNull();
          expect(await mine.renew('a', 1, 120_000)).toBe(true);
          expect(await mine.holder('a')).toBe(1);
          await whole();
          expect((await group.primary()).port).not.toBe(lost.port);
          await group.rejoin(lost);
          await group.online(3);
        },
        MINUTES_5,
      );

      test(
        'go on at another server while the primary is frozen, and when it thaws',
        async ({ annotate }) => {
          const frozen = await group.primary();
          await write();
          frozen.freeze();
          try {
            const took_ms = (await write()) + (await write());
            await annotate(
              `entries were written ${(took_ms / 1_000).toFixed(1)} s after the primary was frozen`,
            );
            expect(await leasesOf(all[1]).take('b', 60_000)).toBe(1);
          } finally {
            frozen.thaw();
          }
          for (let at = 0; at < 6; at += 1) await write();
          expect(await leasesOf(all[0]).take('b', 60_000)).toBeNull();
          await whole();
        },
        MINUTES_5,
      );
    },
  );
