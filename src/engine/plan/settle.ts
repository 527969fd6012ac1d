import { DIMENSIONS, METRICS, canGroup, type MetricWords } from '../../model/index.ts';
import { addDays, daysOf, earlier, later, weekdayOf, type Day } from '../../vocabulary/day.ts';
import type { Dimension, Filter, Plan, Subject } from '../../vocabulary/plan.ts';
import type { Period, TimeGrain } from '../../vocabulary/period.ts';
import type { Actor, ReadScope, ScopeChoice } from '../../vocabulary/scope.ts';
import type { Locale } from '../../vocabulary/locale.ts';
import type { PlanDecline } from '../outcome.ts';
import type { Catalog } from '../catalog.ts';
import type { Span } from '../compile/cells.ts';
import type { EntityQuery, EntitySubject } from '../compile/entities.ts';
import { isMetric, metricOfOrder, SOLVED_METRIC, type FigureQuery } from '../compile/figure-query.ts';
import {
  isAccountDimension,
  NO_FILTERS,
  splitFilters,
  type AccountOwner,
  type Filters,
} from '../compile/filters.ts';
import type { ListingQuery } from '../compile/listing.ts';
import type { RowSubject } from '../compile/listings.ts';
import { longDay } from '../../present/sentence-words.ts';
import { narrowScope, type NarrowedScope } from './narrow.ts';
import { periodCell } from './period-label.ts';
import { reachesOf, reportsIn } from './reaches.ts';
import { addedOverSecurities, ENTITY_OF, shaped, withoutOf } from './shape.ts';
import { unusedPart } from './unused.ts';

export interface SettleRequest {
  readonly plan: Plan;
  readonly actor: Actor;
  readonly scope: ScopeChoice;
  readonly today: Day;
  readonly riskFree: string;
  /** How days are written for the reader. */
  readonly locale?: Locale;
}

interface SettledBase {
  /** As it is answered: a listing of holdings, for one, is figures by security. */
  readonly plan: Plan;
  readonly scope: NarrowedScope;
  readonly currency: string;
  /** The last day that figures are as of. */
  readonly asOf: Day;
  readonly caveats: readonly string[];
}

export type Settled =
  | (SettledBase & {
      readonly kind: 'figures';
      readonly query: FigureQuery;
      /** A statement each: one, unless groups have their rates in several currencies. */
      readonly reaches: readonly ReadScope[];
    })
  | (SettledBase & { readonly kind: 'listing'; readonly query: ListingQuery })
  | (SettledBase & { readonly kind: 'entities'; readonly query: EntityQuery })
  | PlanDecline;

const NO_CASH: Filter = { kind: 'in', dimension: 'asset_class', values: ['Cash'], negated: true };

const GRAINS: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year']);

/**
 * Settles what a Plan leaves open, against the data of one version: which accounts, from which day to which, in which
 * currency, by which kind of rows. A plan that has no meaning, or no data, is declined in words. Throws
 * `not_permitted` for what is out of reach.
 */
