import { addDays } from '../../../vocabulary/day.ts';
import type { PeriodsRead } from '../calendar/period.ts';
import { dayLabel } from '../calendar/words.ts';
import type { Token } from '../tokens.ts';

const TOGETHER: ReadonlySet<string> = new Set(['combined', 'together', 'altogether']);

/**
 * 'Fees in 2019 and 2020 combined': the one stretch that the periods make up. Null where they do not follow one another:
 * what is asked for is then no period's figure.
 */
export function summedPeriods(time: PeriodsRead, tokens: readonly Token[]): PeriodsRead | null {
  const [first, ...others] = time.periods.toSorted((a, b) => a.to.localeCompare(b.to));
  const isSummed = tokens.some(({ norm }) => TOGETHER.has(norm)) && !time.compared;
  if (!first || others.length === 0 || !isSummed) return time;
  let end = first.to;
  for (const { kind, from, to } of others) {
    if (kind !== 'range' || from !== addDays(end, 1)) return null;
    end = to;
  }
  if (first.kind !== 'range' || first.from === null) return null;
  const label = `${dayLabel(first.from)} to ${dayLabel(end)}`;
  return { ...time, periods: [{ kind: 'range', from: first.from, to: end, label, unit: null, other: null }] };
}
