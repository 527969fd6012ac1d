import { SCALES } from '../model/product-tables.ts';
import type { Booking } from './booking.ts';
import { mergeLots, reduceCost, spinOff, splitLots } from './corporate-actions.ts';
import { closeOn } from './closes.ts';
import { pow10, proportion } from './decimal.ts';
import { asMoney, type Books, type FeeKind } from './books.ts';
import { addLot, magnitude, removeAll, takeLots, type Lot } from './lots.ts';
import { closeAgainst, gainBeyondCost, negated, receive, trade } from './trade.ts';

const PRICE_ONE = pow10(SCALES.price);
const CASH = 'CASH:';

/** Applies one booking. `age` is its place among the account's bookings in their order. */
export function apply(books: Books, booking: Booking, age: number): void {
  const { convert } = books;
  const { day, currency, transactionId } = booking;
  if (booking.amount !== 0n) books.pay(currency, booking.amount);
  if (booking.fee !== 0n) {
    books.fees.push({
      day,
      kind: 'commission',
      amounts: convert.amounts(booking.fee, currency, day),
      transactionId,
    });
  }
  if (booking.tax !== 0n) {
    books.taxes.push({ day, amounts: convert.amounts(booking.tax, currency, day), transactionId });
  }
  switch (booking.type) {
    case 'BUY':
    case 'SELL':
      return buyOrSell(books, booking, age);
    case 'REINVEST':
      return reinvest(books, booking, age);
    case 'DIVIDEND':
    case 'INTEREST':
      return earn(books, booking, convert.amounts(booking.amount + booking.tax, currency, day));
    case 'FEE': {
      const amounts = convert.amounts(-booking.amount, currency, day);
      books.fees.push({ day, kind: feeKindOf(booking.description), amounts, transactionId });
      return;
    }
    case 'TAX':
      books.taxes.push({ day, amounts: convert.amounts(-booking.amount, currency, day), transactionId });
      return;
    case 'DEPOSIT':
    case 'WITHDRAWAL':
      return flowOf(books, booking, convert.amounts(booking.amount, currency, day), null, 0n);
    case 'TRANSFER_IN':
    case 'TRANSFER_OUT':
      return transfer(books, booking, age);
    case 'ADJUSTMENT':
      return adjust(books, booking, age);
    case 'SPLIT':
      return split(books, booking, age);
    case 'SPINOFF':
      return spinoff(books, booking, age);
    case 'MERGER':
      return merger(books, booking, age);
    case 'RETURN_OF_CAPITAL':
      return returnOfCapital(books, booking);
    case 'FX':
      return;
  }
}

/** Which fee a FEE booking is, by the words of its description. */
export function feeKindOf(description: string | null): FeeKind {
  const text = (description ?? '').toLowerCase();
  if (/advis|management|mandate/.test(text)) return 'advisory';
  if (/custod|safekeep|safe-keep/.test(text)) return 'custody';
  if (/account|maintenance|platform/.test(text)) return 'account';
  return 'other';
}

/** The security whose position the booking moves; null (with a note) where it has none or it is cash. */
function securityOf(books: Books, booking: Booking): string | null {
  const id = booking.securityId;
  if (id === null) {
    books.note('booking_without_security', 'error', booking.day, null);
    return null;
  }
  if (!id.startsWith(CASH)) return id;
  // Cash held as a security: its position is the balance, and it has no lots.
  if (booking.quantity !== 0n) books.pay(id.slice(CASH.length), asMoney(booking.quantity));
  return null;
}

function buyOrSell(books: Books, booking: Booking, age: number): void {
  const id = securityOf(books, booking);
  if (id === null) return;
  const cash = books.convert.amounts(booking.amount, booking.currency, booking.day);
  trade(books, booking, id, booking.quantity, cash, age);
}

function reinvest(books: Books, booking: Booking, age: number): void {
  const value = valueAtPrice(books, booking);
  earn(books, booking, value);
  const id = securityOf(books, booking);
  if (id !== null) trade(books, booking, id, booking.quantity, negated(value), age);
}

function earn(books: Books, booking: Booking, amounts: readonly bigint[]): void {
  books.income.push({
    securityId: booking.securityId,
    day: booking.day,
    kind: booking.type === 'INTEREST' ? 'interest' : 'dividend',
    amounts,
    tax: books.convert.amounts(booking.tax, booking.currency, booking.day),
    transactionId: booking.transactionId,
  });
}

function transfer(books: Books, booking: Booking, age: number): void {
  const value = valueAtPrice(books, booking);
  flowOf(books, booking, value, booking.securityId, booking.quantity);
  // A transfer in kind moves no cash; where a source states some all the same, it came from or went outside too.
  if (booking.amount !== 0n) {
    const cash = books.convert.amounts(booking.amount, booking.currency, booking.day);
    flowOf(books, booking, cash, null, 0n);
  }
  moveInKind(books, booking, value, age);
}

function adjust(books: Books, booking: Booking, age: number): void {
  if (booking.amount !== 0n || booking.quantity === 0n) {
    const cash = books.convert.amounts(booking.amount, booking.currency, booking.day);
    flowOf(books, booking, cash, null, 0n);
  }
  if (booking.quantity === 0n) return;
  const value = valueAtClose(books, booking);
  flowOf(books, booking, value, booking.securityId, booking.quantity);
  moveInKind(books, booking, value, age);
}

