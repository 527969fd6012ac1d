import { addDays } from '../../../../vocabulary/day.ts';
import type { PeriodRead } from '../period.ts';
import { readSpans } from '../spans/index.ts';
import type { Form } from './form.ts';

/** `before 2016`, `until March 2016`, `up to and including 2015`, `through June`. */
export const before: Form = (tokens, at, today, starts) => {
  const words = tokens.slice(at, at + 2).map((token) => token.norm);
  const isUpTo = words[0] === 'up' && ['to', 'until', 'till', 'through'].includes(words[1] ?? '');
  const isUntil = isUpTo || ['until', 'till', 'through', 'bis', 'thru'].includes(words[0] ?? '');
  const isBefore = ['before', 'prior', 'preceding', 'pre', 'vor'].includes(words[0] ?? '');
  if (!isUntil && !isBefore) return [];
  let start = at + (isUpTo || words[1] === 'to' ? 2 : 1);
  let end = false;
  if (tokens[start]?.norm === 'and' && tokens[start + 1]?.norm === 'including') start += 2;
  if (tokens[start]?.norm === 'the') start += 1;
  if (tokens[start]?.norm === 'end' && tokens[start + 1]?.norm === 'of') {
    start += 2;
    end = true;
  }
  return readSpans(tokens, start, today, starts)
    .filter((span) => !span.trailing)
    .map((span) => {
      const to = isBefore && !end ? addDays(span.from, -1) : span.to;
      const label = isBefore ? `before ${span.label}` : `up to ${span.label}`;
      const period: PeriodRead = { kind: 'range', from: null, to, label, unit: null, other: null };
      return { period, length: start - at + span.length, span: null };
    });
};
