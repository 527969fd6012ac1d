import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { agrees } from '../gold/agrees.ts';
import { Installation, linesOf, ROOT } from './askfolio.ts';

const HARBOR = join(ROOT, '../shared/cases/harbor');

const Counts = z.object({
  new: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  stale: z.int(),
  deleted: z.int(),
});
type Counts = z.infer<typeof Counts>;
const Expected = z.object({
  order: z.array(z.string()),
  first: z.record(z.string(), z.int()),
  counts: z.record(z.string(), z.record(z.string(), Counts.extend({ rows: z.int() }))),
});
const Report = z.object({
  status: z.string(),
  dataVersion: z.string().nullable(),
  tables: z.record(
    z.string(),
    Counts.extend({ read: z.int(), loaded: z.int(), quarantined: z.int(), flagged: z.int() }),
  ),
});
const Figure = z.union([z.string(), z.number(), z.null()]);
const Lines = z.array(
  z.object({
    account: z.string().optional(),
    portfolio: z.string().optional(),
    client: z.string().optional(),
    from: z.string().nullable(),
    to: z.string(),
    figures: z.record(z.string(), Figure),
  }),
);
const Given = z.object({ figures: z.record(z.string(), Figure) });

describe.skipIf(!existsSync(HARBOR))('deliveries one after the other', () => {
  const firm = new Installation();
  const expected = existsSync(HARBOR)
    ? Expected.parse(JSON.parse(readFileSync(join(HARBOR, 'deliveries/expected.json'), 'utf8')))
    : { order: [], first: {}, counts: {} };
  const steps = expected.order.slice(1);
  let version: string | null = null;

  const take = async (folder: string): Promise<z.infer<typeof Report>> =>
    Report.parse(JSON.parse(await firm.output('import', join(HARBOR, folder), '--json')));

  /** Where the product's figures are others than the named file has. */
  const differences = async (name: string): Promise<readonly object[]> => {
    const lines = Lines.parse(JSON.parse(readFileSync(join(HARBOR, 'deliveries', name), 'utf8')));
    const batch = join(firm.home, 'figures.jsonl');
    writeFileSync(batch, lines.map((line) => JSON.stringify({ ...line, figures: undefined })).join('\n'));
    const given = linesOf(await firm.output('figures', '--batch', batch, '--json')).map((line) =>
      Given.parse(line),
    );
    expect(given).toHaveLength(lines.length);
    return lines.flatMap(({ figures, ...line }, at) =>
      Object.entries(figures)
        .filter(([metric, want]) => !agrees(want, given[at]?.figures[metric]))
        .map(([metric, want]) => ({ ...line, metric, want, got: given[at]?.figures[metric] })),
    );
  };

  beforeAll(async () => {
    const { status, tables, dataVersion } = await take('full');
    expect(status).toBe('done');
    expect(Object.fromEntries(Object.entries(tables).map(([table, counts]) => [table, counts.new]))).toEqual(
      expected.first,
    );
    version = dataVersion;
  });
  afterAll(() => firm.remove());

  test.each(steps)('%s: what is counted, and every figure afterwards', async (step) => {
    const again = step.endsWith(' again');
    const folder = step.replace(/ again$/, '');
    const { status, tables, dataVersion } = await take(folder);
    const counted = Object.fromEntries(
      Object.entries(tables).map(([table, { read, new: fresh, changed, unchanged, stale, deleted }]) => [
        table,
        { rows: read, new: fresh, changed, unchanged, stale, deleted },
      ]),
    );
    expect(counted).toEqual(expected.counts[step]);
    expect(status).toBe(again ? 'unchanged' : 'done');
    expect(dataVersion === version).toBe(again);
    version = dataVersion;
    expect(await differences(`figures-after-${folder.replace('deliveries/', '')}.json`)).toEqual([]);
  });
});
