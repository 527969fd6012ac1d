import { DIMENSIONS, METRICS } from '../../model/index.ts';
import type { Interpretation } from '../../vocabulary/answer.ts';
import type { Comparison, EntityDimension, Filter, Plan, Threshold } from '../../vocabulary/plan.ts';
import { addDays, type Day } from '../../vocabulary/day.ts';
import { DEFAULT_LOCALE, type Locale } from '../../vocabulary/locale.ts';
import { nameOf, type Catalog } from '../catalog.ts';
import type { Span } from '../compile/cells.ts';
import { periodCell } from '../plan/period-label.ts';
import { scopeWords } from '../scope-label.ts';
import type { ResolvedScope } from '../scope.ts';
import { capital, lowered, subjectNoun } from './nouns.ts';
import { longDay, numberWords, periodWords, rateWords } from '../../present/sentence-words.ts';

/** What was understood, in the model's words, so that a reader can see a misunderstanding at once. */
export function interpretationOf(
  plan: Plan,
  asked: ResolvedScope,
  spans: readonly Span[],
  catalog: Catalog,
  locale: Locale = DEFAULT_LOCALE,
): Interpretation {
  const where = plan.where.map((filter) => filterWords(filter, catalog, locale));
  const limits = plan.where.filter((filter) => !toldByLabel(filter, asked));
  const by = plan.by.map((dimension) => (DIMENSIONS.get(dimension)?.label ?? dimension).toLowerCase());
  const metrics = plan.metrics.map((name) => METRICS.get(name)?.label ?? name);
  const subject = plan.subject === 'figures' ? metrics.join(', ') : capital(subjectNoun(plan.subject, 0));
  const first = spans[0];
  const to = spans.at(-1)?.to ?? catalog.version.asOf;
  const text = [
    subject,
    by.length > 0 ? ` by ${by.join(' and ')}` : '',
    ` of ${scopeWords(asked.label, locale)}`,
    ...limits.map((filter) => `, ${filterWords(filter, catalog, locale)}`),
    ...plan.having.map((threshold) => `, ${havingWords(threshold, locale)}`),
    limitWords(plan, locale),
    shareWords(plan, catalog, locale),
    `, ${whenWords(plan, spans, locale)}`,
  ].join('');
  return {
    metrics: plan.metrics,
    by: plan.by,
    where,
    period: {
      from: isAsOf(plan) || plan.periods[0]?.pointInTime === true ? null : (first?.from ?? null),
      to,
      label: spans.map((span) => spanWords(plan, span, locale)).join(' and '),
    },
    text,
  };
}

function limitWords({ limit, limitPer = [], place }: Plan, locale: Locale): string {
  if (place !== undefined) return `, number ${numberWords(place, locale)} in the order`;
  if (limit === null || limitPer.length === 0) return '';
  const groups = limitPer.map((each) => lowered(DIMENSIONS.get(each)?.label ?? each));
  return `, ${numberWords(limit, locale)} for each ${groups.join(' and ')}`;
}

function shareWords({ shareOf }: Plan, catalog: Catalog, locale: Locale): string {
  if (shareOf === undefined) return '';
  if (shareOf === 'scope') return ', shares of all of it';
  if (shareOf === 'group') return ', shares of each one’s own total';
  const within = shareOf.map((filter) => filterWords(filter, catalog, locale));
  return within.length > 0 ? `, shares of ${within.join(', ')}` : '';
}

/** Whether the name of the scope says this condition already: 'the portfolios Growth and Income'. */
export function toldByLabel(filter: Filter, asked: ResolvedScope): boolean {
  if (filter.kind !== 'in' || filter.negated || filter.values.includes(null)) return false;
  return filter.dimension === (asked.kind === 'accounts' ? 'account' : asked.kind);
}

/** The stretch of time as it is read: a day for what stands at its end, 'January 2025', '1 Jan 2016 to 5 Feb 2016'. */
function spanWords(plan: Plan, { from, to }: Span, locale: Locale): string {
  if (isAsOf(plan)) return longDay(to, locale);
  return periodWords(periodCell(from, to, false, to), locale);
}

const COMPARISONS: Readonly<Record<Comparison, string>> = {
  '>': 'more than',
  '>=': 'at least',
  '<': 'less than',
  '<=': 'at most',
  '=': 'equal to',
  '!=': 'other than',
};

/** 'market value more than 1,000,000'. */
export function havingWords(threshold: Threshold, locale: Locale = DEFAULT_LOCALE): string {
  const label = METRICS.get(threshold.metric)?.label.toLowerCase() ?? threshold.metric;
  return `${label} ${limitOf(threshold, locale)}`;
}

