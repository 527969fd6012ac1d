import { SCALES } from '../model/product-tables.ts';
import type { TransactionType } from '../model/source-tables.ts';
import type { AccountTerms, Amounts, Oddity, OddityCode } from './booking.ts';
import { rescale } from './decimal.ts';
import type { Holding } from './lots.ts';
import type { Converter, Market } from './market.ts';
import type { Term } from './term.ts';

/** A closed lot part. Its quantity is positive for both directions, and 0 where cash went beyond cost. */
export interface RealizedGain {
  readonly securityId: string;
  readonly day: number;
  readonly acquired: number;
  readonly quantity: bigint;
  readonly proceeds: Amounts;
  readonly cost: Amounts;
  /** proceeds − cost. */
  readonly amounts: Amounts;
  readonly term: Term;
  readonly transactionId: string;
}

export interface Income {
  readonly securityId: string | null;
  readonly day: number;
  readonly kind: 'dividend' | 'interest';
  /** Gross of the tax withheld. */
  readonly amounts: Amounts;
  readonly tax: Amounts;
  readonly transactionId: string;
}

export type FeeKind = 'commission' | 'advisory' | 'custody' | 'account' | 'other';

export interface Fee {
  readonly day: number;
  readonly kind: FeeKind;
  readonly amounts: Amounts;
  readonly transactionId: string;
}

export interface Tax {
  readonly day: number;
  readonly amounts: Amounts;
  readonly transactionId: string;
}

/** An external flow: positive in, negative out. */
export interface Flow {
  readonly day: number;
  readonly type: TransactionType;
  readonly securityId: string | null;
  readonly quantity: bigint;
  readonly amounts: Amounts;
  readonly transferId: string | null;
  readonly transactionId: string;
}

/** What the bookings write into while they are applied. */
export interface Books {
  readonly terms: AccountTerms;
  readonly market: Market;
  readonly convert: Converter;
  readonly realized: RealizedGain[];
  readonly income: Income[];
  readonly fees: Fee[];
  readonly taxes: Tax[];
  readonly flows: Flow[];
  holding(securityId: string): Holding;
  /** Moves a cash balance; money scale. */
  pay(currency: string, amount: bigint): void;
  note(
    code: OddityCode,
    severity: Oddity['severity'],
    day: number,
    securityId: string | null,
    currency?: string,
  ): void;
}

function keyOf(code: OddityCode, securityId: string | null, currency: string | null, day: number): string {
  const onItsDay = currency === null && code !== 'position_without_price';
  return [code, securityId, currency, onItsDay ? day : null].join('|');
}

/** Adds to oddities; the same one of a pair of currencies, or of a position without a close, is kept once. */
export function noteInto(oddities: Oddity[], accountId: string): Books['note'] {
  const seen = new Set(oddities.map((one) => keyOf(one.code, one.securityId, one.currency, one.day)));
  return (code, severity, day, securityId, currency) => {
    const key = keyOf(code, securityId, currency ?? null, day);
    if (seen.has(key)) return;
    seen.add(key);
    oddities.push({ code, severity, accountId, securityId, currency: currency ?? null, day });
  };
}

/** A position's quantity in cash's own scale. */
export function asMoney(quantity: bigint): bigint {
  return rescale(quantity, SCALES.quantity, SCALES.money);
}
