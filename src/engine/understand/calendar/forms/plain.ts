import { readSpans } from '../spans/index.ts';
import { type Form, fromSpan } from './form.ts';

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

/** `2016`, `in 2016`, `over the past 90 days`, `on 5 May 2016`, `for March`. */
export const plain: Form = (tokens, at, today) => {
  const word = tokens[at]?.norm ?? '';
  const isPreposition = TIME_PREPOSITIONS.has(word) || word === 'on' || word === 'per';
  const start = isPreposition ? at + 1 : at;
  // 'At present' has the preposition for a part of it.
  const starts = word === 'at' ? [start, at] : [start];
  return starts.flatMap((from) =>
    readSpans(tokens, from, today)
      .filter((span) => word !== 'per' || span.unit === 'day')
      .map((span) => ({
        period: fromSpan(span, span.unit === 'day' && span.from === span.to ? 'day' : 'range'),
        length: span.length + from - at,
        span,
      })),
  );
};
