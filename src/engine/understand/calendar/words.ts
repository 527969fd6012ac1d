import {
  addDays,
  addMonths,
  dayFrom,
  daysInMonth,
  partsOf,
  weekdayOf,
  type Day,
} from '../../../vocabulary/day.ts';

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;

const MONTH_BY_WORD: ReadonlyMap<string, number> = new Map([
  ...MONTHS.flatMap((name, index) => [[name, index + 1] as const, [name.slice(0, 3), index + 1] as const]),
  ['sept', 9],
  ['januar', 1],
  ['februar', 2],
  ['marz', 3],
  ['mai', 5],
  ['juni', 6],
  ['juli', 7],
  ['oktober', 10],
  ['dezember', 12],
]);

/** 1 … 12, or null where the word names no month. */
export function monthOf(word: string): number | null {
  return MONTH_BY_WORD.get(word) ?? null;
}

export type Unit = 'day' | 'week' | 'month' | 'quarter' | 'half' | 'year';

const UNIT_BY_WORD: Readonly<Record<string, Unit>> = {
  day: 'day',
  week: 'week',
  wk: 'week',
  month: 'month',
  mo: 'month',
  mth: 'month',
  quarter: 'quarter',
  qtr: 'quarter',
  half: 'half',
  semester: 'half',
  year: 'year',
  yr: 'year',
  tag: 'day',
  monat: 'month',
  quartal: 'quarter',
  jahr: 'year',
};

/** The unit that a stem names: 'months' has the stem 'month'. */
export function unitOf(stem: string): Unit | null {
  return UNIT_BY_WORD[stem] ?? null;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Words of the calendar, for the spelling repair. */
export const CALENDAR_WORDS: readonly string[] = [
  ...MONTH_BY_WORD.keys(),
  ...WEEKDAYS,
  ...Object.keys(UNIT_BY_WORD),
  'yesterday',
  'today',
];

/** 1 Monday … 7 Sunday, or null where the word names no weekday. */
export function weekdayNamed(word: string): number | null {
  const at = WEEKDAYS.findIndex(
    (name) =>
      word === name ||
      (word.length >= 3 && word.length <= 4 && name.startsWith(word) && word !== 'sat' && word !== 'sun'),
  );
  return at < 0 ? null : at + 1;
}

/** The unit that `day` lies in: both its ends. Weeks start on Monday. */
export function unitAround(unit: Unit, day: Day): { from: Day; to: Day } {
  const { year, month } = partsOf(day);
  switch (unit) {
    case 'day':
      return { from: day, to: day };
    case 'week': {
      const from = addDays(day, 1 - weekdayOf(day));
      return { from, to: addDays(from, 6) };
    }
    case 'month':
      return monthSpan(year, month, 1);
    case 'quarter':
      return monthSpan(year, Math.floor((month - 1) / 3) * 3 + 1, 3);
    case 'half':
      return monthSpan(year, month <= 6 ? 1 : 7, 6);
    case 'year':
      return monthSpan(year, 1, 12);
    default:
      return unknownUnit(unit);
  }
}

function unknownUnit(unit: never): never {
  throw new RangeError(`no such unit: ${String(unit)}`);
}

/** The unit before (negative) or after the one that `day` lies in. */
export function unitBeside(unit: Unit, day: Day, steps: number): { from: Day; to: Day } {
  if (unit === 'day') return unitAround(unit, addDays(day, steps));
  if (unit === 'week') return unitAround(unit, addDays(day, 7 * steps));
  const months = { month: 1, quarter: 3, half: 6, year: 12 }[unit];
  return unitAround(unit, addMonths(unitAround(unit, day).from, months * steps));
}

/** 'Past n units' up to and with `today`: n days ending today; months from the day after the same day n months earlier. */
export function pastUnits(unit: Unit, n: number, today: Day): { from: Day; to: Day } {
  if (unit === 'day') return { from: addDays(today, 1 - n), to: today };
  if (unit === 'week') return { from: addDays(today, 1 - 7 * n), to: today };
  const months = { month: 1, quarter: 3, half: 6, year: 12 }[unit];
  return { from: addDays(addMonths(today, -months * n), 1), to: today };
}

/** The last day of so many units from today on. */
export function unitsAhead(unit: Unit, n: number, today: Day): Day {
  if (unit === 'day') return addDays(today, n);
  if (unit === 'week') return addDays(today, 7 * n);
  return addMonths(today, { month: 1, quarter: 3, half: 6, year: 12 }[unit] * n);
}

export function monthSpan(year: number, month: number, months: number): { from: Day; to: Day } {
  const last = month + months - 1;
  return { from: dayFrom(year, month, 1), to: dayFrom(year, last, daysInMonth(year, last)) };
}

const SHORT = MONTHS.map((name) => `${name.slice(0, 1).toUpperCase()}${name.slice(1, 3)}`);

/** `14 Mar 2016`. */
export function dayLabel(day: Day): string {
  const { year, month, dayOfMonth } = partsOf(day);
  return `${dayOfMonth} ${SHORT[month - 1] ?? ''} ${year}`;
}

/** `Mar 2016`, `Q2 2016`, `H1 2016`, `2016`, `week of 2 May 2016`, `14 Mar 2016`. */
export function unitLabel(unit: Unit, from: Day): string {
  const { year, month } = partsOf(from);
  switch (unit) {
    case 'day':
      return dayLabel(from);
    case 'week':
      return `week of ${dayLabel(from)}`;
    case 'month':
      return `${SHORT[month - 1] ?? ''} ${year}`;
    case 'quarter':
      return `Q${Math.floor((month - 1) / 3) + 1} ${year}`;
    case 'half':
      return `H${month <= 6 ? 1 : 2} ${year}`;
    case 'year':
      return String(year);
    default:
      return unknownUnit(unit);
  }
}

/** How many units on from this one such a word goes: 'last' one back, 'next' one on. */
export const STEPS: Readonly<Record<string, number>> = {
  this: 0,
  current: 0,
  last: -1,
  previous: -1,
  prior: -1,
  next: 1,
  coming: 1,
  dieses: 0,
  diesem: 0,
  letztes: -1,
  letzten: -1,
  letzter: -1,
};
