import { isCurrency } from '../../../../vocabulary/currency.ts';
import { isCusip, isIsin } from '../../statement/security-identifiers.ts';
import type { DayReading, NumberReading } from './read-values.ts';
import { readDays, readNumbers } from './read-values.ts';

/** What the values of a column look like, as far as a sample of its rows shows. */
export interface ColumnProfile {
  readonly name: string;
  /** In the order of the rows; null where there is none. */
  readonly values: readonly (string | null)[];
  readonly filled: number;
  /** How often each value comes, the most frequent first. */
  readonly counts: ReadonlyMap<string, number>;
  readonly days: DayReading | null;
  readonly numbers: NumberReading | null;
  /** Of the filled values, how many have the check digit of one. */
  readonly isins: number;
  readonly cusips: number;
  readonly currencies: number;
  /** Words that stand for nothing: `N/A` among numbers. */
  readonly missing: readonly string[];
}

/** On average; longer texts are sentences. */
const CODE_CHARS_MAX = 28;
const VALUES_LOOKED_AT = 2_000;
const NOTHING: ReadonlySet<string> = new Set([
  'null',
  'n/a',
  'na',
  'none',
  'nil',
  '-',
  '--',
  '---',
  '#n/a',
  'nan',
]);

export function profileColumn(name: string, values: readonly (string | null)[]): ColumnProfile {
  const told = values.map((value) => (value === null || value.trim() === '' ? null : value.trim()));
  const missing = [...new Set(told.filter((value) => value !== null && NOTHING.has(value.toLowerCase())))];
  const cleaned = told.map((value) => (value === null || missing.includes(value) ? null : value));
  const filled = cleaned.filter((value) => value !== null);
  const counts = new Map<string, number>();
  for (const value of filled) counts.set(value, (counts.get(value) ?? 0) + 1);
  const looked = thinned(filled);
  const share = (test: (value: string) => boolean): number =>
    looked.length === 0 ? 0 : looked.filter(test).length / looked.length;
  return {
    name,
    values: cleaned,
    filled: filled.length,
    counts: new Map([...counts].toSorted(([, left], [, right]) => right - left)),
    days: readDays(looked),
    numbers: readNumbers(looked),
    isins: share((value) => isIsin(value.toUpperCase())),
    // Digits alone may have a right check digit by chance.
    cusips: share((value) => isCusip(value.toUpperCase())),
    currencies: share((value) => isCurrency(value.toUpperCase())),
    missing: missing.filter((word) => word !== null),
  };
}

/** Some of many, from beginning to end. */
function thinned(values: readonly string[]): readonly string[] {
  const step = Math.max(1, Math.ceil(values.length / VALUES_LOOKED_AT));
  return step === 1 ? values : values.filter((_value, place) => place % step === 0);
}

export function isUnique({ filled, counts, values }: ColumnProfile): boolean {
  return filled > 0 && filled === values.length && counts.size === filled;
}

export function isNumeric({ numbers }: ColumnProfile): boolean {
  return numbers !== null && numbers.share >= 0.75;
}

export function isDated({ days }: ColumnProfile): boolean {
  return days !== null && days.share >= 0.5;
}

/** Few values that come again and again. */
export function isCode(column: ColumnProfile): boolean {
  const { counts, filled } = column;
  if (filled === 0 || isDated(column)) return false;
  const chars = [...counts.keys()].reduce((sum, value) => sum + value.length, 0);
  if (chars > counts.size * CODE_CHARS_MAX) return false;
  return counts.size <= 80 && (counts.size <= 12 || counts.size * 3 <= filled);
}
