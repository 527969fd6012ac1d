import {
  openLots,
  positionIntervals,
  positionsOn,
  quietConverter,
  type AccountFigures,
} from '../../accounting/account.ts';
import { allocationsOn } from '../../accounting/allocations.ts';
import { compareText, type AccountTerms, type Amounts } from '../../accounting/booking.ts';
import type { Market } from '../../accounting/market.ts';
import { monthFigures, monthsOf, type MonthSpan } from '../../accounting/periods.ts';
import type { Run, WrittenValue } from './column-buffer.ts';

/** The tables that hold an account's figures, once for each of its reporting currencies. */
export const FIGURE_TABLES = [
  'holdings',
  'positions',
  'lots',
  'realized_gains',
  'income',
  'fees',
  'cash_flows',
  'daily_values',
  'monthly_values',
  'allocations',
] as const;

export type FigureTable = (typeof FIGURE_TABLES)[number];

/** Takes the rows: one by one, or many at once, a run a column. */
export interface RowSink {
  add(table: FigureTable, values: readonly WrittenValue[]): void;
  addRuns(table: FigureTable, count: number, runs: readonly Run[]): void;
}

type SymbolOf = (securityId: string) => string | null;

/** What the rows of all reporting currencies are made of. */
interface Material {
  readonly account: string;
  readonly figures: AccountFigures;
  readonly market: Market;
  readonly symbolOf: SymbolOf;
  readonly positions: ReturnType<typeof positionIntervals>;
  readonly lots: ReturnType<typeof openLots>;
  readonly holdings: ReturnType<typeof positionsOn>;
  readonly months: readonly MonthSpan[];
  /** For each month, at its end. */
  readonly allocations: readonly ReadonlyMap<string, Amounts>[];
}

function bySecurity(a: { readonly securityId: string }, b: { readonly securityId: string }): number {
  return compareText(a.securityId, b.securityId);
}

/** Turns an account's figures into rows, clustered as the tables are. */
export function writeAccount(
  terms: AccountTerms,
  figures: AccountFigures,
  market: Market,
  symbolOf: SymbolOf,
  sink: RowSink,
): void {
  const { ledger, daily } = figures;
  const convert = quietConverter(terms.currencies, market);
  const months = monthsOf(daily);
  const material: Material = {
    account: terms.accountId,
    figures,
    market,
    symbolOf,
    positions: positionIntervals(ledger, figures.lastDay).toSorted(
      (a, b) => bySecurity(a, b) || a.from - b.from,
    ),
    lots: openLots(ledger).toSorted(bySecurity),
    holdings: positionsOn(ledger, market, convert, market.horizon).toSorted(bySecurity),
    months,
    allocations: allocationsOn(
      figures.pockets,
      convert,
      daily.firstDay,
      months.map(({ to }) => to),
    ),
  };
  const order = terms.currencies.map((currency, k) => ({ currency, k }));
  for (const { currency, k } of order.toSorted((a, b) => compareText(a.currency, b.currency))) {
    writeHeld(material, currency, k, sink);
    writeEvents(material, currency, k, sink);
    writeSeries(material, currency, k, sink);
  }
}

function writeHeld(material: Material, currency: string, k: number, sink: RowSink): void {
  const { account, symbolOf, market } = material;
  const total = material.holdings.reduce((sum, { marketValue }) => sum + (marketValue[k] ?? 0n), 0n);
  for (const { securityId: id, quantity, price, marketValue, cost } of material.holdings) {
    const value = marketValue[k] ?? 0n;
    const basis = cost ? (cost[k] ?? 0n) : null;
    const assetClass = id.startsWith('CASH:') ? 'Cash' : market.assetClassOf(id);
    const gain = basis === null ? null : value - basis;
    const weight = total === 0n ? null : Number(value) / Number(total);
    const what = [account, currency, id, symbolOf(id), assetClass, market.horizon];
    sink.add('holdings', [...what, quantity, price[k] ?? 0n, value, basis, gain, weight]);
  }
  for (const { securityId: id, from, to, quantity, cost } of material.positions) {
    sink.add('positions', [
      account,
      currency,
      id,
      symbolOf(id),
      from,
      to,
      quantity,
      cost ? (cost[k] ?? 0n) : null,
    ]);
  }
  for (const { securityId: id, acquired, quantity, cost } of material.lots) {
    sink.add('lots', [account, currency, id, symbolOf(id), acquired, quantity, cost[k] ?? 0n]);
  }
}

function writeEvents(material: Material, currency: string, k: number, sink: RowSink): void {
  const { account, symbolOf } = material;
  const { ledger } = material.figures;
  const symbol = (id: string | null): string | null => (id === null ? null : symbolOf(id));
  for (const gain of ledger.realized) {
    const { securityId: id, day, acquired, quantity, proceeds, cost, amounts, term, transactionId } = gain;
    const what = [account, currency, id, symbol(id), day, acquired, quantity];
    sink.add('realized_gains', [
      ...what,
      proceeds[k] ?? 0n,
      cost[k] ?? 0n,
      amounts[k] ?? 0n,
      term,
      transactionId,
    ]);
  }
  for (const { securityId: id, day, kind, amounts, tax, transactionId } of ledger.income) {
    sink.add('income', [
      account,
      currency,
      id,
      symbol(id),
      day,
      kind,
      amounts[k] ?? 0n,
      tax[k] ?? 0n,
      transactionId,
    ]);
  }
  for (const { day, kind, amounts, transactionId } of ledger.fees) {
    sink.add('fees', [account, currency, day, kind, amounts[k] ?? 0n, transactionId]);
  }
  for (const { day, type, securityId: id, quantity, amounts, transferId, transactionId } of ledger.flows) {
    const moved = id === null ? null : quantity;
    sink.add('cash_flows', [
      account,
      currency,
      day,
      type,
      id,
      moved,
      amounts[k] ?? 0n,
      transferId,
      transactionId,
    ]);
  }
}

function writeSeries(material: Material, currency: string, k: number, sink: RowSink): void {
  const { account } = material;
  const { daily } = material.figures;
  const series = daily.series[k];
  if (!series) return;
  sink.addRuns('daily_values', daily.count, [
    { text: account },
    { text: currency },
    { firstDay: daily.firstDay },
    { money: series.marketValue },
    { money: series.cash },
    { money: series.costBasis },
    { money: series.inflow },
    { money: series.outflow },
    { money: series.income },
    { money: series.fees },
    { doubles: series.twrFactor },
  ]);
  for (const span of material.months) {
    const month = monthFigures(series, span);
    const values = [
      month.openingValue,
      month.marketValue,
      month.inflow,
      month.outflow,
      month.income,
      month.fees,
    ];
    sink.add('monthly_values', [account, currency, span.month, ...values, month.twrFactor]);
  }
  for (const [i, classes] of material.allocations.entries()) {
    const month = material.months[i]?.month ?? 0;
    for (const assetClass of [...classes.keys()].toSorted(compareText)) {
      sink.add('allocations', [account, currency, month, assetClass, classes.get(assetClass)?.[k] ?? 0n]);
    }
  }
}
