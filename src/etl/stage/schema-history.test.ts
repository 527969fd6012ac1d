import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SourceStream } from '../extract/source.ts';
import { prepareSchema } from './schema.ts';
import { driftOf, noteLooks } from './schema-history.ts';
import { openStagedWorkspace } from './workspace.fixture.ts';
import type { Workspace } from './workspace.ts';

let home = '';
let workspace: Workspace;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'history-'));
  workspace = await openStagedWorkspace(home);
  await prepareSchema(workspace);
  await noteLooks(workspace, { source: 'books', run: 'r1', steady: 'tables', streams: [CLIENTS, PRICES] });
});
afterEach(() => {
  workspace.close();
  rmSync(home, { recursive: true, force: true });
});

const CLIENTS: SourceStream = {
  table: 'clients',
  file: 'clients',
  columns: ['client_id', 'name', 'email'],
  kinds: { client_id: 'number', name: 'text', email: 'text' },
  unusable: null,
};
const PRICES: SourceStream = {
  table: 'prices',
  file: 'prices.csv',
  columns: ['security_id', 'price_date', 'close'],
  unusable: null,
};

async function drift(
  streams: readonly SourceStream[],
  steady: 'tables' | 'columns' | 'nothing' = 'tables',
  accept = false,
): Promise<{ readonly codes: readonly string[]; readonly unusable: readonly (string | null)[] }> {
  const { findings, streams: judged } = await driftOf(
    workspace,
    'books',
    { streams, steady, ignored: [] },
    accept,
  );
  return {
    codes: findings.map(({ code, text }) => `${code}: ${text}`),
    unusable: judged.map(({ unusable }) => unusable),
  };
}

test('a source that looks as before, and one that is new, are no news', async () => {
  expect(await drift([CLIENTS, PRICES])).toEqual({ codes: [], unusable: [null, null] });
  const other = await driftOf(
    workspace,
    'other',
    { streams: [CLIENTS], steady: 'tables', ignored: [] },
    false,
  );
  expect(other.findings).toEqual([]);
});

test('new columns, missing ones and missing tables are told', async () => {
  const { codes } = await drift([{ ...CLIENTS, columns: ['client_id', 'name', 'advisor_id', 'mood'] }]);
  expect(codes).toEqual([
    'column_new: clients: clients has new columns: advisor_id is taken in; mood is kept out, because no canonical column has that name.',
    'column_missing: clients: clients no longer has email; ask the source whether that is meant.',
    'table_missing: The source no longer has prices, which it had; what it brought stays.',
  ]);
});

test('a delivery of some tables misses none, and a statement looks as it likes', async () => {
  expect((await drift([CLIENTS], 'columns')).codes).toEqual([]);
  expect((await drift([{ ...CLIENTS, columns: ['client_id', 'name'] }], 'nothing')).codes).toEqual([]);
});

test('another type stops its table and no other, until it is wanted', async () => {
  const retyped = { ...CLIENTS, kinds: { ...CLIENTS.kinds, client_id: 'text' } };
  const { unusable } = await drift([retyped, PRICES]);
  expect(unusable).toEqual([
    'the column client_id was of the type number and is text now; correct the source, or take the new type in with --full',
    null,
  ]);
  expect((await drift([retyped, PRICES], 'tables', true)).unusable).toEqual([null, null]);
  await noteLooks(workspace, { source: 'books', run: 'r2', steady: 'tables', streams: [retyped] });
  expect((await drift([retyped, PRICES])).unusable).toEqual([null, null]);
});

test('another separator is told, and every look is kept', async () => {
  const { codes } = await drift([CLIENTS, { ...PRICES, delimiter: ';' }]);
  expect(codes).toEqual([
    "dialect_changed: prices: the fields of prices.csv are parted by ';' and were by ','; it was read so.",
  ]);
  await noteLooks(workspace, {
    source: 'books',
    run: 'r2',
    steady: 'tables',
    streams: [CLIENTS, { ...PRICES, delimiter: ';' }],
  });
  expect(await workspace.rows('SELECT table_name, run FROM stage.schemas ORDER BY run, table_name')).toEqual([
    { table_name: 'clients', run: 'r1' },
    { table_name: 'prices', run: 'r1' },
    { table_name: 'prices', run: 'r2' },
  ]);
});

const people = (...columns: readonly string[]) => ({
  streams: [],
  steady: 'nothing' as const,
  inputs: [{ name: 'people', columns }],
  ignored: ['people.csv: mood'],
});

test('behind a mapping the source’s own tables are looked at, and columns that nobody maps are named', async () => {
  const first = people('number', 'called');
  const found = async (inputs: ReturnType<typeof people>) =>
    (await driftOf(workspace, 'books', inputs, false)).findings.map(({ code, text }) => `${code}: ${text}`);
  expect(await found(first)).toEqual([]);
  await noteLooks(workspace, { source: 'books', run: 'r2', ...first });
  expect(await found(first)).toEqual([]);
  expect(await found(people('number', 'mood', 'town'))).toEqual([
    'column_new: people: the source has new columns, mood, town: the mapping reads town.',
    'column_missing: people: the source no longer has called; ask it whether that is meant.',
  ]);
  // Their looks are no tables of ours that would be gone.
  expect((await drift([CLIENTS, PRICES])).codes).toEqual([]);
});
