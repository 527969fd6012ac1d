import { SCALES } from '../model/product-tables.ts';
import type { Amounts, Oddity } from './booking.ts';
import { noteInto, type Books } from './books.ts';
import { divideHalfEven, pow10 } from './decimal.ts';
import type { CashStep, Ledger } from './ledger.ts';
import type { Market } from './market.ts';
import { positionSums, SUM_SCALE, type PositionSums } from './position-sums.ts';
import type { DenseRates } from './rates.ts';

/** One reporting currency's figures for each calendar day from `firstDay` on; money scale. */
export interface DailySeries {
  readonly marketValue: bigint[];
  readonly cash: bigint[];
  readonly costBasis: bigint[];
  readonly inflow: bigint[];
  readonly outflow: bigint[];
  readonly income: bigint[];
  readonly fees: bigint[];
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

/** What is held in one currency: its positions and its cash. */
interface Pocket {
  readonly currency: string;
  readonly positions: PositionSums;
  cash: readonly CashStep[];
  /** The first day on which it holds anything. */
  start: number;
}

/**
 * An account's figures day by day, until the horizon, or until nothing is held and nothing will be booked any more.
 * Notes positions on days before their first close, and currencies that cannot be converted.
 */
export function dailyValues(
  accountId: string,
  currencies: readonly string[],
  ledger: Ledger,
  market: Market,
  oddities: Oddity[],
): DailyValues {
  const { firstDay } = ledger;
  const count = endOf(ledger, market.horizon) - firstDay + 1;
  const note = noteInto(oddities, accountId);
  const pockets = fillPockets(ledger, market, currencies[0] ?? '', firstDay, count, note);
  const series = currencies.map((currency, k) => {
    const values = valueSeries(pockets, currency, market, firstDay, count, note);
    const flows = eventSeries(ledger, k, firstDay, count);
    const costBasis = costSeries(ledger, k, firstDay, count);
    return { ...values, ...flows, costBasis, twrFactor: factors(values.marketValue, flows) };
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

function fillPockets(
  ledger: Ledger,
  market: Market,
  ownCurrency: string,
  firstDay: number,
  count: number,
  note: Books['note'],
): readonly Pocket[] {
  const pockets = new Map<string, Pocket>();
  const pocketOf = (currency: string): Pocket => {
    const known = pockets.get(currency);
    if (known) return known;
    const fresh: Pocket = { currency, positions: positionSums(firstDay, count), cash: [], start: Infinity };
    pockets.set(currency, fresh);
    return fresh;
  };
  for (const [id, steps] of ledger.steps) {
    const start = steps.find((step) => step.quantity !== 0n)?.day;
    if (start === undefined) continue;
    const closes = market.closesOf(id);
    if (!closes || closes.firstDay > start) note('position_without_price', 'error', start, id);
    if (!closes) continue;
    const pocket = pocketOf(market.currencyOf(id) ?? ownCurrency);
    pocket.positions.add(steps, closes);
    pocket.start = Math.min(pocket.start, start);
  }
  for (const [currency, steps] of ledger.cash) {
    const pocket = pocketOf(currency);
    pocket.cash = steps;
    pocket.start = Math.min(pocket.start, steps[0]?.day ?? Infinity);
  }
  return [...pockets.values()];
}

function valueSeries(
  pockets: readonly Pocket[],
  currency: string,
  market: Market,
  firstDay: number,
  count: number,
  note: Books['note'],
): { marketValue: bigint[]; cash: bigint[] } {
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
  return { marketValue: totals.map(rounded(VALUE_UNIT)), cash: cashTotals.map(rounded(CASH_VALUE_UNIT)) };
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
  for (let n = 0; n < totals.length; n += 1) {
    const day = firstDay + n;
    let changed = !pocket.positions.unchanged(n);
    if (changed) sum = pocket.positions.at(n);
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
  const zeros = (): bigint[] => Array<bigint>(count).fill(0n);
  const series = { inflow: zeros(), outflow: zeros(), income: zeros(), fees: zeros() };
  const add = (days: bigint[], day: number, amount: bigint): void => {
    days[day - firstDay] = (days[day - firstDay] ?? 0n) + amount;
  };
  const of = (amounts: Amounts): bigint => amounts[k] ?? 0n;
  for (const { day, amounts } of ledger.flows) {
    const amount = of(amounts);
    if (amount > 0n) add(series.inflow, day, amount);
    else add(series.outflow, day, -amount);
  }
  for (const { day, amounts } of ledger.income) add(series.income, day, of(amounts));
  for (const { day, amounts } of ledger.fees) add(series.fees, day, of(amounts));
  return series;
}

function costSeries(ledger: Ledger, k: number, firstDay: number, count: number): bigint[] {
  const changes = Array<bigint>(count).fill(0n);
  for (const steps of ledger.steps.values()) {
    let before = 0n;
    for (const { day, cost } of steps) {
      const now = cost[k] ?? 0n;
      changes[day - firstDay] = (changes[day - firstDay] ?? 0n) + now - before;
      before = now;
    }
  }
  let total = 0n;
  return changes.map((change) => (total += change));
}

function factors(values: readonly bigint[], flows: Pick<DailySeries, 'inflow' | 'outflow'>): Float64Array {
  const result = new Float64Array(values.length);
  let before = 0n;
  values.forEach((value, n) => {
    const start = before + (flows.inflow[n] ?? 0n);
    const end = value + (flows.outflow[n] ?? 0n);
    result[n] = start === 0n ? 1 : start === end ? 1 : Number(end) / Number(start);
    before = value;
  });
  return result;
}
