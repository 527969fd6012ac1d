import {
  type Day,
  addDays,
  addMonths,
  dayFromNumber,
  dayNumber,
  partsOf,
  weekdayOf,
} from '../vocabulary/day.ts';
import { at } from './random.ts';

/** Days of prices before the first booking, so that every booking has a close on or before it. */
const LEAD_DAYS = 10;

/** The weekdays of the demo's time; everything that happens does so on one of them, named by its index. */
export interface TradingDays {
  readonly days: readonly Day[];
  /** Index of the first day on which accounts may open. */
  readonly first: number;
  readonly last: number;
  /** The last trading day on or before a calendar day; -1 before the first. */
  onOrBefore(day: Day): number;
  /** The first trading day on or after a calendar day; may be one past the last. */
  onOrAfter(day: Day): number;
}

/** The trading days of `years` years up to and with `end`. */
export function tradingDays(end: Day, years: number): TradingDays {
  const start = addDays(addMonths(end, -12 * years), 1);
  const from = dayNumber(addDays(start, -LEAD_DAYS));
  const to = dayNumber(end);
  const days: Day[] = [];
  /** By calendar day: how many trading days there are up to and with it. */
  const counts = new Int32Array(to - from + 1);
  for (let number = from; number <= to; number += 1) {
    const day = dayFromNumber(number);
    if (weekdayOf(day) <= 5) days.push(day);
    counts[number - from] = days.length;
  }
  const upTo = (day: Day): number => {
    const offset = dayNumber(day) - from;
    return offset < 0 ? 0 : (counts[Math.min(offset, counts.length - 1)] ?? 0);
  };
  return {
    days,
    first: upTo(addDays(start, -1)),
    last: days.length - 1,
    onOrBefore: (day) => upTo(day) - 1,
    onOrAfter: (day) => upTo(addDays(day, -1)),
  };
}

/** The calendar's month ends within the trading days, each with the trading day that closes it. */
export function monthEnds(time: TradingDays): { day: Day; trading: number }[] {
  const ends: { day: Day; trading: number }[] = [];
  const { year, month } = partsOf(at(time.days, time.first));
  for (let index = 0; ; index += 1) {
    const day = addDays(addMonths(monthStart(year, month), index + 1), -1);
    const trading = time.onOrBefore(day);
    if (day > at(time.days, time.last)) return ends;
    ends.push({ day, trading });
  }
}

function monthStart(year: number, month: number): Day {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01` as Day;
}
