import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { readChunks } from './read-rows.ts';
import type { RowReader } from './row-reader.ts';

async function firstColumn<T>(
  sql: string,
  read: (reader: RowReader, row: number) => T,
): Promise<readonly T[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const values: T[] = [];
  try {
    for await (const reader of readChunks(connection, sql)) {
      for (let row = 0; row < reader.rows; row += 1) values.push(read(reader, row));
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return values;
}

/** How often each text stands in a list. */
function counts(all: readonly (string | null)[]): ReadonlyMap<string | null, number> {
  return new Map([...Map.groupBy(all, (text) => text)].map(([text, same]) => [text, same.length]));
}

const TEXTS = ['', 'USD', 'exactly 12 b', 'thirteen bytes', '€uro', 'USD', null, 'a much longer text €', 'x'];

test.each(['text', 'name'] as const)(
  '%s gives short, long, foreign and missing texts as they are',
  async (how) => {
    const values = TEXTS.map((text) => (text === null ? '(NULL)' : `('${text}')`)).join(', ');
    // As many rows as several chunks have, so that texts are met again in other memory.
    const sql = `SELECT t FROM range(1_000) n(n), (VALUES ${values}) v(t) ORDER BY n`;
    const texts = await firstColumn(sql, (reader, row) => reader[how](0, row));
    expect(texts.length).toBe(9_000);
    expect(counts(texts)).toEqual(counts(Array.from({ length: 1_000 }, () => TEXTS).flat()));
  },
);

const DIGITS = [
  0n,
  1n,
  -1n,
  2n ** 53n - 1n,
  -(2n ** 53n) + 1n,
  2n ** 53n,
  2n ** 63n,
  -(2n ** 63n) - 1n,
  10n ** 37n,
  -(10n ** 37n),
];

test('wide decimals are exact in integers, and in doubles where these count them', async () => {
  const values = DIGITS.map((digits) => `(CAST(${digits}::HUGEINT AS DECIMAL(38, 0)))`).join(', ');
  const sql = `SELECT d FROM (VALUES ${values}, (NULL)) v(d)`;
  expect(await firstColumn(sql, (reader, row) => reader.scaled(0, row))).toEqual([...DIGITS, null]);
  const doubles = await firstColumn(sql, (reader, row) => reader.exactDouble(0, row));
  const exact = DIGITS.map((digits) => (digits < 2n ** 53n && digits >= -(2n ** 53n) ? Number(digits) : NaN));
  expect(doubles).toEqual([...exact, NaN]);
});

test('decimals of 64 bits, whole numbers and days', async () => {
  const narrow = 'SELECT CAST(x AS DECIMAL(18, 10)) FROM (VALUES (0.5), (-0.25), (NULL)) v(x)';
  expect(await firstColumn(narrow, (reader, row) => reader.scaled(0, row))).toEqual([
    5_000_000_000n,
    -2_500_000_000n,
    null,
  ]);
  expect(await firstColumn(narrow, (reader, row) => reader.exactDouble(0, row))).toEqual([5e9, -2.5e9, NaN]);
  const days = "SELECT d FROM (VALUES (DATE '1970-01-02'), (DATE '1969-12-31'), (NULL)) v(d)";
  expect(await firstColumn(days, (reader, row) => reader.integer(0, row))).toEqual([1, -1, null]);
});

test('a type that is not read where it lies is refused', async () => {
  await expect(firstColumn('SELECT 1.5::DOUBLE', (reader, row) => reader.text(0, row))).rejects.toThrow(
    /DOUBLE/,
  );
});
