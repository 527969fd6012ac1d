import { SCALES } from '../model/product-tables.ts';
import { divideHalfEven, pow10 } from './decimal.ts';

/** The rates that a source states for one pair, by ascending day; one unit of `from` buys `rates` of `to`. */
export interface StatedRates {
  readonly from: string;
  readonly to: string;
  readonly days: readonly number[];
  readonly rates: readonly bigint[];
}

/** A rate for every calendar day from `firstDay` on, rate scale. */
export interface DenseRates {
  readonly firstDay: number;
  readonly rates: readonly bigint[];
  /** The first day on which the pair is truly stated; days before it carry the first rate. */
  readonly statedFrom: number;
}

/** The rate of a pair for every day; null where there is no way from one currency to the other. */
export type RateBook = (from: string, to: string) => DenseRates | null;

const ONE = pow10(SCALES.rate);

/** A rate as an exact fraction, so that a cross rate is rounded once. */
interface Leg {
  readonly days: readonly number[];
  readonly rates: readonly bigint[];
  readonly inverted: boolean;
}

/**
 * Rates for every day of [firstDay, lastDay]: the last stated one on or before the day; inverted where only the other
 * way round is stated; otherwise through the firm's currency. Before the first stated rate the first one holds.
 */
export function rateBook(
  stated: readonly StatedRates[],
  firmCurrency: string,
  firstDay: number,
  lastDay: number,
): RateBook {
  const byPair = new Map(stated.map((pair) => [`${pair.from}/${pair.to}`, positiveOnly(pair)]));
  const built = new Map<string, DenseRates | null>();
  const leg = (from: string, to: string): Leg | null => {
    const direct = byPair.get(`${from}/${to}`);
    if (direct && direct.days.length > 0) return { ...direct, inverted: false };
    const inverse = byPair.get(`${to}/${from}`);
    return inverse && inverse.days.length > 0 ? { ...inverse, inverted: true } : null;
  };
  const build = (from: string, to: string): DenseRates | null => {
    const count = lastDay - firstDay + 1;
    if (from === to) return { firstDay, rates: Array<bigint>(count).fill(ONE), statedFrom: firstDay };
    const only = leg(from, to);
    if (only) return denseOf([only], firstDay, count);
    const [there, onwards] = [leg(from, firmCurrency), leg(firmCurrency, to)];
    return there && onwards ? denseOf([there, onwards], firstDay, count) : null;
  };
  return (from, to) => {
    const key = `${from}/${to}`;
    const known = built.get(key);
    if (known !== undefined) return known;
    const rates = build(from, to);
    built.set(key, rates);
    return rates;
  };
}

/** The rate on a day, within the days of the book; the nearest day's outside them. */
export function rateOn(dense: DenseRates, day: number): bigint {
  const index = Math.min(Math.max(day - dense.firstDay, 0), dense.rates.length - 1);
  return dense.rates[index] ?? ONE;
}

function denseOf(legs: readonly Leg[], firstDay: number, count: number): DenseRates {
  const at = legs.map(() => 0);
  const rates: bigint[] = [];
  let changed = true;
  let rate = ONE;
  for (let n = 0; n < count; n += 1) {
    legs.forEach((leg, i) => {
      let next = at[i] ?? 0;
      while (next + 1 < leg.days.length && (leg.days[next + 1] ?? Infinity) <= firstDay + n) next += 1;
      if (next !== at[i]) changed = true;
      at[i] = next;
    });
    if (changed) rate = product(legs.map((leg, i) => [leg.rates[at[i] ?? 0] ?? ONE, leg.inverted] as const));
    changed = false;
    rates.push(rate);
  }
  return { firstDay, rates, statedFrom: Math.max(...legs.map((leg) => leg.days[0] ?? firstDay)) };
}

function product(factors: readonly (readonly [rate: bigint, inverted: boolean])[]): bigint {
  let numerator = ONE;
  let denominator = 1n;
  for (const [rate, inverted] of factors) {
    numerator *= inverted ? ONE : rate;
    denominator *= inverted ? rate : ONE;
  }
  return divideHalfEven(numerator, denominator);
}

function positiveOnly(pair: StatedRates): StatedRates {
  if (pair.rates.every((rate) => rate > 0n)) return pair;
  const kept = pair.days
    .map((day, i) => ({ day, rate: pair.rates[i] ?? 0n }))
    .filter(({ rate }) => rate > 0n);
  return { ...pair, days: kept.map(({ day }) => day), rates: kept.map(({ rate }) => rate) };
}
