import { addDays, addMonths, parseDay, partsOf, weekdayOf, type Day } from '../../../vocabulary/day.ts';
import { ordinalOf, readNumber } from '../numbers.ts';
import type { Token } from '../tokens.ts';
import { readBusinessDays } from './business-days.ts';
import { fullYear, readDate, yearOf } from './dates.ts';
import {
  dayLabel,
  fiscalSpan,
  monthOf,
  monthSpan,
  pastUnits,
  unitAround,
  unitBeside,
  unitLabel,
  unitOf,
  weekdayNamed,
  type Unit,
} from './words.ts';

/** A stretch of the calendar that was named, without what its preposition makes of it. */
export interface Span {
  readonly from: Day;
  readonly to: Day;
  readonly unit: Unit;
  readonly label: string;
  readonly length: number;
  /** The same span of another year, where none was named: the Q2 of 'Q2 vs Q3 2017'. */
  readonly inYear: ((year: number) => Span) | null;
  /** The other reading of an ambiguous date. */
  readonly other: Day | null;
  /** A count of units up to today: 'past 90 days'. */
  readonly trailing: boolean;
  /** Of a fiscal year: the same where such years begin with another month than January. */
  readonly fiscal?: (firstMonth: number) => Span;
}

/** Every span that is written from token `at` on, the longest first. */
export function readSpans(tokens: readonly Token[], at: number, today: Day): readonly Span[] {
  const start = tokens[at]?.norm === 'the' ? at + 1 : at;
  const found = READERS.flatMap((read) => read(tokens, start, today) ?? []);
  const date = readDate(tokens, at, today);
  const spans = found.map((span) => ({ ...span, length: span.length + start - at }));
  if (date) {
    spans.push(
      spanOf('day', date.day, date.day, date.length, {
        other: date.other,
        inYear: date.yearless ? (year) => dayInYear(date.day, year, date.length) : null,
      }),
    );
  }
  return spans.toSorted((a, b) => b.length - a.length);
}

type Reader = (tokens: readonly Token[], at: number, today: Day) => Span | null;

function dayInYear(day: Day, year: number, length: number): Span {
  const moved = addMonths(day, (year - partsOf(day).year) * 12);
  return spanOf('day', moved, moved, length);
}

function spanOf(unit: Unit, from: Day, to: Day, length: number, more: Partial<Span> = {}): Span {
  const label =
    unit === 'day' && from !== to ? `${dayLabel(from)} to ${dayLabel(to)}` : unitLabel(unit, from);
  return { from, to, unit, label, length, inYear: null, other: null, trailing: false, ...more };
}

/** `2016`, `FY16`, `fiscal year 2016`, `calendar year 2016`, `the year 2016`. */
const namedYear: Reader = (tokens, at) => {
  const token = tokens[at];
  const plain = yearOf(token);
  if (plain !== null) return yearSpan(plain, 1);
  const short = /^(fy|cy)(\d{2}|\d{4})$/.exec(token?.norm ?? '');
  if (short) return fiscalYear(fullYear(short[2]), 1, short[1] === 'fy');
  const lead = ['fiscal', 'calendar', 'tax', 'full', 'financial'].includes(token?.norm ?? '') ? 1 : 0;
  const word = tokens[at + lead]?.stem;
  const isFiscal = FISCAL.has(token?.norm ?? '');
  const bare = isFiscal || token?.norm === 'calendar' ? yearOf(tokens[at + 1]) : null;
  if (bare !== null) return fiscalYear(bare, 2, isFiscal);
  if (word !== 'year' && word !== 'jahr') return null;
  const named = yearOf(tokens[at + lead + 1]);
  return named === null ? null : fiscalYear(named, lead + 2, isFiscal);
};

const FISCAL: ReadonlySet<string> = new Set(['fiscal', 'financial', 'fy']);

/** A fiscal year is named by the calendar year in which it ends. */
function fiscalYear(value: number, length: number, isFiscal: boolean): Span {
  const calendar = yearSpan(value, length);
  return isFiscal ? { ...calendar, fiscal: (firstMonth) => yearFrom(firstMonth, value, length) } : calendar;
}

function yearFrom(firstMonth: number, value: number, length: number): Span {
  const { from, to } = fiscalSpan(firstMonth, value);
  return spanOf('year', from, to, length, {
    label: `fiscal year ${value} (${dayLabel(from)} to ${dayLabel(to)})`,
  });
}

function yearSpan(value: number, length: number): Span {
  const { from, to } = monthSpan(value, 1, 12);
  return spanOf('year', from, to, length);
}

