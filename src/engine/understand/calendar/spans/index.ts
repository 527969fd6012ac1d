import { addMonths, type Day, partsOf } from '../../../../vocabulary/day.ts';
import type { Token } from '../../tokens.ts';
import { readBusinessDays } from '../business-days.ts';
import { readDate } from '../dates.ts';
import { month, partByNumber } from './parts-of-year.ts';
import { fiscalPart, ownYear, ownYearBeside } from './own-years.ts';
import { ago, beside, present, toDate, weekday } from './relative.ts';
import { type Reader, type Span, spanOf } from './span.ts';
import { coming, trailing } from './trailing.ts';
import { weekNamed } from './weeks.ts';
import { partOfNamed, unitsBeside, unitsUntil } from './within-span.ts';
import { namedYear } from './years.ts';
import type { YearStarts } from '../year-starts.ts';

/** Every span that is written from token `at` on, the longest first. */
export function readSpans(
  tokens: readonly Token[],
  at: number,
  today: Day,
  starts: YearStarts,
): readonly Span[] {
  const start = tokens[at]?.norm === 'the' ? at + 1 : at;
  const found = READERS.flatMap((read) => read(tokens, start, today, starts) ?? []);
  const date = readDate(tokens, at, today);
  const spans = found.map((span) => ({ ...span, length: span.length + start - at }));
  if (date) {
    spans.push(
      spanOf('day', date.day, date.day, date.length, {
        other: date.other,
        ...(date.leads ? { leads: date.leads } : {}),
        inYear: date.yearless ? (year) => dayInYear(date.day, year, date.length) : null,
      }),
    );
  }
  return spans.toSorted((a, b) => b.length - a.length);
}

function dayInYear(day: Day, year: number, length: number): Span {
  const moved = addMonths(day, (year - partsOf(day).year) * 12);
  return spanOf('day', moved, moved, length);
}

const READERS: readonly Reader[] = [
  namedYear,
  ownYear,
  ownYearBeside,
  fiscalPart,
  month,
  partByNumber,
  partOfNamed(readSpans),
  toDate,
  beside,
  trailing,
  coming,
  present,
  weekday,
  ago,
  unitsUntil(readSpans),
  unitsBeside(readSpans),
  weekNamed(readSpans),
  (tokens, at, today, starts) => {
    const read = readBusinessDays(tokens, at, today, starts, readSpans);
    if (read === null) return null;
    const { from, to, length } = read;
    return spanOf('day', from, to, length, { trailing: from !== to });
  },
];