export function settle(request: SettleRequest, catalog: Catalog): Settled {
  const asked = shaped(request.plan);
  const scope = narrowScope(request.actor, request.scope, asked.where, catalog);
  const caveats: string[] = [];
  const plan =
    asked.currency === null || reportsIn(asked.currency, scope, catalog) ? asked : cashHeldIn(asked);
  const currency = plan.currency ?? scope.asked.currency;
  if (plan.currency !== null && !reportsIn(plan.currency, scope, catalog)) {
    return declined(
      'no_data',
      `Figures in ${plan.currency} are not kept for these accounts; they are in ${scope.asked.currency}.`,
    );
  }
  const isRegister = plan.subject in ENTITY_OF;
  const lastDay = catalog.version.asOf;
  const spans = isRegister
    ? registerSpans(plan, lastDay, request.locale)
    : spansOf(plan, scope, lastDay, request.locale);
  if ('kind' in spans) return spans;
  const beyond = plan.periods.some((period) => reachesBeyond(period, request.today, lastDay));
  if (beyond) caveats.push(`The data reach up to ${longDay(lastDay, request.locale)}.`);
  if (plan.where.some((filter) => filter.kind === 'in' && filter.dimension === 'country' && filter.negated)) {
    caveats.push('Cash and securities without a country count as neither inside nor outside of it.');
  }
  const asOf = spans.reduce<Day>((last, { to }) => later(last, to), spans[0]?.to ?? lastDay);
  const base = { plan, scope, currency, asOf };
  if (plan.subject === 'figures') {
    const query = figureQuery(plan, scope, spans, currency, request.riskFree, request.plan.subject);
    if ('kind' in query) return query;
    const unused = unusedPart(plan, { kind: 'figures', query });
    if (unused !== null) return leftOut(unused);
    return {
      ...base,
      kind: 'figures',
      plan: { ...plan, by: [...query.keys, ...grains(plan)] },
      query,
      reaches: reachesOf(query, scope, currency, plan.currency !== null, catalog),
      caveats,
    };
  }
  const filters = splitFilters(plan.where, withoutOf(plan, plan.subject));
  const common = {
    filters,
    order: plan.order,
    limit: plan.place ?? plan.limit,
    derive: plan.derive,
    currency,
  };
  if (isEntitySubject(plan.subject)) {
    const [span = { label: '', from: asOf, to: asOf }] = spans;
    const query: EntityQuery = { ...common, span, subject: plan.subject, leading: plan.by };
    const unused = unusedPart(plan, { kind: 'entities', query });
    return unused === null ? { ...base, kind: 'entities', query, caveats } : leftOut(unused);
  }
  if (!isRowSubject(plan.subject)) throw new RangeError(`${plan.subject} is no listing of rows`);
  if (plan.subject === 'lots' && asOf < lastDay)
    caveats.push(`Open lots are those of ${longDay(lastDay, request.locale)}.`);
  const { limitPer = [] } = plan;
  const query: ListingQuery = { ...common, spans, by: plan.by, limitPer, subject: plan.subject };
  const own = scope.asked.members.every((account) => account.currency === plan.currency);
  const unused = unusedPart(own ? { ...plan, currency: null } : plan, { kind: 'listing', query });
  return unused === null ? { ...base, kind: 'listing', query, caveats } : leftOut(unused);
}

/** 'Cash in francs', where nothing is kept in them: the cash that is held in francs. */
function cashHeldIn(plan: Plan): Plan {
  const isCash = plan.subject === 'figures' && plan.metrics.every((metric) => metric === 'cash');
  if (!isCash || plan.currency === null) return plan;
  const held: Filter = { kind: 'in', dimension: 'currency', values: [plan.currency], negated: false };
  return { ...plan, currency: null, where: [...plan.where, held] };
}

/** A question of which something would be left out is not answered. */
export function leftOut(part: string): PlanDecline {
  return declined(
    'not_understood',
    `This cannot be answered with ${part}; please ask without it or in another way.`,
  );
}

function isEntitySubject(subject: Subject): subject is EntitySubject {
  return subject in ENTITY_OF;
}

const ROW_SUBJECTS: ReadonlySet<Subject> = new Set([
  'transactions',
  'lots',
  'realized_gains',
  'income',
  'cash_flows',
  'fees',
  'reconciliation',
]);

function isRowSubject(subject: Subject): subject is RowSubject {
  return ROW_SUBJECTS.has(subject);
}

/** Whether a working day of the period, up to today, lies after the data; a weekend has none to wait for. */
function reachesBeyond(period: Period, today: Day, lastDay: Day): boolean {
  if (period.to <= lastDay) return false;
  if (period.to > today && period.pointInTime) return true;
  const end = earlier(period.to, today);
  if (end <= lastDay) return period.to > today && (period.from ?? lastDay) > today;
  const days = Math.min(daysOf(addDays(lastDay, 1), end), 7);
  return Array.from({ length: days }, (_, index) => addDays(lastDay, index + 1)).some(
    (day) => weekdayOf(day) < 6,
  );
}

