import type { Cell, Column, ColumnType } from '../vocabulary/rows.ts';
import { safeText } from './safe-text.ts';
import { formatDay, formatPeriod } from './dates.ts';

/** What stands in a cell that holds no text of its own. */
export interface CellWords {
  readonly noValue: string;
  readonly yes: string;
  readonly no: string;
}

const ENGLISH: CellWords = { noValue: '–', yes: 'Yes', no: 'No' };

/** A number of the page's own (a count of rows, of accounts). */
export function formatCount(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

const DECIMAL = /^-?\d+(\.\d+)?$/;
/** Prices and rates seldom have more; amounts beyond it come from conversions and are shown by the cent. */
const FRACTION_SHOWN_MAX = 4;
const QUANTITY_FRACTION_MAX = 10;
/** Up to here a column of quantities is filled with zeros, so that its points stand below each other. */
const FRACTION_ALIGNED_MAX = 2;

const NUMERIC: ReadonlySet<ColumnType> = new Set(['integer', 'number', 'money', 'percent']);

export function isNumeric(column: Column): boolean {
  return NUMERIC.has(column.type);
}

/**
 * Intl formats decimal text exactly (ECMA-402, Number format v3): a balance never passes through binary floating
 * point on its way to the screen.
 */
function decimalText(cell: Cell): Intl.StringNumericLiteral | number | null {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
  if (typeof cell !== 'string' || !DECIMAL.test(cell)) return null;
  return cell as Intl.StringNumericLiteral;
}

/** Digits after the point that say something: trailing zeros do not. */
function fractionDigits(cell: Cell): number {
  if (typeof cell !== 'string' || !DECIMAL.test(cell)) return 0;
  const point = cell.indexOf('.');
  return point < 0 ? 0 : cell.slice(point + 1).replace(/0+$/, '').length;
}

export interface CellText {
  readonly text: string;
  /** The value with every digit, where the text shows fewer. */
  readonly exact: string | null;
  readonly isNegative: boolean;
}

export type FormatCell = (cell: Cell, row: readonly Cell[]) => CellText;

function plain(text: string): CellText {
  return { text, exact: null, isNegative: false };
}

function moneyFormat(currency: string | null, digits: number, locale?: string): Intl.NumberFormat {
  const unit = currencyDigits(currency);
  const fraction = digits > FRACTION_SHOWN_MAX ? unit : Math.max(unit, digits);
  const limits = { minimumFractionDigits: fraction, maximumFractionDigits: fraction };
  if (currency === null) return new Intl.NumberFormat(locale, limits);
  return new Intl.NumberFormat(locale, { style: 'currency', currency, ...limits });
}

/** Decimals of amounts in a currency, two where it is not known. */
export function currencyDigits(currency: string | null): number {
  if (currency === null) return 2;
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

function isCurrencyCode(text: Cell | undefined): text is string {
  return typeof text === 'string' && /^[A-Z]{3}$/.test(text);
}

function numberFormat(type: ColumnType, digits: number, locale?: string): Intl.NumberFormat {
  if (type === 'percent') {
    const twoDigits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    return new Intl.NumberFormat(locale, { style: 'percent', ...twoDigits });
  }
  if (type === 'integer') return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits <= FRACTION_ALIGNED_MAX ? digits : 0,
    maximumFractionDigits: Math.min(Math.max(digits, FRACTION_SHOWN_MAX), QUANTITY_FRACTION_MAX),
  });
}

function exactText(cell: Cell, type: ColumnType, shownDigits: number): string | null {
  if (type === 'percent' && typeof cell === 'string') return cell;
  return typeof cell === 'string' && fractionDigits(cell) > shownDigits ? cell : null;
}

/**
 * How the cells of `column` are written, in the reader's locale. The number of decimals is the column's, so that
 * the points stand below each other; where a cell has more, `exact` keeps them.
 */
export function cellFormatter(
  column: Column,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  locale?: string,
  words: CellWords = ENGLISH,
): FormatCell {
  const index = columns.findIndex(({ name }) => name === column.name);
  const currencyIndex = columns.findIndex(({ name }) => name === 'currency');
  const digits = rows.reduce((most, row) => Math.max(most, fractionDigits(row[index] ?? null)), 0);
  const formats = new Map<string | null, Intl.NumberFormat>();

  const formatNumber: FormatCell = (cell, row) => {
    const value = decimalText(cell);
    if (value === null) return plain(String(cell));
    const own = row[currencyIndex];
    const currency = column.type !== 'money' ? null : (column.currency ?? (isCurrencyCode(own) ? own : null));
    let format = formats.get(currency);
    if (!format) {
      format =
        column.type === 'money'
          ? moneyFormat(currency, digits, locale)
          : numberFormat(column.type, digits, locale);
      formats.set(currency, format);
    }
    const shown = format.resolvedOptions().maximumFractionDigits ?? 0;
    return {
      text: format.format(value),
      exact: exactText(cell, column.type, shown),
      isNegative: String(cell).startsWith('-'),
    };
  };

  return (cell, row) => {
    if (cell === null || cell === undefined) return plain(words.noValue);
    if (typeof cell === 'boolean') return plain(cell ? words.yes : words.no);
    if (isNumeric(column)) return formatNumber(cell, row);
    if (column.type === 'date') return plain(formatDay(String(cell), locale));
    if (column.type === 'period') return plain(formatPeriod(String(cell), locale));
    return plain(String(cell));
  };
}

/** The rows as tab-separated text, every digit as the server sent it: what 'Copy table' puts on the clipboard. */
export function toTabSeparated(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  return [columns.map(({ label }) => clean(label)), ...rows.map((row) => row.map(clean))]
    .map((line) => line.join('\t'))
    .join('\n');
}

/** A tab or a line's end within a value would break the table apart. */
function clean(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell).replace(/[\t\r\n]+/g, ' ');
  return DECIMAL.test(text) ? text : safeText(text);
}
