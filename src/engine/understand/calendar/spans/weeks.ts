import { addDays, dayFrom, type Day, weekdayOf } from '../../../../vocabulary/day.ts';
import { readNumber } from '../../numbers.ts';
import type { Token } from '../../tokens.ts';
import { yearOf } from '../dates.ts';
import { unitAround } from '../words.ts';
import { type ReadSpans, type Reader, rangeSpan, type Span, spanOf } from './span.ts';

const WEEK: ReadonlySet<string> = new Set(['week', 'wk', 'kw']);
const BEGINS: ReadonlySet<string> = new Set(['beginning', 'starting', 'commencing', 'from']);
const ENDS: ReadonlySet<string> = new Set(['ending', 'ended']);

/** `week of 6 October 2025`, `week beginning …`, `week ending …`, `week 20 of 2025`, `KW 20 2025`. */
export const weekNamed =
  (readSpans: ReadSpans): Reader =>
  (tokens, at, today, starts) => {
    if (!WEEK.has(tokens[at]?.norm ?? '')) return null;
    const byNumber = numbered(tokens, at);
    if (byNumber) return byNumber;
    const joint = tokens[at + 1]?.norm ?? '';
    if (joint !== 'of' && !BEGINS.has(joint) && !ENDS.has(joint)) return null;
    const day = readSpans(tokens, at + 2, today, starts).find(
      ({ unit, from, to, other, trailing }) => unit === 'day' && from === to && other === null && !trailing,
    );
    if (!day) return null;
    const length = 2 + day.length;
    if (joint === 'of')
      return spanOf('week', unitAround('week', day.from).from, unitAround('week', day.from).to, length);
    return BEGINS.has(joint)
      ? rangeSpan(day.from, addDays(day.from, 6), length)
      : rangeSpan(addDays(day.from, -6), day.from, length);
  };

/** A week by its number in a year, as ISO 8601 counts them; null without the year, or where that year has no such week. */
function numbered(tokens: readonly Token[], at: number): Span | null {
  const number = readNumber(tokens, at + 1);
  const n = Number(number?.value ?? Number.NaN);
  if (!number || number.unit !== 'none' || !Number.isInteger(n) || n < 1 || n > 53) return null;
  const yearAt =
    at + 1 + number.length + (['of', 'in', ','].includes(tokens[at + 1 + number.length]?.norm ?? '') ? 1 : 0);
  const year = yearOf(tokens[yearAt]);
  if (year === null) return null;
  const from = addDays(mondayOfFirst(year), 7 * (n - 1));
  return from < mondayOfFirst(year + 1) ? spanOf('week', from, addDays(from, 6), yearAt + 1 - at) : null;
}

/** The first week of a year is the one with its 4 January. */
function mondayOfFirst(year: number): Day {
  const fourth = dayFrom(year, 1, 4);
  return addDays(fourth, 1 - weekdayOf(fourth));
}
