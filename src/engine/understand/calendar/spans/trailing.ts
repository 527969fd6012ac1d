import { addDays, addMonths, type Day } from '../../../../vocabulary/day.ts';
import { readNumber } from '../../numbers.ts';
import type { Token } from '../../tokens.ts';
import { dayLabel, pastUnits, type Unit, unitAround, unitOf, unitsAhead } from '../words.ts';
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

const NEXT = new Set(['next', 'coming', 'following']);

/** `next five years`, `the coming 12 months`: from tomorrow on. */
export const coming: Reader = (tokens, at, today) => {
  const number = readNumber(tokens, at + 1);
  if (!NEXT.has(tokens[at]?.norm ?? '') || number?.unit !== 'none') return null;
  const unit = unitOf(tokens[at + 1 + number.length]?.stem ?? '');
  const count = Number(number.value);
  if (!unit || !Number.isInteger(count) || count < 1 || count > 1200) return null;
  const to = unitsAhead(unit, count, today);
  return rangeSpan(addDays(today, 1), to, 2 + number.length, { unit, label: `next ${count} ${unit}s` });
};

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
  if (isTrailing && tokens[at + 1]?.norm === 'fortnight') return trailingSpan('week', 2, 2, today);
  const half = isTrailing ? withHalf(tokens, at, today) : null;
  if (half) return half;
  const start = isTrailing ? at + 1 : at;
  const few =
    tokens[start]?.norm === 'a' || tokens[start]?.norm === 'couple' ? null : readNumber(tokens, start);
  const unitAt = start + (few?.length ?? (tokens[start]?.norm === 'a' ? 1 : 0));
  if (isTrailing && few?.unit === 'none' && WHOLE.has(tokens[unitAt]?.norm ?? ''))
    return wholeUnits(tokens, unitAt + 1, Number(few.value), unitAt + 2 - at, today);
  const unit = unitOf(tokens[unitAt]?.stem ?? '');
  if (!unit) return null;
  if (few) {
    const n = Number(few.value);
    const isCompound = tokens[unitAt]?.norm === unit && n !== 1 && !isTrailing;
    if (!isTrailing && !isCompound && !isStretch(tokens, at, unitAt)) return null;
    return few.unit === 'none' ? trailingSpan(unit, n, unitAt + 1 - at, today) : null;
  }
  // 'No trades in a year'.
  if (token.norm === 'a' && isOfNothing(tokens, at) && tokens[unitAt + 1]?.norm !== 'old')
    return unitAt === at ? null : trailingSpan(unit, 1, 2, today);
  const isPast = ['past', 'trailing', 'rolling', 'preceding'].includes(token.norm);
  return isPast && tokens[unitAt]?.norm === tokens[unitAt]?.stem ? trailingSpan(unit, 1, 2, today) : null;
};

/** `past two and a half years`, `last year and a half`: in months. */
function withHalf(tokens: readonly Token[], at: number, today: Day): Span | null {
  const number = readNumber(tokens, at + 1);
  const behind = at + 1 + (number?.length ?? 0);
  const isNoun = tokens[behind]?.norm === 'year';
  const words = tokens.slice(isNoun ? behind + 1 : behind, behind + 5).map(({ norm }) => norm);
  if (words.slice(0, 3).join(' ') !== 'and a half') return null;
  const isYears = isNoun || words[3] === 'years' || words[3] === 'year';
  const n = Number(number?.value ?? 1);
  if (!isYears || !Number.isInteger(n) || (number === null && !isNoun)) return null;
  return trailingSpan('month', n * 12 + 6, behind + 4 - at, today);
}

const WHOLE: ReadonlySet<string> = new Set(['calendar', 'full', 'complete', 'whole']);
const MONTHS: Readonly<Partial<Record<Unit, number>>> = { month: 1, quarter: 3, half: 6, year: 12 };

/** `last three calendar years`: so many whole ones before the current one. */
function wholeUnits(
  tokens: readonly Token[],
  at: number,
  n: number,
  length: number,
  today: Day,
): Span | null {
  const unit = unitOf(tokens[at]?.stem ?? '');
  const months = unit ? MONTHS[unit] : undefined;
  if (!unit || months === undefined || !Number.isInteger(n) || n < 1 || n > 400) return null;
  const { from: current } = unitAround(unit, today);
  return rangeSpan(addMonths(current, -n * months), addDays(current, -1), length, { unit });
}

/** 'Over three years' is a stretch of time; 'held for over three years' and 'over three years old' are ages. */
function isStretch(tokens: readonly Token[], at: number, unitAt: number): boolean {
  const isAge =
    tokens[unitAt + 1]?.norm === 'old' || ['for', 'held', 'than'].includes(tokens[at - 2]?.norm ?? '');
  return (tokens[at - 1]?.norm === 'over' && !isAge) || isOfNothing(tokens, at);
}

const NOTHING: ReadonlySet<string> = new Set(['not', 'no', 'never', 'without']);

/** 'Have not traded in six months', 'no deposits for a year': that long up to now. */
function isOfNothing(tokens: readonly Token[], at: number): boolean {
  const before = tokens.slice(0, at - 1).map(({ norm }) => norm);
  const isSaid = ['in', 'for'].includes(tokens[at - 1]?.norm ?? '');
  return isSaid && !['held', 'old'].includes(before.at(-1) ?? '') && before.some((word) => NOTHING.has(word));
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
