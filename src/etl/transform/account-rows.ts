import {
  openLots,
  positionIntervals,
  positionsOn,
  quietConverter,
  type AccountFigures,
  type PositionValue,
} from '../../accounting/account.ts';
import { allocationsOn } from '../../accounting/allocations.ts';
import { compareText, type AccountTerms, type Amounts } from '../../accounting/booking.ts';
import type { Market } from '../../accounting/market.ts';
import type { MoneyColumn } from '../../accounting/money-column.ts';
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

/** Takes the rows, many at once, a run a column. */
export interface RowSink {
  addRuns(table: FigureTable, count: number, runs: readonly Run[]): void;
}

type SymbolOf = (securityId: string) => string | null;

/** What the rows of all reporting currencies are made of. */
interface Material {
  readonly account: string;
  readonly figures: AccountFigures;
  /** The first day of which rows are written. */
  readonly from: number;
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

/**
 * Turns an account's figures into rows, clustered as the tables are; where `from` is given, those of its days alone that
 * follow one by one or are dated: earlier ones are published already.
 */
export function writeAccount(
  terms: AccountTerms,
  figures: AccountFigures,
  market: Market,
  symbolOf: SymbolOf,
  sink: RowSink,
  from = -Infinity,
): void {
  const { ledger, daily } = figures;
  const convert = quietConverter(terms.currencies, market);
  const months = monthsOf(daily).filter(({ to }) => daily.firstDay + to >= from);
  const material: Material = {
    account: terms.accountId,
    figures,
    from,
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
  const { account, symbolOf, market, holdings, positions, lots } = material;
  const whose = [{ text: account }, { text: currency }];
  const total = holdings.reduce((sum, { marketValue }) => sum + (marketValue[k] ?? 0n), 0n);
  const valueOf = ({ marketValue }: PositionValue): bigint => marketValue[k] ?? 0n;
  const basisOf = ({ cost }: { readonly cost: Amounts | null }): bigint | null =>
    cost ? (cost[k] ?? 0n) : null;
  sink.addRuns('holdings', holdings.length, [
    ...whose,
    ...securityRuns(holdings, symbolOf),
    each(holdings, ({ securityId: id }) => (id.startsWith('CASH:') ? 'Cash' : market.assetClassOf(id))),
    each(holdings, () => market.horizon),
    each(holdings, ({ quantity }) => quantity),
    each(holdings, ({ price }) => price[k] ?? 0n),
    each(holdings, valueOf),
    each(holdings, basisOf),
    each(holdings, (held) => (held.cost ? valueOf(held) - (held.cost[k] ?? 0n) : null)),
    each(holdings, (held) => (total === 0n ? null : Number(valueOf(held)) / Number(total))),
  ]);
  sink.addRuns('positions', positions.length, [
    ...whose,
    ...securityRuns(positions, symbolOf),
    each(positions, ({ from }) => from),
    each(positions, ({ to }) => to),
    each(positions, ({ quantity }) => quantity),
    each(positions, basisOf),
  ]);
  sink.addRuns('lots', lots.length, [
    ...whose,
    ...securityRuns(lots, symbolOf),
    each(lots, ({ acquired }) => acquired),
    each(lots, ({ quantity }) => quantity),
    each(lots, ({ cost }) => cost[k] ?? 0n),
  ]);
}

function writeEvents(material: Material, currency: string, k: number, sink: RowSink): void {
  const { account, symbolOf, from } = material;
  const { ledger } = material.figures;
  const later = <E extends { readonly day: number }>(events: readonly E[]): readonly E[] =>
    events.filter(({ day }) => day >= from);
  const [realized, income] = [later(ledger.realized), later(ledger.income)];
  const [fees, flows] = [later(ledger.fees), later(ledger.flows)];
  const whose = [{ text: account }, { text: currency }];
  const amountOf = ({ amounts }: { readonly amounts: Amounts }): bigint => amounts[k] ?? 0n;
  sink.addRuns('realized_gains', realized.length, [
    ...whose,
    ...securityRuns(realized, symbolOf),
    each(realized, dayOf),
    each(realized, ({ acquired }) => acquired),
    each(realized, ({ quantity }) => quantity),
    each(realized, ({ proceeds }) => proceeds[k] ?? 0n),
    each(realized, ({ cost }) => cost[k] ?? 0n),
    each(realized, amountOf),
    each(realized, ({ term }) => term),
    each(realized, transactionOf),
  ]);
  sink.addRuns('income', income.length, [
    ...whose,
    ...securityRuns(income, symbolOf),
    each(income, dayOf),
    each(income, ({ kind }) => kind),
    each(income, amountOf),
    each(income, ({ tax }) => tax[k] ?? 0n),
    each(income, transactionOf),
  ]);
  sink.addRuns('fees', fees.length, [
    ...whose,
    each(fees, dayOf),
    each(fees, ({ kind }) => kind),
    each(fees, amountOf),
    each(fees, transactionOf),
  ]);
  sink.addRuns('cash_flows', flows.length, [
    ...whose,
    each(flows, dayOf),
    each(flows, ({ type }) => type),
    each(flows, ({ securityId }) => securityId),
    each(flows, ({ securityId, quantity }) => (securityId === null ? null : quantity)),
    each(flows, amountOf),
    each(flows, ({ transferId }) => transferId),
    each(flows, transactionOf),
  ]);
}

function each<R>(rows: readonly R[], valueOf: (row: R) => WrittenValue): Run {
  return {
    at: (place) => {
      const row = rows[place];
      return row === undefined ? null : valueOf(row);
    },
  };
}

/** A security's id and symbol. */
function securityRuns(
  rows: readonly { readonly securityId: string | null }[],
  symbolOf: SymbolOf,
): readonly Run[] {
  return [
    each(rows, ({ securityId }) => securityId),
    each(rows, ({ securityId: id }) => (id === null ? null : symbolOf(id))),
  ];
}

function dayOf({ day }: { readonly day: number }): number {
  return day;
}

function transactionOf({ transactionId }: { readonly transactionId: string }): string {
  return transactionId;
}

function writeSeries(material: Material, currency: string, k: number, sink: RowSink): void {
  const { account } = material;
  const { daily } = material.figures;
  const series = daily.series[k];
  if (!series) return;
  const skipped = Math.min(Math.max(material.from - daily.firstDay, 0), daily.count);
  const later = (column: MoneyColumn): Run => ({
    money: column instanceof BigInt64Array ? column.subarray(skipped) : column.slice(skipped),
  });
  sink.addRuns('daily_values', daily.count - skipped, [
    { text: account },
    { text: currency },
    { firstDay: daily.firstDay + skipped },
    later(series.marketValue),
    later(series.cash),
    later(series.costBasis),
    later(series.inflow),
    later(series.outflow),
    later(series.income),
    later(series.fees),
    { doubles: series.twrFactor.subarray(skipped) },
  ]);
  const whose = [{ text: account }, { text: currency }];
  const months = material.months.map((span) => monthFigures(series, span));
  sink.addRuns('monthly_values', months.length, [
    ...whose,
    each(material.months, ({ month }) => month),
    each(months, ({ openingValue }) => openingValue),
    each(months, ({ marketValue }) => marketValue),
    each(months, ({ inflow }) => inflow),
    each(months, ({ outflow }) => outflow),
    each(months, ({ income }) => income),
    each(months, ({ fees }) => fees),
    each(months, ({ twrFactor }) => twrFactor),
  ]);
  const classes = material.allocations.flatMap((amounts, i) =>
    [...amounts.keys()].toSorted(compareText).map((assetClass) => ({
      month: material.months[i]?.month ?? 0,
      assetClass,
      value: amounts.get(assetClass)?.[k] ?? 0n,
    })),
  );
  sink.addRuns('allocations', classes.length, [
    ...whose,
    each(classes, ({ month }) => month),
    each(classes, ({ assetClass }) => assetClass),
    each(classes, ({ value }) => value),
  ]);
}