/** In: a lot at its value. Out: by the cost method, without a gain. */
function moveInKind(books: Books, booking: Booking, value: readonly bigint[], age: number): void {
  const id = securityOf(books, booking);
  if (id === null) return;
  const { quantity } = booking;
  if (quantity >= 0n) return trade(books, booking, id, quantity, negated(value), age);
  const holding = books.holding(id);
  const held = holding.quantity > 0n ? holding.quantity : 0n;
  const leaving = -quantity < held ? -quantity : held;
  takeLots(holding, leaving);
  const rest = quantity + leaving;
  if (rest === 0n) return;
  books.note('removed_beyond_position', 'warning', booking.day, id);
  const cost = value.map((amount) => proportion(amount, rest, quantity));
  addLot(holding, { age, acquired: booking.day, quantity: rest, cost });
}

function split(books: Books, booking: Booking, age: number): void {
  const id = securityOf(books, booking);
  if (id === null || booking.quantity === 0n) return;
  const holding = books.holding(id);
  const [before, after] = [holding.quantity, holding.quantity + booking.quantity];
  if (before !== 0n && after !== 0n && before < 0n === after < 0n)
    return splitLots(holding, booking.quantity);
  // The position is what the custodian says it is; what it cost is not known any more.
  books.note(before === 0n ? 'split_of_nothing' : 'split_to_nothing', 'error', booking.day, id);
  removeAll(holding);
  addLot(holding, costless(books, booking, after, age));
}

function spinoff(books: Books, booking: Booking, age: number): void {
  const id = securityOf(books, booking);
  if (id === null || booking.quantity === 0n) return;
  const parent = booking.relatedSecurityId === null ? null : books.holding(booking.relatedSecurityId);
  if (!parent || parent.quantity === 0n || parent.quantity < 0n !== booking.quantity < 0n) {
    books.note('spinoff_of_nothing', 'error', booking.day, id);
    return receive(books, booking, id, [costless(books, booking, booking.quantity, age)]);
  }
  if (booking.costFraction === null) books.note('spinoff_without_fraction', 'error', booking.day, id);
  receive(books, booking, id, spinOff(parent, booking.quantity, booking.costFraction ?? 0n));
}

function merger(books: Books, booking: Booking, age: number): void {
  const related = booking.relatedSecurityId;
  const old = related === null ? null : books.holding(related);
  const cash = books.convert.amounts(booking.amount, booking.currency, booking.day);
  const id = securityOf(books, booking);
  const { quantity } = booking;
  if (
    !old ||
    related === null ||
    old.quantity === 0n ||
    (quantity !== 0n && old.quantity < 0n !== quantity < 0n)
  ) {
    books.note('merger_of_nothing', 'error', booking.day, related ?? id);
    if (old) removeAll(old);
    gainBeyondCost(books, booking, related ?? id, booking.day, cash, false);
    if (id !== null && quantity !== 0n)
      receive(books, booking, id, [costless(books, booking, quantity, age)]);
    return;
  }
  if (quantity === 0n || id === null)
    return closeAgainst(books, booking, related, magnitude(old.quantity), cash);
  const short = old.quantity < 0n;
  const { lots, excesses } = mergeLots(old, quantity, cash);
  for (const excess of excesses) {
    gainBeyondCost(books, booking, related, excess.acquired, excess.amounts, short);
  }
  receive(books, booking, id, lots);
}

function returnOfCapital(books: Books, booking: Booking): void {
  const id = securityOf(books, booking);
  if (id === null) return;
  const holding = books.holding(id);
  const cash = books.convert.amounts(booking.amount, booking.currency, booking.day);
  if (holding.quantity === 0n) {
    books.note('return_of_capital_of_nothing', 'error', booking.day, id);
    return gainBeyondCost(books, booking, id, booking.day, cash, false);
  }
  const short = holding.quantity < 0n;
  for (const excess of reduceCost(holding, cash)) {
    gainBeyondCost(books, booking, id, excess.acquired, excess.amounts, short);
  }
}

function costless(books: Books, booking: Booking, quantity: bigint, age: number): Lot {
  return { age, acquired: booking.day, quantity, cost: books.terms.currencies.map(() => 0n) };
}

function flowOf(
  books: Books,
  booking: Booking,
  amounts: readonly bigint[],
  securityId: string | null,
  quantity: bigint,
): void {
  const { day, type, transferId, transactionId } = booking;
  books.flows.push({ day, type, securityId, quantity, amounts, transferId, transactionId });
}

/** quantity × the booking's price; by the day's close where it states none. */
function valueAtPrice(books: Books, booking: Booking): readonly bigint[] {
  if (booking.price !== null) {
    return books.convert.values(booking.quantity, booking.price, booking.currency, booking.day);
  }
  books.note('transfer_without_price', 'warning', booking.day, booking.securityId);
  return valueAtClose(books, booking);
}

function valueAtClose(books: Books, booking: Booking): readonly bigint[] {
  const { securityId: id, quantity, day, currency } = booking;
  if (id === null) return books.terms.currencies.map(() => 0n);
  if (id.startsWith(CASH)) return books.convert.values(quantity, PRICE_ONE, id.slice(CASH.length), day);
  const closes = books.market.closesOf(id);
  const close = closes ? closeOn(closes, day) : null;
  if (close === null) books.note('position_without_price', 'error', day, id);
  return books.convert.values(quantity, close ?? 0n, books.market.currencyOf(id) ?? currency, day);
}
