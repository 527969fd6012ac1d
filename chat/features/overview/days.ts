import type { Day } from '../../../src/vocabulary/day.ts';
import type { Period } from '../../../src/vocabulary/period.ts';

/** Stretches of time that end with the last day of the data. */
export type Stretch = 'now' | 'month' | 'quarter' | 'ytd' | 'months3' | 'months12' | 'years3' | 'all';

function iso(year: number, month: number, day: number): Day {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10) as Day;
}

/** The day after the same day so many months before; the last of a shorter month. */
function monthsBack(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return iso(year, month - 1 - months, Math.min(date, last) + 1);
}

export function stretchTo(asOf: Day, stretch: Stretch): Period {
  const [year = 0, month = 1] = asOf.split('-').map(Number);
  const from: Readonly<Record<Stretch, Day | null>> = {
    now: null,
    month: iso(year, month - 1, 1),
    quarter: iso(year, month - 1 - ((month - 1) % 3), 1),
    ytd: iso(year, 0, 1),
    months3: monthsBack(asOf, 3),
    months12: monthsBack(asOf, 12),
    years3: monthsBack(asOf, 36),
    all: null,
  };
  return {
    from: from[stretch],
    to: asOf,
    label: `${from[stretch] ?? ''} to ${asOf}`,
    pointInTime: stretch === 'now',
  };
}
