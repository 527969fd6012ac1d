import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderSource } from '../extract/folder-source.ts';
import type { Source } from '../extract/source.ts';
import { extractRows } from './extract-rows.ts';
import { openStagedWorkspace } from './workspace.fixture.ts';
import type { ResultRow, Workspace } from './workspace.ts';

let home = '';
let workspace: Workspace;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'read-'));
  workspace = await openStagedWorkspace(home);
});
afterAll(() => {
  workspace.close();
  rmSync(home, { recursive: true, force: true });
});

/** What is read of a Parquet file with such columns, by the engine and row by row, and whether the engine could. */
async function bothWays(
  rows: string,
): Promise<Record<'engine' | 'rows', readonly ResultRow[]> & { query: boolean }> {
  const file = join(home, 'transactions.parquet');
  await workspace.run(`COPY (${rows}) TO '${file}' (FORMAT parquet)`);
  return readBothWays(file);
}

async function readBothWays(
  file: string,
): Promise<Record<'engine' | 'rows', readonly ResultRow[]> & { query: boolean }> {
  const source = folderSource(file);
  const { streams } = await source.list();
  const read = async (): Promise<readonly ResultRow[]> => [
    ...(await workspace.rows('SELECT * FROM read_transactions ORDER BY ALL')),
    ...(await workspace.rows('SELECT * FROM doubtful_transactions ORDER BY ALL')),
  ];
  let queried = false;
  const query: NonNullable<Source['query']> = async (stream, columns) => {
    const found = (await source.query?.(stream, columns)) ?? null;
    queried = found !== null;
    return found;
  };
  await extractRows(workspace, { ...source, query }, streams, () => undefined);
  const engine = await read();
  await extractRows(workspace, { ...source, query: () => Promise.resolve(null) }, streams, () => undefined);
  return { engine, rows: await read(), query: queried };
}

describe('a Parquet file that the engine reads by itself', () => {
  test.each([
    [
      'texts',
      "SELECT 'T' || i AS transaction_id, '2026-01-0' || (1 + i % 9) AS trade_date, i || '.50' AS amount, CASE WHEN i % 3 = 0 THEN '' END AS description FROM range(5000) t(i)",
    ],
    [
      'days and decimals',
      "SELECT 'T1' AS transaction_id, DATE '2026-01-05' AS trade_date, 12.34567890125::DECIMAL(30, 11) AS quantity, -7::TINYINT AS price, 170141183460469231731687303715884105727::HUGEINT AS amount",
    ],
    [
      'moments and doubles',
      "SELECT 'T1' AS transaction_id, TIMESTAMP '2026-01-05 00:00:00' AS trade_date, 0.1::DOUBLE AS amount, TIMESTAMPTZ '2026-01-05 10:00:00+02' AS updated_at, 0.30000001::FLOAT AS price",
    ],
    [
      'days that no calendar has',
      "SELECT 'T1' AS transaction_id, d AS trade_date FROM (VALUES (DATE '0044-03-15 (BC)'), (DATE '294247-01-10'), (NULL)) t(d)",
    ],
    [
      'what is no number',
      "SELECT 'T1' AS transaction_id, a AS amount, true AS quantity FROM (VALUES ('1_000'), (' 5'), ('nan'), (NULL)) t(a)",
    ],
    [
      'numbers as names',
      'SELECT 17 AS transaction_id, 4.50::DECIMAL(9, 2) AS description, 20260105 AS trade_date',
    ],
  ])('with %s gives the rows that are read one by one', async (_what, sql) => {
    const { engine, rows, query } = await bothWays(sql);
    expect(query).toBe(true);
    expect(rows.length).toBeGreaterThan(0);
    expect(engine).toEqual(rows);
  });

  test('is read row by row where a text has a NUL byte, which is told', async () => {
    const { engine, rows } = await bothWays(
      "SELECT 'T' || i AS transaction_id, CASE WHEN i = 7 THEN 'a' || chr(0) END AS description FROM range(9) t(i)",
    );
    expect(engine).toEqual(rows);
    expect(engine.at(-1)).toMatchObject({
      line: '8',
      fault_column: 'description',
      fault: 'the text has a NUL byte',
    });
  });
});

describe('a CSV file that the engine reads by itself', () => {
  test.each([
    ['underscores', '1_000'],
    ['blanks before', ' 5'],
    ['blanks behind', '5 '],
    ['tabs', '5\t'],
    ['other white space', '\v5'],
    ['form feeds', '5\f'],
  ])('takes no number with %s for one, whatever its other columns have', async (_what, amount) => {
    for (const [description, quote] of [
      ['plain', ''],
      ['a_b c\td', ''],
      ['a_b, c', '"'],
    ] as const) {
      const file = join(home, 'transactions.csv');
      writeFileSync(
        file,
        `transaction_id,amount,description\nT1,1.50,${quote}${description}${quote}\nT2,${amount},x\n`,
      );
      const { engine, rows, query } = await readBothWays(file);
      expect(query).toBe(true);
      expect(engine).toEqual(rows);
      expect(engine.at(-1)).toMatchObject({ transaction_id: 'T2', amount });
    }
  });
});