/** A register stands as of a day; what is asked of it in a time that the data do not reach is not known. */
function registerSpans(plan: Plan, lastDay: Day, locale?: Locale): readonly Span[] | PlanDecline {
  const period = plan.periods.at(-1);
  const begins = period?.pointInTime === false ? period.from : null;
  if (begins !== null && begins > lastDay) return nothingAfter(lastDay, locale);
  const to = earlier(period?.to ?? lastDay, lastDay);
  return [{ label: to, from: earlier(period?.from ?? to, to), to }];
}

function nothingAfter(lastDay: Day, locale?: Locale): PlanDecline {
  return declined(
    'no_data',
    `The data reach up to ${longDay(lastDay, locale)}; there is nothing after that.`,
  );
}

/** The periods inside the data: from the first booking, up to the last day. */
function spansOf(
  plan: Plan,
  { asked }: NarrowedScope,
  lastDay: Day,
  locale?: Locale,
): readonly Span[] | PlanDecline {
  const first = asked.firstBooking;
  const inData = plan.periods.filter(({ from, to }) => (from ?? to) <= lastDay || from === null);
  if (inData.length === 0) return nothingAfter(lastDay, locale);
  if (first !== null && inData.every(({ to }) => to < first)) {
    return declined('no_data', `There are no bookings of ${asked.label} before ${longDay(first, locale)}.`);
  }
  return inData.map((period) => {
    const to = earlier(period.to, lastDay);
    const start = period.from ?? first ?? to;
    const from = earlier(first === null || first > to ? start : later(start, first), to);
    const cellFrom = period.from ?? from;
    return { label: periodCell(earlier(cellFrom, to), to, period.pointInTime, lastDay), from, to };
  });
}

function grains(plan: Plan): readonly TimeGrain[] {
  return plan.by.filter((dimension): dimension is TimeGrain => GRAINS.has(dimension));
}

function figureQuery(
  plan: Plan,
  scope: NarrowedScope,
  spans: readonly Span[],
  currency: string,
  riskFree: string,
  subject: Subject,
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
  const sums = plan.derive !== null && ['average', 'count', 'total', 'share', 'change'].includes(plan.derive);
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
  const ranks = plan.limit !== null || plan.derive === 'extreme' || plan.derive === 'count';
  const namesNone = plan.where.some((filter) => filter.kind === 'in' && filter.values.includes(null));
  return {
    metrics: withCompanions([...plan.metrics, ...solved]),
    keys,
    grain: grains(plan)[0] ?? null,
    spans: plan.derive === 'change' ? changeSpans(plan, spans) : spans,
    filters,
    ...wholeOf(plan, keys, filters, owner),
    having: plan.having,
    order: plan.order,
    limit: plan.place ?? plan.limit,
    limitPer: plan.limitPer ?? [],
    derive: plan.derive,
    currency,
    keepNameless: namesNone || !(ranks || plan.having.length > 0),
    // What has nothing is not less than something: it counts only where nothing is asked for.
    keepEmpty: subject !== 'holdings' && subject !== 'figures' && plan.having.length === 0,
    riskFree,
  };
}

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
    (dimension) => !canGroup(metric, [dimension]) && dimension !== 'transaction_type',
  );
  const [first] = limited;
  if (first === undefined) return null;
  const label = DIMENSIONS.get(first)?.label ?? first;
  return declined('not_understood', `${metric.label} cannot be limited by ${label.toLowerCase()}.`);
}

export function declined(reason: PlanDecline['reason'], text: string): PlanDecline {
  return { kind: 'declined', reason, text, suggestions: [] };
}
