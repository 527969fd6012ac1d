import type { Day } from '../../../../vocabulary/day.ts';
import type { Token } from '../../tokens.ts';
import { readSpans } from '../spans/index.ts';
import { currentUnit } from '../spans/relative.ts';
import type { Span } from '../spans/span.ts';
import { unitOf } from '../words.ts';
import { type Form, fromSpan } from './form.ts';

const TIME_PREPOSITIONS = new Set([
  'in',
  'during',
  'for',
  'over',
  'within',
  'throughout',
  'across',
  'of',
  'from',
  'at',
  'im',
  'seit',
]);

const THROUGHOUT: ReadonlySet<string> = new Set(['over', 'during', 'throughout', 'across']);

/** The 'the year' of 'up for the year': this one, up to today. */
function currentBare(tokens: readonly Token[], at: number, today: Day): Span | null {
  const unit = tokens[at]?.norm === 'the' ? unitOf(tokens[at + 1]?.norm ?? '') : null;
  const next = tokens[at + 2];
  const isEnd = next === undefined || next.first || next.kind === 'mark' || next.norm === 'so';
  return unit !== null && unit !== 'day' && isEnd ? currentUnit(unit, today) : null;
}

/** `2016`, `in 2016`, `over the past 90 days`, `on 5 May 2016`, `for March`. */
export const plain: Form = (tokens, at, today, yearStarts) => {
  const word = tokens[at]?.norm ?? '';
  const isPreposition = TIME_PREPOSITIONS.has(word) || word === 'on' || word === 'per';
  const start = isPreposition ? at + 1 : at;
  const bare = word === 'for' || word === 'on' || word === 'over' ? currentBare(tokens, start, today) : null;
  if (bare) return [{ period: fromSpan(bare, 'range'), length: 3, span: null }];
  // 'At present' has the preposition for a part of it.
  const starts = word === 'at' ? [start, at] : [start];
  return starts.flatMap((from) =>
    readSpans(tokens, from, today, yearStarts)
      .filter((span) => word !== 'per' || span.unit === 'day')
      .map((span) => ({
        period: {
          ...fromSpan(span, span.unit === 'day' && span.from === span.to ? 'day' : 'range'),
          ...(THROUGHOUT.has(word) ? { throughout: true as const } : {}),
        },
        length: span.length + from - at,
        span,
      })),
  );
};
