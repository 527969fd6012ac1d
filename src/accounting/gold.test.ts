import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dayNumber, dayOf } from '../vocabulary/day.ts';
import type { MoneyColumn } from './money-column.ts';
import { accountFigures, openLots, positionsOn, quietConverter, type AccountFigures } from './account.ts';
import { formatScaled, parseScaled } from './decimal.ts';
import { accountsOf, bookingsOf, marketOf, type Rows } from './market.fixture.ts';
import { annualized, linkedReturn, moneyWeightedReturn } from './returns.ts';

const GOLD = join(import.meta.dirname, '../../../shared/cases/gold');

const Expected = z.object({
  id: z.string(),
  description: z.string(),
  source: z.union([z.string(), z.object({ repo: z.string(), path: z.string() })]),
  account: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  figures: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  positions: z.record(z.string(), z.string()),
});

const HALF_A_CENT = 500_000n;

const cases = (existsSync(GOLD) ? readdirSync(GOLD).toSorted() : []).map((name) => {
  const folder = join(GOLD, name);
  const expected = Expected.parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')));
  const { source } = expected;
  const from = typeof source === 'string' ? source : `${source.repo}: ${source.path}`;
  return { title: `${expected.id}: ${expected.description} (${from})`, folder, expected };
});

describe.skipIf(cases.length === 0)('known figures', () => {
  test.each(cases)('$title', ({ title, folder, expected }) => {
    const to = dayNumber(dayOf(expected.to));
    const read = (table: string): Rows => readTable(folder, table);
    const market = marketOf(
      read('securities'),
      read('prices'),
      read('fx_rates'),
      read('transactions'),
      'USD',
      to,
    );
    const terms = accountsOf(read('accounts')).find((account) => account.accountId === expected.account);
    if (!terms) throw new Error('the case has no account');
    const bookings = bookingsOf(read('transactions')).filter(({ day }) => day <= to);
    const figures = accountFigures(terms, bookings, market);
    if (!figures) throw new Error('the case has no bookings');
    const from = expected.from === null ? figures.daily.firstDay : dayNumber(dayOf(expected.from));
    const got = summary(figures, Math.max(from, figures.daily.firstDay), to);
    for (const [metric, want] of Object.entries(expected.figures)) {
      const have = got[metric];
      if (have === undefined) continue;
      const label = `${title}: ${metric}`;
      if (want === null) expect(have, label).toBeNull();
      else if (typeof want === 'string')
        expect(distance(String(have), want), label).toBeLessThanOrEqual(HALF_A_CENT);
      else
        expect(Math.abs(Number(have) - want), label).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(want)));
    }
    const held = new Map(
      positionsOn(figures.ledger, market, quietConverter(terms.currencies, market), to).map(
        ({ securityId, quantity }) => [securityId, formatScaled(quantity, 10)] as const,
      ),
    );
    for (const [id, want] of Object.entries(expected.positions)) {
      expect(Math.abs(Number(held.get(id) ?? 0) - Number(want)), `${title}: ${id}`).toBeLessThanOrEqual(1e-9);
    }
    const lots = openLots(figures.ledger);
    for (const [id, quantity] of held) {
      if (id.startsWith('CASH:')) continue;
      const sum = lots
        .filter((lot) => lot.securityId === id)
        .reduce((total, lot) => total + lot.quantity, 0n);
      expect(formatScaled(sum, 10), `${title}: lots of ${id}`).toBe(quantity);
    }
  });
});

/** How far two amounts are apart, at money scale. */
function distance(a: string, b: string): bigint {
  const difference = parseScaled(a, 8) - parseScaled(b, 8);
  return difference < 0n ? -difference : difference;
}

function readTable(folder: string, table: string): Rows {
  const file = join(folder, `${table}.csv`);
  return existsSync(file) ? parse(readFileSync(file), { columns: true, bom: true }) : [];
}

function money(amount: bigint): string {
  return formatScaled(amount, 8);
}

/** The figures of [from, to] in the account's own currency. */
function summary(
  { ledger, daily }: AccountFigures,
  from: number,
  to: number,
): Record<string, string | number | null> {
  const series = daily.series[0];
  if (!series) throw new Error('no series');
  const at = (values: MoneyColumn, day: number): bigint =>
    day < daily.firstDay ? 0n : (values[Math.min(day - daily.firstDay, daily.count - 1)] ?? 0n);
  const within = <E extends { readonly day: number }>(events: readonly E[]): readonly E[] =>
    events.filter(({ day }) => day >= from && day <= to);
  const sum = (events: readonly { readonly day: number; readonly amounts: readonly bigint[] }[]): bigint =>
    within(events).reduce((total, { amounts }) => total + (amounts[0] ?? 0n), 0n);
  const value = at(series.marketValue, to);
  const opening = at(series.marketValue, from - 1);
  const flows = within(ledger.flows).map(({ day, amounts }) => ({
    day: day - from + 1,
    amount: amounts[0] ?? 0n,
  }));
  const net = sum(ledger.flows);
  const cost = at(series.costBasis, to);
  const twr = linkedReturn(
    series.twrFactor.slice(Math.max(from - daily.firstDay, 0), Math.max(to - daily.firstDay + 1, 0)),
  );
  const days = to - from + 1;
  const ofTerm = (term: string): bigint => sum(ledger.realized.filter((gain) => gain.term === term));
  const ofKind = (kind: string): bigint => sum(ledger.income.filter((income) => income.kind === kind));
  return {
    market_value: money(value),
    opening_value: money(opening),
    cash: money(at(series.cash, to)),
    net_contributions: money(net),
    inflows: money(flows.reduce((total, { amount }) => total + (amount > 0n ? amount : 0n), 0n)),
    outflows: money(flows.reduce((total, { amount }) => total - (amount < 0n ? amount : 0n), 0n)),
    income: money(sum(ledger.income)),
    dividends: money(ofKind('dividend')),
    interest: money(ofKind('interest')),
    fees: money(sum(ledger.fees)),
    commissions: money(sum(ledger.fees.filter((fee) => fee.kind === 'commission'))),
    taxes: money(sum(ledger.taxes)),
    cost_basis: money(cost),
    unrealized_gain: money(value - at(series.cash, to) - cost),
    realized_gain: money(sum(ledger.realized)),
    realized_gain_short: money(ofTerm('short')),
    realized_gain_long: money(ofTerm('long')),
    gain: money(value - opening - net),
    twr,
    twr_annualized: annualized(twr, days),
    mwr: moneyWeightedReturn(
      days,
      Number(opening),
      flows.map(({ day, amount }) => ({ day, amount: Number(amount) })),
      Number(value),
    ),
  };
}
