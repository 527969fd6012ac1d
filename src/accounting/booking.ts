import { placeInDay, type CostMethod, type TransactionType } from '../model/source-tables.ts';

/** One booking as the kernel reads it. Days are counted from 1970-01-01; scales as in the model's SCALES. */
export interface Booking {
  readonly transactionId: string;
  readonly day: number;
  readonly type: TransactionType;
  readonly securityId: string | null;
  /** Signed change of the position; 0 where the booking has none. */
  readonly quantity: bigint;
  /** In the booking's currency. */
  readonly price: bigint | null;
  readonly fee: bigint;
  readonly tax: bigint;
  readonly amount: bigint;
  readonly currency: string;
  readonly description: string | null;
  readonly relatedSecurityId: string | null;
  readonly costFraction: bigint | null;
  /** The same on both legs of a transfer inside one client; null for a flow from or to outside. */
  readonly transferId: string | null;
}

/** What the kernel must know of the account. */
export interface AccountTerms {
  readonly accountId: string;
  readonly costMethod: CostMethod;
  /**
   * One to three different currencies, the account's own first: it decides which lot closes; every amount is kept in
   * all of them at once.
   */
  readonly currencies: readonly string[];
}

/** One amount in each of the account's reporting currencies, in their order; money scale. */
export type Amounts = readonly bigint[];

/** Something odd that the figures had to cope with: plain data, for the run's report. */
export interface Oddity {
  readonly code: OddityCode;
  readonly severity: 'info' | 'warning' | 'error';
  readonly accountId: string;
  readonly securityId: string | null;
  readonly currency: string | null;
  readonly day: number;
}

export type OddityCode =
  | 'sold_short'
  | 'removed_beyond_position'
  | 'split_of_nothing'
  | 'split_to_nothing'
  | 'spinoff_of_nothing'
  | 'spinoff_without_fraction'
  | 'merger_of_nothing'
  | 'return_of_capital_of_nothing'
  | 'booking_without_security'
  | 'transfer_without_price'
  | 'position_without_price'
  | 'rate_missing'
  | 'rate_before_first';

/** The order in which bookings apply: day, place of the type in its day, then transaction_id as text. */
export function compareBookings(a: Booking, b: Booking): number {
  return (
    a.day - b.day || placeInDay(a.type) - placeInDay(b.type) || compareText(a.transactionId, b.transactionId)
  );
}

/** Bookings in the order in which they apply; the order in which they are given does not matter. */
export function inOrder(bookings: readonly Booking[]): readonly Booking[] {
  for (let i = 1; i < bookings.length; i += 1) {
    const [before, here] = [bookings[i - 1], bookings[i]];
    if (before && here && compareBookings(before, here) > 0) return bookings.toSorted(compareBookings);
  }
  return bookings;
}

/** Text order by code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
