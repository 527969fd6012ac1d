import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRows } from './read-rows.ts';
import { openStage } from './stage.fixture.ts';
import { piecesOfBookings, stagedRowsOf } from './staged-rows.ts';

const ROWS = 60_000;

/** How the bookings lie: whose the one at a place is. */
const LYING = {
  'account by account': (accounts: number) => `place * ${String(accounts)} // ${String(ROWS)}`,
  'day by day': (accounts: number) => `place % ${String(accounts)}`,
  'at random': (accounts: number) => `hash(place) % ${String(accounts)}`,
  'account by account, and later ones behind': (accounts: number) =>
    `CASE WHEN place < ${String(ROWS - 3_000)} THEN place * ${String(accounts)} // ${String(ROWS)} ELSE hash(place) % ${String(accounts)} END`,
} as const;

test('the bookings of some accounts are found whole and alone, however they lie', async () => {
  const connection = await openStage();
  await connection.run('CREATE TABLE parcel.main.touched_accounts (account_id VARCHAR)');
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.values(LYING)),
      fc.integer({ min: 1, max: 2_000 }),
      fc.uniqueArray(fc.nat({ max: 2_100 }), { maxLength: 40 }),
      async (lying, accounts, touched) => {
        await connection.run(`CREATE OR REPLACE TABLE stage.main.merged_transactions AS
          SELECT 'A' || (${lying(accounts)}) AS account_id, 'T' || place AS transaction_id, place
          FROM range(${String(ROWS)}) t(place)`);
        await connection.run('DELETE FROM parcel.main.touched_accounts');
        for (const account of touched)
          await connection.run(`INSERT INTO parcel.main.touched_accounts VALUES ('A${String(account)}')`);
        const summed = (from: string): ReturnType<typeof readRows> =>
          readRows(connection, `SELECT count(*), bit_xor(hash(account_id, transaction_id)) FROM (${from})`);
        expect(
          await summed(
            await stagedRowsOf(
              connection,
              'transactions',
              'SELECT account_id FROM parcel.main.touched_accounts',
            ),
          ),
        ).toEqual(
          await summed(
            'FROM stage.main.merged_transactions SEMI JOIN parcel.main.touched_accounts USING (account_id)',
          ),
        );
      },
    ),
    { numRuns: 40 },
  );
  connection.closeSync();
});

test.each([
  ['in order', 'place // 1000', 3],
  ['day by day', 'place % 1000', 1],
  ['in order but for the last', 'CASE WHEN place = 999999 THEN 0 ELSE place // 1000 END', 1],
])(
  'all bookings come once, and in pieces only where they lie in order: %s',
  async (_name, account, pieces) => {
    const connection = await openStage();
    await connection.run(`CREATE TABLE stage.main.merged_transactions AS
    SELECT 'A' || lpad(CAST(${account} AS VARCHAR), 4, '0') AS account_id, DATE '2020-01-01' AS trade_date,
      'T' || lpad(CAST(place AS VARCHAR), 7, '0') AS transaction_id, place FROM range(1_000_000) t(place)`);
    const found = await piecesOfBookings(connection);
    expect(found).toHaveLength(pieces);
    const sorted = found.map((piece) => `FROM (${piece} ORDER BY account_id, trade_date, transaction_id)`);
    await connection.run(`CREATE TABLE parcel.main.copied AS ${sorted[0] ?? ''}`);
    for (const piece of sorted.slice(1)) await connection.run(`INSERT INTO parcel.main.copied ${piece}`);
    expect(
      await readRows(
        connection,
        `SELECT count(*), count(DISTINCT transaction_id), count(*) FILTER (account_id < before) FROM (
         SELECT transaction_id, account_id, lag(account_id) OVER () AS before FROM parcel.main.copied)`,
      ),
    ).toEqual([[1_000_000n, 1_000_000n, 0n]]);
    connection.closeSync();
  },
);
