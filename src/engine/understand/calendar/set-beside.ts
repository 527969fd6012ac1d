import { type Day, dayOf, partsOf } from '../../../vocabulary/day.ts';
import type { Token } from '../tokens.ts';
import { earlierOf, sameDaysBefore } from './earlier.ts';
import { fromSpan, type One } from './forms/form.ts';
import type { PeriodRead, PeriodsRead } from './period.ts';
import { readOne } from './read-one.ts';
import { currentUnit, previousUnit } from './spans/relative.ts';
import { dayLabel, unitOf } from './words.ts';
import type { YearStarts } from './year-starts.ts';

const COMPARING: readonly (readonly string[])[] = [
  ['vs'],
  ['versus'],
  ['with'],
  ['v'],
  ['against'],
  ['compared', 'to'],
  ['compared', 'with'],
  ['relative', 'to'],
  ['compare', 'to'],
  ['compare', 'with'],
  ['compares', 'to'],
  ['compares', 'with'],
  ['stack', 'up', 'against'],
  ['measure', 'up', 'against'],
  ['than'],
  ['gegenuber'],
];

/** 'Up on last year': behind these 'on' compares. */
const MOVED: ReadonlySet<string> = new Set([
  'up',
  'down',
  'improved',
  'higher',
  'lower',
  'improvement',
  'increase',
]);

function comparingAt(tokens: readonly Token[], at: number): readonly string[] | undefined {
  if (tokens[at]?.norm === 'on' && MOVED.has(tokens[at - 1]?.norm ?? '')) return ['on'];
  return COMPARING.find((each) => each.every((word, index) => tokens[at + index]?.norm === word));
}

const JUDGING: readonly (readonly string[])[] = ['better', 'worse', 'stronger', 'weaker'].map((word) => [
  word,
  'than',
]);

/** `2015 vs 2016`, `Q2 and Q3 2017`, `2014, 2015 and 2016`. */
export function readList(
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
    const beside = reads.length === 1 ? earlierOf(tokens, end + joint, first.period) : null;
    // 'Q1 against the previous quarter' means the one before it, whatever today is.
    const isOwn = comparing !== undefined && beside !== null;
    const next = isOwn
      ? beside
      : (named ??
        endOfYearToo(tokens, end + joint, first) ??
        elliptic(tokens, end + joint, today, first) ??
        beside);
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
  const spread = reads.map(({ period, span }) =>
    span?.inYear && year !== undefined && year !== null ? fromSpan(span.inYear(year), period.kind) : period,
  );
  // In 'Q2 vs Q2 last year' the year is not said of both.
  const isTwice = new Set(spread.map(({ from, to }) => `${from ?? ''} ${to}`)).size < spread.length;
  const named = isTwice ? reads.map(({ period }) => period) : spread;
  // 'Now versus the end of 2020': both are states.
  const isState = named.some(({ kind }) => kind === 'asof');
  const periods = isState
    ? named.map((period): PeriodRead => ({ ...period, kind: 'asof', from: null }))
    : named;
  return { periods, length: end - at, compared, judged };
}

/** `compared with last year`, `than last month`: beside the same unit up to now. */
export function readAgainst(
  tokens: readonly Token[],
  at: number,
  today: Day,
  starts: YearStarts,
): PeriodsRead | null {
  const words = comparingAt(tokens, at);
  if (!words) return null;
  const start = at + words.length;
  const same = sameDaysBefore(tokens, start, today);
  if (same) return { ...same, length: same.length + words.length };
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

/** The '2019' of 'at the end of 2018 and 2019': its end too. */
function endOfYearToo(tokens: readonly Token[], at: number, { period }: One): One | null {
  const token = tokens[at];
  const isEnd = period.kind === 'asof' && period.unit === 'year' && period.label.startsWith('end of ');
  if (!isEnd || token?.kind !== 'number' || !/^(?:19|20)\d\d$/.test(token.text)) return null;
  const to = dayOf(`${token.text}${period.to.slice(4)}`);
  return { period: { ...period, to, label: `end of ${token.text}` }, length: 1, span: null };
}

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
