import { addDays, type Day } from '../../../vocabulary/day.ts';
import type { PeriodRead, PeriodsRead } from '../calendar/period.ts';
import { fromSpan } from '../calendar/forms/form.ts';
import { currentUnit } from '../calendar/spans/relative.ts';
import { dayLabel } from '../calendar/words.ts';

function asOf(day: Day): PeriodRead {
  return { kind: 'asof', from: null, to: day, label: dayLabel(day), unit: 'day', other: null };
}

/** The state before a period and at its end, side by side; where none is said, of this year. */
export function bothEnds(said: PeriodsRead | null, today: Day): PeriodsRead | null {
  const time = said ?? thisYear(today);
  const [period] = time.periods;
  if (!period || period.from === null) return time;
  return { ...time, periods: [asOf(addDays(period.from, -1)), asOf(period.to)] };
}

function thisYear(today: Day): PeriodsRead {
  const period = fromSpan(currentUnit('year', today), 'range');
  return { periods: [period], length: 0, compared: false, judged: false };
}

/** The first and the last period of 'from 2015 to 2016', side by side. */
export function edgesOf(time: PeriodsRead | null): PeriodsRead | null {
  const edges = time?.periods[0]?.edges;
  return time && edges ? { ...time, periods: edges } : time;
}

/** 'What I have put in and what it is worth now': everything that was put in up to that day. */
export function upToDay(time: PeriodsRead | null): PeriodsRead | null {
  const [period, ...others] = time?.periods ?? [];
  if (!time || !period || others.length > 0 || period.from !== period.to) return time;
  return { ...time, periods: [{ ...period, kind: 'asof', from: null }] };
}
