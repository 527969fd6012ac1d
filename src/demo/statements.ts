import type { Day } from '../vocabulary/day.ts';
import { minorUnits } from '../vocabulary/currency.ts';
import { cashSecurityId } from '../model/source-tables.ts';
import type { AccountBooks, TextRow } from './books.ts';
import type { Market } from './market.ts';
import type { Random } from './random.ts';
import { amountText, fixedText, quantityText, QUANTITY_ONE, valueMinor } from './scaled.ts';
import type { DemoSecurity } from './universe.ts';

/** About how many statements have one line that does not agree with the bookings. */
const BREAK_SHARE = 1 / 300;

/**
 * The custodian's statement of an account: the rows of `holdings` for one day, in agreement with the bookings apart
 * from a few planted breaks (a quantity that is off, a line that is missing, a line too many).
 */
export function statementRows(
  books: AccountBooks,
  market: Market,
  random: Random,
  day: Day,
  trading: number,
): TextRow[] {
  const positions = [...books.held].toSorted(([a], [b]) => a - b);
  const broken = random.chance(BREAK_SHARE) && positions.length > 0 ? random.below(positions.length) : -1;
  const kind = random.below(3);
  const rows: TextRow[] = [];
  positions.forEach(([index, quantity], place) => {
    const security = books.security(index);
    if (place !== broken) rows.push(line(books, security, quantity, day, trading));
    else if (kind === 0) rows.push(line(books, security, quantity + off(random, security), day, trading));
    else if (kind === 1)
      rows.push(line(books, security, quantity, day, trading), ...extra(books, market, day, trading));
  });
  for (const [currency, minor] of [...books.balances].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const amount = amountText(minor, currency);
    rows.push([books.account.id, cashSecurityId(currency), day, amount, '1', amount, null, currency]);
  }
  return rows;
}

/** A statement that somebody keyed in wrongly: one to ten lots too many. */
function off(random: Random, security: DemoSecurity): number {
  return (1 + random.below(10)) * Math.max(security.lot, QUANTITY_ONE);
}

/** A position that the books do not have. */
function extra(books: AccountBooks, market: Market, day: Day, trading: number): TextRow[] {
  const other = market.securities.find(
    ({ index, currency }) =>
      currency === books.account.currency &&
      books.quantityOf(index) === 0 &&
      (market.closes[index]?.[trading] ?? 0) > 0,
  );
  return other === undefined ? [] : [line(books, other, 100 * QUANTITY_ONE, day, trading)];
}

function line(
  books: AccountBooks,
  security: DemoSecurity,
  quantity: number,
  day: Day,
  trading: number,
): TextRow {
  const { currency, priceDecimals, id, index } = security;
  const close = books.close(index, trading);
  return [
    books.account.id,
    id,
    day,
    quantityText(quantity),
    fixedText(close, priceDecimals),
    fixedText(valueMinor(quantity, close, priceDecimals, currency), minorUnits(currency)),
    null,
    currency,
  ];
}
