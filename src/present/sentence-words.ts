import { minorUnits } from '../vocabulary/currency.ts';
import { partsOf, type Day } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { DEFAULT_LOCALE, type Locale } from '../vocabulary/locale.ts';
import { Recent } from '../vocabulary/recent.ts';
import type { Cell, ColumnType } from '../vocabulary/rows.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Days as figures, in the order of the reader's country: '20.11.2026'. English sentences name the month elsewhere. */
const IN_FIGURES: ReadonlySet<Locale> = new Set(['de-DE', 'fr-FR']);

/** Made for the first who reads so: the runtime takes longer over its calendars than over a whole answer. */
const FORMATS = new Map<Locale, Intl.DateTimeFormat>();

function inFigures(locale: Locale): Intl.DateTimeFormat {
  const format =
    FORMATS.get(locale) ??
    new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' });
  FORMATS.set(locale, format);
  return format;
}

/** '20 Nov 2026', whose day cannot be taken for its month; 'Nov 20, 2026' for readers in the United States. */
export function longDay(day: Day | string, locale: Locale = DEFAULT_LOCALE): string {
  if (IN_FIGURES.has(locale)) return inFigures(locale).format(new Date(`${day}T00:00:00Z`));
  const { year, month, dayOfMonth } = partsOf(day as Day);
  const name = MONTHS[month - 1] ?? '';
  return locale === 'en-US' ? `${name} ${dayOfMonth}, ${year}` : `${dayOfMonth} ${name} ${year}`;
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
export function periodWords(cell: string, locale: Locale = DEFAULT_LOCALE): string {
  if (cell.includes('/'))
    return cell
      .split('/')
      .map((day) => longDay(day, locale))
      .join(' to ');
  const [year = '', part, day] = cell.split('-');
  if (part === undefined) return year;
  if (day !== undefined) return longDay(cell, locale);
  if (part.startsWith('Q')) return `${part} ${year}`;
  if (part.startsWith('W')) return `week ${Number(part.slice(1))} of ${year}`;
  return `${LONG_MONTHS[Number(part) - 1] ?? part} ${year}`;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

function isDecimal(text: string): text is `${number}` {
  return DECIMAL.test(text);
}

/** Made once for each way to write numbers: the runtime takes longer to make one than to write a hundred of them. */
const NUMBERS = new Recent<Intl.NumberFormat>(LIMITS.number_formats_kept_max);

function numbersLike(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const { style, currency, minimumFractionDigits, maximumFractionDigits } = options;
  const key = [locale, style, currency, minimumFractionDigits, maximumFractionDigits].join(' ');
  const format = NUMBERS.get(key) ?? new Intl.NumberFormat(locale, options);
  NUMBERS.set(key, format);
  return format;
}

/** '$1,204,311.27', exactly the decimals of the currency; the text is exact and rounded already. */
export function moneyWords(amount: string, currency: string | null, locale: Locale = DEFAULT_LOCALE): string {
  if (!isDecimal(amount)) return amount;
  if (currency === null) return numbersLike(locale, { minimumFractionDigits: 2 }).format(amount);
  const digits = minorUnits(currency);
  return numbersLike(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount);
}

/** '12.34 %' is written '12.34%' in English. */
export function percentWords(fraction: number, locale: Locale = DEFAULT_LOCALE): string {
  return numbersLike(locale, {
    style: 'percent',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(fraction);
}

/** '5%', '2.5%': a rate as somebody asked for it, with no more decimals than it has. */
export function rateWords(fraction: string, locale: Locale = DEFAULT_LOCALE): string {
  const format = numbersLike(locale, { style: 'percent', maximumFractionDigits: 6 });
  return isDecimal(fraction) ? format.format(fraction) : fraction;
}

export function numberWords(value: string | number, locale: Locale = DEFAULT_LOCALE): string {
  const format = numbersLike(locale, { maximumFractionDigits: 4 });
  if (typeof value === 'number') return format.format(value);
  return isDecimal(value) ? format.format(value) : value;
}

/** A cell as a sentence says it. */
export function cellWords(
  cell: Cell,
  type: ColumnType,
  currency: string | null,
  locale: Locale = DEFAULT_LOCALE,
): string {
  if (cell === null) return 'undefined';
  if (type === 'money') return moneyWords(String(cell), currency, locale);
  if (type === 'percent') return percentWords(Number(cell), locale);
  if (type === 'date') return longDay(String(cell), locale);
  if (type === 'period') return periodWords(String(cell), locale);
  if (type === 'integer' || type === 'number') {
    return numberWords(typeof cell === 'number' ? cell : String(cell), locale);
  }
  return String(cell);
}
