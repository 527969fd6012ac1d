import type { TransactionType } from '../../../model/source-tables.ts';

/**
 * What a custodian's statement says, whatever its format: plain values, in the terms of the canonical tables. Numbers
 * are decimal text with a point, days ISO 8601. What a statement writes badly stays as it is written: staging judges it.
 */
export interface Statement {
  readonly accounts: readonly StatementAccount[];
  readonly securities: readonly StatementSecurity[];
  readonly bookings: readonly StatementBooking[];
  readonly positions: readonly StatementPosition[];
  readonly balances: readonly StatementBalance[];
  readonly rates: readonly StatementRate[];
  /** What it holds besides and that no table takes, in words. */
  readonly leftAside: readonly string[];
}

export interface StatementAccount {
  /** The account number, as the custodian writes it. */
  readonly number: string;
  /** The custodian as the statement names it. */
  readonly custodian: string;
  /** The account's own currency; null where the statement does not say. */
  readonly currency: string | null;
  readonly line: number;
}

export interface StatementSecurity {
  /** By what bookings and positions of the same statement name it. */
  readonly key: string;
  readonly name: string | null;
  readonly symbol: string | null;
  /** Identifiers whose check digit is right; null otherwise. */
  readonly isin: string | null;
  readonly cusip: string | null;
  readonly assetClass: string | null;
  readonly currency: string | null;
  readonly maturityDate: string | null;
  /** The yearly rate as a fraction: 0.0425. */
  readonly couponRate: string | null;
  readonly line: number;
}

export interface StatementBooking {
  /** Unique within the account, and the same whenever the custodian tells the booking again. */
  readonly id: string;
  readonly account: string;
  readonly tradeDate: string | null;
  readonly settleDate: string | null;
  readonly type: TransactionType;
  /** The key of a security of the statement. */
  readonly security: string | null;
  readonly relatedSecurity: string | null;
  readonly quantity: string | null;
  readonly price: string | null;
  readonly fee: string | null;
  readonly tax: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly description: string | null;
  readonly line: number;
}

export interface StatementPosition {
  readonly account: string;
  readonly security: string;
  readonly asOf: string | null;
  readonly quantity: string | null;
  readonly price: string | null;
  /** The day of that price. */
  readonly priceDate: string | null;
  readonly marketValue: string | null;
  readonly costBasis: string | null;
  readonly currency: string | null;
  readonly line: number;
}

/** `opening` and `available` inform; the others are what the custodian says is there. */
export interface StatementBalance {
  readonly account: string;
  readonly currency: string;
  readonly kind: 'cash' | 'ledger' | 'available' | 'opening' | 'closing';
  readonly date: string | null;
  readonly amount: string | null;
  readonly line: number;
}

/** One unit of `from` buys `rate` of `to`. */
export interface StatementRate {
  readonly date: string | null;
  readonly from: string;
  readonly to: string;
  readonly rate: string | null;
  readonly line: number;
}

/** A booking with nothing but what every booking has; readers fill in the rest. */
export function bareBooking(
  given: Pick<StatementBooking, 'id' | 'account' | 'tradeDate' | 'type' | 'amount' | 'currency' | 'line'> &
    Partial<StatementBooking>,
): StatementBooking {
  return {
    settleDate: null,
    security: null,
    relatedSecurity: null,
    quantity: null,
    price: null,
    fee: null,
    tax: null,
    description: null,
    ...given,
  };
}

/** A security known by no more than its key. */
export function bareSecurity(
  given: Pick<StatementSecurity, 'key' | 'line'> & Partial<StatementSecurity>,
): StatementSecurity {
  return {
    name: null,
    symbol: null,
    isin: null,
    cusip: null,
    assetClass: null,
    currency: null,
    maturityDate: null,
    couponRate: null,
    ...given,
  };
}

/** The cash that a booking moves when nothing but its sign is known. */
export function flowType(amount: string | null): TransactionType {
  return amount?.startsWith('-') === true ? 'WITHDRAWAL' : 'DEPOSIT';
}
