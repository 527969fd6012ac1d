import { isCurrency } from '../../../../vocabulary/currency.ts';

/**
 * What texts write: days and numbers in the forms that sources give them. Read here only to recognise columns; figures
 * come from the mapping's own expressions, never from these.
 */

export interface DayForm {
  /** As strptime writes it; null: ISO 8601, of which the first ten characters are the day. */
  readonly format: string | null;
  readonly pattern: RegExp;
  /** As the engine's expressions write what the day itself looks like, possible or not. */
  readonly shape: string;
  /** The places of year, month and day in the pattern. */
  readonly order: 'ymd' | 'dmy' | 'mdy';
}

/** A time of day may stand behind it, or words: `03/31/2026 as of 03/30/2026`. */
const REST = String.raw`(?:[ T]\S.*)?$`;
const form = (format: string | null, pattern: string, order: DayForm['order']): DayForm => ({
  format,
  pattern: new RegExp(`^${pattern}${REST}`),
  shape: `^\\s*${pattern}`,
  order,
});
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Where two fit equally, the one that stands first is taken, and said to be doubtful. */
const DAY_FORMS: readonly DayForm[] = [
  form(null, String.raw`(\d{4})-(\d\d)-(\d\d)`, 'ymd'),
  form('%Y%m%d', String.raw`((?:19|20)\d\d)([01]\d)([0-3]\d)`, 'ymd'),
  form('%Y/%m/%d', String.raw`(\d{4})/(\d\d?)/(\d\d?)`, 'ymd'),
  form('%d.%m.%Y', String.raw`(\d\d?)\.(\d\d?)\.(\d{4})`, 'dmy'),
  form('%d.%m.%y', String.raw`(\d\d?)\.(\d\d?)\.(\d\d)`, 'dmy'),
  form('%m/%d/%Y', String.raw`(\d\d?)/(\d\d?)/(\d{4})`, 'mdy'),
  form('%d/%m/%Y', String.raw`(\d\d?)/(\d\d?)/(\d{4})`, 'dmy'),
  form('%m/%d/%y', String.raw`(\d\d?)/(\d\d?)/(\d\d)`, 'mdy'),
  form('%d/%m/%y', String.raw`(\d\d?)/(\d\d?)/(\d\d)`, 'dmy'),
  form('%m-%d-%Y', String.raw`(\d\d?)-(\d\d?)-(\d{4})`, 'mdy'),
  form('%d-%m-%Y', String.raw`(\d\d?)-(\d\d?)-(\d{4})`, 'dmy'),
  form('%d-%b-%Y', String.raw`(\d\d?)-([A-Za-z]{3})-(\d{4})`, 'dmy'),
  form('%d %b %Y', String.raw`(\d\d?) ([A-Za-z]{3}) (\d{4})`, 'dmy'),
  form('%b %d, %Y', String.raw`([A-Za-z]{3}) (\d\d?), (\d{4})`, 'mdy'),
];

export interface DayReading {
  readonly form: DayForm;
  /** Another form that reads as many of them. */
  readonly rival: DayForm | null;
  /** Of the filled values, how many are days. */
  readonly share: number;
  /** Whether a time of day, or words, stand behind some. */
  readonly timed: boolean;
}

export function readDays(values: readonly string[]): DayReading | null {
  if (values.length === 0) return null;
  const counts = DAY_FORMS.map((each) => values.filter((value) => isDayBy(each, value)).length);
  const most = Math.max(...counts);
  const [best, rival = null] = DAY_FORMS.filter((_form, place) => counts[place] === most);
  if (most === 0 || best === undefined) return null;
  const timed = values.some((value) => isDayBy(best, value) && /\d[ T]\S/.test(value.trim()));
  return { form: best, rival, share: most / values.length, timed };
}

/** Whether a text is written as a day, though the calendar may not have it. */
export function isDayShaped({ pattern }: DayForm, value: string): boolean {
  return pattern.test(value.trim());
}

