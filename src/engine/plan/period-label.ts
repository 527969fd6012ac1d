import { addDays, dayFrom, daysInMonth, partsOf, weekdayOf, type Day } from '../../vocabulary/day.ts';

/**
 * The cell of the column `period` for a stretch of days: `2016`, `2016-Q2`, `2016-03`, `2016-W07` or an ISO date
 * where it is exactly that, also a running year, quarter or month up to `lastDay`; otherwise both days.
 */
export function periodCell(from: Day, to: Day, pointInTime: boolean, lastDay: Day): string {
  if (pointInTime || from === to) return to;
  const { year, month, dayOfMonth } = partsOf(from);
  const ends = (end: Day): boolean => to === end || (to === lastDay && to < end);
  if (dayOfMonth === 1) {
    if (month === 1 && ends(dayFrom(year, 12, 31))) return String(year);
    const quarterEnd = month + 2;
    if (month % 3 === 1 && ends(dayFrom(year, quarterEnd, daysInMonth(year, quarterEnd)))) {
      return `${year}-Q${(month + 2) / 3}`;
    }
    if (ends(dayFrom(year, month, daysInMonth(year, month)))) {
      return `${year}-${String(month).padStart(2, '0')}`;
    }
  }
  if (weekdayOf(from) === 1 && ends(addDays(from, 6))) return isoWeek(from);
  return `${from}/${to}`;
}

/** The ISO week that begins on this Monday: it belongs to the year of its Thursday. */
function isoWeek(monday: Day): string {
  const thursday = addDays(monday, 3);
  const { year } = partsOf(thursday);
  const first = dayFrom(year, 1, 4);
  const firstMonday = addDays(first, 1 - weekdayOf(first));
  let week = 1;
  while (addDays(firstMonday, (week - 1) * 7) < monday) week += 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
