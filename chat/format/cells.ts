import * as shared from '../../src/present/cells.ts';
import type { Cell, Column } from '../../src/vocabulary/rows.ts';
import { LOCALE, strings } from '../strings.ts';

export { isNumeric, toTabSeparated, type CellText, type FormatCell } from '../../src/present/cells.ts';

/** How the cells of a column are written in the page's locale and language. */
export function cellFormatter(
  column: Column,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): shared.FormatCell {
  return shared.cellFormatter(column, columns, rows, LOCALE, strings.answer);
}

/** A number with at the most so many decimals. */
export function formatNumber(value: number, decimals: number): string {
  return new Intl.NumberFormat(LOCALE, { maximumFractionDigits: decimals }).format(value);
}

export function formatCount(count: number): string {
  return shared.formatCount(count, LOCALE);
}

/** Exact decimal text with all its digits, in the locale's way. */
export function formatDecimal(decimal: string): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  const point = new Intl.NumberFormat(LOCALE).formatToParts(1.5).find(({ type }) => type === 'decimal');
  const shown = new Intl.NumberFormat(LOCALE).format(BigInt(whole));
  return fraction === '' ? shown : `${shown}${point?.value ?? '.'}${fraction}`;
}
