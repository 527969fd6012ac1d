import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeEach, expect, test } from 'vitest';
import { openStage } from '../transform/stage.fixture.ts';
import { CHANGED_FROM, noteChangedDays } from './changed-days.ts';

let connection: DuckDBConnection;
let sequence = 0;

beforeEach(async () => {
  connection = await openStage();
  sequence = 0;
});

/** A delivery that reached accounts, each from a day on or, without one, in anything. */
async function delivery(reached: readonly (readonly [account: string, day: string | null])[]): Promise<void> {
  await otherVersion([]);
  const rows = reached.map(([id, day]) => `('${id}', ${day === null ? 'NULL' : `DATE '${day}'`})`);
  await connection.run(
    `${noteChangedDays(`FROM (VALUES ${rows.join(', ')}) AS reached(account_id, day)`)};
     INSERT INTO stage.touched_accounts VALUES ${reached.map(([id]) => `('${id}')`).join(', ')}`,
  );
}

/** A delivery that was staged without a word of it here. */
async function otherVersion(reached: readonly string[]): Promise<void> {
  await connection.run(`INSERT INTO stage.deliveries VALUES (${String((sequence += 1))})`);
  for (const id of reached) await connection.run(`INSERT INTO stage.touched_accounts VALUES ('${id}')`);
}

async function changedFrom(): Promise<Readonly<Record<string, unknown>>> {
  const reader = await connection.runAndReadAll(CHANGED_FROM);
  return Object.fromEntries(reader.getRowsJson().map(([id, day]) => [typeof id === 'string' ? id : '', day]));
}

test('of several deliveries the earliest day counts, and none where anything else of an account changed', async () => {
  await delivery([
    ['A', '2024-03-05'],
    ['A', '2024-03-04'],
    ['B', '2024-03-05'],
    ['C', '2024-03-05'],
    ['C', null],
  ]);
  await delivery([
    ['A', '2024-03-06'],
    ['B', null],
    ['D', '2024-01-01'],
  ]);
  expect(await changedFrom()).toEqual({ A: '2024-03-04', D: '2024-01-01' });
});

test('an account that another version of the program touched before has no day', async () => {
  await otherVersion(['A']);
  await delivery([
    ['A', '2024-03-05'],
    ['B', '2024-03-05'],
  ]);
  expect(await changedFrom()).toEqual({ B: '2024-03-05' });
});

test('no account has a day where another version of the program staged a delivery in between', async () => {
  await delivery([['A', '2024-03-05']]);
  await otherVersion(['A']);
  expect(await changedFrom()).toEqual({});
  await delivery([['B', '2024-03-05']]);
  expect(await changedFrom()).toEqual({});
});
