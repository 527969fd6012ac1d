import { SCALES } from '../model/product-tables.ts';
import type { Closes } from './closes.ts';
import { divideHalfEven, pow10 } from './decimal.ts';
import { rateOn, type DenseRates, type RateBook } from './rates.ts';

/** Everything that valuing needs from outside the account. */
export interface Market {
  /** The currency of a security's closes; null when the security is unknown. */
  currencyOf(securityId: string): string | null;
  assetClassOf(securityId: string): string | null;
  /** Null for a security without any close. */
  closesOf(securityId: string): Closes | null;
  readonly rates: RateBook;
  /** The last day that figures reach. */
  readonly horizon: number;
}

const RATE_UNIT = pow10(SCALES.rate);
/** quantity × price at their scales, down to money. */
const VALUE_UNIT = pow10(SCALES.quantity + SCALES.price - SCALES.money);

/** Turns amounts of any currency into the account's reporting currencies at the rate of a day. */
export interface Converter {
  /** An amount at money scale, in each reporting currency, each rounded half-even once. */
  amounts(amount: bigint, currency: string, day: number): bigint[];
  /** quantity × price, in each reporting currency, each rounded half-even once. */
  values(quantity: bigint, price: bigint, currency: string, day: number): bigint[];
}

/**
 * `onMissing` hears of each pair that cannot be converted (null) or only by a rate that was stated later, once for
 * every day it is asked for; such an amount is 0 in that currency.
 */
export function converterFor(
  currencies: readonly string[],
  rates: RateBook,
  onMissing: (from: string, to: string, day: number, found: DenseRates | null) => void,
): Converter {
  const convert = (value: bigint, unit: bigint, currency: string, day: number): bigint[] =>
    currencies.map((to) => {
      if (value === 0n) return 0n;
      if (to === currency) return unit === 1n ? value : divideHalfEven(value, unit);
      const dense = rates(currency, to);
      if (!dense || day < dense.statedFrom) onMissing(currency, to, day, dense);
      return dense ? divideHalfEven(value * rateOn(dense, day), unit * RATE_UNIT) : 0n;
    });
  const [only] = currencies;
  return {
    amounts: (amount, currency, day) =>
      currency === only && currencies.length === 1 ? [amount] : convert(amount, 1n, currency, day),
    values: (quantity, price, currency, day) => convert(quantity * price, VALUE_UNIT, currency, day),
  };
}
