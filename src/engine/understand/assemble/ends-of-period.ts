import { addDays, type Day } from '../../../vocabulary/day.ts';
import type { PeriodRead, PeriodsRead } from '../calendar/period.ts';
import { dayLabel } from '../calendar/words.ts';

function asOf(day: Day): PeriodRead {
  return { kind: 'asof', from: null, to: day, label: dayLabel(day), unit: 'day', other: null };
}

/** The state before a period and at its end, side by side. */
export function bothEnds(time: PeriodsRead | null): PeriodsRead | null {
  const [period] = time?.periods ?? [];
  if (!time || !period || period.from === null) return time;
  return { ...time, periods: [asOf(addDays(period.from, -1)), asOf(period.to)] };
}

/** The first and the last period of 'from 2015 to 2016', side by side. */
export function edgesOf(time: PeriodsRead | null): PeriodsRead | null {
  const edges = time?.periods[0]?.edges;
  return time && edges ? { ...time, periods: edges } : time;
}
