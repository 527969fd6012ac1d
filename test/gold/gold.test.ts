import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dayOf } from '../../src/vocabulary/day.ts';
import type { Plan } from '../../src/vocabulary/plan.ts';
import type { Cell } from '../../src/vocabulary/rows.ts';
import { agrees } from './agrees.ts';
import { openInstallation, OWNER, type Installation } from './installation.ts';
import { planOf } from '../../src/vocabulary/plan.fixture.ts';

const GOLD = join(import.meta.dirname, '../../../shared/cases/gold');

const Figure = z.union([z.string(), z.number(), z.null()]);
const Expected = z.object({
  id: z.string(),
  description: z.string(),
  source: z.union([z.string(), z.object({ repo: z.string(), path: z.string() })]),
  account: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  figures: z.record(z.string(), Figure),
  positions: z.record(z.string(), z.string()).default({}),
});
type Expected = z.infer<typeof Expected>;

const cases = (existsSync(GOLD) ? readdirSync(GOLD).toSorted() : []).map((name) => {
  const folder = join(GOLD, name);
  const expected = Expected.parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')));
  const { source } = expected;
  const from = typeof source === 'string' ? source : `${source.repo}: ${source.path}`;
  return { title: `${expected.id}: ${expected.description} (${from})`, folder, expected };
});

const BLANK: Plan = planOf({});

/** A plan's rows over the case's account on its last day, cut down to some columns. */
async function cells(
  firm: Installation,
  { account, to }: Expected,
  asked: Partial<Plan>,
  columns: readonly string[],
): Promise<readonly (readonly Cell[])[]> {
  const day = dayOf(to);
  const periods = [{ from: null, to: day, label: to, pointInTime: true }];
  const plan = { ...BLANK, periods, ...asked };
  const answer = await firm.answer({ plan, actor: OWNER, scope: { accounts: [account] }, today: day });
  if (answer.kind === 'declined') throw new Error(`declined: ${answer.text}`);
  const places = columns.map((name) => answer.columns.findIndex((column) => column.name === name));
  return answer.rows.map((row) => places.map((at) => row[at] ?? null));
}

describe.skipIf(cases.length === 0)('figures that are known from elsewhere, imported and asked for', () => {
  let firm: Installation;
  beforeAll(async () => {
    firm = await openInstallation();
  });
  afterAll(() => firm.close());

  test.each(cases)('$title', async ({ folder, expected }) => {
    await firm.forget();
    expect(await firm.takeIn(folder, { mode: 'full' })).toMatchObject({ status: 'done', setAside: [] });
    const to = dayOf(expected.to);
    const got = await firm.figures({
      actor: OWNER,
      scope: { accounts: [expected.account] },
      from: expected.from === null ? null : dayOf(expected.from),
      to,
      today: to,
    });
    const differences = Object.entries(expected.figures)
      .filter(([metric, want]) => !agrees(want, got[metric]))
      .map(([metric, want]) => ({ metric, want, got: got[metric] }));
    expect(differences).toEqual([]);
    const held = new Map(
      (await cells(firm, expected, { subject: 'holdings' }, ['symbol', 'quantity'])).map(
        ([symbol, quantity]) => [String(symbol), Number(quantity)] as const,
      ),
    );
    for (const [id, want] of Object.entries(expected.positions)) {
      expect(held.get(id.replace(/^CASH:/, '')) ?? 0, id).toBeCloseTo(Number(want), 9);
    }
    if (existsSync(join(folder, 'targets.csv'))) await driftIsWeightLessTarget(firm, folder, expected);
  });
});

/** Each class that is held or targeted, against the weights and targets that the case states. */
async function driftIsWeightLessTarget(
  firm: Installation,
  folder: string,
  expected: Expected,
): Promise<void> {
  const targets = readFileSync(join(folder, 'targets.csv'), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));
  const weights = new Map<string, number>();
  for (const [name, weight] of await cells(firm, expected, { metrics: ['weight'], by: ['asset_class'] }, [
    'asset_class',
    'weight',
  ])) {
    weights.set(String(name), Number(weight));
  }
  const want = new Map(weights);
  for (const [, name = '', weight] of targets) want.set(name, (want.get(name) ?? 0) - Number(weight));
  const got = new Map(
    (await cells(firm, expected, { metrics: ['drift'] }, ['asset_class', 'drift'])).map(
      ([name, drift]) => [String(name), Number(drift)] as const,
    ),
  );
  expect([...got.keys()].toSorted()).toEqual([...want.keys()].toSorted());
  for (const [name, drift] of want) expect(got.get(name), name).toBeCloseTo(drift, 9);
}
