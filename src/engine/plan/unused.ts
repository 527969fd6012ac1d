import { DIMENSIONS, METRICS } from '../../model/index.ts';
import type { Dimension, Filter, Plan } from '../../vocabulary/plan.ts';
import { registerColumns, type EntityQuery } from '../compile/entities.ts';
import { isMetric, ordersByChange, pairOf, type FigureQuery } from '../compile/figure-query.ts';
import type { Filters } from '../compile/filters.ts';
import { listedDimensions, listedOrders, type ListingQuery } from '../compile/listing.ts';
import { LISTED_METRICS } from '../compile/listings.ts';

/** A settled plan with what will be computed for it. */
export type Computed =
  | { readonly kind: 'figures'; readonly query: FigureQuery }
  | { readonly kind: 'listing'; readonly query: ListingQuery }
  | { readonly kind: 'entities'; readonly query: EntityQuery };

type Test = (plan: Plan, computed: Computed) => string | null;

/** A test for each part of a plan: a new part does not compile before it is said here who uses it. */
const TESTS: Readonly<Record<keyof Required<Plan>, Test>> = {
  subject: () => null,
  metrics: unusedMetric,
  by: unusedGroup,
  where: unusedFilter,
  // Periods outside the data are told in a caveat.
  periods: (plan, { kind }) => (kind === 'entities' && plan.periods.length > 1 ? 'several periods' : null),
  having: (plan, { kind, query }) =>
    plan.having.length > 0 && (kind !== 'figures' || query.having.length !== plan.having.length)
      ? 'a condition on the figures'
      : null,
  order: unusedOrder,
  limit: (plan, { query }) => ((plan.place ?? plan.limit) === query.limit ? null : 'the number of rows'),
  place: ({ place, order, limit, limitPer = [] }) =>
    place === undefined || (order !== null && limit === 1 && limitPer.length === 0)
      ? null
      : 'a place in an order',
  limitPer: unusedLimitPer,
  shareOf: (plan, { kind, query }) => {
    if (plan.shareOf === undefined) return null;
    const shares =
      kind === 'figures' &&
      (query.derive === 'share' || usedMetrics(query).some((name) => name === 'weight' || name === 'drift'));
    return shares ? null : 'what the share is of';
  },
  derive: unusedDerivation,
  currency: (plan, { kind, query }) => {
    if (plan.currency === null) return null;
    if (plan.currency !== query.currency) return `the currency ${plan.currency}`;
    const asBooked = kind === 'listing' && query.subject === 'transactions' && query.derive === null;
    return asBooked ? `the currency ${plan.currency}: bookings are listed as they were booked` : null;
  },
};

/** The first part of a plan that its answer would leave out, in words; null where every part is used. */
export function unusedPart(plan: Plan, computed: Computed): string | null {
  for (const test of Object.values(TESTS)) {
    const unused = test(plan, computed);
    if (unused !== null) return unused;
  }
  return null;
}

function labelOf(name: string): string {
  const words = DIMENSIONS.get(name as Dimension)?.label ?? METRICS.get(name)?.label ?? name;
  return words.toLowerCase();
}

function isGrain(dimension: string): boolean {
  return DIMENSIONS.get(dimension as Dimension)?.kind === 'time';
}

function usedMetrics(query: FigureQuery): readonly string[] {
  return [...query.metrics, ...query.having.map(({ metric }) => metric)];
}

function unusedMetric(plan: Plan, { kind, query }: Computed): string | null {
  const used: readonly string[] =
    kind === 'figures' ? query.metrics : kind === 'listing' ? (LISTED_METRICS[query.subject] ?? []) : [];
  const unused = plan.metrics.find((metric) => !used.includes(metric));
  return unused === undefined ? null : `the figure ${labelOf(unused)}`;
}

function unusedGroup(plan: Plan, { kind, query }: Computed): string | null {
  const used = (dimension: Dimension): boolean => {
    if (kind === 'figures') return query.grain === dimension || query.keys.includes(dimension);
    if (kind === 'entities') return registerColumns(query.subject).some((name) => name === dimension);
    const total = query.derive !== null && query.derive !== 'first' && query.derive !== 'last';
    return !total && (isGrain(dimension) || listedDimensions(query.subject).includes(dimension));
  };
  const unused = plan.by.find((dimension) => !used(dimension));
  return unused === undefined ? null : `a split by ${labelOf(unused)}`;
}

function unusedFilter(plan: Plan, { kind, query }: Computed): string | null {
  const { filters } = query;
  const isOfFlows = kind === 'listing' && query.subject === 'cash_flows';
  // Both sides of what went between accounts come to nothing; one of them is what was moved.
  const isOneSide =
    kind === 'listing' &&
    (query.derive === 'total' || query.derive === 'count') &&
    plan.where.some(isOnOneSide);
  const isListed = isOfFlows && [null, 'exists', 'first', 'last'].includes(query.derive);
  if (filters.internal && !isListed && !(isOfFlows && isOneSide))
    return 'that the flows are between accounts of the scope';
  const applied = countOf(filters);
  if (applied < plan.where.length) return 'every condition';
  const belowAccounts = filters.security.length + filters.row.length > 0;
  return kind === 'entities' && belowAccounts ? 'a condition on holdings or bookings' : null;
}

