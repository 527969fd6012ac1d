import { Decimal } from 'decimal.js';

export type Figure = string | number | null;

/** Money is text with a point: it agrees to half a cent. Rates are numbers: to 1e-6. Days and what is undefined: exactly. */
export function agrees(want: Figure, got: Figure | undefined): boolean {
  if (want === null || got === null || got === undefined) return want === got;
  if (typeof want === 'string' && !/^-?\d+(\.\d+)?$/.test(want)) return want === got;
  const difference = new Decimal(got).minus(want).abs();
  const rate = typeof want === 'number';
  return difference.lte(rate ? Decimal.max('0.000001', new Decimal(want).abs().times('0.000001')) : '0.005');
}
