import { addDays, type Day } from '../../../../vocabulary/day.ts';
import type { Token } from '../../tokens.ts';
import type { PeriodRead } from '../period.ts';
import { readSpans } from '../spans/index.ts';
import { dayLabel, type Unit, unitAround, unitOf } from '../words.ts';
import type { YearStarts } from '../year-starts.ts';
import { endOf } from './as-of.ts';
import { type Form, type One, skipWords } from './form.ts';

/** `since March`, `from 2015 on`, `after June 2016`, `starting in 2016`. */
export const sinceForm: Form = (tokens, at, today, starts) => {
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
  const found = readSpans(tokens, start, today, starts).flatMap((span): readonly One[] => {
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
  return [...found, ...sinceEnd(tokens, start, at, today, starts)];
};

/** The unit of 'the year', 'this month'. */
function bareUnit(tokens: readonly Token[], at: number): Unit | null {
  const isBeside = tokens[at + 2]?.norm === 'before';
  const isUnit = ['the', 'this'].includes(tokens[at]?.norm ?? '') && !isBeside;
  const unit = isUnit ? unitOf(tokens[at + 1]?.norm ?? '') : null;
  return unit === 'day' ? null : unit;
}

/** `since year-end`, `since the last quarter end`: from the day after. */
function sinceEnd(
  tokens: readonly Token[],
  start: number,
  at: number,
  today: Day,
  starts: YearStarts,
): readonly One[] {
  return endOf(tokens, skipWords(tokens, start, ['last']), today, starts)
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
  const words = tokens.slice(at, at + 3).map((token) => token.norm);
  if (words[1] === 'the' && words[2] === 'present' && ['to', 'until', 'till'].includes(words[0] ?? ''))
    return tokens[at + 3]?.norm === 'day' ? 4 : 3;
  if (['on', 'onward', 'onwards', 'forward'].includes(words[0] ?? '')) return 1;
  const two = words.slice(0, 2).join(' ');
  return [
    'until today',
    'until now',
    'to today',
    'to now',
    'to date',
    'to present',
    'until present',
    'till now',
    'till today',
    'through today',
  ].includes(two)
    ? 2
    : 0;
}
