import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvBatches, csvHeader } from './csv-file.ts';
import { countOf } from './count-bytes.ts';
import { csvQuery } from './csv-query.ts';

let folder = '';
let instance: DuckDBInstance | null = null;
let connection: DuckDBConnection | null = null;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plain-'));
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection?.closeSync();
  instance?.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

interface Read {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly lines: readonly number[];
  readonly faults: number;
}

async function bothWays(content: Buffer, delimiter = ','): Promise<{ slow: Read; fast: Read | null }> {
  const path = join(folder, 'file.csv');
  writeFileSync(path, content);
  const { columns } = await csvHeader(path, new Set(['a']));
  const slow: { rows: (string | null)[][]; lines: number[]; faults: number } = {
    rows: [],
    lines: [],
    faults: 0,
  };
  for await (const batch of csvBatches(path, columns, columns, delimiter)) {
    for (const [place, line] of batch.lines.entries()) {
      slow.rows.push(batch.values.map((column) => column[place] ?? null));
      slow.lines.push(line);
      slow.faults += batch.faults[place] === null ? 0 : 1;
    }
  }
  const query = await csvQuery(path, columns, columns, delimiter);
  if (query === null) return { slow, fast: null };
  const rows = await connection
    ?.runAndReadAll(query.sql)
    .then((read) =>
      read.getRows().map((row) => row.map((value) => (typeof value === 'string' ? value : null))),
    )
    .catch(() => null);
  if (!rows || rows.length !== query.rows) return { slow, fast: null };
  return { slow, fast: { rows, lines: rows.map((_row, place) => query.firstLine + place), faults: 0 } };
}

const MARKS = [',', '\n', '\r\n', '\r', 'x', ' ', 'é', '\\', "'", '#', 'NULL', '1.50', '\t'];

function partsOf(marks: readonly string[]): fc.Arbitrary<string[]> {
  return fc.array(fc.constantFrom(...marks), { maxLength: 40 });
}

const text = (content: string): Buffer => Buffer.from(content, 'utf8');

describe('a CSV file that the engine reads by itself', () => {
  test.each([
    ['plain', 'a,b\n1,2\n3,\n'],
    ['with quotes around fields', 'a,b\n"1","x, ""y"""\n3,""\n'],
    ['ended by returns and feeds', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['without an end of the last line', 'a,b\n1,2\n3,4'],
    ['with a mark of its encoding', '\ufeffa,b\n1,é\n'],
  ])('that is %s gives the rows that are read one by one', async (_name, content) => {
    const { slow, fast } = await bothWays(text(content));
    expect(fast).toEqual(slow);
  });

  test.each([
    ['breaks a line inside quotes', 'a,b\n1,"x\ny"\n'],
    ['has a blank line', 'a,b\n1,2\n\n3,4\n'],
    ['mixes ends of lines', 'a,b\r\n1,2\n3,4\r\n'],
    ['ends lines by returns', 'a,b\r1,2\r3,4\r'],
    ['has a quote inside a field', 'a,b\n1,x"y\n'],
    ['does not close a quote', 'a,b\n1,"xy\n3,4\n'],
    ['has a NUL byte', 'a,b\n1,\0\n'],
    ['has a row that is too short', 'a,b\n1,2\n3\n'],
    ['has a row that is too long', 'a,b\n1,2\n3,4,5\n'],
    ['has a row with an empty field too many', 'a,b\n1,2,\n3,4\n'],
  ])('is left to be read row by row where it %s', async (_name, content) => {
    expect((await bothWays(text(content))).fast).toBeNull();
  });

  test('is left to be read row by row where it is no UTF-8, or a field is too long', async () => {
    expect((await bothWays(Buffer.from('a,b\n1,\xe9\n', 'latin1'))).fast).toBeNull();
    expect((await bothWays(text(`a,b\n1,${'x'.repeat(1_100_000)}\n`))).fast).toBeNull();
  });

  test('is known as plain across the chunks in which it is read', async () => {
    // Quotes, feeds and returns fall on every place of a chunk's end.
    const row = `"${'v'.repeat(11)}","q""q"\r\n`;
    const path = join(folder, 'long.csv');
    for (const shift of [0, 1, 2, 3, 4, 5, 6, 7]) {
      writeFileSync(path, `a,b\r\n${'x'.repeat(shift)},y\r\n${row.repeat(50_000)}`);
      expect((await csvQuery(path, ['a', 'b'], ['a', 'b']))?.rows).toBe(50_001);
      writeFileSync(path, `a,b\r\n${'x'.repeat(shift)},y\r\n${row.repeat(50_000)}"v\r\n`);
      expect(await csvQuery(path, ['a', 'b'], ['a', 'b'])).toBeNull();
    }
  });

  property.prop([fc.oneof(partsOf([...MARKS, '"', '""']), partsOf(MARKS), partsOf([',', '\n', 'x']))], {
    numRuns: 150,
  })('gives the same rows, or is left to be read row by row, whatever is in it', async (parts) => {
    const { slow, fast } = await bothWays(text(`a,b\n${parts.join('')}`));
    if (fast !== null) expect(fast).toEqual(slow);
  });

  property.prop([fc.uint8Array({ maxLength: 2_100 }), fc.nat({ max: 255 })], { numRuns: 100 })(
    'is counted four bytes at a time as one by one',
    (bytes, byte) => {
      const buffer = Buffer.from(new ArrayBuffer(2_100));
      buffer.set(bytes);
      expect(countOf(buffer, bytes.length, byte)).toBe(bytes.filter((each) => each === byte).length);
    },
  );

  test('is counted right where every byte is the one that is looked for', () => {
    const buffer = Buffer.from(new ArrayBuffer(9_001)).fill(',');
    expect(countOf(buffer, 9_001, 0x2c)).toBe(9_001);
  });
});
