import type { Day } from '../../../../vocabulary/day.ts';
import { readNumber } from '../../numbers.ts';
import type { Token } from '../../tokens.ts';
import { dayLabel, pastUnits, type Unit, unitOf } from '../words.ts';
import { rangeSpan, type Reader, type Span } from './span.ts';

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
export const trailing: Reader = (tokens, at, today) => {
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

export function trailingSpan(unit: Unit, n: number, length: number, today: Day): Span | null {
  if (!Number.isInteger(n) || n < 1 || n > 1200) return null;
  const { from, to } = pastUnits(unit, n, today);
  const words = n === 1 ? `past ${unit}` : `past ${n} ${unit}s`;
  return rangeSpan(from, to, length, {
    unit,
    trailing: true,
    label: `${words} (${dayLabel(from)} to ${dayLabel(to)})`,
  });
}
