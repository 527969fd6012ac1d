import type { Day } from '../../../../vocabulary/day.ts';
import type { Token } from '../../tokens.ts';
import { readSpans } from '../spans/index.ts';
import type { Span } from '../spans/span.ts';
import { type Unit, unitAround, unitBeside, unitLabel, unitOf } from '../words.ts';
import type { YearStarts } from '../year-starts.ts';
import { type Form, fromSpan, type One, skipWords } from './form.ts';

/** `as of 14 March 2016`, `as at …`, `at close on …`, `by the end of …`. */
export const asOf: Form = (tokens, at, today, starts) => {
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
  const ends = endOf(tokens, start, today, starts).map((read) => ({ ...read, length: read.length + length }));
  const spans = readSpans(tokens, start, today, starts)
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
export const endOf: Form = (tokens, at, today, starts) => {
  const start = skipWords(tokens, at, ['at', 'by', 'on', 'as', 'of', 'per']);
  const article = tokens[start]?.norm === 'the' ? start + 1 : start;
  const word = tokens[article]?.norm ?? '';
  if (
    ['end', 'close', 'ende'].includes(word) &&
    ['of', 'the', 'des'].includes(tokens[article + 1]?.norm ?? 'of')
  ) {
    const spanAt = article + (tokens[article + 1]?.norm === 'of' ? 2 : 1);
    const spans = readSpans(tokens, spanAt, today, starts).filter((span) => !span.trailing);
    const named = spans.map((span) => closing(span, spanAt - at + span.length, today));
    return [...named, ...endOfBareUnit(tokens, spanAt, at, today)];
  }
  const unit = unitOf(tokens[article]?.stem ?? '');
  if (unit && unit !== 'day' && ['end', 'close'].includes(tokens[article + 1]?.norm ?? '')) {
    const isPlural = tokens[article + 1]?.norm !== tokens[article + 1]?.stem;
    if (isPlural) return [];
    const spanAt = skipWords(tokens, article + 2, ['of', 'in', 'for']);
    const spans = readSpans(tokens, spanAt, today, starts).filter(
      (span) => !span.trailing && rank(span.unit) <= rank(unit) + 1,
    );
    const named = spans
      .filter((span) => span.unit === unit)
      .map((span) => closing(span, spanAt - at + span.length, today));
    if (named.length > 0) return named;
    const isLead = start > at || unit === 'year';
    return spans.length > 0 || !isLead ? [] : [lastEnd(unit, article + 2 - at, today)];
  }
  return spanThenEnd(tokens, start, at, today, starts);
};

/** `2016 year-end`, `2016 end`. */
function spanThenEnd(
  tokens: readonly Token[],
  start: number,
  at: number,
  today: Day,
  starts: YearStarts,
): readonly One[] {
  return readSpans(tokens, start, today, starts)
    .filter((span) => span.unit === 'year' && !span.trailing)
    .flatMap((span) => {
      const next = start + span.length;
      const words = tokens.slice(next, next + 2).map((token) => token.norm);
      const length = words[0] === 'end' ? 1 : words[0] === 'year' && words[1] === 'end' ? 2 : 0;
      return length === 0 ? [] : [closing(span, next + length - at, today)];
    });
}

/** `the end of the year`: the year's end if that is today, otherwise the last one before. */
export function endOfBareUnit(
  tokens: readonly Token[],
  spanAt: number,
  at: number,
  today: Day,
): readonly One[] {
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
  };
  const inYear = span.inYear;
  return { period, length, span: inYear === null ? null : span };
}

function rank(unit: Unit): number {
  return ['day', 'week', 'month', 'quarter', 'half', 'year'].indexOf(unit);
}
