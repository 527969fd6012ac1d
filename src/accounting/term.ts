import { dayFrom, dayFromNumber, dayNumber, daysInMonth, partsOf } from '../vocabulary/day.ts';

export type Term = 'long' | 'short';

/**
 * Long-term is held for more than one year: closed after the same date a year later, which itself is still
 * short-term. 29 February's anniversary is 28 February. Days are counted from 1970-01-01.
 */
export function termOf(acquired: number, closed: number): Term {
  if (closed - acquired <= 365) return 'short';
  if (closed - acquired > 366) return 'long';
  return closed > anniversaryOf(acquired) ? 'long' : 'short';
}

function anniversaryOf(day: number): number {
  const { year, month, dayOfMonth } = partsOf(dayFromNumber(day));
  return dayNumber(dayFrom(year + 1, month, Math.min(dayOfMonth, daysInMonth(year + 1, month))));
}
