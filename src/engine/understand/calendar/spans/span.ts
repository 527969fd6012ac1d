import type { Day } from '../../../../vocabulary/day.ts';
import type { Token } from '../../tokens.ts';
import type { YearStarts } from '../year-starts.ts';
import { dayLabel, type Unit, unitLabel } from '../words.ts';

/** A stretch of the calendar that was named, without what its preposition makes of it. */
export interface Span {
  readonly from: Day;
  readonly to: Day;
  readonly unit: Unit;
  readonly label: string;
  readonly length: number;
  /** The same span of another year, where none was named: the Q2 of 'Q2 vs Q3 2017'. */
  readonly inYear: ((year: number) => Span) | null;
  /** The other reading of an ambiguous date. */
  readonly other: Day | null;
  /** A count of units up to today: 'past 90 days'. */
  readonly trailing: boolean;
  /** The part of a date in figures that can only stand in front. */
  readonly leads?: 'day' | 'month';
  /** Said by 'now', not by the day. */
  readonly now?: true;
}

/** Every span that is written from a token on, the longest first: for spans made of spans. */
export type ReadSpans = (
  tokens: readonly Token[],
  at: number,
  today: Day,
  starts: YearStarts,
) => readonly Span[];

/** Reads one sort of span at a token; null where there is none. */
export type Reader = (tokens: readonly Token[], at: number, today: Day, starts: YearStarts) => Span | null;

export function spanOf(unit: Unit, from: Day, to: Day, length: number, more: Partial<Span> = {}): Span {
  const label =
    unit === 'day' && from !== to ? `${dayLabel(from)} to ${dayLabel(to)}` : unitLabel(unit, from);
  return { from, to, unit, label, length, inYear: null, other: null, trailing: false, ...more };
}

export function rangeSpan(from: Day, to: Day, length: number, more: Partial<Span> = {}): Span {
  return spanOf('day', from, to, length, more);
}

export function namedSpan(
  unit: Unit,
  { from, to }: { from: Day; to: Day },
  length: number,
  words: string,
): Span {
  return { ...spanOf(unit, from, to, length), label: `${words} (${unitLabel(unit, from)})` };
}
