import { METRICS } from '../../model/index.ts';
import type { Plan, Threshold } from '../../vocabulary/plan.ts';
import { isPointMetric } from '../understand/assemble/periods.ts';
import { thresholdsOf } from '../understand/assemble/thresholds.ts';
import type { Op } from '../understand/chart/items.ts';
import type { NumberRead } from '../understand/numbers.ts';
import type { Fragment } from './fragment.ts';

const LOSSES: ReadonlySet<Op> = new Set(['under_water', 'short']);

/** 'Only those over 5 %', 'only the losers'. */
export function withThresholds(plan: Plan, fragment: Fragment): Plan | null {
  const { parts } = fragment;
  if (isAmount(parts.looseAmount) && parts.rank === null) return withValue(plan, fragment);
  const signs = signOf(plan, parts.ops);
  if (signs === 'reject') return null;
  if (parts.bounds.length === 0) return signs === null ? plan : onSide(plan, signs);
  const isGrouped = plan.subject === 'figures';
  if (isGrouped && plan.by.length === 0) return null;
  const own = amountOf(plan.metrics);
  const bounds = parts.bounds.map((each) =>
    each.metric === null && isGrouped && own !== undefined ? { ...each, metric: thingOf(own) } : each,
  );
  const found = thresholdsOf(bounds, plan.subject, plan.metrics);
  if (!found || !unitsFit(found.having, parts.bounds)) return null;
  return {
    ...plan,
    where: [
      ...plan.where.filter(({ kind }) => kind !== 'threshold' || found.where.length === 0),
      ...found.where,
    ],
    having: found.having.length > 0 ? found.having : plan.having,
  };
}

/** 'And the winners?', of losers: the other side in place of the one before. */
function onSide(plan: Plan, side: Threshold): Plan {
  const others = plan.having.filter(({ metric, value }) => metric !== side.metric || Number(value) !== 0);
  const direction = side.comparison === '<' ? 'asc' : 'desc';
  const order = plan.order?.by === side.metric ? ({ ...plan.order, direction } as const) : plan.order;
  return { ...plan, having: [...others, side], order };
}

/** What 'above 10,000' limits: an amount of money before a number of shares. */
function amountOf(metrics: readonly string[]): string | undefined {
  const [first] = metrics;
  return first === 'quantity'
    ? (metrics.find((metric) => METRICS.get(metric)?.unit === 'money') ?? first)
    : first;
}

function unitsFit(having: readonly Threshold[], bounds: Fragment['parts']['bounds']): boolean {
  const percent = bounds.some(({ bounds: each }) => each.some(({ number }) => number.unit === 'percent'));
  return having.every(({ metric }) => !percent || METRICS.get(metric)?.unit === 'percent');
}

function thingOf(metric: string): NonNullable<Fragment['parts']['bounds'][number]['metric']> {
  return {
    metrics: [metric],
    weak: false,
    dimension: null,
    rows: null,
    filter: null,
    plural: false,
    said: METRICS.get(metric)?.words[0] ?? metric,
    at: null,
  };
}

/** Figures that are below zero or above it: losers and winners. */
function signOf(plan: Plan, ops: ReadonlySet<Op>): Threshold | 'reject' | null {
  const isLoss = [...ops].some((op) => LOSSES.has(op));
  if (!isLoss && !ops.has('in_profit')) return null;
  const comparison = isLoss ? '<' : '>';
  if (plan.subject === 'holdings') return { metric: 'unrealized_gain', comparison, value: '0' };
  const [metric = ''] = plan.metrics;
  const tells = METRICS.get(metric);
  const isSigned =
    tells !== undefined &&
    !(isPointMetric(tells) && metric !== 'unrealized_gain' && metric !== 'unrealized_return');
  return plan.subject === 'figures' && plan.by.length > 0 && isSigned
    ? { metric, comparison, value: '0' }
    : 'reject';
}

/** A number that counts no rows: '10%', '$500', '50k'. */
function isAmount(number: NumberRead | null): number is NumberRead {
  return number !== null && (number.unit !== 'none' || number.zeros !== undefined);
}

/** 'And 10%?', of those over 20 %: the one limit that there is has another value; null where there is none of that unit. */
function withValue(plan: Plan, { parts: { looseAmount, bounds } }: Fragment): Plan | null {
  const [limit, ...more] = plan.having;
  if (!isAmount(looseAmount) || !limit || more.length > 0 || bounds.length > 0) return null;
  const isRate = METRICS.get(limit.metric)?.unit === 'percent';
  if (isRate !== (looseAmount.unit === 'percent')) return null;
  const value = isRate ? shifted(looseAmount.value) : looseAmount.value;
  return { ...plan, having: [{ ...limit, value }] };
}

/** A percentage as a fraction, its decimal point moved by two places. */
function shifted(percent: string): string {
  const [whole = '0', part = ''] = percent.replace('-', '').split('.');
  const digits = whole.padStart(3, '0');
  const moved = `${digits.slice(0, -2)}.${digits.slice(-2)}${part}`.replace(/\.?0+$/, '');
  return percent.startsWith('-') ? `-${moved}` : moved;
}
