import { minorUnits } from '../vocabulary/currency.ts';

/** Quantities are whole numbers of ten-thousandths of a share. */
export const QUANTITY_DECIMALS = 4;
export const QUANTITY_ONE = 10_000;

/** `scaled` ÷ 10^decimals as plain text with exactly that many decimals. */
export function fixedText(scaled: number, decimals: number): string {
  const digits = String(Math.abs(scaled)).padStart(decimals + 1, '0');
  const sign = scaled < 0 ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** A quantity as text, without trailing zeros. */
export function quantityText(quantity: number): string {
  return fixedText(quantity, QUANTITY_DECIMALS).replace(/\.?0+$/, '');
}

/** Minor units of a currency as decimal text. */
export function amountText(minor: number, currency: string): string {
  return fixedText(minor, minorUnits(currency));
}

/** quantity × price in minor units of the currency, exact, rounded half to even at the last one. */
export function valueMinor(quantity: number, price: number, priceDecimals: number, currency: string): number {
  const drop = QUANTITY_DECIMALS + priceDecimals - minorUnits(currency);
  const product = quantity * price;
  if (Number.isSafeInteger(product)) return roundNumber(product, 10 ** drop);
  return Number(roundBig(BigInt(quantity) * BigInt(price), 10n ** BigInt(drop)));
}

/** Rounds a planning figure (a fee, a share of something) to whole minor units. */
export function wholeMinor(value: number): number {
  return Math.round(value);
}

function roundNumber(value: number, unit: number): number {
  const rest = Math.abs(value) % unit;
  const whole = (Math.abs(value) - rest) / unit;
  const up = rest * 2 > unit || (rest * 2 === unit && whole % 2 === 1);
  return Math.sign(value) * (whole + (up ? 1 : 0));
}

function roundBig(value: bigint, unit: bigint): bigint {
  const size = value < 0n ? -value : value;
  const rest = size % unit;
  const whole = size / unit;
  const up = rest * 2n > unit || (rest * 2n === unit && whole % 2n === 1n);
  const rounded = whole + (up ? 1n : 0n);
  return value < 0n ? -rounded : rounded;
}
