import {
  allocationOn,
  openLots,
  positionIntervals,
  positionsOn,
  quietConverter,
  type AccountFigures,
} from '../../accounting/account.ts';
import { compareText, type AccountTerms, type Amounts } from '../../accounting/booking.ts';
import type { Market } from '../../accounting/market.ts';
import { monthFigures, monthsOf } from '../../accounting/periods.ts';
import type { WrittenValue } from './table-writer.ts';

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

export type AddRow = (table: FigureTable, values: readonly WrittenValue[]) => void;

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
  readonly allocations: readonly { readonly month: number; readonly classes: ReadonlyMap<string, Amounts> }[];
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
  add: AddRow,
): void {
  const { ledger, daily } = figures;
  const convert = quietConverter(terms.currencies, market);
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
    allocations: monthsOf(daily).map(({ month, to }) => ({
      month,
      classes: allocationOn(ledger, market, convert, daily.firstDay + to),
    })),
  };
  const order = terms.currencies.map((currency, k) => ({ currency, k }));
  for (const { currency, k } of order.toSorted((a, b) => compareText(a.currency, b.currency))) {
    writeHeld(material, currency, k, add);
    writeEvents(material, currency, k, add);
    writeSeries(material, currency, k, add);
  }
}

function writeHeld(material: Material, currency: string, k: number, add: AddRow): void {
  const { account, symbolOf, market } = material;
  const total = material.holdings.reduce((sum, { marketValue }) => sum + (marketValue[k] ?? 0n), 0n);
  for (const { securityId: id, quantity, price, marketValue, cost } of material.holdings) {
    const value = marketValue[k] ?? 0n;
    const basis = cost ? (cost[k] ?? 0n) : null;
    const assetClass = id.startsWith('CASH:') ? 'Cash' : market.assetClassOf(id);
    const gain = basis === null ? null : value - basis;
    const weight = total === 0n ? null : Number(value) / Number(total);
    const what = [account, currency, id, symbolOf(id), assetClass, market.horizon];
    add('holdings', [...what, quantity, price[k] ?? 0n, value, basis, gain, weight]);
  }
  for (const { securityId: id, from, to, quantity, cost } of material.positions) {
    add('positions', [
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
    add('lots', [account, currency, id, symbolOf(id), acquired, quantity, cost[k] ?? 0n]);
  }
}

function writeEvents(material: Material, currency: string, k: number, add: AddRow): void {
  const { account, symbolOf } = material;
  const { ledger } = material.figures;
  const symbol = (id: string | null): string | null => (id === null ? null : symbolOf(id));
  for (const gain of ledger.realized) {
    const { securityId: id, day, acquired, quantity, proceeds, cost, amounts, term, transactionId } = gain;
    const what = [account, currency, id, symbol(id), day, acquired, quantity];
    add('realized_gains', [...what, proceeds[k] ?? 0n, cost[k] ?? 0n, amounts[k] ?? 0n, term, transactionId]);
  }
  for (const { securityId: id, day, kind, amounts, tax, transactionId } of ledger.income) {
    add('income', [
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
    add('fees', [account, currency, day, kind, amounts[k] ?? 0n, transactionId]);
  }
  for (const { day, type, securityId: id, quantity, amounts, transferId, transactionId } of ledger.flows) {
    const moved = id === null ? null : quantity;
    add('cash_flows', [account, currency, day, type, id, moved, amounts[k] ?? 0n, transferId, transactionId]);
  }
}

function writeSeries(material: Material, currency: string, k: number, add: AddRow): void {
  const { account } = material;
  const { daily } = material.figures;
  const series = daily.series[k];
  if (!series) return;
  for (let n = 0; n < daily.count; n += 1) {
    add('daily_values', [
      account,
      currency,
      daily.firstDay + n,
      series.marketValue[n] ?? 0n,
      series.cash[n] ?? 0n,
      series.costBasis[n] ?? 0n,
      series.inflow[n] ?? 0n,
      series.outflow[n] ?? 0n,
      series.income[n] ?? 0n,
      series.fees[n] ?? 0n,
      series.twrFactor[n] ?? 1,
    ]);
  }
  for (const span of monthsOf(daily)) {
    const month = monthFigures(series, span);
    const values = [
      month.openingValue,
      month.marketValue,
      month.inflow,
      month.outflow,
      month.income,
      month.fees,
    ];
    add('monthly_values', [account, currency, span.month, ...values, month.twrFactor]);
  }
  for (const { month, classes } of material.allocations) {
    for (const assetClass of [...classes.keys()].toSorted(compareText)) {
      add('allocations', [account, currency, month, assetClass, classes.get(assetClass)?.[k] ?? 0n]);
    }
  }
}
