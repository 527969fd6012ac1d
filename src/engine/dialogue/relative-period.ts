import { addDays, addMonths, daysOf, type Day } from '../../vocabulary/day.ts';
import type { Plan } from '../../vocabulary/plan.ts';
import type { PeriodRead, PeriodsRead } from '../understand/calendar/period.ts';
import { dayLabel, unitAround, unitBeside, unitLabel, type Unit } from '../understand/calendar/words.ts';

const BEFORE =
  /\b(?:the\s+)?(day|week|month|quarter|year)\s+(before|earlier|prior|after|later|following)(?:\s+that)?\b|\b(?:the\s+)?(previous|prior|preceding|following|next)\s+(day|week|month|quarter|year)\b/i;

/** A period said by the last one: 'the year before', 'the previous quarter'. */
export interface RelativePeriod {
  readonly time: PeriodsRead;
  /** The words that said it, as they stand in the question. */
  readonly said: string;
}

export function relativePeriod(text: string, last: Plan): RelativePeriod | null {
  const match = BEFORE.exec(text);
  if (!match) return null;
  const unit = (match[1] ?? match[4] ?? '').toLowerCase() as Unit;
  const direction = /before|earlier|prior|previous|preceding/i.test(match[2] ?? match[3] ?? '') ? -1 : 1;
  // Of periods side by side the one that was named to be compared with is the furthest that way.
  const inOrder = last.periods.toSorted((a, b) => a.to.localeCompare(b.to));
  const period = direction < 0 ? inOrder[0] : inOrder.at(-1);
  if (!period) return null;
  const read = period.pointInTime
    ? pointBeside(period.to, unit, direction)
    : period.from === null
      ? null
      : rangeBeside(period.from, period.to, unit, direction);
  return read && { time: { periods: [read], length: 0, compared: false, judged: false }, said: match[0] };
}

const MONTHS: Readonly<Partial<Record<Unit, number>>> = { month: 1, quarter: 3, half: 6, year: 12 };

function moved(day: Day, unit: Unit, direction: number): Day {
  const months = MONTHS[unit];
  if (months === undefined) return addDays(day, direction * (unit === 'week' ? 7 : 1));
  const isMonthEnd = addDays(day, 1).endsWith('-01');
  const there = addMonths(day, direction * months);
  return isMonthEnd ? unitAround('month', there).to : there;
}

function pointBeside(to: Day, unit: Unit, direction: number): PeriodRead {
  const day = moved(to, unit, direction);
  return { kind: 'asof', from: null, to: day, label: dayLabel(day), unit: 'day', other: null };
}

/** A whole unit moves by whole units; any other stretch keeps its length in days of the calendar. */
function rangeBeside(from: Day, to: Day, unit: Unit, direction: number): PeriodRead {
  const around = unitAround(unit, from);
  const isWithin = around.from <= from && to <= around.to;
  const isWhole = around.from === from;
  if (isWithin && isWhole) {
    const beside = unitBeside(unit, from, direction);
    return { kind: 'range', ...beside, label: unitLabel(unit, beside.from), unit, other: null };
  }
  const [a, b] = [moved(from, unit, direction), moved(to, unit, direction)];
  const end = daysOf(a, b) < 1 ? a : b;
  return {
    kind: 'range',
    from: a,
    to: end,
    label: `${dayLabel(a)} to ${dayLabel(end)}`,
    unit: null,
    other: null,
  };
}
