/**
 * A calendar day as ISO 8601 text, `2026-03-31`, in the proleptic Gregorian calendar and without a time zone.
 * Text order is time order.
 */
export type Day = string & { readonly __day: true };

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const MS_PER_DAY = 86_400_000;

/** The day that `text` writes, or null when it is no ISO date or does not exist (`2025-02-29`). */
export function parseDay(text: string): Day | null {
  const match = PATTERN.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return text as Day;
}

/** Like parseDay, for text that the program itself wrote. Throws RangeError when it is no day. */
export function dayOf(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new RangeError(`not a day: ${text}`);
  return day;
}

export function dayFrom(year: number, month: number, day: number): Day {
  return dayOf(
    `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
  );
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days since 1970-01-01; the dense index that accounting works with. */
export function dayNumber(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;
}

export function dayFromNumber(number: number): Day {
  return new Date(number * MS_PER_DAY).toISOString().slice(0, 10) as Day;
}

export function addDays(day: Day, days: number): Day {
  return dayFromNumber(dayNumber(day) + days);
}

/** The same day of the month `months` later, or that month's last day where it has no such day. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, dayOfMonth } = partsOf(day);
  const index = year * 12 + (month - 1) + months;
  const [y, m] = [Math.floor(index / 12), (index % 12) + 1];
  return dayFrom(y, m, Math.min(dayOfMonth, daysInMonth(y, m)));
}

/** Days of [from, to], both counted: `to − from + 1`. */
export function daysOf(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from) + 1;
}

export function partsOf(day: Day): { year: number; month: number; dayOfMonth: number } {
  return {
    year: Number(day.slice(0, 4)),
    month: Number(day.slice(5, 7)),
    dayOfMonth: Number(day.slice(8, 10)),
  };
}

/** 1 Monday … 7 Sunday (ISO 8601). */
export function weekdayOf(day: Day): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

/** Monday to Friday: holidays are not known here. */
export function isBusinessDay(day: Day): boolean {
  return weekdayOf(day) < 6;
}

/** The last business day before `day`. */
export function businessDayBefore(day: Day): Day {
  const before = addDays(day, -1);
  return isBusinessDay(before) ? before : businessDayBefore(before);
}

export function earlier(a: Day, b: Day): Day {
  return a < b ? a : b;
}

export function later(a: Day, b: Day): Day {
  return a > b ? a : b;
}

/** The calendar day that `instant` falls on in the IANA time zone `zone`. */
export function dayInZone(instant: Date, zone: string): Day {
  // The zone of nearly every installation takes no calendar.
  return dayOf(zone === 'UTC' ? instant.toISOString().slice(0, 10) : calendarOf(zone).format(instant));
}

/** What a clock in an IANA time zone shows: `07:05`. */
export function timeInZone(instant: Date, zone: string): string {
  return instant.toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
}

/** By zone, of which there are some hundred: making one takes longer than a thousand uses of it. */
const calendars = new Map<string, Intl.DateTimeFormat>();

function calendarOf(zone: string): Intl.DateTimeFormat {
  const known = calendars.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  calendars.set(zone, made);
  return made;
}
