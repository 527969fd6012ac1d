import type { Booking } from './booking.ts';
import type { Books } from './books.ts';
import { addLots } from './corporate-actions.ts';
import { dealer, proportion } from './decimal.ts';
import { addLot, magnitude, takeLots, type Lot } from './lots.ts';
import { termOf } from './term.ts';

/**
 * Buys or sells: closes lots of the other direction first, by the cost method, and opens a lot with what is left.
 * `cash` is signed, fee and tax included, and split by quantity where the booking does both.
 */
export function trade(
  books: Books,
  booking: Booking,
  id: string,
  quantity: bigint,
  cash: readonly bigint[],
  age: number,
): void {
  if (quantity === 0n) return;
  const holding = books.holding(id);
  const held = holding.quantity;
  const opposite = held !== 0n && held < 0n !== quantity < 0n;
  const size = magnitude(quantity);
  const closing = !opposite ? 0n : magnitude(held) < size ? magnitude(held) : size;
  const closingCash = cash.map((amount) => proportion(amount, closing, size));
  if (closing > 0n) closeAgainst(books, booking, id, closing, closingCash);
  const rest = quantity < 0n ? quantity + closing : quantity - closing;
  if (rest === 0n) return;
  if (rest < 0n) books.note('sold_short', held > 0n ? 'warning' : 'info', booking.day, id);
  const cost = cash.map((amount, k) => (closingCash[k] ?? 0n) - amount);
  addLot(holding, { age, acquired: booking.day, quantity: rest, cost });
}

/** Closes lots against cash: a realized gain for each part. */
export function closeAgainst(
  books: Books,
  booking: Booking,
  id: string,
  closing: bigint,
  cash: readonly bigint[],
): void {
  const deal = cash.map((amount) => dealer(amount, closing));
  for (const part of takeLots(books.holding(id), closing)) {
    const quantity = magnitude(part.quantity);
    const moved = deal.map((next) => next(quantity));
    const covered = part.quantity < 0n;
    const proceeds = covered ? negated(part.cost) : moved;
    const cost = covered ? negated(moved) : part.cost;
    books.realized.push({
      securityId: id,
      day: booking.day,
      acquired: part.acquired,
      quantity,
      proceeds,
      cost,
      amounts: proceeds.map((amount, k) => amount - (cost[k] ?? 0n)),
      term: covered ? 'short' : termOf(part.acquired, booking.day),
      transactionId: booking.transactionId,
    });
  }
}

/** Cash beyond cost: a gain on no quantity. */
export function gainBeyondCost(
  books: Books,
  booking: Booking,
  id: string | null,
  acquired: number,
  amounts: readonly bigint[],
  short: boolean,
): void {
  if (id === null || amounts.every((amount) => amount === 0n)) return;
  books.realized.push({
    securityId: id,
    day: booking.day,
    acquired,
    quantity: 0n,
    proceeds: amounts,
    cost: amounts.map(() => 0n),
    amounts,
    term: short ? 'short' : termOf(acquired, booking.day),
    transactionId: booking.transactionId,
  });
}

/** Lots that come with their own cost and dates; against a position of the other direction they close it. */
export function receive(books: Books, booking: Booking, id: string, lots: readonly Lot[]): void {
  const holding = books.holding(id);
  const sign = lots[0]?.quantity ?? 0n;
  if (holding.quantity === 0n || holding.quantity < 0n === sign < 0n) return addLots(holding, lots);
  for (const lot of lots) trade(books, booking, id, lot.quantity, negated(lot.cost), lot.age);
}

/** The same amounts with the other sign. */
export function negated(amounts: readonly bigint[]): bigint[] {
  return amounts.map((amount) => -amount);
}
