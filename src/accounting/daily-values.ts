import { SCALES } from '../model/product-tables.ts';
import type { Amounts } from './booking.ts';
import type { Books } from './books.ts';
import { divideHalfEven, pow10 } from './decimal.ts';
import type { Ledger } from './ledger.ts';
import type { Market } from './market.ts';
import { filled, moneyColumn, moneyOfDoubles, withAdded, type MoneyColumn } from './money-column.ts';
import type { Pocket } from './pockets.ts';
import { SUM_SCALE } from './position-sums.ts';
import type { DenseRates } from './rates.ts';

/** One reporting currency's figures for each calendar day from `firstDay` on; money scale. */
export interface DailySeries {
  readonly marketValue: MoneyColumn;
  readonly cash: MoneyColumn;
  readonly costBasis: MoneyColumn;
  readonly inflow: MoneyColumn;
  readonly outflow: MoneyColumn;
  readonly income: MoneyColumn;
  readonly fees: MoneyColumn;
  /** (value + outflow) ÷ (the day before's value + inflow); 1 where that is nothing. */
  readonly twrFactor: Float64Array;
}

export interface DailyValues {
  readonly firstDay: number;
  readonly count: number;
  /** One for each reporting currency, in their order. */
  readonly series: readonly DailySeries[];
}

const CASH_UNIT = pow10(SUM_SCALE - SCALES.money);
/** From quantity × price × rate down to money. */
const VALUE_UNIT = pow10(SUM_SCALE + SCALES.rate - SCALES.money);
const CASH_VALUE_UNIT = pow10(SCALES.rate);
const EXACT = 2n ** 53n;

/**
 * An account's figures day by day, over the `count` days that its pockets are filled for. Notes currencies that cannot
 * be converted.
 */
export function dailyValues(
  currencies: readonly string[],
  ledger: Ledger,
  pockets: readonly Pocket[],
  market: Market,
  count: number,
  note: Books['note'],
): DailyValues {
  const { firstDay } = ledger;
  const valued = pockets.filter(({ start }) => start !== Infinity);
  const flowDays = [...new Set(ledger.flows.map(({ day }) => day - firstDay))].toSorted((a, b) => a - b);
  const series = currencies.map((currency, k) => {
    const { doubles, ...values } = valueSeries(valued, currency, market, firstDay, count, note);
    const flows = eventSeries(ledger, k, firstDay, count);
    const costBasis = costSeries(ledger, k, firstDay, count);
    const twrFactor = factors(doubles ?? values.marketValue, flows, flowDays);
    return { ...values, ...flows, costBasis, twrFactor };
  });
  return { firstDay, count, series };
}

/** The last day that has figures. */
export function endOf(ledger: Ledger, horizon: number): number {
  const holds =
    [...ledger.steps.values()].some((steps) => (steps.at(-1)?.quantity ?? 0n) !== 0n) ||
    [...ledger.cash.values()].some((steps) => (steps.at(-1)?.balance ?? 0n) !== 0n);
  return holds ? Math.max(horizon, ledger.lastDay) : ledger.lastDay;
}

/** `doubles` are the market values once more, where every one of them is exact. */
function valueSeries(
  pockets: readonly Pocket[],
  currency: string,
  market: Market,
  firstDay: number,
  count: number,
  note: Books['note'],
): { marketValue: MoneyColumn; cash: MoneyColumn; doubles: Float64Array | null } {
  const [only] = pockets;
  if (only && pockets.length === 1 && only.currency === currency) {
    const own = ownValues(only, firstDay, count);
    if (own) return own;
  }
  const totals = Array<bigint>(count).fill(0n);
  const cashTotals = Array<bigint>(count).fill(0n);
  for (const pocket of pockets) {
    const rates = market.rates(pocket.currency, currency);
    if (!rates || rates.statedFrom > pocket.start) {
      const [code, severity] = rates
        ? (['rate_before_first', 'warning'] as const)
        : (['rate_missing', 'error'] as const);
      note(code, severity, pocket.start, null, `${pocket.currency}/${currency}`);
    }
    if (rates) addPocket(pocket, rates, firstDay, totals, cashTotals);
  }
  const marketValue = moneyColumn(totals.map(rounded(VALUE_UNIT)));
  return { marketValue, cash: moneyColumn(cashTotals.map(rounded(CASH_VALUE_UNIT))), doubles: null };
}