/** A part of a year by its first month and number of months; the latest begun one where no year follows. */
function partOfYear(
  unit: Unit,
  month: number,
  months: number,
  year: number | null,
  length: number,
  today: Day,
): Span {
  const inYear = (value: number): Span => {
    const { from, to } = monthSpan(value, month, months);
    return spanOf(unit, from, to, length);
  };
  if (year !== null) return inYear(year);
  const current = partsOf(today).year;
  const begun = inYear(current).from <= today ? current : current - 1;
  return { ...inYear(begun), inYear };
}

/** The year behind a month or quarter: `2016`, `of 2016`, `, 2016`, `'16`, `last year`, `this year`. */
function yearBehind(
  tokens: readonly Token[],
  at: number,
  today: Day,
): { year: number; length: number } | null {
  const skip = ['of', 'in', ','].includes(tokens[at]?.norm ?? '') ? 1 : 0;
  const year = yearOf(tokens[at + skip]);
  if (year !== null) return { year, length: skip + 1 };
  const article = tokens[at + skip]?.norm === 'the' ? 1 : 0;
  const which = tokens[at + skip + article]?.norm ?? '';
  if (tokens[at + skip + article + 1]?.stem !== 'year') return null;
  const steps = { this: 0, current: 0, last: -1, previous: -1, prior: -1 }[which];
  return steps === undefined ? null : { year: partsOf(today).year + steps, length: skip + article + 2 };
}

/** `March`, `March 2016`, `Mar of last year`, `2016-03`, `03/2016`. */
const month: Reader = (tokens, at, today) => {
  const token = tokens[at];
  if (!token) return null;
  if (token.kind === 'date') {
    const match = /^(\d{4})-(\d{2})$/.exec(token.norm);
    const first = match && parseDay(`${match[1] ?? ''}-${match[2] ?? ''}-01`);
    return first ? spanOf('month', first, unitAround('month', first).to, 1) : null;
  }
  const named = monthOf(token.norm);
  if (named === null) return null;
  if (token.norm === 'may' && !token.capital && !isBesideCalendar(tokens, at)) return null;
  if (token.norm === 'mar' && token.upper) return null;
  const behind = yearBehind(tokens, at + 1, today);
  return partOfYear('month', named, 1, behind?.year ?? null, 1 + (behind?.length ?? 0), today);
};

/** 'may' without a capital is a month only next to a year or behind a preposition of time. */
function isBesideCalendar(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.norm ?? '';
  return (
    yearOf(tokens[at + 1]) !== null || ['in', 'since', 'of', 'during', 'for', 'to', 'last'].includes(before)
  );
}

const QUARTER_WORDS: Readonly<Record<string, 'quarter' | 'half'>> = {
  quarter: 'quarter',
  qtr: 'quarter',
  half: 'half',
};

/** `Q2`, `Q216`, `2Q16`, `16Q2`; H for halves. */
function quarterCode(
  norm: string,
): { readonly letter: string; readonly n: number; readonly year: string | undefined } | null {
  const before = /^([qh])([1-4])(\d{4}|\d{2})?$/.exec(norm);
  if (before) return { letter: before[1] ?? 'q', n: Number(before[2]), year: before[3] };
  const middle = /^([1-4])([qh])(\d{4}|\d{2})?$/.exec(norm);
  if (middle) return { letter: middle[2] ?? 'q', n: Number(middle[1]), year: middle[3] };
  const behind = /^(\d{4}|\d{2})([qh])([1-4])$/.exec(norm);
  return behind && { letter: behind[2] ?? 'q', n: Number(behind[3]), year: behind[1] };
}

/** The year of `Q4 '20`; null for a number without an apostrophe. */
function shortYear(token: Token | undefined): number | null {
  return token?.kind === 'number' && /^\d{2}$/.test(token.text) && token.apostrophe
    ? fullYear(token.text)
    : null;
}

