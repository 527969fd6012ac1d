import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { canGroup, DIMENSIONS, METRICS } from '../../src/model/index.ts';
import { dayOf } from '../../src/vocabulary/day.ts';
import type { Dimension } from '../../src/vocabulary/plan.ts';
import { answered, during, OWNER, publishFirm, type Firm } from './firm.fixture.ts';

const CASES = join(import.meta.dirname, '../../../shared/cases');
const FILE = join(CASES, 'figures-harbor.json');

const Row = z.object({
  account: z.string().optional(),
  portfolio: z.string().optional(),
  client: z.string().optional(),
  from: z.string().nullable(),
  to: z.string(),
  figures: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
});

const YEAR = during('2016-01-01', '2016-12-31');

/** What two groups count can be nothing to both together (a transfer), or lies outside every group (a fee). */
const NOT_ADDITIVE = new Set(['inflows', 'outflows', 'deposits', 'withdrawals', 'gain', 'opening_value']);

describe.skipIf(!existsSync(FILE))('a whole firm’s figures', () => {
  let firm: Firm;
  const rows = existsSync(FILE) ? z.array(Row).parse(JSON.parse(readFileSync(FILE, 'utf8'))) : [];

  beforeAll(async () => {
    firm = await publishFirm(join(CASES, 'harbor/full'));
  }, 60_000);
  afterAll(() => firm.close());

  test.each(['account', 'portfolio', 'client'] as const)(
    'every metric of every %s and period is the one expected',
    async (kind) => {
      const differences: string[] = [];
      // A third of the scopes and periods in turn: each period and kind of scope is among them.
      for (const row of rows.filter(
        (each, index) => each[kind] !== undefined && (index + Math.floor(index / 6)) % 3 === 0,
      )) {
        const id = row[kind] ?? '';
        const scope = kind === 'account' ? { accounts: [id] } : { [kind]: id };
        const from = row.from === null ? null : dayOf(row.from);
        const to = dayOf(row.to);
        const got = await firm.figures({ actor: OWNER, scope, from, to, today: to });
        for (const [metric, want] of Object.entries(row.figures)) {
          if (!same(want, got[metric]))
            differences.push(`${id} ${row.from}..${row.to} ${metric}: ${got[metric]} for ${want}`);
        }
      }
      expect(differences).toEqual([]);
    },
    120_000,
  );

  const groupings: readonly (readonly Dimension[])[] = [
    ...[...DIMENSIONS.keys()]
      .filter((dimension) => dimension !== 'day' && dimension !== 'week')
      .map((each) => [each]),
    ['account', 'asset_class'],
    ['client', 'quarter'],
  ];

  test.each([...METRICS.keys()].map((name, index) => [name, index] as const))(
    '%s can be asked for in groups that the model allows, and its parts add up',
    async (name, index) => {
      const metric = METRICS.get(name);
      if (metric === undefined) return;
      const whole = await answered(firm, { metrics: [name], periods: [YEAR] });
      const adds = metric.unit === 'money' && !NOT_ADDITIVE.has(name);
      // Every fourth grouping, beginning with another one for each metric.
      const some = groupings.filter((each, at) => at % 4 === index % 4 && canGroup(metric, each));
      for (const by of some) {
        const parts = await answered(firm, { metrics: [name], by, periods: [YEAR] });
        const series = by.some((dimension) => DIMENSIONS.get(dimension)?.kind === 'time');
        if (!adds || (series && metric.additivity === 'stock')) continue;
        const at = parts.columns.findIndex((column) => column.name === name);
        const sum = parts.rows.reduce((total, row) => total + Number(row[at]), 0);
        expect(Math.abs(sum - Number(whole.rows[0]?.[0])), by.join()).toBeLessThan(
          0.006 * (parts.rows.length + 1),
        );
      }
    },
    60_000,
  );
});

/** Money as text to half a cent, rates to 1e-6, days and currencies exactly. */
function same(want: string | number | null, have: string | number | null | undefined): boolean {
  if (want === null || have === null || have === undefined) return want === have;
  if (typeof want === 'number') return Math.abs(Number(have) - want) <= 1e-6 * Math.max(1, Math.abs(want));
  if (!/^-?\d+\.\d+$/.test(want)) return want === have;
  return Math.abs(Number(have) - Number(want)) <= 0.0050001;
}
