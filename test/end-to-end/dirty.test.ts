import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Installation, linesOf, ROOT } from './askfolio.ts';

const HARBOR = join(ROOT, '../shared/cases/harbor');

const Expected = z.object({
  unknown_columns_reported: z.record(z.string(), z.array(z.string())),
  tables: z.record(
    z.string(),
    z.object({
      read: z.int(),
      quarantined: z.union([z.int(), z.tuple([z.int(), z.int()])]),
      flagged: z.int(),
      rows: z.array(
        z.object({
          line: z.int(),
          column: z.string().nullable(),
          expect: z.enum(['quarantine', 'flag', 'load', 'either']),
          why: z.string(),
        }),
      ),
    }),
  ),
});
const Report = z.object({
  status: z.string(),
  run: z.string(),
  dataVersion: z.string().nullable(),
  tables: z.record(
    z.string(),
    z.object({
      read: z.int(),
      loaded: z.int(),
      quarantined: z.int(),
      flagged: z.int(),
      unknownColumns: z.array(z.string()),
      refused: z.boolean().optional(),
      reason: z.string().optional(),
    }),
  ),
  findings: z.array(z.object({ code: z.string(), text: z.string() })),
});
const SetAside = z.array(
  z.object({
    table: z.string(),
    line: z.int().nullable(),
    column: z.string().nullable(),
    reason: z.string(),
  }),
);

