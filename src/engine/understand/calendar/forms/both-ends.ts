import type { Day } from '../../../../vocabulary/day.ts';
import type { Token } from '../../tokens.ts';
import type { PeriodsRead } from '../period.ts';
import type { YearStarts } from '../year-starts.ts';
import { endOf } from './as-of.ts';
import { skipWords } from './form.ts';
import { startOf } from './start-of.ts';

const STARTS: ReadonlySet<string> = new Set(['start', 'beginning', 'opening', 'outset']);
const ENDS: ReadonlySet<string> = new Set(['end', 'close']);
const JOINTS: ReadonlySet<string> = new Set(['and', 'to', 'vs', 'versus', '&']);

/** `at the start and the end of 2016`, `from the beginning to the end of the year`: the state at both. */
export function bothEndsSaid(
  tokens: readonly Token[],
  at: number,
  today: Day,
  starts: YearStarts,
): PeriodsRead | null {
  const start = skipWords(tokens, at, ['at', 'from', 'between', 'the', 'both']);
  if (!STARTS.has(tokens[start]?.norm ?? '') || !JOINTS.has(tokens[start + 1]?.norm ?? '')) return null;
  const endAt = skipWords(tokens, start + 2, ['the', 'at']);
  if (!ENDS.has(tokens[endAt]?.norm ?? '')) return null;
  const [closing] = endOf(tokens, endAt, today, starts);
  const word = tokens[start];
  if (!closing || !word) return null;
  // The words behind 'end' are said of the start too.
  const [opening] = startOf([word, ...tokens.slice(endAt + 1)], 0, today, starts);
  if (!opening) return null;
  const isBare = tokens[endAt + 2]?.norm === 'the';
  const end = isBare && closing.period.to <= opening.period.to ? today : closing.period.to;
  return {
    periods: [
      opening.period,
      end === closing.period.to ? closing.period : { ...closing.period, to: end, label: 'today' },
    ],
    length: endAt + closing.length - at,
    compared: true,
    judged: false,
  };
}