export function isDayBy({ pattern, order }: DayForm, value: string): boolean {
  const found = pattern.exec(value.trim());
  if (found === null) return false;
  const [, first = '', second = '', third = ''] = found;
  const [year, month, day] =
    order === 'ymd'
      ? [first, second, third]
      : order === 'dmy'
        ? [third, second, first]
        : [third, first, second];
  const number = /^\d+$/.test(month) ? Number(month) : MONTHS.indexOf(month.toLowerCase()) + 1;
  const days = new Date(Date.UTC(Number(year), number, 0)).getUTCDate();
  return number >= 1 && number <= 12 && Number(day) >= 1 && Number(day) <= days;
}

export type DecimalMark = '.' | ',';

export interface NumberReading {
  /** Of the filled values, how many are numbers. */
  readonly share: number;
  readonly negative: number;
  readonly positive: number;
  readonly whole: number;
  /** What values say of the mark before decimals; both 0 where none has one. */
  readonly marks: Readonly<Record<DecimalMark, number>>;
  /** A currency that stands beside the digits. */
  readonly currency: string | null;
}

const NUMBER =
  /^[+-]?\s*\(?\s*(?:[A-Z]{3}|[$€£¥])?\s*[+-]?\s*\d[\d.,'\u2019\u00a0\u202f ]*\s*(?:[A-Z]{3}|[$€£¥%])?\s*\)?\s*-?$/;
const SCIENTIFIC = /^[+-]?\d+(\.\d+)?[eE][+-]?\d+$/;
const SIGNS: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP' };

export function isNumber(value: string): boolean {
  const text = value.trim();
  return NUMBER.test(text) || SCIENTIFIC.test(text);
}

/** About how large the number is; null where the text is none. */
export function sizeOf(value: string, mark: DecimalMark): number | null {
  const text = value.trim();
  if (SCIENTIFIC.test(text)) return Number(text);
  if (!NUMBER.test(text)) return null;
  const digits = text.replaceAll(mark === ',' ? /[^\d,]/g : /[^\d.]/g, '').replace(',', '.');
  const size = Number(digits);
  if (Number.isNaN(size)) return null;
  return /^[^\d]*[(-]|-$/.test(text) ? -size : size;
}

export function readNumbers(values: readonly string[]): NumberReading | null {
  const numbers = values.filter(isNumber);
  if (numbers.length === 0) return null;
  const marks = { '.': 0, ',': 0 };
  let negative = 0;
  let positive = 0;
  let whole = 0;
  const currencies = new Map<string, number>();
  for (const value of numbers) {
    const mark = markOf(value);
    if (mark !== null) marks[mark] += 1;
    if (!/[1-9]/.test(value)) continue;
    if (/^[^\d]*[(-]|-\s*$/.test(value.trim())) negative += 1;
    else positive += 1;
    if (mark === null) whole += 1;
    const currency = currencyBeside(value);
    if (currency !== null) currencies.set(currency, (currencies.get(currency) ?? 0) + 1);
  }
  const [first] = [...currencies].toSorted(([, left], [, right]) => right - left);
  const share = numbers.length / values.length;
  return { share, negative, positive, whole, marks, currency: first?.[0] ?? null };
}

/** The mark before decimals where the text leaves no doubt: three digits behind one mark may be thousands. */
function markOf(value: string): DecimalMark | null {
  const digits = value.replaceAll(/[^\d.,]/g, '');
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  if (last < 0) return null;
  const mark = digits[last] === '.' ? '.' : ',';
  const other = mark === '.' ? ',' : '.';
  const alone = digits.indexOf(mark) === last;
  if (!alone) return other;
  if (digits.includes(other)) return mark;
  return digits.length - last - 1 === 3 && last <= 3 && !digits.startsWith('0') ? null : mark;
}

function currencyBeside(value: string): string | null {
  const sign = /[$€£]/.exec(value)?.[0];
  if (sign !== undefined) return SIGNS[sign] ?? null;
  const code = /[A-Z]{3}/.exec(value)?.[0];
  return code !== undefined && isCurrency(code) ? code : null;
}