/** 'more than 1,000,000', 'at most 5% either way'. */
export function limitOf(
  { metric, comparison, value, size }: Threshold,
  locale: Locale = DEFAULT_LOCALE,
): string {
  const shown =
    METRICS.get(metric)?.unit === 'percent' ? rateWords(value, locale) : numberWords(value, locale);
  return `${COMPARISONS[comparison]} ${shown}${size === true ? ' either way' : ''}`;
}

export function filterWords(filter: Filter, catalog: Catalog, locale: Locale = DEFAULT_LOCALE): string {
  if (filter.kind === 'in') {
    if (filter.values.length === 0) return 'nothing of that kind';
    const label = lowered(DIMENSIONS.get(filter.dimension)?.label ?? filter.dimension);
    return `${label} ${filter.negated ? 'not ' : ''}${filterValues(filter, catalog).join(' or ')}`;
  }
  if (filter.kind === 'description') {
    return `description ${filter.negated ? 'without' : 'with'} ‘${filter.contains.join('’ or ‘')}’`;
  }
  if (filter.kind === 'threshold') {
    return `${filter.field} ${COMPARISONS[filter.comparison]} ${numberWords(filter.value, locale)}`;
  }
  if (filter.kind === 'internal') return 'between these accounts';
  if (filter.kind === 'open') return filter.negated ? 'closed accounts' : 'open accounts';
  if (filter.kind === 'during')
    return filter.event === 'acquired' ? 'acquired in that time' : `accounts ${filter.event} in that time`;
  const kinds = (filter.of ?? []).map((each) => filterWords(each, catalog, locale));
  const of = kinds.length > 0 ? ` of ${kinds.join(' and ')}` : '';
  const rows = filter.rows === 'findings' ? 'findings in the data' : filter.rows;
  return `${filter.negated === true ? 'with' : 'without any'} ${rows}${of}`;
}

/** The values of a condition by their names; none is 'none'. */
export function filterValues(filter: Extract<Filter, { kind: 'in' }>, catalog: Catalog): readonly string[] {
  const entity = DIMENSIONS.get(filter.dimension)?.kind === 'entity';
  return filter.values.map((value) => {
    if (value === null) return 'none';
    if (filter.dimension === 'finding') return value.replaceAll('_', ' ');
    return entity ? nameOf(filter.dimension as EntityDimension, value, catalog) : value;
  });
}

/** Whether everything that is asked for stands at the end of a day. */
export function isAsOf(plan: Plan): boolean {
  if (
    ['holdings', 'lots', 'reconciliation', 'accounts', 'portfolios', 'clients', 'advisors'].includes(
      plan.subject,
    )
  ) {
    return true;
  }
  if (plan.subject !== 'figures') return false;
  return plan.metrics.every((name) => {
    const metric = METRICS.get(name);
    if (metric === undefined) return false;
    return AS_OF.has(name) || (metric.additivity === 'stock' && name !== 'opening_value');
  });
}

/** Whether a condition is about what happened in the period, whatever else stands at its end. */
function isOfTime(filter: Filter): boolean {
  return (
    filter.kind === 'during' ||
    (filter.kind === 'without' && (filter.rows === 'transactions' || filter.rows === 'findings'))
  );
}

const AS_OF: ReadonlySet<string> = new Set([
  'weight',
  'drift',
  'target_weight',
  'yield',
  'average_cost',
  'price',
  'unrealized_return',
  'position_count',
  'security_count',
  'lot_count',
  'account_count',
  'portfolio_count',
  'client_count',
  'advisor_count',
  'custodian_count',
  'break_count',
]);

/** 'as of 29 Dec 2017', 'from 1 Jan 2016 to 31 Dec 2016'; several periods by their cells. */
export function whenWords(plan: Plan, spans: readonly Span[], locale: Locale = DEFAULT_LOCALE): string {
  const day = (each: Day): string => longDay(each, locale);
  const [first] = spans;
  const last = spans.at(-1);
  if (first === undefined || last === undefined) return 'at no time';
  if (spans.length > 1) return `for ${spans.map(({ label }) => periodWords(label, locale)).join(' and ')}`;
  const opens = plan.subject === 'figures' && plan.metrics.every((name) => name === 'opening_value');
  const grained = plan.by.some((dimension) => DIMENSIONS.get(dimension)?.kind === 'time');
  if (!grained && opens) return `as of ${day(addDays(first.from, -1))}`;
  if (plan.where.some(isOfTime) && first.from < last.to) return `from ${day(first.from)} to ${day(last.to)}`;
  if (!grained && (isAsOf(plan) || first.from === last.to))
    return `${isAsOf(plan) ? 'as of' : 'on'} ${day(last.to)}`;
  return `from ${day(first.from)} to ${day(last.to)}`;
}