/** `Q2`, `Q2 2016`, `2016 Q2`, `second quarter of 2016`, `H1 2016`, `first half of last year`. */
const partByNumber: Reader = (tokens, at, today) => {
  const leading = yearOf(tokens[at]);
  const start = leading === null ? at : at + 1;
  const code = quarterCode(tokens[start]?.norm ?? '');
  let unit: Unit;
  let n: number;
  let end: number;
  let glued: number | null = null;
  if (code) {
    unit = code.letter === 'q' ? 'quarter' : 'half';
    n = code.n;
    const short = code.year === undefined ? shortYear(tokens[start + 1]) : null;
    glued = code.year === undefined ? short : fullYear(code.year);
    end = start + (short === null ? 1 : 2);
  } else {
    const number = ordinalOf(tokens[start]?.norm ?? '');
    const word = QUARTER_WORDS[tokens[start + 1]?.stem ?? ''];
    if (number === null || word === undefined) return null;
    [unit, n, end] = [word, number, start + 2];
  }
  if (n > (unit === 'quarter' ? 4 : 2)) return null;
  const known = leading ?? glued;
  const behind = known === null ? yearBehind(tokens, end, today) : null;
  const months = unit === 'quarter' ? 3 : 6;
  const length = end - at + (behind?.length ?? 0);
  return partOfYear(unit, (n - 1) * months + 1, months, known ?? behind?.year ?? null, length, today);
};

/** `first three months of 2016`, `last two quarters of 2016`. */
const partOfNamed: Reader = (tokens, at, today) => {
  const side = tokens[at]?.norm;
  if (side !== 'first' && side !== 'last' && side !== 'final') return null;
  const number = readNumber(tokens, at + 1);
  const unitAt = at + 1 + (number?.length ?? 0);
  const unit = unitOf(tokens[unitAt]?.stem ?? '');
  if (!unit || !['of', 'in'].includes(tokens[unitAt + 1]?.norm ?? '')) return null;
  const n = Number(number?.value ?? 1);
  const whole = readSpans(tokens, unitAt + 2, today).find((span) => !span.trailing && span.unit !== 'day');
  if (!whole || !Number.isInteger(n) || n < 1 || n > 400) return null;
  const length = unitAt + 2 - at + whole.length;
  const [from, to] =
    side === 'first'
      ? [whole.from, unitBeside(unit, unitAround(unit, whole.from).from, n - 1).to]
      : [unitBeside(unit, whole.to, 1 - n).from, whole.to];
  return rangeSpan(from < whole.from ? whole.from : from, to > whole.to ? whole.to : to, length);
};

function rangeSpan(from: Day, to: Day, length: number, more: Partial<Span> = {}): Span {
  return spanOf('day', from, to, length, more);
}

const TO_DATE: Readonly<Record<string, Unit>> = { ytd: 'year', qtd: 'quarter', mtd: 'month', wtd: 'week' };

/** `YTD`, `year to date`, `this year to date`, `month-to-date`. */
const toDate: Reader = (tokens, at, today) => {
  const short = TO_DATE[tokens[at]?.norm ?? ''];
  const start = ['this', 'calendar', 'current'].includes(tokens[at]?.norm ?? '') ? at + 1 : at;
  const long =
    tokens[start + 1]?.norm === 'to' && tokens[start + 2]?.norm === 'date'
      ? unitOf(tokens[start]?.stem ?? '')
      : null;
  const unit = short ?? long;
  if (!unit) return null;
  const from = unitAround(unit, today).from;
  const label = `${unit} to date (${dayLabel(from)} to ${dayLabel(today)})`;
  return { ...rangeSpan(from, today, short ? 1 : start + 3 - at), unit, label };
};

