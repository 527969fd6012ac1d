import { addDays, type Day, partsOf } from '../../../vocabulary/day.ts';
import type { PeriodRead, PeriodsRead } from '../calendar/period.ts';
import { pastUnits } from '../calendar/words.ts';

/** When lots were acquired that today would be sold long-term, or short-term: held for more than a year, or not. */
export function acquiredFor(term: 'long' | 'short', today: Day): PeriodsRead {
  const { month, dayOfMonth } = partsOf(today);
  const anniversary = addDays(pastUnits('year', 1, today).from, -1);
  // A year after 28 February it is 29 February that lies beyond.
  const first = month === 2 && dayOfMonth === 29 ? addDays(anniversary, 1) : anniversary;
  const period: PeriodRead =
    term === 'long'
      ? { ...RANGE, from: null, to: addDays(first, -1), label: 'more than a year ago' }
      : { ...RANGE, from: first, to: today, label: 'a year ago or less' };
  return { periods: [period], length: 0, compared: false, judged: false };
}

const RANGE = { kind: 'range', unit: null, other: null } as const;
