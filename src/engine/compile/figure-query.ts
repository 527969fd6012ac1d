import type { TimeGrain } from '../../vocabulary/period.ts';
import type { Derivation, Dimension, Order, Threshold } from '../../vocabulary/plan.ts';
import { METRICS } from '../../model/index.ts';
import type { Span } from './cells.ts';
import type { Filters } from './filters.ts';

/** Figures as they are to be computed: settled, nothing open, nothing that the model does not know. */
export interface FigureQuery {
  readonly metrics: readonly string[];
  readonly keys: readonly Dimension[];
  readonly grain: TimeGrain | null;
  readonly spans: readonly Span[];
  readonly filters: Filters;
  /** What the whole is limited to, where a share of it is asked for. */
  readonly wholeFilters: Filters;
  /** Whether each group of accounts is a whole of its own, or all of them together are one. */
  readonly wholeBy: 'group' | 'scope';
  readonly having: readonly Threshold[];
  readonly order: Order | null;
  readonly limit: number | null;
  /** The limit counts within each group of these: keys, or the grain. */
  readonly limitPer: readonly Dimension[];
  readonly derive: Derivation | null;
  /** An average or a median is made within each group of these: keys, or the grain. */
  readonly within: readonly Dimension[];
  readonly currency: string;
  /** Groups whose figures are all nothing stay. */
  readonly keepEmpty: boolean;
  /** Groups without a name (no sector, no advisor) stay: they are left out of rankings and counts. */
  readonly keepNameless: boolean;
  /** A year's rate as decimal text, for the Sharpe ratio. */
  readonly riskFree: string;
}

/** The two rows that a difference or a ratio of one figure is of: two members of a group by their order, or two periods. */
export type RowPair =
  | { readonly kind: 'members'; readonly key: Dimension; readonly values: readonly [string, string] }
  | { readonly kind: 'periods' };

export function pairOf({ keys, grain, spans, filters }: FigureQuery): RowPair | null {
  const [key, ...more] = keys;
  if (grain !== null || more.length > 0) return null;
  if (key === undefined) return spans.length === 2 ? { kind: 'periods' } : null;
  const filter = [...filters.account, ...filters.security, ...filters.row].find(
    (each) => each.kind === 'in' && each.dimension === key && !each.negated,
  );
  const [first, second, ...others] = filter?.kind === 'in' ? filter.values : [];
  if (typeof first !== 'string' || typeof second !== 'string' || others.length > 0) return null;
  return spans.length === 1 ? { kind: 'members', key, values: [first, second] } : null;
}

/** Metrics that are solved from dated flows after the statement has run. */
export const SOLVED_METRIC = 'mwr';

/** Whether an order is by a figure. */
export function isMetric(name: string): boolean {
  return METRICS.has(metricOfOrder(name));
}

/** Orders by a metric's size whatever its sign are written `abs:drift`. */
export function metricOfOrder(by: string): string {
  return by.startsWith('abs:') ? by.slice(4) : by;
}

/** True where rows can be put in order, or cut, only after the money-weighted returns are solved. */
export function ordersBySolved(query: FigureQuery): boolean {
  return (
    query.order?.by === SOLVED_METRIC ||
    query.having.some(({ metric }) => metric === SOLVED_METRIC) ||
    (query.order === null && query.metrics[0] === SOLVED_METRIC)
  );
}

/** True where groups are put in order by how far their figure moved from one period to the other. */
export function ordersByChange({ derive, order, keys, spans, grain }: FigureQuery): boolean {
  const isPair = derive === 'change' && keys.length > 0 && spans.length === 2 && grain === null;
  return isPair && (order?.by === 'change' || order?.by === 'change_percent');
}
