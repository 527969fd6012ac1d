import { addDays, type Day, dayFrom, parseDay, partsOf } from '../../../../vocabulary/day.ts';
import type { Token } from '../../tokens.ts';
import type { PeriodRead } from '../period.ts';
import { readSpans } from '../spans/index.ts';
import type { Span } from '../spans/span.ts';
import { dayLabel } from '../words.ts';
import type { YearStarts } from '../year-starts.ts';
import { type Form, fromSpan } from './form.ts';

/** Words between two periods that set them against each other; 'through' and 'until' only say how long. */
const JOINS = new Set(['and', 'to', 'bis']);

const UNTIL = new Set(['to', 'until', 'till', 'through', 'thru', '-', '–', '—', 'and', 'bis']);

/** 'Over 2014 to 2016' is all of it, not one against the other. */
const THROUGHOUT = new Set(['for', 'in', 'over', 'during']);

/** `between March 1 2015 and February 29 2016`, `from … to …`, `Jan - Mar 2016`, `2014 to 2016`. */
export const fromTo: Form = (tokens, at, today, starts) => {
  const word = tokens[at]?.norm ?? '';
  const isBetween = word === 'between';
  const isFrom = ['from', 'for', 'in', 'von', 'over', 'during'].includes(word);
  const start = isBetween || isFrom ? at + 1 : at;
  return [...edges(tokens, start, today, starts), ...bareDay(tokens, start, today, starts)].flatMap(
    (left) => {
      const joint = start + left.length;
      const joiner = tokens[joint]?.norm ?? '';
      const isUpTo = joiner === 'up' && tokens[joint + 1]?.norm === 'to';
      if (!isUpTo && !UNTIL.has(joiner)) return [];
      if (joiner === 'and' && !isBetween) return [];
      if (left.trailing) return [];
      return edges(tokens, joint + (isUpTo ? 2 : 1), today, starts).flatMap((stop) => {
        const read = stop.trailing ? null : inOneOrder(left, stop);
        if (read === null) return [];
        const [first, right] = read;
        const begin = endsAt(tokens, start)
          ? { ...first, from: addDays(first.from, 1) }
          : first.inYear && !right.inYear
            ? latestBefore(first.inYear, right)
            : first;
        const end = right.inYear && !first.inYear ? earliestAfter(right.inYear, first) : right;
        if (begin.from > end.to) return [];
        const same = begin.unit === end.unit && begin.unit !== 'day';
        const label = same
          ? `${begin.label} to ${end.label}`
          : `${dayLabel(begin.from)} to ${dayLabel(end.to)}`;
        const period: PeriodRead = {
          kind: 'range',
          from: begin.from,
          to: end.to,
          label,
          unit: null,
          other: otherOrder(left, stop),
          ...(begin.from < end.from ? { throughout: true as const } : {}),
          ...(same && (isBetween || !THROUGHOUT.has(word)) && JOINS.has(joiner)
            ? { edges: [fromSpan(begin, 'range'), fromSpan(end, 'range')] }
            : {}),
        };
        return [{ period, length: joint + (isUpTo ? 2 : 1) - at + right.length, span: null }];
      });
    },
  );
};

/** Both ends read alike: '01/03/2021 and 31/03/2021' have the day in front. Null where one alone can be read two ways. */
function inOneOrder(left: Span, right: Span): readonly [Span, Span] | null {
  if (left.other !== null && right.other !== null) return [left, right];
  const leads = left.leads ?? right.leads;
  const [first, last] = [alike(left, leads), alike(right, leads)];
  return first && last && [first, last];
}

function alike(span: Span, leads: Span['leads']): Span | null {
  if (span.other === null) return span;
  if (leads === undefined) return null;
  return leads === 'month'
    ? span
    : { ...span, from: span.other, to: span.other, label: dayLabel(span.other) };
}

/** The stretch with the day in front in both its dates, where it may stand there in both. */
function otherOrder(left: Span, right: Span): PeriodRead | null {
  const [from, to] = [left.other, right.other];
  if (from === null || to === null || from > to) return null;
  const label = `${dayLabel(from)} to ${dayLabel(to)}`;
  return { kind: 'range', from, to, label, unit: null, other: null };
}

/** The 1 of 'between 1 and 15 March 2021': a day of the month in which the other edge lies. */
function bareDay(tokens: readonly Token[], at: number, today: Day, starts: YearStarts): readonly Span[] {
  const [, digits] = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(tokens[at]?.norm ?? '') ?? [];
  const dayOfMonth = Number(digits ?? 0);
  if (dayOfMonth < 1 || dayOfMonth > 31 || !UNTIL.has(tokens[at + 1]?.norm ?? '')) return [];
  return readSpans(tokens, at + 2, today, starts)
    .filter(({ unit, from, to, other }) => unit === 'day' && from === to && other === null)
    .flatMap((edge) => {
      const { year, month } = partsOf(edge.from);
      const day = parseDay(dayFrom(year, month, dayOfMonth));
      return day === null
        ? []
        : [{ ...edge, from: day, to: day, label: dayLabel(day), length: 1, inYear: null }];
    });
}

/** 'Between the end of 2015 and …' begins when that year is over. */
function endsAt(tokens: readonly Token[], at: number): boolean {
  const article = tokens[at]?.norm === 'the' ? at + 1 : at;
  return ['end', 'close'].includes(tokens[article]?.norm ?? '') && tokens[article + 1]?.norm === 'of';
}

/** A span, or the first or last day of one ('from the beginning of 2015 to the end of March 2016'). */
function edges(tokens: readonly Token[], at: number, today: Day, starts: YearStarts): readonly Span[] {
  const article = tokens[at]?.norm === 'the' ? at + 1 : at;
  const side = tokens[article]?.norm ?? '';
  if (['start', 'beginning', 'end', 'close'].includes(side) && tokens[article + 1]?.norm === 'of') {
    const isStart = side === 'start' || side === 'beginning';
    return readSpans(tokens, article + 2, today, starts).map((span) => ({
      ...span,
      from: isStart ? span.from : span.to,
      to: isStart ? span.from : span.to,
      unit: 'day' as const,
      inYear: null,
      length: article + 2 - at + span.length,
    }));
  }
  return readSpans(tokens, at, today, starts);
}

function latestBefore(inYear: (year: number) => Span, right: Span): Span {
  const { year } = partsOf(right.to);
  const same = inYear(year);
  return same.from <= right.to ? same : inYear(year - 1);
}

function earliestAfter(inYear: (year: number) => Span, left: Span): Span {
  const { year } = partsOf(left.from);
  const same = inYear(year);
  return same.to >= left.from ? same : inYear(year + 1);
}
