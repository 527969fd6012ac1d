import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { fc } from '@fast-check/vitest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProductTable } from '../model/product-tables.ts';
import { digestOfRows } from './parcel-digest.ts';

const TABLE: ProductTable = {
  columns: { one: 'text', other: 'text' },
  sortedBy: ['one'],
  kind: 'shared',
  reported: false,
};
let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run('CREATE TABLE first (one VARCHAR, other VARCHAR)');
  await connection.run('CREATE TABLE further (one VARCHAR, other VARCHAR)');
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

type Row = readonly [string | null, string | null];

async function digestOf(rows: readonly Row[], split = rows.length): Promise<string | null> {
  for (const table of ['first', 'further']) await connection.run(`DELETE FROM ${table}`);
  for (const [at, row] of rows.entries())
    await connection.run(`INSERT INTO ${at < split ? 'first' : 'further'} VALUES ($1, $2)`, [...row]);
  return digestOfRows(
    TABLE,
    ['first', 'further'],
    async (sql) => (await connection.runAndReadAll(sql)).getRows()[0],
  );
}

/** Rows as one text, whatever their order. */
function sorted(all: readonly Row[]): string {
  return JSON.stringify(all.map((row) => JSON.stringify(row)).toSorted());
}

/** Few signs, among them those by which values are told apart. */
const cell = fc.option(fc.string({ unit: fc.constantFrom('a', '1', ':', '-'), maxLength: 3 }));
const rowsOf = fc.array(fc.tuple(cell, cell), { maxLength: 4 });

test('the same rows have the same digest in whatever order and files they lie, and no other rows have it', async () => {
  await fc.assert(
    fc.asyncProperty(rowsOf, rowsOf, fc.nat({ max: 4 }), async (rows, others, split) => {
      const digest = await digestOf(rows);
      expect(await digestOf(rows.toReversed(), split)).toBe(digest);
      expect((await digestOf(others)) === digest).toBe(sorted(others) === sorted(rows));
    }),
    { numRuns: 60 },
  );
});
