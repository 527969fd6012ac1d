import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderSource } from './folder-source.ts';
import { csvRecords } from './csv-records.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { RawBatch } from './source.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'extract-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Row {
  readonly line: number;
  readonly values: readonly (string | null)[];
  readonly fault: string | null;
}

async function rowsOf(file: string, content: string | Buffer, columns: readonly string[]): Promise<Row[]> {
  writeFileSync(join(folder, file), content);
  const source = folderSource(folder);
  const [stream] = (await source.list()).streams;
  if (stream === undefined) throw new Error('no stream');
  const rows: Row[] = [];
  for await (const batch of source.read(stream, columns, null)) {
    for (const [place, line] of batch.lines.entries()) {
      const fault = batch.faults[place] ?? null;
      const values = batch.values.map((column) => column[place] ?? null);
      rows.push({ line, values, fault: fault && `${fault.column ?? '-'}: ${fault.reason}` });
    }
  }
  return rows;
}

const NAMES = ['custodian_id', 'name'];

describe('a CSV file', () => {
  test.each([
    ['a semicolon', 'custodian_id;name\nK1;Bank, Trust\n'],
    ['a tab', 'custodian_id\tname\nK1\tBank, Trust\n'],
    ['a bar', '"custodian_id"|"name"\nK1|"Bank, Trust"\n'],
  ])('may part its fields by %s', async (_name, content) => {
    const rows = await rowsOf('custodians.csv', content, NAMES);
    expect(rows).toEqual([{ line: 2, values: ['K1', 'Bank, Trust'], fault: null }]);
  });

  test('in UTF-16 says so', async () => {
    writeFileSync(
      join(folder, 'custodians.csv'),
      Buffer.from('\uFEFFcustodian_id,name\nK1,Bank\n', 'utf16le'),
    );
    await expect(folderSource(folder).list()).rejects.toThrow(/UTF-16; it should be UTF-8/);
  });

  test('may begin with a byte order mark and end its lines any way', async () => {
    const rows = await rowsOf(
      'custodians.csv',
      '\ufeffname,custodian_id\r\nAlpha,A\n\nBeta,B\r\n"",C\rDelta,D',
      NAMES,
    );
    expect(rows).toEqual([
      { line: 2, values: ['A', 'Alpha'], fault: null },
      { line: 4, values: ['B', 'Beta'], fault: null },
      { line: 5, values: ['C', null], fault: null },
      { line: 6, values: ['D', 'Delta'], fault: null },
    ]);
  });

  test('counts physical lines where a quoted field spans several', async () => {
    const rows = await rowsOf(
      'custodians.csv',
      'custodian_id,name\r\nA,"one\r\ntwo\n""three"""\r\nB,b\r\n',
      NAMES,
    );
    expect(rows.map(({ line, values }) => [line, ...values])).toEqual([
      [2, 'A', 'one\r\ntwo\n"three"'],
      [5, 'B', 'b'],
    ]);
  });

  test('sets aside rows with too few and too many fields, and keeps what they have', async () => {
    const rows = await rowsOf('custodians.csv', 'custodian_id,name\nA\nB,b,extra\nC,c\n', NAMES);
    expect(rows.map(({ fault }) => fault)).toEqual([
      '-: the row has 1 fields, fewer than the 2 columns of the header',
      '-: the row has 3 fields, more than the 2 columns of the header',
      null,
    ]);
    expect(rows[0]?.values).toEqual(['A', null]);
  });

  test('sets aside text that is not UTF-8 and NUL bytes, with their column', async () => {
    const bytes = Buffer.concat([
      Buffer.from('custodian_id,name\nA,Zoë €\nB,'),
      Buffer.from([0x43, 0xe9, 0x0a]),
      Buffer.from('C,a\0b\n'),
    ]);
    const rows = await rowsOf('custodians.csv', bytes, NAMES);
    expect(rows.map(({ values, fault }) => [values[1], fault])).toEqual([
      ['Zoë €', null],
      [null, 'name: the text is not UTF-8'],
      [null, 'name: the text has a NUL byte'],
    ]);
  });

  test('loses only the line with a quote out of place, even one that is never closed', async () => {
    const rows = await rowsOf(
      'custodians.csv',
      'custodian_id,name\nA,"never closed\nB,b\nC,x"y\nD,"x" y\nE,e\nF,"open',
      NAMES,
    );
    expect(rows.map(({ line, fault }) => [line, fault === null])).toEqual([
      [2, false],
      [3, true],
      [4, false],
      [5, false],
      [6, true],
      [7, false],
    ]);
  });

  test('reads across the borders of its chunks', async () => {
    const lines = Array.from(
      { length: 30_000 },
      (_, n) => `K${String(n)},"Name, ${'é'.repeat(10)} ${String(n)}"`,
    );
    const rows = await rowsOf('custodians.csv', `custodian_id,name\n${lines.join('\n')}\n`, NAMES);
    expect(rows).toHaveLength(30_000);
    expect(
      rows.every(({ line, values, fault }) => fault === null && values[0] === `K${String(line - 2)}`),
    ).toBe(true);
  });

  test('of nothing but a line break has no records', async () => {
    writeFileSync(join(folder, 'x.csv'), '\n\n');
    const records = [];
    for await (const record of csvRecords(join(folder, 'x.csv'))) records.push(record);
    expect(records).toEqual([]);
  });
});

