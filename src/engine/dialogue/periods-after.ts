import type { Plan } from '../../vocabulary/plan.ts';
import type { PeriodsRead } from '../understand/calendar/period.ts';
import type { Op } from '../understand/chart/items.ts';
import type { Fragment } from './fragment.ts';

const COMPARING: readonly Op[] = ['compare', 'change', 'yes_no', 'more', 'less'];

/** 'How does that compare to 2019?', 'is that more than in 2019?': the difference is what is asked for. */
export function comparesPeriods({ parts: { ops, rank } }: Fragment): boolean {
  return COMPARING.some((op) => ops.has(op)) || rank?.rank.tone === 'amount';
}

/** The time of a question after a follow-up: the new one, both where they are compared, or the old one. */
export function timeAfter(last: Plan, fragment: Fragment): PeriodsRead {
  const said = fragment.time;
  const old = timeOf(last);
  if (said === null) return old;
  const [first, second] = said.periods;
  const sets = fragment.adds || fragment.parts.ops.has('vs') || comparesPeriods(fragment);
  const isOne = first !== undefined && second === undefined && old.periods.length === 1;
  return sets && isOne ? { ...said, periods: [...old.periods, first] } : said;
}

/** The periods of a plan as if they had been said again. */
function timeOf(plan: Plan): PeriodsRead {
  return {
    length: 0,
    compared: false,
    judged: false,
    periods: plan.periods.map(({ from, to, label, pointInTime }) => ({
      kind: pointInTime ? 'asof' : 'range',
      from,
      to,
      label,
      unit: null,
      other: null,
    })),
  };
}
