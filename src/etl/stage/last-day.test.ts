import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { latestDay } from './last-day.ts';
import { prepareSchema } from './schema.ts';
import { openStagedWorkspace } from './workspace.fixture.ts';
import type { Workspace } from './workspace.ts';

let home = '';
let workspace: Workspace;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'last-day-'));
  workspace = await openStagedWorkspace(home);
  await prepareSchema(workspace);
  await staged('staged_prices', '2024-03-07', '2024-03-08');
  await staged('staged_transactions', '2024-03-05', '2024-03-06');
  await workspace.run("UPDATE stage.standing SET last_day = '2024-03-08'");
});
afterEach(() => {
  workspace.close();
  rmSync(home, { recursive: true, force: true });
});

const dayOf = (table: string): string => (table.endsWith('prices') ? 'price_date' : 'trade_date');

async function staged(table: string, ...days: readonly string[]): Promise<void> {
  for (const day of days)
    await workspace.run(`INSERT INTO stage.${table} (${dayOf(table)}) VALUES ('${day}')`);
}

/** What a delivery replaced or deleted of a table, and what it brought. */
async function delivered(table: 'prices' | 'transactions', old: string[], come: string[]): Promise<void> {
  for (const [name, days] of [
    [`old_${table}`, old],
    [`new_${table}`, come],
  ] as const) {
    await workspace.run(`CREATE OR REPLACE TEMP TABLE ${name} AS FROM stage.staged_${table} LIMIT 0`);
    for (const day of days) await workspace.run(`INSERT INTO ${name} (${dayOf(table)}) VALUES ('${day}')`);
  }
  for (const day of old)
    await workspace.run(`DELETE FROM stage.staged_${table} WHERE ${dayOf(table)} = '${day}'`);
  await staged(`staged_${table}`, ...come);
}

async function latest(...changed: readonly ('prices' | 'transactions')[]): Promise<unknown> {
  return (await workspace.rows(await latestDay(workspace, changed, true)))[0]?.['day'];
}

test('rows that come move the last day only where they lie behind it', async () => {
  await delivered('transactions', [], ['2024-03-08']);
  expect(await latest('transactions')).toBe('2024-03-08');
  await delivered('prices', [], ['2024-03-11']);
  expect(await latest('transactions', 'prices')).toBe('2024-03-11');
});

test('a row that goes moves the last day back where it was the last one, and no other does', async () => {
  await delivered('transactions', ['2024-03-06'], []);
  expect(await latest('transactions')).toBe('2024-03-08');
  await delivered('prices', ['2024-03-08'], ['2024-03-01']);
  expect(await latest('prices')).toBe('2024-03-07');
});

test('the first delivery has the last day of all of its rows', async () => {
  await workspace.run('UPDATE stage.standing SET last_day = NULL');
  await delivered('prices', [], ['2024-03-09']);
  expect(await latest('prices')).toBe('2024-03-09');
});
