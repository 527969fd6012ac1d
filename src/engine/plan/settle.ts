import { addDays, daysOf, earlier, later, weekdayOf, type Day } from '../../vocabulary/day.ts';
import type { Filter, Plan, Subject } from '../../vocabulary/plan.ts';
import type { Period } from '../../vocabulary/period.ts';
import type { Actor, ReadScope, ScopeChoice } from '../../vocabulary/scope.ts';
import type { Locale } from '../../vocabulary/locale.ts';
import type { PlanDecline } from '../outcome.ts';
import type { Catalog } from '../catalog.ts';
import type { Span } from '../compile/cells.ts';
import type { EntityQuery, EntitySubject } from '../compile/entities.ts';
import type { FigureQuery } from '../compile/figure-query.ts';
import { splitFilters } from '../compile/filters.ts';
import type { ListingQuery } from '../compile/listing.ts';
import type { RowSubject } from '../compile/listings.ts';
import { longDay } from '../../present/sentence-words.ts';
import { scopeWords } from '../scope-label.ts';
import { narrowScope, type NarrowedScope } from './narrow.ts';
import { periodCell } from './period-label.ts';
import { reachesOf, reportsIn } from './reaches.ts';
import { figureQuery, grains } from './settle-figures.ts';
import { declined, leftOut } from './plan-decline.ts';
import { ENTITY_OF, shaped, withoutOf } from './shape.ts';
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
    const query = figureQuery(plan, scope, spans, currency, request.riskFree, request.plan);
    if ('kind' in query) return query;
    const unused = unusedPart(plan, { kind: 'figures', query });
    if (unused !== null) return leftOut(unused);
    return {
      ...base,
      kind: 'figures',
      plan: { ...plan, by: query.within.length > 0 ? plan.by : [...query.keys, ...grains(plan)] },
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
  if (plan.subject === 'lots' && asOf < lastDay && !filters.acquired)
    caveats.push(`Open lots are those of ${longDay(lastDay, request.locale)}.`);
  if (plan.subject === 'findings')
    caveats.push('What concerns no single account stands with the run that found it.');
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
  'findings',
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
  // Of two periods that are set side by side one alone is no answer.
  if (inData.length < plan.periods.length && plan.periods.length === 2) return nothingAfter(lastDay, locale);
  if (inData.length === 0) return nothingAfter(lastDay, locale);
  if (first !== null && inData.every(({ to }) => to < first)) {
    return declined(
      'no_data',
      `There are no bookings of ${scopeWords(asked.label, locale)} before ${longDay(first, locale)}.`,
    );
  }
  const [one, other] = plan.periods;
  if (
    one?.pointInTime &&
    other?.pointInTime &&
    plan.periods.length === 2 &&
    one.to >= lastDay &&
    other.to >= lastDay
  )
    return nothingAfter(lastDay, locale);
  return inData.map((period) => {
    const to = earlier(period.to, lastDay);
    const start = period.from ?? first ?? to;
    const from = earlier(first === null || first > to ? start : later(start, first), to);
    const cellFrom = period.from ?? from;
    return { label: periodCell(earlier(cellFrom, to), to, period.pointInTime, lastDay), from, to };
  });
}
