import { type Day, partsOf } from '../../../vocabulary/day.ts';
import type { Token } from '../tokens.ts';
import { asOf, endOf } from './forms/as-of.ts';
import { before } from './forms/before.ts';
import { eachOf } from './forms/each-of.ts';
import { type Form, fromSpan, type One } from './forms/form.ts';
import { fromTo } from './forms/from-to.ts';
import { plain } from './forms/plain.ts';
import { sinceForm } from './forms/since.ts';
import { startOf } from './forms/start-of.ts';
import { wholeHistory } from './forms/whole-history.ts';
import type { PeriodRead, PeriodsRead } from './period.ts';
import { currentUnit, previousUnit } from './spans/relative.ts';
import { dayLabel, monthOf, unitOf } from './words.ts';
import { CALENDAR_YEARS, type YearStarts } from './year-starts.ts';

/** Every way to read periods from token `at` on, the longest first; `starts`: when fiscal and tax years begin. */
export function readPeriods(
  tokens: readonly Token[],
  at: number,
  today: Day,
  starts: YearStarts = CALENDAR_YEARS,
): readonly PeriodsRead[] {
  const single = readOne(tokens, at, today, starts);
  const reads: PeriodsRead[] = single.map((read) => ({
    periods: [read.period],
    length: read.length,
    compared: false,
    judged: false,
  }));
  const against = readAgainst(tokens, at, today, starts);
  if (against) reads.unshift(against);
  const [longest] = single;
  if (longest) {
    const list = readList(tokens, at, today, starts, longest);
    if (list) reads.unshift(list);
  }
  return reads;
}

function readOne(tokens: readonly Token[], at: number, today: Day, starts: YearStarts): readonly One[] {
  const found = FORMS.flatMap((form) => form(tokens, at, today, starts));
  return found.toSorted((a, b) => b.length - a.length).map((read) => withSoFar(read, tokens, at, today));
}

/** A trailing 'so far' or 'to date' changes nothing: a period never reaches past today. */
function withSoFar(read: One, tokens: readonly Token[], at: number, today: Day): One {
  const next = tokens.slice(at + read.length, at + read.length + 2).map((token) => token.norm);
  const isSoFar = ['so far', 'to date', 'until now', 'till now', 'and counting', 'to now'].includes(
    next.join(' '),
  );
  if (!isSoFar || read.period.kind !== 'range') return read;
  const to = read.period.to > today ? today : read.period.to;
  return { ...read, period: { ...read.period, to }, length: read.length + 2 };
}

const FORMS: readonly Form[] = [plain, asOf, endOf, startOf, sinceForm, before, fromTo, wholeHistory, eachOf];

const COMPARING: readonly (readonly string[])[] = [
  ['vs'],
  ['versus'],
  ['with'],
  ['v'],
  ['against'],
  ['compared', 'to'],
  ['compared', 'with'],
  ['relative', 'to'],
  ['than'],
  ['gegenuber'],
];

const JUDGING: readonly (readonly string[])[] = ['better', 'worse', 'stronger', 'weaker'].map((word) => [
  word,
  'than',
]);

/** `2015 vs 2016`, `Q2 and Q3 2017`, `2014, 2015 and 2016`. */
function readList(
  tokens: readonly Token[],
  at: number,
  today: Day,
  starts: YearStarts,
  first: One,
): PeriodsRead | null {
  const reads: One[] = [first];
  let end = at + first.length;
  let compared = false;
  let judged = false;
  for (;;) {
    const stands = (words: readonly string[]): boolean =>
      words.every((word, index) => tokens[end + index]?.norm === word);
    const judging = JUDGING.find(stands);
    const comparing = judging ?? COMPARING.find(stands);
    const joint = comparing?.length ?? listJoint(tokens, end);
    if (joint === 0 && !isYearBehindYear(tokens, end)) break;
    const [named] = readOne(tokens, end + joint, today, starts).filter((read) => isLike(read, first));
    const next = named ?? elliptic(tokens, end + joint, today, first);
    if (!next) break;
    compared ||= comparing !== undefined;
    judged ||= judging !== undefined;
    reads.push(next);
    end += joint + next.length;
  }
  if (reads.length < 2) return null;
  const year = reads
    .map((read) => (read.span && !read.span.inYear ? partsOf(read.span.from).year : null))
    .find((y) => y !== null);
  const named = reads.map(({ period, span }) =>
    span?.inYear && year !== undefined && year !== null ? fromSpan(span.inYear(year), period.kind) : period,
  );
  // 'Now versus the end of 2020': both are states.
  const isState = named.some(({ kind }) => kind === 'asof');
  const periods = isState
    ? named.map((period): PeriodRead => ({ ...period, kind: 'asof', from: null }))
    : named;
  return { periods, length: end - at, compared, judged };
}

