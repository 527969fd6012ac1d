import { addDays, businessDayBefore, isBusinessDay, type Day } from '../../../vocabulary/day.ts';
import { readNumber } from '../numbers.ts';
import type { Token } from '../tokens.ts';
import type { ReadSpans } from './spans/span.ts';
import type { YearStarts } from './year-starts.ts';

/**
 * Business days: Mondays to Fridays. The holidays of exchanges are not known here; on one of them the values are those
 * of the day before.
 */
const BUSINESS: ReadonlySet<string> = new Set([
  'business',
  'trading',
  'working',
  'banking',
  'market',
  'week',
]);
const LAST: ReadonlySet<string> = new Set([
  'last',
  'previous',
  'prior',
  'latest',
  'final',
  'past',
  'trailing',
]);

export interface DaysRead {
  readonly from: Day;
  readonly to: Day;
  readonly length: number;
}

/** `last business day`, `last trading day of 2020`, `10 business days ago`, `past 5 trading days`; null for anything else. */
export function readBusinessDays(
  tokens: readonly Token[],
  at: number,
  today: Day,
  starts: YearStarts,
  readSpans: ReadSpans,
): DaysRead | null {
  const word = tokens[at]?.norm ?? '';
  const isLast = LAST.has(word);
  const isFirst = word === 'first';
  const number = readNumber(tokens, isLast || isFirst ? at + 1 : at);
  const start = at + (isLast || isFirst ? 1 : 0) + (number?.length ?? 0);
  if (!BUSINESS.has(tokens[start]?.norm ?? '') || tokens[start + 1]?.stem !== 'day') return null;
  const end = start + 2;
  if (number) return counted(Number(number.value), isLast, tokens, at, end, today);
  if (!isLast && !isFirst) return null;
  if (tokens[end]?.norm === 'of' || tokens[end]?.norm === 'in') {
    const span = readSpans(tokens, end + 1, today, starts).find(({ trailing }) => !trailing);
    if (!span) return null;
    const day = isLast ? onOrBefore(earlierOf(span.to, today)) : onOrAfter(span.from);
    return { from: day, to: day, length: end + 1 - at + span.length };
  }
  if (isFirst) return null;
  const day = onOrBefore(addDays(today, -1));
  return { from: day, to: day, length: end - at };
}

function counted(
  n: number,
  isLast: boolean,
  tokens: readonly Token[],
  at: number,
  end: number,
  today: Day,
): DaysRead | null {
  if (!Number.isInteger(n) || n < 1 || n > 1_000) return null;
  if (isLast) {
    const to = onOrBefore(today);
    return { from: back(to, n - 1), to, length: end - at };
  }
  if (tokens[end]?.norm !== 'ago') return null;
  const day = back(today, n);
  return { from: day, to: day, length: end + 1 - at };
}

function earlierOf(a: Day, b: Day): Day {
  return a < b ? a : b;
}

function onOrBefore(day: Day): Day {
  let found = day;
  while (!isBusinessDay(found)) found = addDays(found, -1);
  return found;
}

function onOrAfter(day: Day): Day {
  let found = day;
  while (!isBusinessDay(found)) found = addDays(found, 1);
  return found;
}

/** n business days before a day. */
function back(day: Day, n: number): Day {
  let found = day;
  for (let left = n; left > 0; left -= 1) found = businessDayBefore(found);
  return found;
}
