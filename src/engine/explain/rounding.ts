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

function exact(amount: string | number | boolean): bigint {
  return parseScaled(String(amount), SCALES.money);
}
