import { dealer, proportion, pow10 } from './decimal.ts';
import { addLot, lotsOf, removeAll, replaceLots, type Holding, type Lot } from './lots.ts';
import { SCALES } from '../model/product-tables.ts';

const FRACTION_UNIT = pow10(SCALES.fraction);

/** What a lot gained because cash was more than its cost; the lot itself stays. */
export interface Excess {
  readonly acquired: number;
  /** Signed, in each reporting currency. */
  readonly amounts: readonly bigint[];
}

/** A split: every open lot is scaled by (held + change) ÷ held; costs and dates stay. Both must be of one sign. */
export function splitLots(holding: Holding, change: bigint): void {
  const before = holding.quantity;
  replaceLots(holding, resized(lotsOf(holding), before, before + change));
}

/**
 * A spin-off: `fraction` (fraction scale) of every parent lot's cost moves to new lots of the child, `quantity` in
 * all, which keep the parent's dates.
 */
export function spinOff(parent: Holding, quantity: bigint, fraction: bigint): readonly Lot[] {
  const whole = parent.quantity;
  const kept: Lot[] = [];
  const moved: Lot[] = [];
  for (const lot of lotsOf(parent)) {
    const cost = lot.cost.map((amount) => proportion(amount, fraction, FRACTION_UNIT));
    moved.push({ ...lot, cost });
    kept.push({ ...lot, cost: lot.cost.map((amount, k) => amount - (cost[k] ?? 0n)) });
  }
  replaceLots(parent, kept);
  return resized(moved, whole, quantity);
}

/**
 * A merger: all lots of the old security become `quantity` of the new one, with their costs and dates, after the cash
 * has reduced their costs by quantity, each down to zero.
 */
export function mergeLots(
  old: Holding,
  quantity: bigint,
  cash: readonly bigint[],
): { lots: readonly Lot[]; excesses: readonly Excess[] } {
  const excesses = reduceCost(old, cash);
  const whole = old.quantity;
  return { lots: resized(removeAll(old), whole, quantity), excesses };
}

/**
 * Cash that gives back cost falls on the lots by quantity, each down to zero in each currency; what is more than a
 * lot's cost is that lot's excess.
 */
export function reduceCost(holding: Holding, cash: readonly bigint[]): readonly Excess[] {
  const deal = cash.map((amount) => dealer(amount, holding.quantity));
  const short = holding.quantity < 0n;
  const excesses: Excess[] = [];
  const lots = lotsOf(holding).map((lot) => {
    const left = lot.cost.map((amount, k) => amount - (deal[k]?.(lot.quantity) ?? 0n));
    const beyond = left.map((amount) => ((short ? amount > 0n : amount < 0n) ? -amount : 0n));
    if (beyond.some((amount) => amount !== 0n)) excesses.push({ acquired: lot.acquired, amounts: beyond });
    return { ...lot, cost: left.map((amount, k) => amount + (beyond[k] ?? 0n)) };
  });
  replaceLots(holding, lots);
  return excesses;
}

/** Lots with their quantities dealt anew out of `after`; the cost of one that rounds to nothing joins its neighbour. */
function resized(lots: readonly Lot[], before: bigint, after: bigint): readonly Lot[] {
  const deal = dealer(after, before);
  const result: Lot[] = [];
  let waiting: readonly bigint[] | null = null;
  for (const lot of lots) {
    const quantity = deal(lot.quantity);
    const carried: readonly bigint[] | null = waiting;
    const cost: bigint[] = carried ? lot.cost.map((amount, k) => amount + (carried[k] ?? 0n)) : [...lot.cost];
    waiting = null;
    const last = result.at(-1);
    if (quantity !== 0n) result.push({ ...lot, quantity, cost });
    else if (last) last.cost = last.cost.map((amount, k) => amount + (cost[k] ?? 0n));
    else waiting = cost;
  }
  return result;
}

/** Adds lots one after the other. */
export function addLots(holding: Holding, lots: readonly Lot[]): void {
  for (const lot of lots) addLot(holding, lot);
}
