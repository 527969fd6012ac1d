import { addDays, addMonths, type Day, partsOf, weekdayOf } from '../../../../vocabulary/day.ts';
import { readNumber } from '../../numbers.ts';
import type { Token } from '../../tokens.ts';
import {
  dayLabel,
  monthOf,
  monthSpan,
  STEPS,
  type Unit,
  unitAround,
  unitBeside,
  unitOf,
  weekdayNamed,
} from '../words.ts';
import { namedSpan, rangeSpan, type Reader, type Span, spanOf } from './span.ts';

const TO_DATE: Readonly<Record<string, Unit>> = { ytd: 'year', qtd: 'quarter', mtd: 'month', wtd: 'week' };

/** `YTD`, `year to date`, `this year to date`, `month-to-date`. */
export const toDate: Reader = (tokens, at, today) => {
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

/** `this year`, `last quarter`, `previous month`, `the year before last`, `next year`. */
export const beside: Reader = (tokens, at, today) => {
  if (tokens[at + 1]?.norm === 'before' && tokens[at + 2]?.norm === 'last') {
    const unit = unitOf(tokens[at]?.stem ?? '');
    if (unit) return namedSpan(unit, unitBeside(unit, today, -2), 3, `${unit} before last`);
  }
  const soFar = unitSoFar(tokens, at, today);
  if (soFar) return soFar;
  const steps = STEPS[tokens[at]?.norm ?? ''];
  if (steps === undefined) return null;
  const lead = ['calendar', 'full', 'entire', 'whole'].includes(tokens[at + 1]?.norm ?? '') ? 1 : 0;
  const unit = unitOf(tokens[at + 1 + lead]?.stem ?? '');
  const isPlural = tokens[at + 1 + lead]?.norm !== tokens[at + 1 + lead]?.stem;
  if (unit === null) return monthBeside(tokens, at, today, steps);
  // 'Last quarters dividends' lacks an apostrophe, 'the last quarters' a number.
  const isOwner = steps < 0 && tokens[at + 2 + lead]?.kind === 'word' && tokens[at - 1]?.norm !== 'the';
  if (isPlural && !isOwner) return null;
  const both = unitBeside(unit, today, steps);
  const to = steps === 0 && both.to > today ? today : both.to;
  const words = steps === 0 ? `this ${unit}` : steps < 0 ? `last ${unit}` : `next ${unit}`;
  return namedSpan(unit, { from: both.from, to }, 2 + lead, words);
};

/** `the year so far`, `the month to date`: this one. */
function unitSoFar(tokens: readonly Token[], at: number, today: Day): Span | null {
  const unit = unitOf(tokens[at]?.norm ?? '');
  const isSoFar = tokens[at + 1]?.norm === 'so' && tokens[at + 2]?.norm === 'far';
  return unit !== null && unit !== 'day' && isSoFar ? { ...currentUnit(unit, today), length: 3 } : null;
}

/** The unit of today, up to today. */
export function currentUnit(unit: Unit, today: Day): Span {
  const { from } = unitAround(unit, today);
  return namedSpan(unit, { from, to: today }, 0, `this ${unit}`);
}

/** The whole unit before that of today. */
export function previousUnit(unit: Unit, today: Day): Span {
  return namedSpan(unit, unitBeside(unit, today, -1), 0, `last ${unit}`);
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
  'rn',
  'atm',
  'nowadays',
]);

const NOW_PHRASES: readonly (readonly string[])[] = [
  'as of today',
  'as of now',
  'as things stand',
  'as it stands',
  'as we speak',
  'at the present time',
  'at the present moment',
  'at the moment',
  'at this time',
  'at this moment',
  'at this point',
  'at present',
  'right now',
  'just now',
  'these days',
]
  .map((phrase) => phrase.split(' '))
  .toSorted((a, b) => b.length - a.length);

/** `today`, `right now`, `at the moment`, `yesterday`. */
export const present: Reader = (tokens, at, today) => {
  const words = tokens.slice(at, at + 3).map((token) => token.norm);
  if (words.join(' ') === 'day before yesterday') {
    const day = addDays(today, -2);
    return spanOf('day', day, day, 3);
  }
  if (words[0] === 'yesterday' || words[0] === 'gestern') {
    const day = addDays(today, -1);
    return { ...spanOf('day', day, day, 1), label: `yesterday (${dayLabel(day)})` };
  }
  const said = NOW_PHRASES.find((phrase) => phrase.every((word, index) => tokens[at + index]?.norm === word));
  const length = said?.length ?? (NOW.has(words[0] ?? '') ? 1 : 0);
  if (length === 0) return null;
  const span = spanOf('day', today, today, length);
  const isOfToday = words[0] === 'today' || words[0] === 'heute';
  return isOfToday || said?.[0] === 'as' ? span : { ...span, now: true };
};

/** `Friday`, `last Friday`: the latest one, before today where it says 'last'. */
export const weekday: Reader = (tokens, at, today) => {
  const word = tokens[at]?.norm ?? '';
  const isLed = ['last', 'past', 'previous', 'this'].includes(word);
  const named = weekdayNamed(tokens[at + (isLed ? 1 : 0)]?.norm ?? '');
  if (named === null) return null;
  const back = (weekdayOf(today) - named + 7) % 7;
  const day = addDays(today, -(back === 0 && isLed && word !== 'this' ? 7 : back));
  return spanOf('day', day, day, isLed ? 2 : 1);
};

/** `a year ago`, `3 months ago`, `this time last year`. */
export const ago: Reader = (tokens, at, today) => {
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
  return spanOf('day', day, day, unitAt + (tokens[unitAt + 2]?.norm === 'today' ? 3 : 2) - at);
};
