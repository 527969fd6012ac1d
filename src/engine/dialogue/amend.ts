import { METRICS } from '../../model/index.ts';
import type { Day } from '../../vocabulary/day.ts';
import type { Dimension, Filter, Order, Plan } from '../../vocabulary/plan.ts';
import type { PeriodsRead } from '../understand/calendar/periods.ts';
import type { Parts } from '../understand/assemble/parts.ts';
import { periodsFor } from '../understand/assemble/periods.ts';
import { isSound } from '../understand/assemble/readings.ts';

/** What a follow-up says, its names settled. */
export interface Fragment {
  readonly parts: Parts;
  readonly metrics: readonly string[];
  readonly filters: readonly Filter[];
  readonly group: Dimension | null;
  readonly time: PeriodsRead | null;
}

const GRAINS: ReadonlySet<Dimension> = new Set(['day', 'week', 'month', 'quarter', 'year']);
const PARTIES: ReadonlySet<string> = new Set(['account', 'portfolio', 'client', 'advisor', 'account_type']);
const SECURITIES: ReadonlySet<string> = new Set(['security', 'asset_class', 'sector', 'country', 'currency']);

/** The last Plan with one part of it changed; null where the fragment changes nothing or makes no sense with it. */
export function amend(last: Plan, fragment: Fragment, today: Day): Plan | null {
  const { parts, metrics, filters, time } = fragment;
  const changed = withLimit(withDerivation(withMetrics(last, metrics), parts), parts);
  if (!changed) return null;
  const grouped = withGroups(changed, [...parts.groups, ...(fragment.group ? [fragment.group] : [])]);
  if (!grouped) return null;
  const isRate = grouped.metrics.every((metric) => METRICS.get(metric)?.unit === 'percent');
  if (parts.currency !== null && isRate && grouped.subject === 'figures') return null;
  const plan: Plan = {
    ...grouped,
    where: narrowed(grouped.where, filters, parts.ops.has('only')),
    currency: parts.currency ?? grouped.currency,
  };
  const reread = time ?? timeOf(last);
  const periods =
    time === null &&
    JSON.stringify([plan.subject, plan.metrics, plan.by]) ===
      JSON.stringify([last.subject, last.metrics, last.by])
      ? last.periods
      : periodsFor(plan.subject, plan.metrics, plan.by, reread, today);
  const amended = { ...plan, periods };
  return isSound(amended) && JSON.stringify(amended) !== JSON.stringify(last) ? amended : null;
}

/** The periods of a plan as if they had been said again. */
function timeOf(plan: Plan): PeriodsRead {
  return {
    length: 0,
    compared: false,
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

function withMetrics(plan: Plan, metrics: readonly string[]): Plan {
  if (metrics.length === 0) return plan;
  const order: Order | null =
    plan.order && METRICS.has(plan.order.by.replace('abs:', ''))
      ? { ...plan.order, by: metrics[0] ?? plan.order.by }
      : plan.order;
  if (plan.subject !== 'figures' && plan.subject !== 'holdings') {
    const where = plan.where.filter(
      (filter) => filter.kind !== 'in' || PARTIES.has(filter.dimension) || SECURITIES.has(filter.dimension),
    );
    return { ...plan, subject: 'figures', metrics, where, order: null, limit: null, derive: null };
  }
  return { ...plan, metrics, order };
}

function withDerivation(plan: Plan, { ops, rank }: Parts): Plan | null {
  const listed = plan.subject !== 'figures' && plan.subject !== 'holdings';
  if (ops.has('total') && listed) return { ...plan, derive: 'total', order: null, limit: null };
  if (ops.has('total') && plan.by.length > 0)
    return { ...plan, by: [], order: null, limit: null, derive: null };
  if (ops.has('annualized') || ops.has('gross'))
    return qualified(plan, ops.has('gross') ? 'twr_gross' : 'twr_annualized');
  if (ops.has('how_many') && plan.subject !== 'figures')
    return { ...plan, derive: 'count', order: null, limit: null };
  if (ops.has('share') || ops.has('in_percent')) return inPercent(plan);
  if (rank && plan.order)
    return {
      ...plan,
      order: { ...plan.order, direction: rank.rank.direction },
      limit: rank.rank.limit ?? plan.limit,
    };
  return rank ? null : plan;
}

/** A return that is to be annualized, or before fees. */
function qualified(plan: Plan, to: string): Plan | null {
  return plan.metrics.includes('twr')
    ? { ...plan, metrics: plan.metrics.map((metric) => (metric === 'twr' ? to : metric)) }
    : null;
}

function inPercent(plan: Plan): Plan | null {
  const [metric] = plan.metrics;
  if (plan.subject === 'figures' && metric === 'gain') return { ...plan, metrics: ['twr'] };
  if (plan.subject === 'figures' && metric === 'unrealized_gain')
    return { ...plan, metrics: ['unrealized_return'] };
  if (plan.subject === 'figures' && (plan.by.length > 0 || plan.where.length > 0))
    return { ...plan, derive: 'share' };
  if (plan.subject === 'holdings') return { ...plan, metrics: ['weight'] };
  return null;
}

function withLimit(plan: Plan | null, { looseNumber }: Parts): Plan | null {
  if (!plan || looseNumber === null) return plan;
  const isLimit = Number.isInteger(looseNumber) && looseNumber > 0 && looseNumber <= 1000;
  if (!isLimit || (plan.limit === null && plan.subject === 'figures' && plan.by.length === 0)) return null;
  return { ...plan, limit: looseNumber, derive: plan.derive === 'extreme' ? null : plan.derive };
}

/** A new time grain takes the place of the old one, and so does another group; both kinds stand together. */
function withGroups(plan: Plan, groups: readonly Dimension[]): Plan | null {
  if (groups.length === 0) return plan;
  if (plan.subject !== 'figures' && plan.subject !== 'holdings') return null;
  const base: Plan =
    plan.subject === 'holdings'
      ? { ...plan, subject: 'figures', metrics: ['market_value'], by: [], order: null, limit: null }
      : plan;
  const isTime = groups.every((group) => GRAINS.has(group));
  const kept = base.by.filter((group) => GRAINS.has(group) !== isTime);
  return {
    ...base,
    by: [...kept, ...groups],
    order: null,
    limit: null,
    derive: base.derive === 'extreme' ? null : base.derive,
  };
}

/** A new condition takes the place of the old one on the same sort of thing. */
function narrowed(where: readonly Filter[], filters: readonly Filter[], _only: boolean): readonly Filter[] {
  if (filters.length === 0) return where;
  const replaces = (filter: Filter): boolean =>
    filter.kind === 'in' &&
    filters.some(
      (fresh) =>
        fresh.kind === 'in' &&
        !fresh.negated &&
        (fresh.dimension === filter.dimension ||
          (PARTIES.has(fresh.dimension) && PARTIES.has(filter.dimension))),
    );
  return [...where.filter((filter) => !replaces(filter)), ...filters];
}