const WHICH: Readonly<Record<string, number>> = {
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

/** `this year`, `last quarter`, `previous month`, `the year before last`, `next year`. */
const beside: Reader = (tokens, at, today) => {
  if (tokens[at + 1]?.norm === 'before' && tokens[at + 2]?.norm === 'last') {
    const unit = unitOf(tokens[at]?.stem ?? '');
    if (unit) return namedSpan(unit, unitBeside(unit, today, -2), 3, `${unit} before last`);
  }
  const steps = WHICH[tokens[at]?.norm ?? ''];
  if (steps === undefined) return null;
  const lead = ['calendar', 'fiscal', 'financial', 'full', 'entire', 'whole'].includes(
    tokens[at + 1]?.norm ?? '',
  )
    ? 1
    : 0;
  const unit = unitOf(tokens[at + 1 + lead]?.stem ?? '');
  const isPlural = tokens[at + 1 + lead]?.norm !== tokens[at + 1 + lead]?.stem;
  if (unit === null) return monthBeside(tokens, at, today, steps);
  if (isPlural) return null;
  const isFiscal = lead === 1 && FISCAL.has(tokens[at + 1]?.norm ?? '') && unit === 'year';
  const both = unitBeside(unit, today, steps);
  const to = steps === 0 && both.to > today ? today : both.to;
  const words = steps === 0 ? `this ${unit}` : steps < 0 ? `last ${unit}` : `next ${unit}`;
  const span = namedSpan(unit, { from: both.from, to }, 2 + lead, words);
  return isFiscal
    ? { ...span, fiscal: (firstMonth) => fiscalBeside(firstMonth, steps, today, 2 + lead) }
    : span;
};

/** This fiscal year up to today, the last one, the next one. */
function fiscalBeside(firstMonth: number, steps: number, today: Day, length: number): Span {
  const { year, month: begun } = partsOf(today);
  const current = firstMonth > 1 && begun >= firstMonth ? year + 1 : year;
  const span = yearFrom(firstMonth, current + steps, length);
  return steps === 0 && span.to > today ? { ...span, to: today } : span;
}

/** `last March`: the latest March that lies wholly before this month. */
function monthBeside(tokens: readonly Token[], at: number, today: Day, steps: number): Span | null {
  const named = monthOf(tokens[at + 1]?.norm ?? '');
  if (named === null || steps > 0) return null;
  const { year, month: current } = partsOf(today);
  const which = steps === 0 ? year : named < current ? year : year - 1;
  const { from, to } = monthSpan(which, named, 1);
  return spanOf('month', from, to, 2);
}

function namedSpan(unit: Unit, { from, to }: { from: Day; to: Day }, length: number, words: string): Span {
  return { ...spanOf(unit, from, to, length), label: `${words} (${unitLabel(unit, from)})` };
}

const TRAILING = new Set([
  'past',
  'last',
  'previous',
  'trailing',
  'recent',
  'preceding',
  'prior',
  'rolling',
  'letzten',
]);

/** `past 90 days`, `last twelve months`, `the past year`, `trailing 3 years`, `3y`, `3-year`, `TTM`. */
const trailing: Reader = (tokens, at, today) => {
  const token = tokens[at];
  if (!token) return null;
  if (token.norm === 'ttm' || token.norm === 'ltm') return trailingSpan('month', 12, 1, today);
  const glued = /^(\d{1,3})(d|w|m|mo|q|y|yr|yrs)$/.exec(token.norm);
  if (glued) {
    const unit = {
      d: 'day',
      w: 'week',
      m: 'month',
      mo: 'month',
      q: 'quarter',
      y: 'year',
      yr: 'year',
      yrs: 'year',
    }[glued[2] ?? ''] as Unit | undefined;
    return unit ? trailingSpan(unit, Number(glued[1]), 1, today) : null;
  }
  const isTrailing = TRAILING.has(token.norm);
  const start = isTrailing ? at + 1 : at;
  const few =
    tokens[start]?.norm === 'a' || tokens[start]?.norm === 'couple' ? null : readNumber(tokens, start);
  const unitAt = start + (few?.length ?? 0);
  const unit = unitOf(tokens[unitAt]?.stem ?? '');
  if (!unit) return null;
  if (few) {
    const n = Number(few.value);
    const isCompound = tokens[unitAt]?.norm === unit && n !== 1 && !isTrailing;
    if (!isTrailing && !isCompound && !isStretch(tokens, at, unitAt)) return null;
    return few.unit === 'none' ? trailingSpan(unit, n, unitAt + 1 - at, today) : null;
  }
  const isPast = ['past', 'trailing', 'rolling', 'preceding'].includes(token.norm);
  return isPast && tokens[unitAt]?.norm === tokens[unitAt]?.stem ? trailingSpan(unit, 1, 2, today) : null;
};

/** 'Over three years' is a stretch of time; 'held for over three years' and 'over three years old' are ages. */
function isStretch(tokens: readonly Token[], at: number, unitAt: number): boolean {
  const isAge =
    tokens[unitAt + 1]?.norm === 'old' || ['for', 'held', 'than'].includes(tokens[at - 2]?.norm ?? '');
  return tokens[at - 1]?.norm === 'over' && !isAge;
}

function trailingSpan(unit: Unit, n: number, length: number, today: Day): Span | null {
  if (!Number.isInteger(n) || n < 1 || n > 1200) return null;
  const { from, to } = pastUnits(unit, n, today);
  const words = n === 1 ? `past ${unit}` : `past ${n} ${unit}s`;
  return rangeSpan(from, to, length, {
    unit,
    trailing: true,
    label: `${words} (${dayLabel(from)} to ${dayLabel(to)})`,
  });
}

const NOW = new Set([
  'today',
  'now',
  'currently',
  'presently',
  'heute',
  'aktuell',
  'derzeit',
  'momentan',
  'jetzt',
]);

/** `today`, `right now`, `at the moment`, `yesterday`. */
const present: Reader = (tokens, at, today) => {
  const words = tokens.slice(at, at + 3).map((token) => token.norm);
  if (words.join(' ') === 'day before yesterday') {
    const day = addDays(today, -2);
    return spanOf('day', day, day, 3);
  }
  if (words[0] === 'yesterday' || words[0] === 'gestern') {
    const day = addDays(today, -1);
    return { ...spanOf('day', day, day, 1), label: `yesterday (${dayLabel(day)})` };
  }
  const length =
    words[0] === 'right' && words[1] === 'now'
      ? 2
      : words[0] === 'these' && words[1] === 'days'
        ? 2
        : words.join(' ') === 'at the moment' ||
            words.join(' ') === 'as of now' ||
            words.join(' ') === 'at this time'
          ? 3
          : words.join(' ') === 'as of today'
            ? 3
            : NOW.has(words[0] ?? '')
              ? 1
              : 0;
  return length === 0 ? null : spanOf('day', today, today, length);
};

/** `Friday`, `last Friday`: the latest one, before today where it says 'last'. */
const weekday: Reader = (tokens, at, today) => {
  const word = tokens[at]?.norm ?? '';
  const isLed = ['last', 'past', 'previous', 'this'].includes(word);
  const named = weekdayNamed(tokens[at + (isLed ? 1 : 0)]?.norm ?? '');
  if (named === null) return null;
  const back = (weekdayOf(today) - named + 7) % 7;
  const day = addDays(today, -(back === 0 && isLed && word !== 'this' ? 7 : back));
  return spanOf('day', day, day, isLed ? 2 : 1);
};

/** `a year ago`, `3 months ago`, `this time last year`. */
const ago: Reader = (tokens, at, today) => {
  const words = tokens.slice(at, at + 4).map((token) => token.norm);
  if (words[0] === 'this' && words[1] === 'time' && words[2] === 'last' && words[3] === 'year') {
    const day = addMonths(today, -12);
    return spanOf('day', day, day, 4);
  }
  const one = ['a', 'an', 'one'].includes(words[0] ?? '');
  const number = one ? null : readNumber(tokens, at);
  const n = one ? 1 : Number(number?.value ?? Number.NaN);
  const unitAt = at + (one ? 1 : (number?.length ?? 0));
  const unit = unitOf(tokens[unitAt]?.stem ?? '');
  if (!unit || tokens[unitAt + 1]?.norm !== 'ago' || !Number.isInteger(n) || n > 1200) return null;
  const day =
    unit === 'day' || unit === 'week'
      ? addDays(today, -n * (unit === 'week' ? 7 : 1))
      : addMonths(today, -n * { month: 1, quarter: 3, half: 6, year: 12 }[unit]);
  return spanOf('day', day, day, unitAt + 2 - at);
};

const UNTIL: ReadonlySet<string> = new Set(['ended', 'ending', 'to', 'until', 'through']);

/** `twelve months ended 31 March 2021`, `the year ending March 2021`, `the 12 months to March`. */
function unitsUntil(tokens: readonly Token[], at: number, today: Day): Span | null {
  const number = readNumber(tokens, at);
  const unitAt = at + (number?.length ?? 0);
  const unit = unitOf(tokens[unitAt]?.stem ?? '');
  const joint = tokens[unitAt + 1]?.norm ?? '';
  const isBare = number === null && joint !== 'ended' && joint !== 'ending';
  if (!unit || !UNTIL.has(joint) || isBare) return null;
  const n = Number(number?.value ?? 1);
  const end = readSpans(tokens, unitAt + 2, today).find((span) => !span.trailing && span.other === null);
  if (!end || !Number.isInteger(n) || n < 1 || n > 400) return null;
  const { from, to } = pastUnits(unit, n, end.to);
  return rangeSpan(wholeMonths(unit, from, to), to, unitAt + 2 - at + end.length, { trailing: true });
}

/** Months that end with a month begin with one. */
function wholeMonths(unit: Unit, from: Day, to: Day): Day {
  const endsMonth = addDays(to, 1).endsWith('-01');
  if (unit === 'day' || unit === 'week' || !endsMonth || from.endsWith('-01')) return from;
  const { year, month: begun } = partsOf(addDays(from, 3));
  return monthSpan(year, begun, 1).from;
}

const READERS: readonly Reader[] = [
  namedYear,
  month,
  partByNumber,
  partOfNamed,
  toDate,
  beside,
  trailing,
  present,
  weekday,
  ago,
  unitsUntil,
  (tokens, at, today) => {
    const read = readBusinessDays(tokens, at, today, readSpans);
    if (read === null) return null;
    const { from, to, length } = read;
    return spanOf('day', from, to, length, { trailing: from !== to });
  },
];
