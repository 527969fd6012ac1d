import { addDays, addMonths, type Day, daysInMonth, daysOf, partsOf } from '../../../vocabulary/day.ts';
import { readNumber } from '../numbers.ts';
import type { Token } from '../tokens.ts';
import { fromSpan, type One } from './forms/form.ts';
import type { PeriodRead, PeriodsRead } from './period.ts';
import { currentUnit } from './spans/relative.ts';
import { dayLabel, type Unit, unitAround, unitBeside, unitLabel, unitOf } from './words.ts';

const MONTHS: Readonly<Partial<Record<Unit, number>>> = { month: 1, quarter: 3, half: 6, year: 12 };

const BEFORE: ReadonlySet<string> = new Set(['before', 'earlier', 'prior', 'previously', 'preceding']);
const PREVIOUS: ReadonlySet<string> = new Set(['previous', 'prior', 'preceding', 'earlier']);
const STRETCH: ReadonlySet<string> = new Set([
  'period',
  'time',
  'stretch',
  'timeframe',
  'days',
  'dates',
  'span',
]);

/**
 * A period said by the one it stands beside: 'the year before', 'a year earlier', 'the previous quarter', 'the 90 days
 * before', 'the same period last year'.
 */
export function earlierOf(tokens: readonly Token[], at: number, first: PeriodRead): One | null {
  const same = sameLastYear(tokens, at);
  if (same > 0) return first.from === null ? null : moved(first, 'year', same);
  const start = ['the', 'a', 'an', 'in', 'one'].includes(tokens[at]?.norm ?? '') ? at + 1 : at;
  const lead = tokens[start]?.norm === 'the' || tokens[start]?.norm === 'a' ? start + 1 : start;
  const word = tokens[lead]?.norm ?? '';
  if (PREVIOUS.has(word)) {
    const next = tokens[lead + 1]?.norm ?? '';
    if (next === 'period') return stretchBefore(first, lead + 2 - at);
    const unit = unitOf(tokens[lead + 1]?.stem ?? '');
    if (unit !== null && next === tokens[lead + 1]?.stem) return moved(first, unit, lead + 2 - at);
  }
  if (word === 'period' && BEFORE.has(tokens[lead + 1]?.norm ?? ''))
    return stretchBefore(first, lead + 2 - at);
  const unit = unitOf(tokens[lead]?.stem ?? '');
  const isOne = word === tokens[lead]?.stem;
  if (unit !== null && isOne && BEFORE.has(tokens[lead + 1]?.norm ?? ''))
    return moved(first, unit, lead + 2 - at);
  return stretchNamed(tokens, at, lead, first);
}

/** 'The 90 days before' a stretch of as many. */
function stretchNamed(tokens: readonly Token[], at: number, lead: number, first: PeriodRead): One | null {
  const isLed = PREVIOUS.has(tokens[lead]?.norm ?? '');
  const numberAt = isLed ? lead + 1 : lead;
  const number = readNumber(tokens, numberAt);
  const unitAt = numberAt + (number?.length ?? 0);
  const unit = number ? unitOf(tokens[unitAt]?.stem ?? '') : null;
  const isBehind = BEFORE.has(tokens[unitAt + 1]?.norm ?? '');
  if (!number || unit === null || !(isLed || isBehind) || first.from === null) return null;
  const days = unit === 'day' || unit === 'week' ? Number(number.value) * (unit === 'week' ? 7 : 1) : null;
  const length = unitAt + (isBehind ? 2 : 1) - at;
  if (days !== null) return days === daysOf(first.from, first.to) ? stretchBefore(first, length) : null;
  const months = Number(number.value) * (MONTHS[unit] ?? 0);
  const from = addMonths(first.from, -months);
  return months > 0 ? ranged(from, addDays(first.from, -1), length) : null;
}

