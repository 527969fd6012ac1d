import type { Day } from '../../../vocabulary/day.ts';
import type { Token } from '../tokens.ts';
import { bothEndsSaid } from './forms/both-ends.ts';
import type { PeriodsRead } from './period.ts';
import { readOne } from './read-one.ts';
import { readAgainst, readList } from './set-beside.ts';
import { monthOf, unitOf } from './words.ts';
import { CALENDAR_YEARS, type YearStarts } from './year-starts.ts';

/** Every way to read periods from token `at` on, the longest first; `starts`: when fiscal and tax years begin. */
export function readPeriods(
  tokens: readonly Token[],
  at: number,
  today: Day,
  starts: YearStarts = CALENDAR_YEARS,
): readonly PeriodsRead[] {
  const single = readOne(tokens, at, today, starts);
  const reads: PeriodsRead[] = single.map((read) => ({
    periods: [read.period],
    length: read.length,
    compared: false,
    judged: false,
  }));
  const against = readAgainst(tokens, at, today, starts);
  // 'Up on last year' compares; nothing is asked of last year alone.
  if (against && tokens[at]?.norm === 'on') return [against];
  if (against) reads.unshift(against);
  const [longest] = single;
  if (longest) {
    const list = readList(tokens, at, today, starts, longest);
    if (list) reads.unshift(list);
  }
  const ends = bothEndsSaid(tokens, at, today, starts);
  if (ends) reads.unshift(ends);
  return reads;
}

/** Whether the word belongs to the calendar: it can then not stand for an unknown name. */
export function isCalendarWord(token: Token): boolean {
  return unitOf(token.stem) !== null || monthOf(token.norm) !== null;
}
