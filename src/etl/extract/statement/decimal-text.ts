import { Decimal } from 'decimal.js';

/** Exact for every number that fits the canonical tables. */
const Exact = Decimal.clone({ precision: 100, rounding: Decimal.ROUND_HALF_EVEN });

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;
const QUOTIENT_DIGITS = 12;

function read(text: string): Decimal | null {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? new Exact(trimmed) : null;
}

/**
 * Exact arithmetic on decimal text. Null is what is not there: nothing comes of it but null, and a sum passes over it.
 * Text that is no number comes back as it is, so that staging sets its row aside with what was written.
 */
function onNumbers(
  texts: readonly (string | null)[],
  compute: (numbers: readonly Decimal[]) => Decimal,
): string | null {
  const numbers: Decimal[] = [];
  for (const text of texts) {
    if (text === null) continue;
    const number = read(text);
    if (number === null) return text;
    numbers.push(number);
  }
  return numbers.length === 0 ? null : compute(numbers).toFixed();
}

/** The number without leading zeros, trailing zeros or a plus sign. */
export function plainNumber(text: string | null): string | null {
  return onNumbers([text], ([number = new Exact(0)]) => number);
}

export function sum(...texts: readonly (string | null)[]): string | null {
  return onNumbers(texts, (numbers) => numbers.reduce((total, each) => total.plus(each), new Exact(0)));
}

export function negated(text: string | null): string | null {
  return onNumbers([text], ([number = new Exact(0)]) => (number.isZero() ? number : number.negated()));
}

export function magnitude(text: string | null): string | null {
  return onNumbers([text], ([number = new Exact(0)]) => number.abs());
}

export function product(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return null;
  return onNumbers([left, right], (numbers) => numbers.reduce((all, each) => all.times(each), new Exact(1)));
}

/** left ÷ right to twelve decimals; null where right is 0. */
export function quotient(left: string | null, right: string | null): string | null {
  if (left === null || right === null || read(right)?.isZero() === true) return null;
  return onNumbers([left, right], ([over = new Exact(0), under = new Exact(1)]) =>
    over.div(under).toDecimalPlaces(QUOTIENT_DIGITS),
  );
}

/** A percentage as a fraction, and a bond's price per 100 as a price per 1 of face value. */
export function hundredth(text: string | null): string | null {
  return product(text, '0.01');
}

/** 0 for what is not there or is no number. */
export function signOf(text: string | null): -1 | 0 | 1 {
  const number = text === null ? null : read(text);
  if (number === null || number.isZero()) return 0;
  return number.isNegative() ? -1 : 1;
}

/** Whether two numbers are there and no further apart than `within`. */
export function near(left: string | null, right: string | null, within: string): boolean {
  const [one, other] = [left, right].map((text) => (text === null ? null : read(text)));
  if (!one || !other) return false;
  return one.minus(other).abs().lessThanOrEqualTo(within);
}
