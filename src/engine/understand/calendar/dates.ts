import { dayFrom, daysInMonth, parseDay, partsOf, type Day } from '../../../vocabulary/day.ts';
import { ordinalOf } from '../numbers.ts';
import type { Token } from '../tokens.ts';
import { monthOf, unitOf } from './words.ts';

/** A written date. `other` is the second reading of one like 03/04/2016 (`day` reads the month first). */
export interface DateRead {
  readonly day: Day;
  readonly other: Day | null;
  readonly length: number;
  /** Written without a year: the latest such day up to today. */
  readonly yearless: boolean;
  /** In figures that can only be read with the day, or only with the month, in front. */
  readonly leads?: 'day' | 'month';
}

/** The date that starts at token `at`, in any usual written form; null where there is none or it does not exist. */
export function readDate(tokens: readonly Token[], at: number, today: Day): DateRead | null {
  const token = tokens[at];
  if (!token) return null;
  if (token.kind === 'date') return fromDigits(token.norm);
  return dayMonthYear(tokens, at, today) ?? monthDayYear(tokens, at, today) ?? feast(tokens, at, today);
}

/** Days that have a name: month and day. */
const FEASTS: readonly (readonly [RegExp, number, number])[] = [
  [/^(?:new year'?s day|new years'? day|neujahr)\b/, 1, 1],
  [/^(?:new year'?s eve|new years'? eve|silvester)\b/, 12, 31],
  [/^(?:christmas eve|heiligabend)\b/, 12, 24],
  [/^(?:boxing day)\b/, 12, 26],
  [/^(?:christmas day|christmas|weihnachten)\b/, 12, 25],
];

/** `New Year's Day 2020`, `Christmas`, `last Christmas`. */
function feast(tokens: readonly Token[], at: number, today: Day): DateRead | null {
  const start = ['last', 'this', 'past'].includes(tokens[at]?.norm ?? '') ? at + 1 : at;
  const words = tokens.slice(start, start + 3).map((token) => token.text.toLowerCase().replaceAll('’', "'"));
  for (const [name, month, dayOfMonth] of FEASTS) {
    const said = name.exec(words.join(' '))?.[0];
    if (said !== undefined) {
      return withYear(tokens, start + said.split(' ').length, at, month, dayOfMonth, today);
    }
  }
  return null;
}

function fromDigits(text: string): DateRead | null {
  const named = /^(\d{1,2})-([a-z]+)-(\d{2,4})$/.exec(text);
  const turned = /^([a-z]+)-(\d{1,2})-(\d{2,4})$/.exec(text);
  if (turned) return exact(fullYear(turned[3]), monthOf(turned[1] ?? '') ?? 0, Number(turned[2]));
  if (named) return exact(fullYear(named[3]), monthOf(named[2] ?? '') ?? 0, Number(named[1]));
  const [a = 0, b = 0, c = 0] = text.split(/[-/.]/).map(Number);
  if (/^\d{4}[-/]\d{1,2}[-/]\d/.test(text)) return exact(a, b, c);
  if (/^\d{4}-\d{2}$/.test(text)) return null;
  const year = fullYear(text.split(/[-/.]/)[2]);
  const monthFirst = made(year, a, b);
  const dayFirst = made(year, b, a);
  if (text.includes('.')) return dayFirst && { day: dayFirst, other: null, length: 1, yearless: false };
  const day = monthFirst ?? dayFirst;
  if (!day) return null;
  const other = monthFirst && dayFirst && monthFirst !== dayFirst ? dayFirst : null;
  const leads = monthFirst === null ? 'day' : dayFirst === null ? 'month' : null;
  return { day, other, length: 1, yearless: false, ...(leads === null ? {} : { leads }) };
}

function exact(year: number, month: number, dayOfMonth: number): DateRead | null {
  const day = made(year, month, dayOfMonth);
  return day && { day, other: null, length: 1, yearless: false };
}

