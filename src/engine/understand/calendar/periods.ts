import { addDays, dayFrom, parseDay, partsOf, type Day } from '../../../vocabulary/day.ts';
import type { Token } from '../tokens.ts';
import { readSpans, type Span } from './spans.ts';
import { dayLabel, monthOf, unitAround, unitBeside, unitLabel, unitOf, type Unit } from './words.ts';

/**
 * A period as it was said. `day`: that one day ('on 5 May'); `asof`: the state at its end ('as of', 'end of'), for a
 * flow everything up to it; `range`: from one day to another, from the first booking where `from` is null.
 */
export interface PeriodRead {
  readonly kind: 'range' | 'day' | 'asof';
  readonly from: Day | null;
  readonly to: Day;
  readonly label: string;
  readonly unit: Unit | null;
  /** The other reading of an ambiguous date, as a period of its own. */
  readonly other: PeriodRead | null;
  /** Of 'from 2015 to 2016': the two periods between which it runs. */
  readonly edges?: readonly PeriodRead[];
  /** No year was said; the latest one up to today was taken. */
  readonly yearless?: boolean;
  /** Of a fiscal year: the same where such years begin with another month than January. */
  readonly fiscal?: (firstMonth: number) => PeriodRead;
}

/** One period, or several that are set side by side, and how many tokens they take. */
export interface PeriodsRead {
  readonly periods: readonly PeriodRead[];
  readonly length: number;
  /** Set side by side by a word of comparison ('vs'), not only listed. */
  readonly compared: boolean;
  /** Compared by 'better than': by what came of them. */
  readonly judged: boolean;
}

const UNTIL = new Set(['to', 'until', 'till', 'through', 'thru', '-', '–', '—', 'and', 'bis']);
const TIME_PREPOSITIONS = new Set([
  'in',
  'during',
  'for',
  'over',
  'within',
  'throughout',
  'of',
  'from',
  'at',
  'im',
  'seit',
]);

/**
 * Every way to read periods from token `at` on, the longest first. Fiscal years begin with `firstMonth` (1 is January).
 */
export function readPeriods(
  tokens: readonly Token[],
  at: number,
  today: Day,
  firstMonth = 1,
): readonly PeriodsRead[] {
  const reads = readCalendar(tokens, at, today);
  if (firstMonth === 1) return reads;
  const settled = (period: PeriodRead): PeriodRead => period.fiscal?.(firstMonth) ?? period;
  return reads.map((read) => ({ ...read, periods: read.periods.map(settled) }));
}

function readCalendar(tokens: readonly Token[], at: number, today: Day): readonly PeriodsRead[] {
  const single = readOne(tokens, at, today);
  const reads: PeriodsRead[] = single.map((read) => ({
    periods: [read.period],
    length: read.length,
    compared: false,
    judged: false,
  }));
  const [longest] = single;
  if (longest) {
    const list = readList(tokens, at, today, longest);
    if (list) reads.unshift(list);
  }
  return reads;
}

interface One {
  readonly period: PeriodRead;
  readonly length: number;
  readonly span: Span | null;
}

