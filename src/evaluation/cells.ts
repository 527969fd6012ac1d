import { Decimal } from 'decimal.js';
import type { Cell } from '../vocabulary/rows.ts';
import type { Expected, ExpectedCell, ExpectedColumn } from './question-set.ts';

const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN });
const FIGURES: ReadonlySet<ExpectedColumn['type']> = new Set([
  'money',
  'number',
  'integer',
  'percent',
  'quantity',
]);
const NOTHING: ReadonlySet<string> = new Set([
  '',
  'none',
  'null',
  'n/a',
  'unknown',
  'unclassified',
  'not classified',
  'undefined',
  '–',
  '—',
  '-',
]);
const CENT_HALF = '0.005';
const RATE = '0.00005';
const RELATIVE = '0.000001';

export function isFigure(column: ExpectedColumn | undefined): boolean {
  return column !== undefined && FIGURES.has(column.type);
}

export function numberOf(value: Cell | ExpectedCell | undefined): Decimal | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value)
    .trim()
    .replaceAll(/[,$€£]/g, '');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? new Exact(text) : null;
}

/** Whether a cell of an answer says what was expected: money to the cent, rates to 0.005 %, texts by what they mean. */
export function agrees(
  wanted: ExpectedCell,
  got: Cell | undefined,
  column: ExpectedColumn,
  tolerance: Expected['tolerance'],
): boolean {
  if (wanted === null) return isNothing(got);
  if (typeof wanted === 'object') return wanted.any.some((text) => meansSame(text, got));
  if (got === null || got === undefined) return false;
  if (isFigure(column)) return figuresAgree(wanted, got, column, tolerance);
  if (column.type === 'date') return String(got).slice(0, 10) === String(wanted);
  if (column.type === 'period') return samePeriod(String(wanted), String(got));
  return plain(String(wanted)) === plain(String(got));
}

function figuresAgree(
  wanted: string | number,
  got: Cell,
  { type, abs }: ExpectedColumn,
  tolerance: Expected['tolerance'],
): boolean {
  const [left, right] = [numberOf(wanted), numberOf(got)];
  if (!left || !right) return false;
  const apart = (abs ? left.abs().minus(right.abs()) : left.minus(right)).abs();
  const given = typeof tolerance === 'object' ? tolerance[type] : tolerance;
  if (given !== undefined && type !== 'integer') return apart.lessThanOrEqualTo(given);
  if (type === 'integer') return apart.isZero();
  if (type === 'money') return apart.lessThanOrEqualTo(CENT_HALF);
  if (type === 'percent') return apart.lessThanOrEqualTo(RATE);
  return apart.lessThanOrEqualTo(Decimal.max(RATE, left.abs().times(RELATIVE)));
}

function isNothing(value: Cell | undefined): boolean {
  return value === null || value === undefined || NOTHING.has(plain(String(value)));
}

function plain(text: string): string {
  return text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
}

/** 'Apple Inc. (AAPL)' means AAPL, and 'Microsoft' is within 'Microsoft Corporation'. */
function meansSame(wanted: string, got: Cell | undefined): boolean {
  if (isNothing(got)) return NOTHING.has(plain(wanted));
  const [want, have] = [plain(wanted), plain(String(got))];
  if (want === have || (want.length >= 5 && have.includes(want))) return true;
  return have.endsWith(`(${want})`) || (want.length >= 2 && have.startsWith(`${want} (`));
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function month(year: string, number: number): string {
  return `${year}-${String(number).padStart(2, '0')}`;
}

/** `2016`, `2016-Q2`, `2016-03`, `March 2016` as the first and last month; null for anything else. */
function monthsOf(text: string): { readonly from: string; readonly to: string } | null {
  const said = plain(text);
  const year = /^(\d{4})$/.exec(said)?.[1];
  if (year !== undefined) return { from: month(year, 1), to: month(year, 12) };
  const quarter = /^(\d{4})[- ]?q([1-4])$/.exec(said) ?? /^q([1-4])[- ](\d{4})$/.exec(said);
  if (quarter) {
    const [first = '', second = ''] = quarter.slice(1);
    const [inYear, number] = said.startsWith('q') ? [second, Number(first)] : [first, Number(second)];
    return { from: month(inYear, number * 3 - 2), to: month(inYear, number * 3) };
  }
  if (/^\d{4}-\d{2}$/.test(said)) return { from: said, to: said };
  const named = /^([a-z]{3})[a-z]*\.?[ -](\d{4})$/.exec(said);
  const place = named ? MONTHS.indexOf(named[1] ?? '') : -1;
  if (!named || place < 0) return null;
  const only = month(named[2] ?? '', place + 1);
  return { from: only, to: only };
}

/** A period, or its first or one of its last days, which stand for it. */
function samePeriod(wanted: string, got: string): boolean {
  const want = monthsOf(wanted);
  if (!want) return plain(wanted) === plain(got);
  const have = monthsOf(got);
  if (have) return have.from === want.from && have.to === want.to;
  const day = /^(\d{4}-\d{2})-(\d{2})/.exec(got);
  if (!day) return false;
  return (day[1] === want.from && day[2] === '01') || (day[1] === want.to && Number(day[2]) >= 26);
}
