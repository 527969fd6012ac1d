import { divideHalfEven, formatScaled, parseScaled, pow10, rescale } from '../../accounting/decimal.ts';
import { SCALES } from '../../model/product-tables.ts';
import { minorUnits } from '../../vocabulary/currency.ts';
import type { Cell } from '../../vocabulary/rows.ts';

/** An exact amount, half-even to the currency's smallest unit, with all its decimals: '1204311.27'. */
export function roundedMoney(amount: Cell, currency: string | null): string | null {
  if (amount === null) return null;
  const digits = currency === null ? 2 : minorUnits(currency);
  return formatScaled(rescale(exact(amount), SCALES.money, digits), digits);
}

/** An exact sum ÷ a count, rounded like money. */
export function meanMoney(sum: Cell, count: Cell, currency: string | null): string | null {
  const divisor = BigInt(Number(count ?? 0));
  if (sum === null || divisor === 0n) return null;
  const digits = currency === null ? 2 : minorUnits(currency);
  const scaled = exact(sum) * pow10(digits);
  return formatScaled(divideHalfEven(scaled, divisor * pow10(SCALES.money)), digits);
}

/** The exact sum of two amounts. */
export function plusMoney(a: Cell, b: Cell): string {
  return formatScaled(exact(a ?? '0') + exact(b ?? '0'), SCALES.money);
}

/** The exact difference of two amounts. */
export function lessMoney(a: Cell, b: Cell): string {
  return formatScaled(exact(a ?? '0') - exact(b ?? '0'), SCALES.money);
}

/** The exact mean of two amounts, half-even at the scale that amounts are kept in. */
export function meanMoneyOfTwo(a: Cell, b: Cell): string {
  return formatScaled(divideHalfEven(exact(a ?? '0') + exact(b ?? '0'), 2n), SCALES.money);
}

function exact(amount: string | number | boolean): bigint {
  return parseScaled(String(amount), SCALES.money);
}