/** Everything is held in the reporting currency itself and doubles count it exactly; null where they cannot. */
function ownValues(
  pocket: Pocket,
  firstDay: number,
  count: number,
): { marketValue: MoneyColumn; cash: MoneyColumn; doubles: Float64Array } | null {
  const doubles = new Float64Array(count);
  let cash: MoneyColumn = new BigInt64Array(count);
  for (const [n, { day, balance }] of pocket.cash.entries()) {
    if (balance >= EXACT || balance <= -EXACT) return null;
    const to = (pocket.cash[n + 1]?.day ?? Infinity) - firstDay;
    doubles.fill(Number(balance), day - firstDay, to);
    cash = filled(cash, balance, day - firstDay, Math.min(to, count));
  }
  for (const sums of pocket.positions.values()) {
    if (!sums.addAsMoney(doubles)) return null;
  }
  return { marketValue: moneyOfDoubles(doubles), cash, doubles };
}

/** Rounds half-even down to money; the same value twice in a row is divided once. */
function rounded(unit: bigint): (value: bigint) => bigint {
  let exact = 0n;
  let result = 0n;
  return (value) => {
    if (value !== exact) result = divideHalfEven(value, unit);
    exact = value;
    return result;
  };
}

/** Adds a pocket's worth, still exact: totals at scale sum + rate, cash at money + rate. */
function addPocket(
  pocket: Pocket,
  { rates, firstDay: ratesFrom }: DenseRates,
  firstDay: number,
  totals: bigint[],
  cashTotals: bigint[],
): void {
  let at = -1;
  let sum = 0n;
  let value = 0n;
  let cashValue = 0n;
  let before: bigint | null = null;
  const positions = [...pocket.positions.values()];
  for (let n = 0; n < totals.length; n += 1) {
    const day = firstDay + n;
    let changed = !positions.every((sums) => sums.unchanged(n));
    if (changed) sum = positions.reduce((all, sums) => all + sums.at(n), 0n);
    while ((pocket.cash[at + 1]?.day ?? Infinity) <= day) {
      at += 1;
      changed = true;
    }
    const rate = rates[Math.min(Math.max(day - ratesFrom, 0), rates.length - 1)] ?? 0n;
    if (changed || rate !== before) {
      const balance = pocket.cash[at]?.balance ?? 0n;
      value = (sum + balance * CASH_UNIT) * rate;
      cashValue = balance * rate;
      before = rate;
    }
    if (value !== 0n) totals[n] = (totals[n] ?? 0n) + value;
    if (cashValue !== 0n) cashTotals[n] = (cashTotals[n] ?? 0n) + cashValue;
  }
}

function eventSeries(
  ledger: Ledger,
  k: number,
  firstDay: number,
  count: number,
): Pick<DailySeries, 'inflow' | 'outflow' | 'income' | 'fees'> {
  const of = (amounts: Amounts): bigint => amounts[k] ?? 0n;
  const sums = (
    events: readonly { readonly day: number; readonly amounts: Amounts }[],
    sign: bigint | null,
  ): MoneyColumn => {
    let column: MoneyColumn = new BigInt64Array(count);
    for (const { day, amounts } of events) {
      const amount = of(amounts) * (sign ?? 1n);
      if (sign === null || amount > 0n) column = withAdded(column, day - firstDay, amount);
    }
    return column;
  };
  return {
    inflow: sums(ledger.flows, 1n),
    outflow: sums(ledger.flows, -1n),
    income: sums(ledger.income, null),
    fees: sums(ledger.fees, null),
  };
}

function costSeries(ledger: Ledger, k: number, firstDay: number, count: number): MoneyColumn {
  const changes = new Map<number, bigint>();
  for (const steps of ledger.steps.values()) {
    let before = 0n;
    for (const { day, cost } of steps) {
      const now = cost[k] ?? 0n;
      if (now !== before) changes.set(day, (changes.get(day) ?? 0n) + now - before);
      before = now;
    }
  }
  let column: MoneyColumn = new BigInt64Array(count);
  let total = 0n;
  const days = [...changes.keys()].toSorted((a, b) => a - b);
  for (const [i, day] of days.entries()) {
    total += changes.get(day) ?? 0n;
    column = filled(column, total, day - firstDay, Math.min((days[i + 1] ?? Infinity) - firstDay, count));
  }
  return column;
}

/** `flowDays`: the indexes of the days on which something may flow, ascending. */
function factors(
  values: Float64Array | MoneyColumn,
  flows: Pick<DailySeries, 'inflow' | 'outflow'>,
  flowDays: readonly number[],
): Float64Array {
  const result = new Float64Array(values.length);
  let at = 0;
  let before: number | bigint = 0n;
  for (let n = 0; n < values.length; n += 1) {
    const value: number | bigint = values[n] ?? 0n;
    if (flowDays[at] === n) {
      at += 1;
      const start = BigInt(before) + (flows.inflow[n] ?? 0n);
      const end = BigInt(value) + (flows.outflow[n] ?? 0n);
      result[n] = start === 0n || start === end ? 1 : Number(end) / Number(start);
    } else {
      const start = Number(before);
      result[n] = start === 0 || before === value ? 1 : Number(value) / start;
    }
    before = value;
  }
  return result;
}
