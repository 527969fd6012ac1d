import { DIMENSIONS, METRICS } from '../../model/index.ts';
import type { Dimension, Filter, Plan, Subject } from '../../vocabulary/plan.ts';
import { metricOfOrder } from '../compile/figure-query.ts';
import { isSecurityDimension, type AccountOwner } from '../compile/filters.ts';

/** What a listing of holdings shows where the question names nothing else. */
const HOLDING_METRICS = ['quantity', 'price', 'market_value', 'weight', 'cost_basis', 'unrealized_gain'];

export const ENTITY_OF: Readonly<Partial<Record<Subject, AccountOwner>>> = {
  accounts: 'account',
  portfolios: 'portfolio',
  clients: 'client',
  advisors: 'advisor',
};

const COUNT_OF: Readonly<Partial<Record<Subject, string>>> = {
  accounts: 'account_count',
  portfolios: 'portfolio_count',
  clients: 'client_count',
  advisors: 'advisor_count',
};

/** What says that there is something of a kind: rows with this attribute are counted or summed by this figure. */
const EVENT_METRICS: Readonly<Record<string, string>> = {
  transaction_type: 'transaction_count',
  income_kind: 'payment_count',
  fee_kind: 'fees',
  term: 'realized_gain',
};

/** Columns of a register that are no figures. */
const REGISTER_COLUMNS: Readonly<Partial<Record<Subject, readonly Dimension[]>>> = {
  accounts: [
    'account',
    'portfolio',
    'client',
    'advisor',
    'custodian',
    'account_type',
    'account_currency',
    'cost_method',
  ],
  portfolios: ['portfolio', 'client', 'advisor'],
  clients: ['client', 'advisor'],
  advisors: ['advisor'],
};

/** Figures of one security: over several they are of nothing. */
const OF_ONE_SECURITY: ReadonlySet<string> = new Set(['price', 'average_cost', 'quantity']);

/** The plan as it can be computed: registers and holdings that need figures become figures by those. */
export function shaped(plan: Plan): Plan {
  return bySecurityWhereOne(countedBreaks(endOfSeries(asFigures(plan))));
}

/** Holdings are figures by security; accounts, clients … with figures or with holdings are figures by those. */
function asFigures(plan: Plan): Plan {
  if (plan.subject === 'holdings') {
    const named = plan.metrics.filter((metric) => METRICS.has(metric));
    const metrics = [...new Set([...named, ...HOLDING_METRICS])];
    const by: readonly Dimension[] = plan.by.includes('security') ? plan.by : [...plan.by, 'security'];
    const order = plan.order ?? { by: named[0] ?? 'market_value', direction: 'desc' };
    return { ...plan, subject: 'figures', metrics, by, order };
  }
  const entity = ENTITY_OF[plan.subject];
  if (entity === undefined) return plan;
  const shown = REGISTER_COLUMNS[plan.subject] ?? [];
  const counts = COUNT_OF[plan.subject];
  const asked = [
    ...new Set([...plan.metrics, ...plan.having.map(({ metric }) => metric), ...orderedBy(plan)]),
  ];
  const events = plan.where.flatMap((filter) => eventOf(filter));
  const bySecurity = plan.where.some(
    (filter) => filter.kind === 'in' && isSecurityDimension(filter.dimension),
  );
  if (plan.derive === 'count' && plan.by.length > 0 && !plan.by.includes(entity) && counts !== undefined) {
    if (asked.length === 0 && events.length === 0)
      return { ...plan, subject: 'figures', metrics: [counts], derive: null };
  }
  const beyond = plan.by.some((dimension) => !shown.includes(dimension));
  if (asked.length === 0 && !bySecurity && events.length === 0 && !beyond) return plan;
  const metrics =
    asked.length > 0
      ? asked
      : events.length > 0
        ? [...new Set(events)]
        : bySecurity || counts === undefined
          ? ['market_value']
          : [counts];
  const by: readonly Dimension[] = plan.by.includes(entity) ? plan.by : [entity, ...plan.by];
  return { ...plan, subject: 'figures', metrics, by };
}

function orderedBy({ order }: Plan): readonly string[] {
  const name = order === null ? null : metricOfOrder(order.by);
  return name !== null && METRICS.has(name) ? [name] : [];
}

function eventOf(filter: Filter): readonly string[] {
  const bookings = filter.kind === 'description' || filter.kind === 'threshold';
  const metric = filter.kind === 'in' ? EVENT_METRICS[filter.dimension] : undefined;
  return bookings ? ['transaction_count'] : metric === undefined ? [] : [metric];
}

/** The first or last of a series is its row at that end. */
function endOfSeries(plan: Plan): Plan {
  const series = plan.by.some((dimension) => DIMENSIONS.get(dimension)?.kind === 'time');
  if (plan.subject !== 'figures' || !series) return plan;
  if (plan.derive !== 'first' && plan.derive !== 'last') return plan;
  const direction = plan.derive === 'first' ? 'asc' : 'desc';
  return { ...plan, derive: null, order: { by: 'date', direction }, limit: plan.limit ?? 1 };
}

const counted = (metric: string): string => (metric === 'reconciliation_difference' ? 'break_count' : metric);

/** Differences of several securities have no sum: what there is of them is counted. */
function countedBreaks(plan: Plan): Plan {
  if (plan.subject !== 'figures' || ofOneSecurity(plan)) return plan;
  if (plan.order?.by.includes('reconciliation_difference') === true) {
    return countedBreaks({ ...plan, order: { ...plan.order, by: 'break_count' } });
  }
  return {
    ...plan,
    metrics: [...new Set(plan.metrics.map(counted))],
    having: plan.having.map((threshold) => ({ ...threshold, metric: counted(threshold.metric) })),
  };
}

/** A price, a purchase price and a number of shares are told for each security. */
function bySecurityWhereOne(plan: Plan): Plan {
  if (plan.subject !== 'figures' || ofOneSecurity(plan)) return plan;
  const one = plan.metrics.some((metric) => OF_ONE_SECURITY.has(metric));
  return one && plan.derive === null && plan.having.length === 0 && plan.limit === null
    ? { ...plan, by: [...plan.by, 'security'] }
    : plan;
}

/** The first figure that would be added up over several securities; null where there is none. */
export function addedOverSecurities(plan: Plan): string | null {
  if (plan.subject !== 'figures' || ofOneSecurity(plan)) return null;
  const used = [...plan.metrics, ...plan.having.map(({ metric }) => metric), ...orderedBy(plan)];
  return used.find((metric) => OF_ONE_SECURITY.has(metric)) ?? null;
}

function ofOneSecurity(plan: Plan): boolean {
  return (
    plan.by.includes('security') ||
    plan.where.some(
      (filter) =>
        filter.kind === 'in' &&
        filter.dimension === 'security' &&
        !filter.negated &&
        filter.values.length === 1,
    )
  );
}

/** Whose rows 'without' means: what a register lists, or the innermost group of accounts. */
export function withoutOf(plan: Plan, subject: Subject): AccountOwner {
  const listed = ENTITY_OF[subject];
  if (listed !== undefined) return listed;
  const owners: readonly AccountOwner[] = ['account', 'portfolio', 'client', 'advisor'];
  const tallied = owners.find((owner) => plan.metrics.some((name) => name === `${owner}_count`));
  if (tallied !== undefined && plan.by.length === 0) return tallied;
  return owners.find((owner) => plan.by.some((key) => key === owner)) ?? 'account';
}
