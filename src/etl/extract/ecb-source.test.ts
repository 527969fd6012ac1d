import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSource } from './open-source.ts';
import { EMPTY_DIRECTORY } from './statement/directory.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ecb-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function rates(text: string): Promise<{ rows: readonly string[]; ignored: readonly string[] }> {
  const path = join(folder, 'eurofxref.csv');
  writeFileSync(path, text);
  const source = await openSource({ path, mapping: null }, () => Promise.resolve(EMPTY_DIRECTORY), folder);
  const { streams, ignored } = await source.list();
  const rows: string[] = [];
  for (const stream of streams) {
    for await (const { values } of source.read(stream, stream.columns, null)) {
      for (const place of values[0]?.keys() ?? []) rows.push(values.map((column) => column[place]).join(' '));
    }
  }
  return { rows, ignored };
}

test('the history of reference rates is read, what no longer exists and what is missing left aside', async () => {
  const text = 'Date,USD,JPY,CYP,CHF,\n2026-03-31,1.0815,161.6,N/A,0.9531,\n2026-03-30,1.08,N/A,0.58,,\n';
  expect(await rates(text)).toEqual({
    rows: [
      '2026-03-31 EUR USD 1.0815',
      '2026-03-31 EUR JPY 161.6',
      '2026-03-31 EUR CHF 0.9531',
      '2026-03-30 EUR USD 1.08',
    ],
    ignored: ['eurofxref.csv: CYP'],
  });
});

test('the file of one day is read', async () => {
  const { rows } = await rates('Date, USD, JPY, CHF, \n1 April 2026, 1.0811, 161.5, 0.9530, \n');
  expect(rows).toEqual([
    '2026-04-01 EUR USD 1.0811',
    '2026-04-01 EUR JPY 161.5',
    '2026-04-01 EUR CHF 0.9530',
  ]);
});