describe.skipIf(!existsSync(HARBOR))('a delivery with 69 kinds of bad rows', () => {
  const [dirty, clean] = [new Installation(), new Installation()];
  const expected = existsSync(HARBOR)
    ? Expected.parse(JSON.parse(readFileSync(join(HARBOR, 'dirty-expected.json'), 'utf8')))
    : { unknown_columns_reported: {}, tables: {} };
  let report: z.infer<typeof Report>;
  let setAside: z.infer<typeof SetAside>;

  /** Every account's figures over the whole time, and the firm's over each year, as text. */
  const figures = async (home: Installation): Promise<unknown[]> => {
    const [header = '', ...rows] = readFileSync(join(HARBOR, 'full/accounts.csv'), 'utf8')
      .trim()
      .split(/\r?\n/);
    const place = header.split(',').indexOf('account_id');
    const accounts = rows.map((row) => ({ account: row.split(',')[place], to: '2017-12-31' }));
    const years = [2014, 2015, 2016, 2017].map((year) => ({ from: `${year}-01-01`, to: `${year}-12-31` }));
    const batch = join(home.home, 'figures.jsonl');
    writeFileSync(batch, [...accounts, ...years].map((line) => JSON.stringify(line)).join('\n'));
    return linesOf(await home.output('figures', '--batch', batch, '--json'));
  };
  let published: unknown[] = [];

  beforeAll(async () => {
    await dirty.output('import', join(HARBOR, 'full'));
    cpSync(dirty.home, clean.home, { recursive: true });
    report = Report.parse(JSON.parse(await dirty.output('import', join(HARBOR, 'dirty'), '--json')));
    setAside = SetAside.parse(
      linesOf(await dirty.output('etl', 'quarantine', '--run', report.run, '--json')),
    );
  });
  afterAll(() => {
    dirty.remove();
    clean.remove();
  });

  test('sets aside what its truth file says, flags what it says, and loads the rest', () => {
    expect(report.status).toBe('done');
    const wrong: unknown[] = [];
    for (const [table, { read, quarantined, flagged, rows }] of Object.entries(expected.tables)) {
      const counts = report.tables[table];
      const [least, most] = typeof quarantined === 'number' ? [quarantined, quarantined] : quarantined;
      expect(counts, table).toMatchObject({ read });
      expect((counts?.loaded ?? 0) + (counts?.quarantined ?? 0), table).toBe(read);
      expect(counts?.quarantined, table).toBeGreaterThanOrEqual(least);
      expect(counts?.quarantined, table).toBeLessThanOrEqual(most);
      const either = rows.filter((row) => row.expect === 'either').length;
      expect(counts?.flagged, table).toBeGreaterThanOrEqual(flagged);
      expect(counts?.flagged, table).toBeLessThanOrEqual(flagged + either);
      const kept = setAside.filter((row) => row.table === table);
      expect(kept, table).toHaveLength(counts?.quarantined ?? -1);
      for (const row of rows) {
        const found = kept.find(({ line }) => line === row.line);
        const right =
          row.expect === 'either' ||
          (row.expect === 'quarantine'
            ? found !== undefined && found.column === row.column && found.reason !== ''
            : found === undefined);
        if (!right) wrong.push({ table, ...row, found });
      }
      const known = new Set(rows.map(({ line }) => line));
      wrong.push(...kept.filter(({ line }) => line === null || !known.has(line)));
    }
    expect(wrong).toEqual([]);
    for (const [table, columns] of Object.entries(expected.unknown_columns_reported)) {
      expect(report.tables[table]?.unknownColumns).toEqual(columns);
    }
  });

  test('leaves the figures of the same delivery without its bad rows', async () => {
    const folder = join(clean.home, 'clean-delivery');
    mkdirSync(folder);
    const bad = new Set(setAside.map(({ table, line }) => `${table} ${String(line)}`));
    for (const file of readdirSync(join(HARBOR, 'dirty'))) {
      const path = join(HARBOR, 'dirty', file);
      if (!file.endsWith('.csv')) cpSync(path, join(folder, file));
      else
        writeFileSync(
          join(folder, file),
          withoutLines(readFileSync(path), (line) => bad.has(`${file.replace('.csv', '')} ${String(line)}`)),
        );
    }
    const taken = Report.parse(JSON.parse(await clean.output('import', folder, '--json')));
    expect(taken.status).toBe('done');
    for (const [table, counts] of Object.entries(taken.tables)) {
      expect({ table, quarantined: counts.quarantined, loaded: counts.loaded }).toEqual({
        table,
        quarantined: 0,
        loaded: report.tables[table]?.loaded,
      });
    }
    published = await figures(dirty);
    expect(published).toEqual(await figures(clean));
  });

  test.each([
    ['dirty-refused', 'transactions', /8 of 100 rows are bad/],
    ['dirty-missing-column', 'prices', /column close is missing/],
  ])('%s: the table %s is refused whole, the other is loaded', async (folder, table, reason) => {
    const { status, stdout, stderr } = await dirty.run('import', join(HARBOR, folder), '--json');
    expect(status).toBe(1);
    const [line = ''] = stdout.split('\n');
    const refused = Report.parse(JSON.parse(line));
    const { read = -1 } = refused.tables[table] ?? {};
    expect(refused.status).toBe('refused');
    expect(refused.tables[table]).toMatchObject({ refused: true, loaded: 0, quarantined: read });
    expect(refused.tables[table]?.reason).toMatch(reason);
    expect(refused.tables['fx_rates']).toMatchObject({ quarantined: 0 });
    expect(`${stdout}${stderr}`).toContain(table);
    expect(await figures(dirty)).toEqual(published);
  });
});

/** A file's bytes without some of its physical lines; quoted fields with line breaks stay whole. */
function withoutLines(bytes: Buffer, drop: (line: number) => boolean): Buffer {
  const kept: Buffer[] = [];
  let [start, line, first, quoted] = [0, 1, 1, false];
  for (let at = 0; at <= bytes.length; at += 1) {
    const end = at === bytes.length || (bytes[at] === 0x0a && !quoted);
    if (bytes[at] === 0x22) quoted = !quoted;
    if (bytes[at] === 0x0a) line += 1;
    if (!end) continue;
    if (!drop(first)) kept.push(bytes.subarray(start, at + 1));
    [start, first] = [at + 1, line];
  }
  return Buffer.concat(kept);
}
