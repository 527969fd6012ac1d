import { METRICS } from '../../model/index.ts';
import type { Dimension, Plan } from '../../vocabulary/plan.ts';
import { COUNTS } from '../understand/assemble/row-counts.ts';
import type { Fragment } from './fragment.ts';

const GRAINS: ReadonlySet<Dimension> = new Set(['day', 'week', 'month', 'quarter', 'year']);

/** Sums and counts. */
export function withDerivation(plan: Plan, { parts: { ops, saidTotal, groups } }: Fragment): Plan | null {
  const plain = { ...plan, order: null, limit: null };
  // 'As a share of the total' adds nothing up.
  const isShare = ops.has('in_percent') || ops.has('share');
  if (ops.has('running')) return withRunning(plan);
  const isTotal = groups.length === 0 && !isShare && (ops.has('total') || saidTotal);
  const few = isTotal ? sumOfFirst(plan) : null;
  if (few) return few;
  const rows = plan.subject !== 'figures' && plan.subject !== 'holdings';
  if (ops.has('how_many') && plan.subject !== 'figures') {
    const count = COUNTS[plan.subject];
    return count === undefined
      ? { ...plain, derive: 'count' }
      : { ...plain, subject: 'figures', metrics: [count], by: [], derive: null };
  }
  if (!isTotal) return plan;
  if (rows) return { ...plain, derive: 'total' };
  if (plan.subject === 'holdings')
    return { ...plain, subject: 'figures', metrics: ['market_value'], derive: null };
  // The sum of those that meet a condition is not that of all.
  if (plan.having.length > 0) return sumOfMet(plan);
  return plan.by.length > 0 ? { ...plain, by: [], derive: null } : plan;
}

/** 'As a running total', of a series. */
function withRunning(plan: Plan): Plan | null {
  const { subject, metrics, by, derive, order, limit } = plan;
  const isSeries = subject === 'figures' && by.some((each) => GRAINS.has(each));
  const adds = metrics.length === 1 && METRICS.get(metrics[0] ?? '')?.additivity === 'flow';
  const isPlain = derive === null && order === null && limit === null;
  return isSeries && adds && isPlain ? { ...plan, derive: 'running' } : null;
}

function sumOfMet(plan: Plan): Plan | null {
  const [metric = '', ...more] = plan.metrics;
  const adds = METRICS.get(metric)?.additivity;
  const isSummed = more.length === 0 && (adds === 'flow' || adds === 'stock') && plan.derive === null;
  if (!isSummed || plan.by.length === 0 || plan.by.some((each) => GRAINS.has(each))) return null;
  return { ...plan, order: null, limit: null, derive: 'total' };
}

/** 'How much are they together', of the five largest: of these five. */
function sumOfFirst(plan: Plan): Plan | null {
  const { subject, limit, order, limitPer = [] } = plan;
  const [metric = 'market_value'] = plan.metrics;
  const by: readonly Dimension[] =
    subject === 'holdings' ? [...new Set([...plan.by, 'security' as const])] : plan.by;
  const adds = METRICS.get(metric)?.additivity;
  const isSummed = adds === 'flow' || adds === 'stock' || metric === 'weight';
  if (limit === null || limit < 2 || order === null || limitPer.length > 0 || plan.derive !== null)
    return null;
  if ((subject !== 'holdings' && subject !== 'figures') || by.length === 0 || !isSummed) return null;
  if (order.by !== metric || by.some((each) => GRAINS.has(each))) return null;
  return { ...plan, subject: 'figures', metrics: [metric], by, derive: 'total' };
}