describe('a Parquet file', () => {
  test('gives the text that a CSV file would have', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT 'T1' AS transaction_id, DATE '2024-02-29' AS trade_date, 12.5::DOUBLE AS price,
      -3.10::DECIMAL(10, 2) AS amount, TIMESTAMP '2024-03-01 00:00:00' AS updated_at, TIMESTAMP '2024-03-04 00:00:00' AS settle_date, NULL::VARCHAR AS description)
      TO '${join(folder, 'transactions.parquet')}' (FORMAT parquet)`);
    const source = folderSource(join(folder, 'transactions.parquet'));
    const [stream] = (await source.list()).streams;
    if (stream === undefined) throw new Error('no stream');
    const columns = [
      'transaction_id',
      'trade_date',
      'price',
      'amount',
      'updated_at',
      'settle_date',
      'description',
    ];
    const batches: RawBatch[] = [];
    for await (const batch of source.read(stream, columns, null)) batches.push(batch);
    expect(batches.flatMap(({ lines }) => lines)).toEqual([1]);
    expect(batches[0]?.values.flat()).toEqual([
      'T1',
      '2024-02-29',
      '12.5',
      '-3.10',
      '2024-03-01T00:00:00.000000Z',
      '2024-03-04',
      null,
    ]);
  });
});

/** The rows of a file of JSON lines, each with its line, three of its values and its fault. */
async function readLines(
  lines: readonly (string | Buffer)[],
): Promise<{ columns: readonly string[]; rows: unknown[] }> {
  const file = join(folder, 'transactions.jsonl');
  writeFileSync(file, Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')])));
  const source = folderSource(file);
  const [stream] = (await source.list()).streams;
  if (stream === undefined) throw new Error('no stream');
  const rows: unknown[] = [];
  for await (const { lines: places, values, faults } of source.read(
    stream,
    ['transaction_id', 'amount', 'description'],
    null,
  )) {
    for (const [row, line] of places.entries())
      rows.push([line, ...values.map((column) => column[row] ?? null), faults[row]?.reason ?? null]);
  }
  return { columns: stream.columns, rows };
}

describe('a file of JSON lines', () => {
  test('keeps the digits of its numbers and every name, whichever record has it', async () => {
    const { columns, rows } = await readLines([
      '\uFEFF{"transaction_id": "T1", "amount": 123456789012345678.123456789}',
      '',
      '{"transaction_id": 2, "description": "é", "amount": 1.50, "more": {"of": [1, 2]}}\r',
      '{"transaction_id": "T3", "amount": "", "description": null}',
    ]);
    expect(columns).toEqual(['transaction_id', 'amount', 'description', 'more.of']);
    expect(rows).toEqual([
      [1, 'T1', '123456789012345678.123456789', null, null],
      [3, '2', '1.50', 'é', null],
      [4, 'T3', null, null, null],
    ]);
  });

  test('sets aside the line that is none, and goes on behind it', async () => {
    const { rows } = await readLines([
      '{"transaction_id": "T1"}',
      '{"transaction_id": "T2", "amou',
      '["T3"]',
      Buffer.from('{"transaction_id": "T\xe9"}', 'latin1'),
      `{"description": "${'x'.repeat(LIMITS.import_record_bytes_max)}"}`,
      `{"description": "${'x'.repeat(LIMITS.import_field_bytes_max + 1)}"}`,
      String.raw`{"transaction_id": "T\u0000"}`,
      '{"transaction_id": "T9"}',
    ]);
    expect(rows).toEqual([
      [1, 'T1', null, null, null],
      [2, null, null, null, 'the line is no JSON object'],
      [3, null, null, null, 'the line is no JSON object'],
      [4, null, null, null, 'the text is not UTF-8'],
      [5, null, null, null, 'the row is too long'],
      [6, null, null, null, 'the text is too long'],
      [7, null, null, null, 'the text has a NUL byte'],
      [8, 'T9', null, null, null],
    ]);
  });

  test('that ends in the middle of a record loses that record alone', async () => {
    writeFileSync(join(folder, 'prices.ndjson'), '{"security_id": "S1"}\n{"security_id"');
    const source = folderSource(folder);
    const [stream] = (await source.list()).streams;
    if (stream === undefined) throw new Error('no stream');
    const faults: unknown[] = [];
    for await (const batch of source.read(stream, ['security_id'], null)) faults.push(...batch.faults);
    expect(faults).toMatchObject([null, { reason: 'the line is no JSON object' }]);
  });
});

async function failure(path: string): Promise<string> {
  try {
    const source = folderSource(path);
    await source.check();
    await source.list();
    return 'none';
  } catch (error) {
    expect(error).toMatchObject({ name: 'Problem', code: 'source_unreadable' });
    return error instanceof Error ? error.message : '';
  }
}

describe('a delivery that cannot be read says so in one sentence', () => {
  test('nothing there, nothing known in it, an unknown kind of file', async () => {
    expect(await failure(join(folder, 'absent'))).toMatch(/nothing to read/);
    expect(await failure(folder)).toMatch(/no table that Askfolio knows/);
    writeFileSync(join(folder, 'notes.txt'), 'x');
    expect(await failure(folder)).toMatch(/transactions\.csv/);
    expect(await failure(join(folder, 'notes.txt'))).toMatch(/name it after its table/);
  });

  test('an empty file, a damaged one, a table twice, a wrong delivery.json', async () => {
    writeFileSync(join(folder, 'prices.csv'), '');
    expect(await failure(folder)).toMatch(/header row is missing/);
    writeFileSync(join(folder, 'prices.csv'), 'security_id,price_date,close\n');
    expect(await failure(folder)).toBe('none');
    writeFileSync(join(folder, 'delivery.json'), 'full');
    expect(await failure(folder)).toMatch(/delivery\.json/);
    rmSync(join(folder, 'delivery.json'));
    writeFileSync(join(folder, 'prices.parquet'), 'not parquet');
    expect(await failure(folder)).toMatch(/prices\.(csv|parquet) and prices/);
    rmSync(join(folder, 'prices.csv'));
    expect(await failure(folder)).toMatch(/as parquet/);
  });
});
