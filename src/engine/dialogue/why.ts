import { MOVES, MOVES_OF_SECURITIES } from '../../model/index.ts';
import type { Day } from '../../vocabulary/day.ts';
import type { Filter, Plan } from '../../vocabulary/plan.ts';
import { isSound } from '../understand/assemble/readings.ts';

const WHY =
  /^(?:and |but |ok,? )?(?:why|how come|why so|why not)(?: (?:is|was) (?:that|it|this)(?: so)?| did (?:that|it|this) (?:happen|change|fall|rise|drop|go (?:up|down)))?\s*[?!.]*$/i;
const ON_SECURITIES: ReadonlySet<string> = new Set([
  'security',
  'asset_class',
  'sector',
  'country',
  'currency',
]);
const ON_ROWS: ReadonlySet<string> = new Set(['transaction_type', 'income_kind', 'fee_kind', 'term']);

/** 'Why?' behind an answer: what moved the value of the same accounts and securities over the same time. */
export function whyOf(text: string, last: Plan): Plan | null {
  if (!WHY.test(text.trim())) return null;
  const where = last.where.filter(({ kind }) => kind === 'in').filter((filter) => !isOnRows(filter));
  const ofSecurities = where.some((filter) => filter.kind === 'in' && ON_SECURITIES.has(filter.dimension));
  const starts = last.periods.map(({ from }) => from);
  const from = starts.some((day) => day === null)
    ? null
    : (earliest(starts.filter((day) => day !== null)) ?? null);
  const [first] = last.periods;
  if (!first) return null;
  const to = last.periods.reduce((latest, period) => (period.to > latest ? period.to : latest), first.to);
  const label =
    last.periods.length === 1 && from !== null
      ? first.label
      : from === null
        ? 'since inception'
        : `${from} to ${to}`;
  const plan: Plan = {
    subject: 'figures',
    metrics: ofSecurities ? MOVES_OF_SECURITIES : MOVES,
    by: [],
    where,
    periods: [{ from, to, label, pointInTime: false }],
    having: [],
    order: null,
    limit: null,
    derive: null,
    currency: last.currency,
  };
  return isSound(plan) ? plan : null;
}

function earliest(days: readonly Day[]): Day | undefined {
  return days.reduce<Day | undefined>(
    (first, day) => (first === undefined || day < first ? day : first),
    undefined,
  );
}

function isOnRows(filter: Filter): boolean {
  return filter.kind === 'in' && ON_ROWS.has(filter.dimension);
}
