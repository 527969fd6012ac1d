import { DIMENSIONS, METRICS, canGroup, canLimit, type MetricWords } from '../../model/index.ts';
import { addDays } from '../../vocabulary/day.ts';
import type { Dimension, Filter, Plan, Threshold } from '../../vocabulary/plan.ts';
import type { TimeGrain } from '../../vocabulary/period.ts';
import type { PlanDecline } from '../outcome.ts';
import type { Span } from '../compile/cells.ts';
import { isMetric, metricOfOrder, SOLVED_METRIC, type FigureQuery } from '../compile/figure-query.ts';
import {
  isAccountDimension,
  NO_FILTERS,
  splitFilters,
  type AccountOwner,
  type Filters,
} from '../compile/filters.ts';
import type { NarrowedScope } from './narrow.ts';
import { declined, leftOut } from './plan-decline.ts';
import { addedOverSecurities, ENTITY_OF, withoutOf } from './shape.ts';

const NO_CASH: Filter = { kind: 'in', dimension: 'asset_class', values: ['Cash'], negated: true };

const GRAINS: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year']);

/** What was held before and is held no more is none of the holdings, whatever it gained. */
const STILL_HELD: Threshold = { metric: 'quantity', comparison: '!=', value: '0' };

/** Holdings in order of their size, with what they gained or paid beside it. */
function tellsOfHeld({ metrics, order }: Plan): boolean {
  return metrics.some(isOver) && order !== null && !isOver(metricOfOrder(order.by));
}

function isOver(name: string): boolean {
  const additivity = METRICS.get(name)?.additivity;
  return additivity === 'flow' || additivity === 'linked';
}

/** The grains of time that a plan groups by. */
export function grains(plan: Plan): readonly TimeGrain[] {
  return plan.by.filter((dimension): dimension is TimeGrain => GRAINS.has(dimension));
}

/** The figures that a plan asks for as they are to be computed, or why they have no meaning. */
export function figureQuery(
  plan: Plan,
  scope: NarrowedScope,
  spans: readonly Span[],
  currency: string,
  riskFree: string,
  { subject, metrics: named }: Plan,
): FigureQuery | PlanDecline {
  const unknown = plan.metrics.find((metric) => !METRICS.has(metric));
  if (unknown !== undefined || plan.metrics.length === 0) {
    return declined('not_understood', 'I did not understand which figure is meant.');
  }
  const keys = keysOf(plan, scope);
  const used = [
    ...new Set([...plan.metrics, ...plan.having.map(({ metric }) => metric), ...orderedBy(plan)]),
  ];
  const strange = used.find((metric) => !METRICS.has(metric));
  if (strange !== undefined) return leftOut(`the figure ${strange}`);
  const added = addedOverSecurities(plan);
  if (added !== null) {
    const label = METRICS.get(added)?.label ?? added;
    return declined(
      'not_understood',
      `${label} has no meaning over several securities; ask for it by security.`,
    );
  }
  const sums = plan.derive !== null && SUMS.has(plan.derive);
  if (sums && used.includes(SOLVED_METRIC)) {
    return declined('not_understood', 'Money-weighted returns can be listed and ranked, but not added up.');
  }
  const rowFilters = plan.where.filter((filter) => filter.kind === 'in').map(({ dimension }) => dimension);
  for (const name of used) {
    const metric = METRICS.get(name);
    const refused = metric === undefined ? null : refusalOf(metric, [...keys, ...grains(plan)], rowFilters);
    if (refused !== null) return refused;
  }
  // A short position is one of shares: an overdraft is none.
  const ofShares = plan.having.some(({ metric }) => metric === 'quantity') ? [NO_CASH] : [];
  const [first] = plan.metrics;
  const adds = first === undefined ? undefined : METRICS.get(first)?.additivity;
  if (plan.derive === 'share' && (adds === 'linked' || adds === 'ratio') && first !== 'weight') {
    const label = METRICS.get(first ?? '')?.label ?? 'That';
    return declined('not_understood', `${label} does not add up, so that there are no shares of it.`);
  }
  const illegal = illegalSum(plan);
  if (illegal !== null) return illegal;
  const owner = withoutOf(plan, subject);
  const filters = splitFilters([...plan.where, ...ofShares], owner);
  // A condition on money-weighted returns is met after they are solved.
  const solved = used.includes(SOLVED_METRIC) ? [SOLVED_METRIC] : [];
  // 'Clients with euros' are those that hold some.
  const isOfHolders =
    subject in ENTITY_OF &&
    named.length === 0 &&
    filters.security.length > 0 &&
    plan.metrics[0] === 'market_value';
  const ranks = plan.limit !== null || NAMED_ONLY.has(plan.derive);
  const namesNone = plan.where.some((filter) => filter.kind === 'in' && filter.values.includes(null));
  return {
    metrics: withCompanions([...plan.metrics, ...solved]),
    keys,
    grain: grains(plan)[0] ?? null,
    spans: plan.derive === 'change' ? changeSpans(plan, spans) : spans,
    filters,
    ...wholeOf(plan, keys, filters, owner),
    having: [...plan.having, ...(subject === 'holdings' && tellsOfHeld(plan) ? [STILL_HELD] : [])],
    order: plan.order,
    limit: plan.place ?? plan.limit,
    limitPer: plan.limitPer ?? [],
    derive: plan.derive,
    within: plan.derive === 'average' || plan.derive === 'median' ? plan.by.slice(0, -1) : [],
    currency,
    keepNameless: namesNone || !(ranks || plan.having.length > 0),
    // What has nothing is not less than something: it counts only where nothing is asked for.
    keepEmpty: subject !== 'holdings' && subject !== 'figures' && plan.having.length === 0 && !isOfHolders,
    riskFree,
  };
}

