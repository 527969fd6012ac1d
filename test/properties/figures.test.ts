import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, dayOf, type Day } from '../../src/vocabulary/day.ts';
import type { FigureSet } from '../../src/vocabulary/figures.ts';
import type { ScopeChoice } from '../../src/vocabulary/scope.ts';
import { openInstallation, OWNER, type Installation } from '../gold/installation.ts';
import { numbersFrom } from './calendar.ts';
import { firmsOf, liveThrough, newTally, rebuild } from './histories.ts';

const FIRMS = 40;
const SEED = 4_001;
const ASKED = 60;
const MINUTES_5 = 300_000;
/** What portfolios and accounts add up in, where all have one currency. */
const SUMS = [
  'market_value',
  'opening_value',
  'cash',
  'net_contributions',
  'income',
  'fees',
  'taxes',
  'cost_basis',
  'realized_gain',
  'unrealized_gain',
  'gain',
];

interface Account {
  readonly id: string;
  readonly portfolio: string;
  readonly currency: string;
}

describe('figures after random histories, asked of the real store', () => {
  let [folder, lived, rebuilt]: [string, Installation | null, Installation | null] = ['', null, null];
  let accounts: readonly Account[] = [];
  let bases: ReadonlyMap<string, string> = new Map();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'askfolio-histories-'));
    [lived, rebuilt] = [await openInstallation(), await openInstallation()];
    const wrong: string[] = [];
    const { told } = firmsOf(SEED, FIRMS);
    const truth = await liveThrough(lived.takeIn, told, folder, newTally(), (text) => wrong.push(text));
    await rebuild(rebuilt.takeIn, truth, folder, false);
    expect(wrong).toEqual([]);
    const rows = (['a', 'b'] as const).flatMap((source) => [...truth.of(source)]);
    const of = (table: string) => rows.flatMap(([name, all]) => (name === table ? all : []));
    bases = new Map(of('portfolios').map((row) => [row['portfolio_id'] ?? '', row['base_currency'] ?? '']));
    accounts = of('accounts').map((row) => ({
      id: row['account_id'] ?? '',
      portfolio: row['portfolio_id'] ?? '',
      currency: row['currency'] ?? '',
    }));
  }, MINUTES_5);
  afterAll(async () => {
    await lived?.close();
    await rebuilt?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('every metric is that of a rebuild from scratch, and opening + net contributions + gain = closing', async () => {
    let defined = 0;
    for (const { from, to, pick } of ranges(ASKED)) {
      const { id = '' } = accounts[Math.floor(pick * accounts.length)] ?? {};
      const got = await figures(lived, { accounts: [id] }, from, to);
      expect(got, id).toEqual(await figures(rebuilt, { accounts: [id] }, from, to));
      if (got === null || got['gain'] === null) continue;
      defined += 1;
      const [open, net, gain, close] = ['opening_value', 'net_contributions', 'gain', 'market_value'].map(
        (name) => Number(got[name]),
      );
      expect(Math.abs((open ?? NaN) + (net ?? NaN) + (gain ?? NaN) - (close ?? NaN)), id).toBeLessThan(
        got['currency'] === 'JPY' ? 2.001 : 0.0201,
      );
    }
    expect(defined).toBeGreaterThan(ASKED / 2);
  });

  test('a portfolio is the sum of its accounts', async () => {
    const portfolios = [...Map.groupBy(accounts, ({ portfolio }) => portfolio)].filter(([id, own]) =>
      own.every(({ currency }) => currency === bases.get(id)),
    );
    expect(portfolios.length).toBeGreaterThan(4);
    for (const [at, { from, to }] of ranges(ASKED / 3).entries()) {
      const [id = '', own = []] = portfolios[at % portfolios.length] ?? [];
      const whole = await figures(lived, { portfolio: id }, from, to);
      if (whole === null) continue;
      const parts = await Promise.all(
        own.map((account) => figures(lived, { accounts: [account.id] }, from, to)),
      );
      for (const name of SUMS) {
        const sum = parts.reduce((total, part) => total + Number(part?.[name] ?? 0), 0);
        const unit = whole['currency'] === 'JPY' ? 1 : 0.01;
        expect(Math.abs(sum - Number(whole[name])), `${id} ${name} ${from}..${to}`).toBeLessThan(
          unit * (own.length + 1) * 0.51,
        );
      }
    }
  });
});

/** null where there is no such scope. */
const figures = (
  firm: Installation | null,
  scope: ScopeChoice,
  from: Day | null,
  to: Day,
): Promise<FigureSet | null> =>
  firm === null
    ? Promise.reject(new Error('nothing is open'))
    : firm.figures({ actor: OWNER, scope, from, to, today: to }).catch(() => null);

/** Ranges of days, always the same ones. */
const ranges = (
  count: number,
): readonly { readonly from: Day; readonly to: Day; readonly pick: number }[] => {
  const next = numbersFrom(SEED);
  return Array.from({ length: count }, () => {
    const from = addDays(dayOf('2024-12-18'), Math.floor(next() * 24));
    return { from, to: addDays(from, Math.floor(next() * 20)), pick: next() };
  });
};