/** `14 March 2016`, `14th of March, 2016`, `the 14th of March`. */
function dayMonthYear(tokens: readonly Token[], at: number, today: Day): DateRead | null {
  const start = tokens[at]?.norm === 'the' ? at + 1 : at;
  // 'The first of December' is a day, 'the first December' none.
  const isWord = tokens[start + 1]?.norm === 'of' && tokens[start]?.kind === 'word';
  const word = isWord ? ordinalOf(tokens[start]?.norm ?? '') : null;
  const dayOfMonth = dayNumberOf(tokens[start]) ?? (word === null ? null : inMonth(word));
  if (dayOfMonth === null) return null;
  const monthAt = tokens[start + 1]?.norm === 'of' ? start + 2 : start + 1;
  const month = monthOf(tokens[monthAt]?.norm ?? '');
  if (month === null) return null;
  return withYear(tokens, monthAt + 1, at, month, dayOfMonth, today);
}

/** `March 14, 2016`, `March 14th`. */
function monthDayYear(tokens: readonly Token[], at: number, today: Day): DateRead | null {
  const month = monthOf(tokens[at]?.norm ?? '');
  if (month === null) return null;
  const dayAt = tokens[at + 1]?.norm === 'the' ? at + 2 : at + 1;
  const dayOfMonth = dayNumberOf(tokens[dayAt]);
  return dayOfMonth === null ? null : withYear(tokens, dayAt + 1, at, month, dayOfMonth, today);
}

function withYear(
  tokens: readonly Token[],
  yearAt: number,
  at: number,
  month: number,
  dayOfMonth: number,
  today: Day,
): DateRead | null {
  const skip = [',', 'of', 'in'].includes(tokens[yearAt]?.norm ?? '') ? 1 : 0;
  const year = yearOf(tokens[yearAt + skip]) ?? (skip === 0 ? twoDigits(tokens, yearAt) : null);
  if (year !== null) {
    const day = made(year, month, dayOfMonth);
    return day && { day, other: null, length: yearAt + skip + 1 - at, yearless: false };
  }
  const thisYear = partsOf(today).year;
  const day = [thisYear, thisYear - 1, thisYear - 2, thisYear - 3, thisYear - 4]
    .map((candidate) => made(candidate, month, dayOfMonth))
    .find((candidate) => candidate !== null && candidate <= today);
  return day ? { day, other: null, length: yearAt - at, yearless: true } : null;
}

/** The 21 of '15 mar 21': no number of days, months and the like. */
function twoDigits(tokens: readonly Token[], at: number): number | null {
  const token = tokens[at];
  if (token?.kind !== 'number' || !/^\d{2}$/.test(token.text)) return null;
  return unitOf(tokens[at + 1]?.stem ?? '') === null ? fullYear(token.text) : null;
}

/** A year written with four digits, 1900 to 2199; null for any other token. */
export function yearOf(token: Token | undefined): number | null {
  if (!token || !/^(19|20|21)\d\d$/.test(token.text.replace(/'s$/, ''))) return null;
  return Number(token.text.slice(0, 4));
}

function dayNumberOf(token: Token | undefined): number | null {
  if (!token) return null;
  // The '24 of 'Sept '24' is a year.
  if (token.kind === 'number' && /^\d{1,2}$/.test(token.text) && !token.apostrophe)
    return inMonth(Number(token.text));
  return /^\d/.test(token.norm) ? inMonth(ordinalOf(token.norm) ?? 0) : null;
}

function inMonth(value: number): number | null {
  return value >= 1 && value <= 31 ? value : null;
}

function made(year: number, month: number, dayOfMonth: number): Day | null {
  if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month)) return null;
  return year < 1 ? null : parseDay(dayFrom(year, month, dayOfMonth));
}

/** Two digits of a year stand for 1970 to 2069. */
export function fullYear(text: string | undefined): number {
  const value = Number(text ?? 0);
  return text?.length === 2 ? (value < 70 ? 2000 + value : 1900 + value) : value;
}