/** `compared with last year`, `than last month`: beside the same unit up to now. */
function readAgainst(
  tokens: readonly Token[],
  at: number,
  today: Day,
  starts: YearStarts,
): PeriodsRead | null {
  const words = COMPARING.find((each) => each.every((word, index) => tokens[at + index]?.norm === word));
  if (!words) return null;
  const start = at + words.length;
  const ago = stateAgo(tokens, start, today, starts);
  if (ago) return { ...ago, length: ago.length + words.length };
  const lead = tokens[start]?.norm === 'the' ? 1 : 0;
  if (!EARLIER.has(tokens[start + lead]?.norm ?? '')) return null;
  const unit = unitOf(tokens[start + lead + 1]?.norm ?? '');
  if (unit === null || unit === 'day') return null;
  const [earlier] = readOne(tokens, start, today, starts).filter(({ period }) => period.unit === unit);
  if (!earlier) return null;
  return {
    periods: [earlier.period, fromSpan(currentUnit(unit, today), 'range')],
    length: words.length + earlier.length,
    compared: true,
    judged: false,
  };
}

/** 'Compared to a year ago': that day beside today. */
function stateAgo(tokens: readonly Token[], at: number, today: Day, starts: YearStarts): PeriodsRead | null {
  const [then] = readOne(tokens, at, today, starts);
  const isDay = then?.period.kind === 'asof' || then?.period.from === then?.period.to;
  if (!then || !isDay || tokens[at + then.length - 1]?.norm !== 'ago') return null;
  const now: PeriodRead = {
    kind: 'asof',
    from: null,
    to: today,
    label: dayLabel(today),
    unit: 'day',
    other: null,
  };
  const state: PeriodRead = { ...then.period, kind: 'asof', from: null };
  return { periods: [state, now], length: then.length, compared: true, judged: false };
}

const EARLIER: ReadonlySet<string> = new Set(['last', 'previous', 'prior']);

/** The 'last' of 'this year than last': the unit before the one that was named. */
function elliptic(tokens: readonly Token[], at: number, today: Day, first: One): One | null {
  const lead = tokens[at]?.norm === 'the' ? 1 : 0;
  const { unit } = first.period;
  if (!EARLIER.has(tokens[at + lead]?.norm ?? '') || unit === null || unit === 'day') return null;
  const isEnd = !/^(?:\p{L}|\d)/u.test(tokens[at + lead + 1]?.norm ?? '') || tokens[at + lead + 1]?.first;
  if (!isEnd || !first.period.label.startsWith('this ')) return null;
  return { period: fromSpan(previousUnit(unit, today), 'range'), length: lead + 1, span: null };
}

function listJoint(tokens: readonly Token[], at: number): number {
  const [a, b] = [tokens[at]?.norm, tokens[at + 1]?.norm];
  if (a === ',' && b === 'and') return 2;
  return a === 'and' || a === ',' || a === 'or' || a === '&' ? 1 : 0;
}

/** '2015 2016 2017': years in a row. */
function isYearBehindYear(tokens: readonly Token[], at: number): boolean {
  return [tokens[at - 1], tokens[at]].every(
    (token) => token?.kind === 'number' && /^(?:19|20)\d\d$/.test(token.text),
  );
}

/** Only periods of one sort stand side by side: stretches of time, or days. */
function isLike(read: One, first: One): boolean {
  const kinds = new Set([read.period.kind, first.period.kind]);
  return read.period.other === null && !(kinds.size > 1 && kinds.has('range'));
}

/** Whether the word belongs to the calendar: it can then not stand for an unknown name. */
export function isCalendarWord(token: Token): boolean {
  return unitOf(token.stem) !== null || monthOf(token.norm) !== null;
}
