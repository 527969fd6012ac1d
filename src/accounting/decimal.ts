/**
 * Exact arithmetic on scaled integers: a value is a bigint that counts units of 10^-scale. Rounding is half-even and
 * happens where a function says so, nowhere else.
 */

const POWERS: bigint[] = [1n];

/** 10 to the power `exponent`, 0 or more. */
export function pow10(exponent: number): bigint {
  let known = POWERS.length;
  while (known <= exponent) {
    POWERS.push(10n ** BigInt(known));
    known += 1;
  }
  return POWERS[exponent] ?? 1n;
}

/** numerator ÷ denominator, rounded half-even to an integer. The denominator must not be 0. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator < 0n) return divideHalfEven(-numerator, -denominator);
  const quotient = numerator / denominator;
  const rest = numerator - quotient * denominator;
  if (rest === 0n) return quotient;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < denominator) return quotient;
  if (twice === denominator && (quotient & 1n) === 0n) return quotient;
  return numerator < 0n ? quotient - 1n : quotient + 1n;
}

/** value × numerator ÷ denominator, rounded half-even once. */
export function proportion(value: bigint, numerator: bigint, denominator: bigint): bigint {
  if (numerator === denominator) return value;
  return divideHalfEven(value * numerator, denominator);
}

/** The same value counted in units of another scale; rounds half-even where digits are lost. */
export function rescale(value: bigint, from: number, to: number): bigint {
  if (from === to) return value;
  return to > from ? value * pow10(to - from) : divideHalfEven(value, pow10(from - to));
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** Decimal text as a scaled integer, rounded half-even beyond `scale`. Throws RangeError when it is no decimal. */
export function parseScaled(text: string, scale: number): bigint {
  const match = DECIMAL.exec(text);
  const whole = match?.[2] ?? '';
  const digits = match?.[3] ?? '';
  if (!match || whole + digits === '') throw new RangeError(`not a decimal: ${text}`);
  const magnitude = rescale(BigInt(whole + digits), digits.length, scale);
  return match[1] === '-' ? -magnitude : magnitude;
}

/** A scaled integer as decimal text with all its `scale` digits. */
export function formatScaled(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const sign = value < 0n ? '-' : '';
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(digits.length - scale)}`;
}

/**
 * Deals a total out in proportion to weights so that the parts sum to it exactly: call it with each weight in turn.
 * Cumulative rounding; no part is further than one unit from its share.
 */
export function dealer(total: bigint, weights: bigint): (weight: bigint) => bigint {
  let weighed = 0n;
  let dealt = 0n;
  return (weight) => {
    weighed += weight;
    const upTo = weights === 0n ? 0n : proportion(total, weighed, weights);
    const part = upTo - dealt;
    dealt = upTo;
    return part;
  };
}