function readOne(tokens: readonly Token[], at: number, today: Day): readonly One[] {
  const found = FORMS.flatMap((form) => form(tokens, at, today));
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

type Form = (tokens: readonly Token[], at: number, today: Day) => readonly One[];

/** `2016`, `in 2016`, `over the past 90 days`, `on 5 May 2016`, `for March`. */
const plain: Form = (tokens, at, today) => {
  const word = tokens[at]?.norm ?? '';
  const isPreposition = TIME_PREPOSITIONS.has(word) || word === 'on' || word === 'per';
  const start = isPreposition ? at + 1 : at;
  return readSpans(tokens, start, today)
    .filter((span) => word !== 'per' || span.unit === 'day')
    .map((span) => ({
      period: fromSpan(span, span.unit === 'day' && span.from === span.to ? 'day' : 'range'),
      length: span.length + start - at,
      span,
    }));
};

function fromSpan(span: Span, kind: PeriodRead['kind']): PeriodRead {
  const other: PeriodRead | null =
    span.other === null
      ? null
      : { kind, from: span.other, to: span.other, label: dayLabel(span.other), unit: 'day', other: null };
  return {
    kind,
    from: kind === 'asof' ? null : span.from,
    to: span.to,
    label: span.label,
    unit: span.unit,
    other,
    ...(span.inYear ? { yearless: true } : {}),
    ...fiscalOf(span, (year) => fromSpan(year, kind)),
  };
}

function fiscalOf(
  { fiscal }: Span,
  made: (span: Span) => PeriodRead,
): { readonly fiscal?: (firstMonth: number) => PeriodRead } {
  return fiscal ? { fiscal: (firstMonth) => made(fiscal(firstMonth)) } : {};
}

/** `as of 14 March 2016`, `as at …`, `at close on …`, `by the end of …`. */
const asOf: Form = (tokens, at, today) => {
  const words = tokens.slice(at, at + 2).map((token) => token.norm);
  const close = closeOf(tokens, at);
  const length =
    close > 0
      ? close
      : words[0] === 'as' && ['of', 'at', 'per', 'on'].includes(words[1] ?? '')
        ? 2
        : words[0] === 'by'
          ? 1
          : 0;
  if (length === 0) return [];
  const start = at + length;
  const ends = endOf(tokens, start, today).map((read) => ({ ...read, length: read.length + length }));
  const spans = readSpans(tokens, start, today)
    .filter((span) =>
      close > 0
        ? span.unit === 'day' && !span.trailing
        : words[0] === 'as' || (span.unit === 'day' && !span.trailing),
    )
    .map((span) => ({ period: fromSpan(span, 'asof'), length: span.length + length, span }));
  return [...ends, ...spans];
};

/** `close of business on`, `at the close of`, `as of close`: what stands before a day whose close is meant. */
function closeOf(tokens: readonly Token[], at: number): number {
  const start = skipWords(tokens, at, ['at', 'as', 'of', 'by', 'the', 'market']);
  if (tokens[start]?.norm !== 'close') return 0;
  const isBusiness =
    tokens[start + 1]?.norm === 'of' &&
    ['business', 'trading', 'market'].includes(tokens[start + 2]?.norm ?? '');
  const end = skipWords(tokens, start + (isBusiness ? 3 : 1), ['on', 'of', 'at']);
  return end - at;
}

/** `end of 2016`, `at the end of last year`, `year-end 2016`, `2016 year end`, `at year-end`, `the close of March`. */
const endOf: Form = (tokens, at, today) => {
  const start = skipWords(tokens, at, ['at', 'by', 'on', 'as', 'of', 'per']);
  const article = tokens[start]?.norm === 'the' ? start + 1 : start;
  const word = tokens[article]?.norm ?? '';
  if (
    ['end', 'close', 'ende'].includes(word) &&
    ['of', 'the', 'des'].includes(tokens[article + 1]?.norm ?? 'of')
  ) {
    const spanAt = article + (tokens[article + 1]?.norm === 'of' ? 2 : 1);
    const spans = readSpans(tokens, spanAt, today).filter((span) => !span.trailing);
    const named = spans.map((span) => closing(span, spanAt - at + span.length, today));
    return [...named, ...endOfBareUnit(tokens, spanAt, at, today)];
  }
  const unit = unitOf(tokens[article]?.stem ?? '');
  if (unit && unit !== 'day' && ['end', 'close'].includes(tokens[article + 1]?.norm ?? '')) {
    const isPlural = tokens[article + 1]?.norm !== tokens[article + 1]?.stem;
    if (isPlural) return [];
    const spanAt = skipWords(tokens, article + 2, ['of', 'in', 'for']);
    const spans = readSpans(tokens, spanAt, today).filter(
      (span) => !span.trailing && rank(span.unit) <= rank(unit) + 1,
    );
    const named = spans
      .filter((span) => span.unit === unit)
      .map((span) => closing(span, spanAt - at + span.length, today));
    if (named.length > 0) return named;
    const isLead = start > at || unit === 'year';
    return spans.length > 0 || !isLead ? [] : [lastEnd(unit, article + 2 - at, today)];
  }
  return spanThenEnd(tokens, start, at, today);
};

/** `2016 year-end`, `2016 end`. */
function spanThenEnd(tokens: readonly Token[], start: number, at: number, today: Day): readonly One[] {
  return readSpans(tokens, start, today)
    .filter((span) => span.unit === 'year' && !span.trailing)
    .flatMap((span) => {
      const next = start + span.length;
      const words = tokens.slice(next, next + 2).map((token) => token.norm);
      const length = words[0] === 'end' ? 1 : words[0] === 'year' && words[1] === 'end' ? 2 : 0;
      return length === 0 ? [] : [closing(span, next + length - at, today)];
    });
}

/** `the end of the year`: the year's end if that is today, otherwise the last one before. */
function endOfBareUnit(tokens: readonly Token[], spanAt: number, at: number, today: Day): readonly One[] {
  const article = tokens[spanAt]?.norm === 'the' ? spanAt + 1 : spanAt;
  const unit = unitOf(tokens[article]?.norm ?? '');
  return unit && article > spanAt ? [lastEnd(unit, article + 1 - at, today)] : [];
}

function lastEnd(unit: Unit, length: number, today: Day): One {
  const current = unitAround(unit, today);
  const { from, to } = current.to <= today ? current : unitBeside(unit, today, -1);
  const label = `end of ${unitLabel(unit, from)}`;
  return { period: { kind: 'asof', from: null, to, label, unit, other: null }, length, span: null };
}

function closing(span: Span, length: number, today: Day): One {
  const whole = span.label.startsWith('this ') ? unitAround(span.unit, span.from).to : span.to;
  const to = whole > today && span.label.startsWith('this ') ? today : whole;
  const period = {
    kind: 'asof' as const,
    from: null,
    to,
    label: `end of ${span.label}`,
    unit: span.unit,
    other: null,
    ...fiscalOf(span, (other) => closing(other, length, today).period),
  };
  const inYear = span.inYear;
  return { period, length, span: inYear === null ? null : span };
}

/** `beginning of 2016`, `start of the year`: the state as the period opened, at the end of the day before. */
const startOf: Form = (tokens, at, today) => {
  const start = skipWords(tokens, at, ['at', 'as', 'of']);
  const article = tokens[start]?.norm === 'the' ? start + 1 : start;
  if (!['beginning', 'start', 'opening', 'outset'].includes(tokens[article]?.norm ?? '')) return [];
  if (tokens[article + 1]?.norm !== 'of') return [];
  const bare = tokens[article + 2]?.norm === 'the' ? unitOf(tokens[article + 3]?.norm ?? '') : null;
  if (bare !== null && bare !== 'day') {
    const { from } = unitAround(bare, today);
    return [opening(from, unitLabel(bare, from), bare, article + 4 - at)];
  }
  return readSpans(tokens, article + 2, today)
    .filter((span) => !span.trailing)
    .map((span) => opening(span.from, span.label, span.unit, article + 2 - at + span.length));
};

/** The state as a period opened: at the end of the day before. */
function opening(from: Day, name: string, unit: Unit, length: number): One {
  const to = addDays(from, -1);
  const label = `start of ${name} (close of ${dayLabel(to)})`;
  return { period: { kind: 'asof', from: null, to, label, unit, other: null }, length, span: null };
}

/** `since March`, `from 2015 on`, `after June 2016`, `starting in 2016`. */
const sinceForm: Form = (tokens, at, today) => {
  const word = tokens[at]?.norm ?? '';
  if (!['since', 'after', 'from', 'starting', 'beginning', 'seit', 'post'].includes(word)) return [];
  let start = skipWords(tokens, at + 1, ['in', 'on', 'from', 'the']);
  const edge = tokens[start]?.norm ?? '';
  const isEdge = ['start', 'beginning', 'end'].includes(edge) && tokens[start + 1]?.norm === 'of';
  if (isEdge) start += 2;
  const bare = isEdge && edge !== 'end' ? bareUnit(tokens, start) : null;
  if (bare !== null) {
    const { from } = unitAround(bare, today);
    const label = `since ${dayLabel(from)}`;
    const period: PeriodRead = { kind: 'range', from, to: today, label, unit: null, other: null };
    return [{ period, length: start + 2 - at, span: null }];
  }
  const found = readSpans(tokens, start, today).flatMap((span): readonly One[] => {
    if (span.trailing && word !== 'since') return [];
    const after = (word === 'after' || word === 'post' || (isEdge && edge === 'end')) && edge !== 'start';
    const from = after ? addDays(span.to, 1) : span.from;
    const end = openEnd(tokens, start + span.length);
    if (['from', 'starting', 'beginning'].includes(word) && end === 0 && word === 'from') return [];
    const other = span.other;
    const make = (first: Day): PeriodRead => ({
      kind: 'range',
      from: first,
      to: today,
      label: `since ${first === span.from && span.unit !== 'day' ? span.label : dayLabel(first)}`,
      unit: null,
      other: null,
    });
    const period = { ...make(from), other: other === null ? null : make(after ? addDays(other, 1) : other) };
    return [{ period, length: start - at + span.length + end, span: null }];
  });
  return [...found, ...sinceEnd(tokens, start, at, today)];
};

/** The unit of 'the year', 'this month'. */
function bareUnit(tokens: readonly Token[], at: number): Unit | null {
  const unit = ['the', 'this'].includes(tokens[at]?.norm ?? '') ? unitOf(tokens[at + 1]?.norm ?? '') : null;
  return unit === 'day' ? null : unit;
}

/** `since year-end`, `since the last quarter end`: from the day after. */
function sinceEnd(tokens: readonly Token[], start: number, at: number, today: Day): readonly One[] {
  return endOf(tokens, skipWords(tokens, start, ['last']), today)
    .filter(({ period }) => period.to < today)
    .map(({ period, length }) => {
      const from = addDays(period.to, 1);
      const label = `since ${dayLabel(from)}`;
      const began = skipWords(tokens, start, ['last']) - at;
      return {
        period: { ...period, kind: 'range', from, to: today, label, unit: null },
        length: began + length,
        span: null,
      };
    });
}

/** The words that leave a period open at its end: 'on', 'onwards', 'until today', 'to date'. */
function openEnd(tokens: readonly Token[], at: number): number {
  const words = tokens.slice(at, at + 2).map((token) => token.norm);
  if (['on', 'onward', 'onwards', 'forward'].includes(words[0] ?? '')) return 1;
  const two = words.join(' ');
  return [
    'until today',
    'until now',
    'to today',
    'to now',
    'to date',
    'till now',
    'till today',
    'through today',
  ].includes(two)
    ? 2
    : 0;
}

/** `before 2016`, `until March 2016`, `up to and including 2015`, `through June`. */
const before: Form = (tokens, at, today) => {
  const words = tokens.slice(at, at + 2).map((token) => token.norm);
  const isUpTo = words[0] === 'up' && ['to', 'until', 'till', 'through'].includes(words[1] ?? '');
  const isUntil = isUpTo || ['until', 'till', 'through', 'bis', 'thru'].includes(words[0] ?? '');
  const isBefore = ['before', 'prior', 'preceding', 'pre', 'vor'].includes(words[0] ?? '');
  if (!isUntil && !isBefore) return [];
  let start = at + (isUpTo || words[1] === 'to' ? 2 : 1);
  let end = false;
  if (tokens[start]?.norm === 'the') start += 1;
  if (tokens[start]?.norm === 'end' && tokens[start + 1]?.norm === 'of') {
    start += 2;
    end = true;
  }
  return readSpans(tokens, start, today)
    .filter((span) => !span.trailing)
    .map((span) => {
      const to = isBefore && !end ? addDays(span.from, -1) : span.to;
      const label = isBefore ? `before ${span.label}` : `up to ${span.label}`;
      const period: PeriodRead = { kind: 'range', from: null, to, label, unit: null, other: null };
      return { period, length: start - at + span.length, span: null };
    });
};

/** `between March 1 2015 and February 29 2016`, `from … to …`, `Jan - Mar 2016`, `2014 to 2016`. */
const fromTo: Form = (tokens, at, today) => {
  const word = tokens[at]?.norm ?? '';
  const isBetween = word === 'between';
  const isFrom = ['from', 'for', 'in', 'von', 'over', 'during'].includes(word);
  const start = isBetween || isFrom ? at + 1 : at;
  return [...edges(tokens, start, today), ...bareDay(tokens, start, today)].flatMap((left) => {
    const joint = start + left.length;
    const joiner = tokens[joint]?.norm ?? '';
    const isUpTo = joiner === 'up' && tokens[joint + 1]?.norm === 'to';
    if (!isUpTo && !UNTIL.has(joiner)) return [];
    if (joiner === 'and' && !isBetween) return [];
    if (left.trailing) return [];
    return edges(tokens, joint + (isUpTo ? 2 : 1), today).flatMap((right) => {
      if (right.trailing || right.other !== null || left.other !== null) return [];
      const begin = endsAt(tokens, start)
        ? { ...left, from: addDays(left.from, 1) }
        : left.inYear && !right.inYear
          ? latestBefore(left.inYear, right)
          : left;
      const end = right.inYear && !left.inYear ? earliestAfter(right.inYear, left) : right;
      if (begin.from > end.to) return [];
      const same = begin.unit === end.unit && begin.unit !== 'day';
      const label = same
        ? `${begin.label} to ${end.label}`
        : `${dayLabel(begin.from)} to ${dayLabel(end.to)}`;
      const period: PeriodRead = {
        kind: 'range',
        from: begin.from,
        to: end.to,
        label,
        unit: null,
        other: null,
        ...(same ? { edges: [fromSpan(begin, 'range'), fromSpan(end, 'range')] } : {}),
      };
      return [{ period, length: joint + (isUpTo ? 2 : 1) - at + right.length, span: null }];
    });
  });
};

/** The 1 of 'between 1 and 15 March 2021': a day of the month in which the other edge lies. */
function bareDay(tokens: readonly Token[], at: number, today: Day): readonly Span[] {
  const [, digits] = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(tokens[at]?.norm ?? '') ?? [];
  const dayOfMonth = Number(digits ?? 0);
  if (dayOfMonth < 1 || dayOfMonth > 31 || !UNTIL.has(tokens[at + 1]?.norm ?? '')) return [];
  return readSpans(tokens, at + 2, today)
    .filter(({ unit, from, to, other }) => unit === 'day' && from === to && other === null)
    .flatMap((edge) => {
      const { year, month } = partsOf(edge.from);
      const day = parseDay(dayFrom(year, month, dayOfMonth));
      return day === null
        ? []
        : [{ ...edge, from: day, to: day, label: dayLabel(day), length: 1, inYear: null }];
    });
}

/** 'Between the end of 2015 and …' begins when that year is over. */
function endsAt(tokens: readonly Token[], at: number): boolean {
  const article = tokens[at]?.norm === 'the' ? at + 1 : at;
  return ['end', 'close'].includes(tokens[article]?.norm ?? '') && tokens[article + 1]?.norm === 'of';
}

/** A span, or the first or last day of one ('from the beginning of 2015 to the end of March 2016'). */
function edges(tokens: readonly Token[], at: number, today: Day): readonly Span[] {
  const article = tokens[at]?.norm === 'the' ? at + 1 : at;
  const side = tokens[article]?.norm ?? '';
  if (['start', 'beginning', 'end', 'close'].includes(side) && tokens[article + 1]?.norm === 'of') {
    const isStart = side === 'start' || side === 'beginning';
    return readSpans(tokens, article + 2, today).map((span) => ({
      ...span,
      from: isStart ? span.from : span.to,
      to: isStart ? span.from : span.to,
      unit: 'day' as const,
      inYear: null,
      length: article + 2 - at + span.length,
    }));
  }
  return readSpans(tokens, at, today);
}

function latestBefore(inYear: (year: number) => Span, right: Span): Span {
  const { year } = partsOf(right.to);
  const same = inYear(year);
  return same.from <= right.to ? same : inYear(year - 1);
}

function earliestAfter(inYear: (year: number) => Span, left: Span): Span {
  const { year } = partsOf(left.from);
  const same = inYear(year);
  return same.to >= left.from ? same : inYear(year + 1);
}

const WHOLE_HISTORY: readonly RegExp[] = [
  /^(?:ever )?since (?:the )?(?:very )?(?:inception|start|beginning|outset|day one|opening|launch)(?: of (?:the |my |our |this )?(?:account|portfolio|relationship|mandate|client))?\b/,
  /^since (?:the |my |our |this |its )?(?:account|portfolio|relationship)? ?(?:inception|opening|start)\b/,
  /^since (?:i|we|he|she|they|you|it)(?: first| all)? (?:started|joined|began|opened|came|signed|became|invested|start|have been (?:with|here))(?: (?:with )?(?:you guys|you|here|this account|the account|my account|an account|the portfolio|investing|up|aboard|on board|a client|clients|us))*/,
  /^since (?:the|this|my|our) (?:account|portfolio)(?: was| is|'s)? (?:opened|set up|started|created|began|opening|inception)\b/,
  /^since (?:it|this) (?:was )?(?:opened|started|began)\b/,
  /^from (?:the )?(?:inception|start|beginning|outset|very beginning|day one)(?: on| to date| until now| to now)?\b/,
  /^(?:over|in|during|for|across) (?:the |its |my |our )?(?:whole |entire |full |complete )?(?:history|lifetime|life|all time|whole time)(?: of (?:the |my |this )?(?:account|portfolio))?\b/,
  /^(?:ever|itd|inception to date|of all time|all time|to date|so far|until now|up to now|till now|up to today|overall|lifetime|historically|all along|over the years|seit beginn)\b/,
  /^(?:the|over the|for the|in the) (?:whole|entire|full) (?:period|history|time)\b/,
];

/** `since inception`, `since the account was opened`, `since I started`, `ever`, `so far`, `all time`. */
const wholeHistory: Form = (tokens, at, today) => {
  const rest = tokens
    .slice(at, at + 12)
    .map((token) => token.norm)
    .join(' ');
  const longest = WHOLE_HISTORY.reduce((best, pattern) => {
    const match = pattern.exec(rest)?.[0].trim() ?? '';
    return match.length > best.length ? match : best;
  }, '');
  if (longest === '') return [];
  const period: PeriodRead = {
    kind: 'range',
    from: null,
    to: today,
    label: 'since inception',
    unit: null,
    other: null,
  };
  return [{ period, length: longest.split(' ').length, span: null }];
};

const FORMS: readonly Form[] = [plain, asOf, endOf, startOf, sinceForm, before, fromTo, wholeHistory];

const COMPARING: readonly (readonly string[])[] = [
  ['vs'],
  ['versus'],
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
function readList(tokens: readonly Token[], at: number, today: Day, first: One): PeriodsRead | null {
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
    if (joint === 0) break;
    const [next] = readOne(tokens, end + joint, today).filter((read) => isLike(read, first));
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
  const periods = reads.map(({ period, span }) =>
    span?.inYear && year !== undefined && year !== null ? fromSpan(span.inYear(year), period.kind) : period,
  );
  return { periods, length: end - at, compared, judged };
}

function listJoint(tokens: readonly Token[], at: number): number {
  const [a, b] = [tokens[at]?.norm, tokens[at + 1]?.norm];
  if (a === ',' && b === 'and') return 2;
  return a === 'and' || a === ',' || a === 'or' || a === '&' ? 1 : 0;
}

/** Only periods of one sort stand side by side. */
function isLike(read: One, first: One): boolean {
  return read.period.kind === first.period.kind && read.period.other === null;
}

function rank(unit: Unit): number {
  return ['day', 'week', 'month', 'quarter', 'half', 'year'].indexOf(unit);
}

function skipWords(tokens: readonly Token[], at: number, words: readonly string[]): number {
  let index = at;
  while (words.includes(tokens[index]?.norm ?? '')) index += 1;
  return index;
}

/** Whether the word belongs to the calendar: it can then not stand for an unknown name. */
export function isCalendarWord(token: Token): boolean {
  return unitOf(token.stem) !== null || monthOf(token.norm) !== null;
}
