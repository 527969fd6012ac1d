import { SCALES } from '../model/product-tables.ts';
import { pow10 } from './decimal.ts';

/**
 * A security's closes for every calendar day from `firstDay` (the day of its first known close) to the horizon: the
 * last close on or before the day. `values` counts units of 10^-scale, exactly; `big` stands in for closes that a
 * double cannot count.
 */
export interface Closes {
  readonly firstDay: number;
  readonly scale: number;
  readonly values: Float64Array;
  readonly big: readonly bigint[] | null;
  /** The largest magnitude in `values`. */
  readonly largest: number;
}

const EXACT_IN_DOUBLE = 2n ** 53n;

/**
 * Fills closes densely over [firstDay, lastDay]; a close before `firstDay` carries into it. `days` ascend; closes at
 * price scale. Null where none is on or before `lastDay`.
 */
export function denseCloses(
  days: readonly number[],
  closes: readonly bigint[],
  firstDay: number,
  lastDay: number,
): Closes | null {
  const first = days[0];
  if (first === undefined || first > lastDay) return null;
  const scale = smallestScale(closes);
  const unit = pow10(SCALES.price - scale);
  const start = Math.max(first, firstDay);
  const count = lastDay - start + 1;
  const exact = closes.map((close) => close / unit);
  const fits = exact.every((close) => close < EXACT_IN_DOUBLE && -close < EXACT_IN_DOUBLE);
  const values = new Float64Array(fits ? count : 0);
  const big: bigint[] | null = fits ? null : [];
  let largest = 0;
  let at = 0;
  let value = 0;
  let valueOf = -1;
  for (let n = 0; n < count; n += 1) {
    while (at + 1 < days.length && (days[at + 1] ?? Infinity) <= start + n) at += 1;
    if (big) {
      big.push(exact[at] ?? 0n);
      continue;
    }
    if (at !== valueOf) {
      value = Number(exact[at] ?? 0n);
      valueOf = at;
      largest = Math.max(largest, Math.abs(value));
    }
    values[n] = value;
  }
  return { firstDay: start, scale, values, big, largest };
}

const EXACT_DOUBLE = 2 ** 53;
const PRICE_DIGITS = 10 ** SCALES.price;

/**
 * The same out of closes at price scale in doubles that count them exactly. Null as well where one of them is none that
 * a double counts exactly, or where none is on or before `lastDay`: `denseCloses` then knows.
 */
export function denseClosesOfDoubles(
  days: readonly number[],
  closes: readonly number[],
  firstDay: number,
  lastDay: number,
): Closes | null {
  const first = days[0];
  if (first === undefined || first > lastDay) return null;
  const scale = smallestScaleOfDoubles(closes);
  if (scale === null) return null;
  const unit = 10 ** (SCALES.price - scale);
  const start = Math.max(first, firstDay);
  const values = new Float64Array(lastDay - start + 1);
  let largest = 0;
  for (let at = 0; at < days.length; at += 1) {
    const from = (days[at] ?? 0) - start;
    const next = days[at + 1];
    const to = next === undefined ? values.length : Math.min(next - start, values.length);
    if (to <= 0) continue;
    if (from >= values.length) break;
    // A multiple of the unit: the quotient is a whole number below 2^53, and division is then exact.
    const value = (closes[at] ?? 0) / unit;
    const size = Math.abs(value);
    if (size > largest) largest = size;
    for (let n = Math.max(from, 0); n < to; n += 1) values[n] = value;
  }
  return { firstDay: start, scale, values, big: null, largest };
}

function smallestScaleOfDoubles(values: readonly number[]): number | null {
  let scale = 0;
  let unit = PRICE_DIGITS;
  for (const value of values) {
    if (!(value < EXACT_DOUBLE && value > -EXACT_DOUBLE)) return null;
    while (scale < SCALES.price && value % unit !== 0) {
      scale += 2;
      unit = 10 ** (SCALES.price - scale);
    }
  }
  return scale;
}

/** The last close on or before a day, at price scale; null before the first. */
export function closeOn(closes: Closes, day: number): bigint | null {
  const length = closes.big ? closes.big.length : closes.values.length;
  const index = Math.min(day - closes.firstDay, length - 1);
  if (index < 0) return null;
  const value = closes.big ? (closes.big[index] ?? 0n) : BigInt(closes.values[index] ?? 0);
  return value * pow10(SCALES.price - closes.scale);
}

/** The fewest decimals in which all of them are exact, in steps of two. */
export function smallestScale(values: readonly bigint[]): number {
  let scale = 0;
  for (const value of values) {
    while (scale < SCALES.price && value % pow10(SCALES.price - scale) !== 0n) scale += 2;
    if (scale >= SCALES.price) return SCALES.price;
  }
  return scale;
}