/** As many days right before a stretch; of a whole unit of the calendar the unit before. */
function stretchBefore({ from, to, unit }: PeriodRead, length: number): One | null {
  if (from === null) return null;
  if (unit !== null && unit !== 'day' && unitAround(unit, from).from === from) {
    const before = unitBeside(unit, from, -1);
    return unitAround(unit, from).to === to
      ? { period: named(unit, before.from, before.to), length, span: null }
      : ranged(addMonths(from, -(MONTHS[unit] ?? 0)), monthsBefore(to, MONTHS[unit] ?? 0), length);
  }
  return ranged(addDays(from, -daysOf(from, to)), addDays(from, -1), length);
}

/** The same days a unit of the calendar earlier; a state that many earlier. */
function moved({ kind, from, to, unit: own }: PeriodRead, unit: Unit, length: number): One | null {
  const months = MONTHS[unit];
  const back = (day: Day): Day =>
    months === undefined ? addDays(day, unit === 'week' ? -7 : -1) : monthsBefore(day, months);
  if (kind !== 'range' || from === null) {
    if (kind === 'range') return null;
    const day = back(to);
    const read: PeriodRead = {
      kind,
      from: kind === 'day' ? day : null,
      to: day,
      label: dayLabel(day),
      unit: 'day',
      other: null,
    };
    return { period: read, length, span: null };
  }
  const start = months === undefined ? back(from) : addMonths(from, -months);
  const isWhole =
    own !== null && own !== 'day' && unitAround(own, from).from === from && unitAround(own, from).to === to;
  const whole = isWhole ? unitAround(own, start) : null;
  return whole?.from === start
    ? { period: named(own ?? 'year', whole.from, whole.to), length, span: null }
    : ranged(start, back(to), length);
}

function named(unit: Unit, from: Day, to: Day): PeriodRead {
  return { kind: 'range', from, to, label: unitLabel(unit, from), unit, other: null };
}

function ranged(from: Day, to: Day, length: number): One {
  const label = `${dayLabel(from)} to ${dayLabel(to)}`;
  return { period: { kind: 'range', from, to, label, unit: null, other: null }, length, span: null };
}

/** The same day so many months earlier; of a month's last day the month's last day. */
export function monthsBefore(day: Day, months: number): Day {
  const there = addMonths(day, -months);
  const isLast = addDays(day, 1).endsWith('-01');
  const { year, month, dayOfMonth } = partsOf(there);
  return isLast ? addDays(there, daysInMonth(year, month) - dayOfMonth) : there;
}

/** How many words of 'the same period last year', 'last year same time' there are from `at` on; 0 where there are none. */
function sameLastYear(tokens: readonly Token[], at: number): number {
  const words = tokens.slice(at, at + 9).map(({ norm }) => norm);
  const found =
    /^(?:in |to |for )?(?:the |this )?(?:same|equivalent|corresponding|comparable) (\w+)(?: of| in| from| for)?(?: the| a)? (?:last|previous|prior|preceding) year\b/.exec(
      words.join(' '),
    ) ??
    /^(?:in |to |for )?(?:the |this )?(?:same|equivalent|corresponding|comparable) (\w+)(?: in| of)?(?: the| a)? year (?:before|earlier|ago|prior)\b/.exec(
      words.join(' '),
    ) ??
    /^last year (?:same|this) (\w+)\b/.exec(words.join(' ')) ??
    /^last year (?:at|over|in|for) the same (\w+)\b/.exec(words.join(' '));
  if (!found || !(STRETCH.has(found[1] ?? '') || unitOf(found[1] ?? '') !== null)) return 0;
  return found[0].split(' ').length;
}

/** 'Compared with the same period last year', where no period is said: this year so far beside those days of the last. */
export function sameDaysBefore(tokens: readonly Token[], at: number, today: Day): PeriodsRead | null {
  const length = sameLastYear(tokens, at);
  if (length === 0) return null;
  const said = tokens.slice(at, at + length).flatMap(({ norm }) => unitOf(norm) ?? []);
  const unit = said.find((each) => each !== 'year' && each !== 'day') ?? 'year';
  const now = fromSpan(currentUnit(unit, today), 'range');
  const then = moved(now, 'year', length);
  return then && { periods: [then.period, now], length, compared: true, judged: false };
}
