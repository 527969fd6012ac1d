import { type Day, parseDay, partsOf } from '../../../../vocabulary/day.ts';
import { ordinalOf } from '../../numbers.ts';
import type { Token } from '../../tokens.ts';
import { fullYear, yearOf } from '../dates.ts';
import { monthOf, monthSpan, type Unit, unitAround } from '../words.ts';
import { type Reader, type Span, spanOf } from './span.ts';
import { shortYear } from './years.ts';

/** A part of a year by its first month and number of months; the latest begun one where no year follows. */
function partOfYear(
  unit: Unit,
  month: number,
  months: number,
  year: number | null,
  length: number,
  today: Day,
): Span {
  const inYear = (value: number): Span => {
    const { from, to } = monthSpan(value, month, months);
    return spanOf(unit, from, to, length);
  };
  if (year !== null) return inYear(year);
  const current = partsOf(today).year;
  const begun = inYear(current).from <= today ? current : current - 1;
  return { ...inYear(begun), inYear };
}

/** The year behind a month or quarter: `2016`, `of 2016`, `, 2016`, `'16`, `last year`, `this year`. */
function yearBehind(
  tokens: readonly Token[],
  at: number,
  today: Day,
): { year: number; length: number } | null {
  const skip = ['of', 'in', ','].includes(tokens[at]?.norm ?? '') ? 1 : 0;
  const year = yearOf(tokens[at + skip]) ?? shortYear(tokens[at + skip]);
  if (year !== null) return { year, length: skip + 1 };
  const article = tokens[at + skip]?.norm === 'the' ? 1 : 0;
  const which = tokens[at + skip + article]?.norm ?? '';
  if (tokens[at + skip + article + 1]?.stem !== 'year') return null;
  const steps = { this: 0, current: 0, last: -1, previous: -1, prior: -1 }[which];
  return steps === undefined ? null : { year: partsOf(today).year + steps, length: skip + article + 2 };
}

/** `March`, `March 2016`, `Mar of last year`, `2016-03`, `03/2016`. */
export const month: Reader = (tokens, at, today) => {
  const token = tokens[at];
  if (!token) return null;
  if (token.kind === 'date') {
    const match = /^(\d{4})-(\d{2})$/.exec(token.norm);
    const first = match && parseDay(`${match[1] ?? ''}-${match[2] ?? ''}-01`);
    return first ? spanOf('month', first, unitAround('month', first).to, 1) : null;
  }
  const named = monthOf(token.norm);
  if (named === null) return null;
  if (token.norm === 'may' && !token.capital && !isBesideCalendar(tokens, at)) return null;
  if (token.norm === 'mar' && token.upper) return null;
  const behind = yearBehind(tokens, at + 1, today);
  return partOfYear('month', named, 1, behind?.year ?? null, 1 + (behind?.length ?? 0), today);
};

/** 'may' without a capital is a month only next to a year or behind a preposition of time. */
function isBesideCalendar(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.norm ?? '';
  return (
    yearOf(tokens[at + 1]) !== null || ['in', 'since', 'of', 'during', 'for', 'to', 'last'].includes(before)
  );
}

const QUARTER_WORDS: Readonly<Record<string, 'quarter' | 'half'>> = {
  quarter: 'quarter',
  qtr: 'quarter',
  half: 'half',
};

/** `Q2`, `Q216`, `2Q16`, `16Q2`; H for halves. */
function quarterCode(
  norm: string,
): { readonly letter: string; readonly n: number; readonly year: string | undefined } | null {
  const before = /^([qh])([1-4])(\d{4}|\d{2})?$/.exec(norm);
  if (before) return { letter: before[1] ?? 'q', n: Number(before[2]), year: before[3] };
  const middle = /^([1-4])([qh])(\d{4}|\d{2})?$/.exec(norm);
  if (middle) return { letter: middle[2] ?? 'q', n: Number(middle[1]), year: middle[3] };
  const behind = /^(\d{4}|\d{2})([qh])([1-4])$/.exec(norm);
  return behind && { letter: behind[2] ?? 'q', n: Number(behind[3]), year: behind[1] };
}

/** The year of `Q4 '20`, and of a `H1 25` behind which nothing is counted. */
function yearBehindCode(tokens: readonly Token[], at: number): number | null {
  const token = tokens[at];
  const isPlain = token?.kind === 'number' && /^[12]\d$/.test(token.text);
  const next = tokens[at + 1];
  const isEnd = next === undefined || next.kind === 'mark' || AFTER_YEAR.has(next.norm);
  return shortYear(token) ?? (isPlain && isEnd ? fullYear(token.text) : null);
}

const AFTER_YEAR: ReadonlySet<string> = new Set([
  'and',
  'vs',
  'versus',
  'to',
  'by',
  'for',
  'of',
  'in',
  'compared',
]);

/** `Q2`, `Q2 2016`, `2016 Q2`, `second quarter of 2016`, `H1 2016`, `first half of last year`. */
export const partByNumber: Reader = (tokens, at, today) => {
  const leading = yearOf(tokens[at]);
  const start = leading === null ? at : at + 1;
  const code = quarterCode(tokens[start]?.norm ?? '');
  let unit: Unit;
  let n: number;
  let end: number;
  let glued: number | null = null;
  if (code) {
    unit = code.letter === 'q' ? 'quarter' : 'half';
    n = code.n;
    const short = code.year === undefined ? yearBehindCode(tokens, start + 1) : null;
    glued = code.year === undefined ? short : fullYear(code.year);
    end = start + (short === null ? 1 : 2);
  } else {
    const number = ordinalOf(tokens[start]?.norm ?? '');
    const word = QUARTER_WORDS[tokens[start + 1]?.stem ?? ''];
    if (number === null || word === undefined) return null;
    [unit, n, end] = [word, number, start + 2];
  }
  if (n > (unit === 'quarter' ? 4 : 2)) return null;
  const known = leading ?? glued;
  const behind = known === null ? yearBehind(tokens, end, today) : null;
  const months = unit === 'quarter' ? 3 : 6;
  const length = end - at + (behind?.length ?? 0);
  return partOfYear(unit, (n - 1) * months + 1, months, known ?? behind?.year ?? null, length, today);
};
