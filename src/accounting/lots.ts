import type { CostMethod } from '../model/source-tables.ts';
import { dealer, proportion } from './decimal.ts';

/** A lot while the bookings are applied. Quantity and cost of a short lot are negative. */
export interface Lot {
  /** Place of the booking that opened it among the account's bookings: the order of age. */
  readonly age: number;
  /** Days since 1970-01-01. */
  readonly acquired: number;
  quantity: bigint;
  /** HIFO's first guess at the unit cost, a double; ties are settled exactly. */
  unit?: number;
  /** In each reporting currency. Under AVERAGE the holding's cost stands for all lots and this stays zero. */
  cost: bigint[];
}

/** The lots of one security in one account, all long or all short, oldest first. */
export interface Holding {
  readonly method: CostMethod;
  lots: Lot[];
  quantity: bigint;
  /** What all lots cost together, in each reporting currency. */
  cost: bigint[];
}

/** A quantity that left a lot, with its cost. Signs as in the lot. */
export interface ClosedPart {
  readonly acquired: number;
  readonly age: number;
  readonly quantity: bigint;
  readonly cost: readonly bigint[];
}

export function emptyHolding(method: CostMethod, currencies: number): Holding {
  return { method, lots: [], quantity: 0n, cost: Array<bigint>(currencies).fill(0n) };
}

/** Adds a lot of the same direction as the holding. Lots that bring an older age take their place in the order. */
export function addLot(holding: Holding, lot: Lot): void {
  if (lot.quantity === 0n) return;
  holding.quantity += lot.quantity;
  add(holding.cost, lot.cost);
  const own = holding.method === 'AVERAGE' ? { ...lot, cost: zeros(holding.cost) } : lot;
  if (holding.method === 'HIFO') own.unit = unitCost(own);
  const newest = holding.lots.at(-1);
  if (!newest || newest.age <= own.age) {
    holding.lots.push(own);
    return;
  }
  const place = holding.lots.findIndex((other) => other.age > own.age);
  holding.lots.splice(place, 0, own);
}

/**
 * Takes `quantity` (positive, at most what is held in either direction) out of the lots by the cost method. Costs are
 * exact: what leaves and what stays sum to what was there.
 */
export function takeLots(holding: Holding, quantity: bigint): ClosedPart[] {
  if (holding.method === 'AVERAGE') return takeAtAverage(holding, quantity);
  const parts: ClosedPart[] = [];
  let left = quantity;
  while (left > 0n && holding.lots.length > 0) {
    const index = pick(holding);
    const lot = holding.lots[index];
    if (!lot) break;
    const size = magnitude(lot.quantity);
    if (size <= left) {
      removeAt(holding.lots, index);
      parts.push({ acquired: lot.acquired, age: lot.age, quantity: lot.quantity, cost: lot.cost });
      leave(holding, lot.quantity, lot.cost);
      left -= size;
      continue;
    }
    const cost = lot.cost.map((whole) => proportion(whole, left, size));
    const part = lot.quantity < 0n ? -left : left;
    lot.quantity -= part;
    lot.cost = lot.cost.map((whole, k) => whole - (cost[k] ?? 0n));
    parts.push({ acquired: lot.acquired, age: lot.age, quantity: part, cost });
    leave(holding, part, cost);
    left = 0n;
  }
  return parts;
}

/** Every lot with its own cost: under AVERAGE the one average cost, dealt out by quantity. */
export function lotsOf(holding: Holding): readonly Lot[] {
  if (holding.method !== 'AVERAGE') return holding.lots;
  const deal = holding.cost.map((whole) => dealer(whole, holding.quantity));
  return holding.lots.map((lot) => ({ ...lot, cost: deal.map((next) => next(lot.quantity)) }));
}

/** Empties the holding and gives back its lots with their costs. */
export function removeAll(holding: Holding): readonly Lot[] {
  const lots = lotsOf(holding);
  holding.lots = [];
  holding.quantity = 0n;
  holding.cost = zeros(holding.cost);
  return lots;
}

/** Puts other lots in place of the present ones; they must be in order of age and of one direction. */
export function replaceLots(holding: Holding, lots: readonly Lot[]): void {
  removeAll(holding);
  for (const lot of lots) addLot(holding, lot);
}

export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function takeAtAverage(holding: Holding, quantity: bigint): ClosedPart[] {
  const whole = magnitude(holding.quantity);
  const leaving = quantity < whole ? quantity : whole;
  const deal = holding.cost.map((cost) => dealer(proportion(cost, leaving, whole || 1n), leaving));
  const parts: ClosedPart[] = [];
  let left = leaving;
  while (left > 0n) {
    const lot = holding.lots[0];
    if (!lot) break;
    const size = magnitude(lot.quantity);
    const taken = size < left ? size : left;
    const part = lot.quantity < 0n ? -taken : taken;
    if (taken === size) holding.lots.shift();
    else lot.quantity -= part;
    parts.push({
      acquired: lot.acquired,
      age: lot.age,
      quantity: part,
      cost: deal.map((next) => next(taken)),
    });
    left -= taken;
  }
  for (const part of parts) leave(holding, part.quantity, part.cost);
  return parts;
}

/** The index of the lot that closes next. */
function pick(holding: Holding): number {
  if (holding.method === 'FIFO') return 0;
  if (holding.method === 'LIFO') return holding.lots.length - 1;
  let best = 0;
  for (let i = 1; i < holding.lots.length; i += 1) {
    const [champion, lot] = [holding.lots[best], holding.lots[i]];
    if (champion && lot && costsMore(lot, champion)) best = i;
  }
  return best;
}

/** Whether a lot's unit cost in the account's currency is higher: exact where doubles are too close to tell. */
function costsMore(lot: Lot, other: Lot): boolean {
  const mine = lot.unit ?? unitCost(lot);
  const theirs = other.unit ?? unitCost(other);
  if (Math.abs(mine - theirs) > 1e-9 * Math.max(Math.abs(mine), Math.abs(theirs))) return mine > theirs;
  // Both quantities have one sign, so cross multiplication keeps the order.
  return (lot.cost[0] ?? 0n) * other.quantity > (other.cost[0] ?? 0n) * lot.quantity;
}

function unitCost(lot: Lot): number {
  return Number(lot.cost[0] ?? 0n) / Number(lot.quantity);
}

function leave(holding: Holding, quantity: bigint, cost: readonly bigint[]): void {
  holding.quantity -= quantity;
  cost.forEach((part, k) => {
    holding.cost[k] = (holding.cost[k] ?? 0n) - part;
  });
}

function removeAt(lots: Lot[], index: number): void {
  if (index === 0) lots.shift();
  else if (index === lots.length - 1) lots.pop();
  else lots.splice(index, 1);
}

function add(sum: bigint[], more: readonly bigint[]): void {
  more.forEach((value, k) => {
    sum[k] = (sum[k] ?? 0n) + value;
  });
}

function zeros(like: readonly bigint[]): bigint[] {
  return like.map(() => 0n);
}