const SUMS: ReadonlySet<string> = new Set([
  'average',
  'count',
  'proportion',
  'running',
  'total',
  'share',
  'change',
]);

/** What has no name is no member of anything that is counted or ranked. */
const NAMED_ONLY: ReadonlySet<string | null> = new Set(['extreme', 'count', 'proportion']);

/** What weights and shares are of: everything in scope, each group's own, or what passes some conditions. */
function wholeOf(
  plan: Plan,
  keys: readonly Dimension[],
  filters: Filters,
  owner: AccountOwner,
): Pick<FigureQuery, 'wholeFilters' | 'wholeBy'> {
  const groupsAccounts = keys.some(isAccountDimension);
  const { account, open, during, without, withoutOf: of } = filters;
  const sameAccounts: Filters = { ...NO_FILTERS, account, open, during, without, withoutOf: of };
  if (Array.isArray(plan.shareOf)) {
    const within = splitFilters(plan.shareOf, owner);
    const limits: Filters = { ...sameAccounts, security: within.security, row: within.row };
    const wholeFilters = { ...limits, account: [...account, ...within.account] };
    return { wholeFilters, wholeBy: groupsAccounts ? 'group' : 'scope' };
  }
  const byRow =
    keys.some((key) => !isAccountDimension(key)) || filters.security.length > 0 || filters.row.length > 0;
  const wholeBy = plan.shareOf === 'scope' || !groupsAccounts || !byRow ? 'scope' : 'group';
  return {
    wholeFilters: byRow ? sameAccounts : NO_FILTERS,
    wholeBy: plan.shareOf === 'group' && groupsAccounts ? 'group' : wholeBy,
  };
}

/** Levels are not added up over time, and rates of return never. */
function illegalSum(plan: Plan): PlanDecline | null {
  if (plan.derive !== 'total') return null;
  const inTime = grains(plan).length > 0 || plan.periods.length > 1;
  const wrong = plan.metrics.find((name) => {
    const adds = METRICS.get(name)?.additivity;
    if (adds === 'stock') return inTime;
    return adds === 'linked' || (adds === 'ratio' && (name !== 'weight' || inTime));
  });
  if (wrong === undefined) return null;
  const label = METRICS.get(wrong)?.label ?? wrong;
  const of = METRICS.get(wrong)?.additivity === 'stock' ? ' over time' : '';
  return declined('not_understood', `${label} does not add up${of}; ask for each one, or for the average.`);
}

function orderedBy({ order }: Plan): readonly string[] {
  return order !== null && isMetric(order.by) ? [metricOfOrder(order.by)] : [];
}

/** How something that stands on a day changed over one period: from the day before it to its end. */
function changeSpans(plan: Plan, spans: readonly Span[]): readonly Span[] {
  const [only] = spans;
  const stands = plan.metrics.every((name) => METRICS.get(name)?.additivity === 'stock');
  if (only === undefined || spans.length > 1 || grains(plan).length > 0 || !stands) return spans;
  if (plan.periods[0]?.pointInTime === true) return spans;
  const before = addDays(only.from, -1);
  return [
    { label: before, from: before, to: before },
    { label: only.to, from: only.to, to: only.to },
  ];
}

/** The depth of a drawdown comes with its days. */
function withCompanions(metrics: readonly string[]): readonly string[] {
  const all = metrics.flatMap((metric) =>
    metric === 'max_drawdown' ? [metric, 'max_drawdown_from', 'max_drawdown_to'] : [metric],
  );
  return [...new Set(all)];
}

/** Targets belong to a portfolio and its asset classes. */
function keysOf(plan: Plan, { asked }: NarrowedScope): readonly Dimension[] {
  const keys = plan.by.filter((dimension) => !GRAINS.has(dimension));
  const used = [...plan.metrics, ...plan.having.map(({ metric }) => metric), ...orderedBy(plan)];
  const targeted = used.some((metric) => metric === 'drift' || metric === 'target_weight');
  if (!targeted) return keys;
  const portfolios = new Set(asked.members.map((account) => account.portfolioId));
  const all = [...keys];
  if (portfolios.size > 1 && !all.includes('portfolio')) all.unshift('portfolio');
  const limited = plan.where.some(
    (filter: Filter) => filter.kind === 'in' && filter.dimension === 'asset_class',
  );
  return all.includes('asset_class') || limited ? all : [...all, 'asset_class'];
}

function refusalOf(
  metric: MetricWords,
  by: readonly Dimension[],
  filtered: readonly Dimension[],
): PlanDecline | null {
  if (!canGroup(metric, by)) {
    const wrong = by.find((dimension) => !canGroup(metric, [dimension])) ?? by.at(-1);
    const label = wrong === undefined ? '' : (DIMENSIONS.get(wrong)?.label ?? wrong);
    return declined('not_understood', `${metric.label} cannot be split by ${label.toLowerCase()}.`);
  }
  const limited = filtered.filter(
    (dimension) => !canLimit(metric, dimension) && dimension !== 'transaction_type',
  );
  const [first] = limited;
  if (first === undefined) return null;
  const label = DIMENSIONS.get(first)?.label ?? first;
  return declined('not_understood', `${metric.label} cannot be limited by ${label.toLowerCase()}.`);
}
