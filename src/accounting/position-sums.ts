import { SCALES } from '../model/product-tables.ts';
import type { Step } from './ledger.ts';
import { smallestScale, type Closes } from './closes.ts';
import { pow10 } from './decimal.ts';

/** The scale of the sums: quantity × price, exact. */
export const SUM_SCALE = SCALES.quantity + SCALES.price;

const LIMB_BITS = 20n;
const LIMB = 2 ** 20;
const LIMB_MASK = (1n << LIMB_BITS) - 1n;
const EXACT = 2 ** 53;

/**
 * Sums of quantity × close that share a scale, in two limbs of doubles: sum = hi × 2^20 + lo. Both stay integers
 * below 2^53, which the bounds prove before anything is added; so the doubles are exact.
 */
interface Limbs {
  readonly scale: number;
  readonly hi: Float64Array;
  readonly lo: Float64Array;
  hiBound: number;
  loBound: number;
}

/** Day by day Σ quantity × close of positions in one currency, exact. */
export interface PositionSums {
  /** Adds a position: its steps in order of day, valued from its first close on. */
  add(steps: readonly Step[], closes: Closes): void;
  /** The sum on the day with this index, at SUM_SCALE. */
  at(index: number): bigint;
  /** Whether the sum is the same as the day before's; never true for the first day. */
  unchanged(index: number): boolean;
  /**
   * Adds every day's sum, at money scale, to integers in doubles. False where one of them would not be exact: what is
   * in `days` is then of no use.
   */
  addAsMoney(days: Float64Array): boolean;
}

/** Sums over the `count` days from `firstDay` on. */
export function positionSums(firstDay: number, count: number): PositionSums {
  const groups: Limbs[] = [];
  let big: bigint[] | null = null;
  return {
    add(steps, closes) {
      const quantityScale = smallestScale(steps.map((step) => step.quantity));
      const unit = pow10(SCALES.quantity - quantityScale);
      const quantities = steps.map((step) => step.quantity / unit);
      const limbs = closes.big ? null : groupFor(groups, quantities, quantityScale, closes, count);
      if (limbs) return addInLimbs(limbs, steps, quantities, closes, firstDay, count);
      big ??= Array<bigint>(count).fill(0n);
      addInBig(big, steps, closes, firstDay, count);
    },
    at(index) {
      let sum = big?.[index] ?? 0n;
      for (const { scale, hi, lo } of groups) {
        const part = (BigInt(hi[index] ?? 0) << LIMB_BITS) + BigInt(lo[index] ?? 0);
        sum += part * pow10(SUM_SCALE - scale);
      }
      return sum;
    },
    unchanged(index) {
      if (index === 0) return false;
      for (const { hi, lo } of groups) {
        if (hi[index] !== hi[index - 1] || lo[index] !== lo[index - 1]) return false;
      }
      return big === null || big[index] === big[index - 1];
    },
    addAsMoney: (days) => big === null && groups.every((group) => addLimbs(days, group)),
  };
}

/** Each step rounds by itself, so that a result below 2^53 proves that nothing was rounded. */
function addLimbs(days: Float64Array, { scale, hi, lo }: Limbs): boolean {
  if (scale > SCALES.money) return false;
  const unit = 10 ** (SCALES.money - scale);
  for (let n = 0; n < days.length; n += 1) {
    const sum = ((hi[n] ?? 0) * LIMB + (lo[n] ?? 0)) * unit;
    const total = (days[n] ?? 0) + sum;
    if (!(sum < EXACT && sum > -EXACT && total < EXACT && total > -EXACT)) return false;
    days[n] = total;
  }
  return true;
}

/** Limbs with room for the position: an open group of its scale, or a new one; null when it does not fit at all. */
function groupFor(
  groups: Limbs[],
  quantities: readonly bigint[],
  quantityScale: number,
  closes: Closes,
  count: number,
): Limbs | null {
  let largest = 0n;
  for (const quantity of quantities) {
    const high = quantity >> LIMB_BITS;
    largest = high > largest ? high : -high > largest ? -high : largest;
  }
  const hiBound = Number(largest) * closes.largest;
  const loBound = LIMB * closes.largest;
  if (hiBound >= EXACT || loBound >= EXACT) return null;
  const scale = quantityScale + closes.scale;
  let group = groups.find(
    (one) => one.scale === scale && one.hiBound + hiBound < EXACT && one.loBound + loBound < EXACT,
  );
  if (!group) {
    group = { scale, hi: new Float64Array(count), lo: new Float64Array(count), hiBound: 0, loBound: 0 };
    groups.push(group);
  }
  group.hiBound += hiBound;
  group.loBound += loBound;
  return group;
}

function addInLimbs(
  { hi, lo }: Limbs,
  steps: readonly Step[],
  quantities: readonly bigint[],
  closes: Closes,
  firstDay: number,
  count: number,
): void {
  const { values } = closes;
  const shift = firstDay - closes.firstDay;
  steps.forEach((step, i) => {
    const quantity = quantities[i] ?? 0n;
    if (quantity === 0n) return;
    const high = Number(quantity >> LIMB_BITS);
    const low = Number(quantity & LIMB_MASK);
    const from = Math.max(step.day, closes.firstDay) - firstDay;
    const to = Math.min((steps[i + 1]?.day ?? Infinity) - firstDay, count);
    if (high === 0) {
      for (let n = from; n < to; n += 1) lo[n] = (lo[n] ?? 0) + low * (values[n + shift] ?? 0);
      return;
    }
    for (let n = from; n < to; n += 1) {
      const close = values[n + shift] ?? 0;
      hi[n] = (hi[n] ?? 0) + high * close;
      lo[n] = (lo[n] ?? 0) + low * close;
    }
  });
}

/** The way for quantities or closes with more digits than limbs hold. */
function addInBig(
  sums: bigint[],
  steps: readonly Step[],
  closes: Closes,
  firstDay: number,
  count: number,
): void {
  const unit = pow10(SCALES.price - closes.scale);
  const shift = firstDay - closes.firstDay;
  const closeAt = (index: number): bigint =>
    closes.big ? (closes.big[index] ?? 0n) : BigInt(closes.values[index] ?? 0);
  steps.forEach((step, i) => {
    if (step.quantity === 0n) return;
    const from = Math.max(step.day, closes.firstDay) - firstDay;
    const to = Math.min((steps[i + 1]?.day ?? Infinity) - firstDay, count);
    let known: bigint | null = null;
    let value = 0n;
    for (let n = from; n < to; n += 1) {
      const close = closeAt(n + shift);
      if (close !== known) value = step.quantity * close * unit;
      known = close;
      sums[n] = (sums[n] ?? 0n) + value;
    }
  });
}
