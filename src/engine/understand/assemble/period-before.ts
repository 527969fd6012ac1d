import { addDays, addMonths, type Day, daysInMonth, partsOf } from '../../../vocabulary/day.ts';
import type { PeriodRead, PeriodsRead } from '../calendar/period.ts';
import { dayLabel, type Unit, unitAround, unitBeside, unitLabel } from '../calendar/words.ts';

const MONTHS: Readonly<Partial<Record<Unit, number>>> = { month: 1, quarter: 3, half: 6, year: 12 };

/** Whether a period has one before it to be held against: a unit of the calendar, or none said, which means this year. */
export function hasPeriodBefore(time: PeriodsRead | null): boolean {
  const [only, ...more] = time?.periods ?? [];
  if (!only) return time === null;
  return (
    more.length === 0 &&
    only.kind === 'range' &&
    only.from !== null &&
    MONTHS[only.unit ?? 'day'] !== undefined
  );
}

/**
 * A unit of the calendar and the one before it; of a unit that is not over the same days a unit earlier, so that like
 * is held against like.
 */
export function withPeriodBefore(time: PeriodsRead | null, today: Day): PeriodsRead | null {
  const [said] = time?.periods ?? [];
  const unit = said?.unit ?? 'year';
  const months = MONTHS[unit];
  if (months === undefined) return time;
  const from = said?.from ?? unitAround(unit, today).from;
  const to = said && said.to < today ? said.to : today;
  const isWhole = unitAround(unit, from).to === to;
  const before = isWhole
    ? unitBeside(unit, from, -1)
    : { from: addMonths(from, -months), to: monthsBefore(to, months) };
  return {
    periods: [
      range(unit, before.from, before.to, isWhole),
      said && isWhole ? said : range(unit, from, to, isWhole),
    ],
    length: time?.length ?? 0,
    compared: true,
    judged: false,
  };
}

/** The same day so many months earlier; of a month's last day the month's last day. */
function monthsBefore(day: Day, months: number): Day {
  const moved = addMonths(day, -months);
  const isLast = addDays(day, 1).endsWith('-01');
  const { year, month } = partsOf(moved);
  return isLast ? addDays(moved, daysInMonth(year, month) - partsOf(moved).dayOfMonth) : moved;
}

function range(unit: Unit, from: Day, to: Day, isWhole: boolean): PeriodRead {
  const label = isWhole ? unitLabel(unit, from) : `${dayLabel(from)} to ${dayLabel(to)}`;
  return { kind: 'range', from, to, label, unit, other: null };
}
