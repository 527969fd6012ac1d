import { minorUnits } from '../../vocabulary/currency.ts';
import { partsOf, type Day } from '../../vocabulary/day.ts';
import type { Cell, ColumnType } from '../../vocabulary/rows.ts';

/** How figures and days are written in sentences. Only English is written so far; the locale decides the signs. */
export const LOCALE = 'en-US';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** '20 Nov 2026'. */
export function longDay(day: Day | string): string {
  const { year, month, dayOfMonth } = partsOf(day as Day);
  return `${dayOfMonth} ${MONTHS[month - 1] ?? ''} ${year}`;
}

const LONG_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A cell of the column `period` as it is read: '2016-Q2' is 'Q2 2016', '2025-01' 'January 2025'. */
export function periodWords(cell: string): string {
  if (cell.includes('/')) return cell.split('/').map(longDay).join(' to ');
  const [year = '', part, day] = cell.split('-');
  if (part === undefined) return year;
  if (day !== undefined) return longDay(cell);
  if (part.startsWith('Q')) return `${part} ${year}`;
  if (part.startsWith('W')) return `week ${Number(part.slice(1))} of ${year}`;
  return `${LONG_MONTHS[Number(part) - 1] ?? part} ${year}`;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

function isDecimal(text: string): text is `${number}` {
  return DECIMAL.test(text);
}

/** '$1,204,311.27', exactly the decimals of the currency; the text is exact and rounded already. */
export function moneyWords(amount: string, currency: string | null, locale: string = LOCALE): string {
  if (!isDecimal(amount)) return amount;
  if (currency === null) return new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(amount);
  const digits = minorUnits(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount);
}

/** '12.34 %' is written '12.34%' in English. */
export function percentWords(fraction: number, locale: string = LOCALE): string {
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(fraction);
}

export function numberWords(value: string | number, locale: string = LOCALE): string {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
  if (typeof value === 'number') return format.format(value);
  return isDecimal(value) ? format.format(value) : value;
}

/** A cell as a sentence says it. */
export function cellWords(
  cell: Cell,
  type: ColumnType,
  currency: string | null,
  locale: string = LOCALE,
): string {
  if (cell === null) return 'undefined';
  if (type === 'money') return moneyWords(String(cell), currency, locale);
  if (type === 'percent') return percentWords(Number(cell), locale);
  if (type === 'date') return longDay(String(cell));
  if (type === 'period') return periodWords(String(cell));
  if (type === 'integer' || type === 'number') {
    return numberWords(typeof cell === 'number' ? cell : String(cell), locale);
  }
  return String(cell);
}
