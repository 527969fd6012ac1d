import { METRICS } from '../../model/index.ts';
import type { Dimension, Order, Plan } from '../../vocabulary/plan.ts';
import type { Fragment } from './fragment.ts';

const GRAINS: ReadonlySet<Dimension> = new Set(['day', 'week', 'month', 'quarter', 'year']);

/** The order of the rows and how many of them there are: 'sort by weight', 'top 5 only', 'which was best?'. */
export function arranged(plan: Plan, fragment: Fragment): Plan | null {
  const { parts } = fragment;
  const sorted = parts.order ? sortedBy(plan, fragment) : plan;
  if (!sorted) return null;
  const turned = parts.order || parts.rank ? sorted : turnedRound(sorted, fragment);
  if (!turned) return null;
  const ranked = parts.rank && !comparesOnly(fragment) ? rankedAs(turned, fragment) : turned;
  return ranked && limited(ranked, fragment);
}

/** 'Is that more than in 2019?' ranks nothing. */
function comparesOnly({ parts, time }: Fragment): boolean {
  return (
    parts.rank?.rank.tone === 'amount' &&
    parts.rank.rank.limit === null &&
    time !== null &&
    !parts.ops.has('who')
  );
}

function directionOf({ parts: { ops } }: Fragment): Order['direction'] {
  return ops.has('order_up') ? 'asc' : 'desc';
}

function sortedBy(plan: Plan, fragment: Fragment): Plan | null {
  const thing = fragment.parts.order;
  const [metric] = thing?.metrics ?? [];
  const direction = directionOf(fragment);
  const limit = plan.derive === 'extreme' ? null : plan.limit;
  const derive = plan.derive === 'extreme' ? null : plan.derive;
  if (plan.subject === 'figures' || plan.subject === 'holdings') {
    if (metric === undefined || (plan.subject === 'figures' && plan.by.length === 0)) return null;
    const metrics = plan.metrics.includes(metric) ? plan.metrics : [...plan.metrics, metric];
    return { ...plan, metrics, order: { by: metric, direction }, limit, derive };
  }
  const by = thing?.dimension === 'day' || /date|day|time/.test(thing?.said ?? '') ? 'date' : 'amount';
  return { ...plan, order: { by, direction }, limit, derive };
}

/** 'Biggest first', 'oldest first', 'ascending'. */
function turnedRound(plan: Plan, fragment: Fragment): Plan | null {
  const { ops } = fragment.parts;
  if (!ops.has('order_up') && !ops.has('order_down')) return plan;
  const by = plan.order?.by ?? ordinaryOrder(plan);
  return by === null ? null : { ...plan, order: { by, direction: directionOf(fragment) } };
}

/** What rows are put in order by where nobody says. */
function ordinaryOrder(plan: Plan): string | null {
  if (plan.subject === 'holdings') return plan.metrics[0] ?? 'market_value';
  if (plan.subject === 'figures') return plan.by.length > 0 ? (plan.metrics[0] ?? null) : null;
  return ['accounts', 'portfolios', 'clients', 'advisors'].includes(plan.subject) ? null : 'amount';
}

function rankedAs(plan: Plan, { parts }: Fragment): Plan | null {
  const found = parts.rank;
  if (!found) return plan;
  const { rank, thing } = found;
  const said = thing && thing.metrics.length > 0 && !thing.weak ? thing.metrics[0] : rank.metric;
  const by =
    said ??
    (METRICS.has(plan.order?.by ?? '') || plan.order?.by === 'amount' ? plan.order?.by : null) ??
    ordinaryOrder(plan);
  if (by === null || by === undefined) return null;
  const isChange = plan.derive === 'change' && plan.by.length > 0;
  const direction = isTurned(plan, by, rank.tone) ? TURNED[rank.direction] : rank.direction;
  const isPlural = thing?.plural === true || parts.looseNumber !== null;
  const limit = rank.limit ?? parts.looseNumber ?? (isPlural || plan.limit !== null ? plan.limit : 1);
  const isFigures = plan.subject === 'figures';
  const metrics =
    isFigures || plan.subject === 'holdings'
      ? [...new Set([...plan.metrics, ...(METRICS.has(by) ? [by] : [])])]
      : plan.metrics;
  const isOne = isFigures && limit === 1 && plan.by.filter((each) => !GRAINS.has(each)).length < 2;
  const { place: _before, ...rest } = plan;
  const derive =
    plan.derive === 'extreme' || plan.derive === 'first' || plan.derive === 'last' ? null : plan.derive;
  return {
    ...rest,
    ...(rank.place === undefined ? {} : { place: rank.place }),
    metrics,
    order: { by: isChange && said === undefined ? 'change' : by, direction },
    limit,
    derive: isOne && !isChange ? 'extreme' : derive,
  };
}

const TURNED = { asc: 'desc', desc: 'asc' } as const;

/** The biggest of what lost is the one that lost most. */
function isTurned({ having }: Plan, by: string, tone: string): boolean {
  return (
    tone === 'size' &&
    having.some(({ metric, comparison, value }) => metric === by && comparison === '<' && Number(value) === 0)
  );
}

/** 'Make it five', where there is a list to be cut. */
function limited(plan: Plan, { parts: { looseNumber, looseAmount, rank } }: Fragment): Plan | null {
  if (looseNumber === null || rank) return plan;
  // '10%' and '50k' are values of a limit on figures.
  if (looseAmount?.unit !== 'none' || looseAmount.zeros !== undefined) return plan;
  if (plan.having.length > 0 && plan.limit === null) return null;
  const isLimit = Number.isInteger(looseNumber) && looseNumber > 0 && looseNumber <= 1000;
  if (!isLimit || (plan.limit === null && plan.subject === 'figures' && plan.by.length === 0)) return null;
  return { ...plan, limit: looseNumber, derive: plan.derive === 'extreme' ? null : plan.derive };
}