function isOnOneSide(filter: Filter): boolean {
  return filter.kind === 'threshold' && filter.signed === true && filter.field === 'amount';
}

/** How many conditions reach the statement; one on being open or not can stand only once. */
function countOf(filters: Filters): number {
  const { account, security, row, open, during, internal, acquired, without } = filters;
  return [account, security, row, during, without].reduce(
    (sum, each) => sum + each.length,
    (open === null ? 0 : 1) + (acquired ? 1 : 0) + (internal ? 1 : 0),
  );
}

function unusedOrder({ order }: Plan, { kind, query }: Computed): string | null {
  if (order === null) return null;
  const unused = `the order by ${labelOf(order.by.replace('abs:', ''))}`;
  if (kind === 'listing') return listedOrders(query.subject).includes(order.by) ? null : unused;
  if (kind === 'entities') {
    const known = registerColumns(query.subject).some((name) => name === order.by);
    return known || (query.subject === 'accounts' && order.by === 'date') ? null : unused;
  }
  const series = query.grain !== null || query.spans.length > 1;
  const inTime = series && (order.by === 'date' || order.by === 'period' || order.by === query.grain);
  if (ordersByChange(query)) return null;
  return isMetric(order.by) || inTime || query.keys.some((key) => key === order.by) ? null : unused;
}

function unusedLimitPer({ limitPer = [], limit }: Plan, { kind, query }: Computed): string | null {
  if (limitPer.length === 0) return null;
  if (limit === null) return 'a limit for each group';
  const plain = query.derive === null || query.derive === 'extreme' || query.derive === 'share';
  const used = (dimension: Dimension): boolean =>
    kind === 'figures'
      ? plain && (query.keys.includes(dimension) || query.grain === dimension)
      : kind === 'listing' &&
        query.derive !== 'count' &&
        query.derive !== 'total' &&
        query.derive !== 'average' &&
        query.derive !== 'exists';
  const unused = limitPer.find((dimension) => !used(dimension));
  return unused === undefined ? null : `a limit for each ${labelOf(unused)}`;
}

const LISTING_DERIVATIONS: ReadonlySet<string> = new Set([
  'count',
  'exists',
  'first',
  'last',
  'total',
  'average',
]);

function unusedDerivation(plan: Plan, computed: Computed): string | null {
  const { derive, order } = plan;
  const { kind, query } = computed;
  if (derive === null) return null;
  if (derive !== query.derive) return `the ${derive}`;
  if (kind === 'entities') return ['count', 'exists', 'holds'].includes(derive) ? null : `the ${derive}`;
  if (kind === 'listing') {
    if (derive === 'extreme') return order === null ? 'which is the highest' : null;
    return LISTING_DERIVATIONS.has(derive) ? null : `the ${derive}`;
  }
  const series = query.grain !== null || query.spans.length > 1;
  if (derive === 'first' || derive === 'last') return `the ${derive}`;
  if (derive === 'change' && !series) return 'the change: name two points in time to compare';
  if (derive === 'difference' || derive === 'ratio') return unusedPair(derive, query);
  if (derive === 'running') return unusedRunning(query);
  if (derive === 'proportion' && query.having.length === 0) return 'the proportion: name what is to be met';
  if (query.within.length > 0 && query.limit !== null) return `a number of rows beside the ${derive}`;
  const grouped = series || query.keys.length > 0;
  return !grouped && OVER_GROUPS.has(derive) ? `the ${derive}: there is only one figure` : null;
}

const OVER_GROUPS: ReadonlySet<string> = new Set(['count', 'average', 'median', 'extreme', 'proportion']);

/** What flows adds up from one stretch of time to the next. */
function unusedRunning({ grain, metrics, order, limit }: FigureQuery): string | null {
  if (grain === null) return 'the running total: name months, quarters or years';
  const [metric = '', ...others] = metrics;
  const additivity = METRICS.get(metric)?.additivity;
  const addsUp = additivity === 'flow' || metric === 'transaction_count' || metric === 'payment_count';
  if (others.length > 0 || !addsUp)
    return `a running total of ${labelOf(addsUp ? (others[0] ?? '') : metric)}`;
  return order !== null || limit !== null ? 'an order beside the running total' : null;
}

/** Two figures of one unit stand in each row, or one figure in two rows. */
function unusedPair(derive: 'difference' | 'ratio', query: FigureQuery): string | null {
  const [first, second, ...others] = query.metrics;
  if (others.length > 0 || query.having.length > 0) return `the ${derive} of more than two figures`;
  if (second !== undefined)
    return METRICS.get(first ?? '')?.unit === METRICS.get(second)?.unit
      ? null
      : `the ${derive}: the two figures have different units`;
  return pairOf(query) === null ? `the ${derive}: name the two things to compare` : null;
}
