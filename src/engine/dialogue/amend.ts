import { METRICS } from '../../model/index.ts';
import type { Day } from '../../vocabulary/day.ts';
import type { Dimension, Plan } from '../../vocabulary/plan.ts';
import { bothEnds } from '../understand/assemble/ends-of-period.ts';
import type { PeriodsRead } from '../understand/calendar/period.ts';
import { happensIn } from '../understand/assemble/readings.ts';
import { periodsFor } from '../understand/assemble/periods.ts';
import { isSound } from '../understand/assemble/sound.ts';
import type { Op } from '../understand/chart/items.ts';
import type { Fragment } from './fragment.ts';
import { arranged } from './arrange.ts';
import { withDerivation } from './derivation-after.ts';
import { filtersAfter } from './filters-after.ts';
import { comparesPeriods, timeAfter } from './periods-after.ts';
import { withThresholds } from './thresholds-after.ts';

export const GRAINS: ReadonlySet<Dimension> = new Set(['day', 'week', 'month', 'quarter', 'year']);

/** Makes one part of a Plan another; null where that makes no sense of it. */
type Change = (plan: Plan, fragment: Fragment) => Plan | null;

/** In this order: what is shown, of which rows, by what, of which of them, in which order. */
const CHANGES: readonly Change[] = [
  withMetrics,
  withQualifier,
  withUnit,
  withDerivation,
  withGroups,
  withFilters,
  withThresholds,
  arranged,
];

/** Words that a follow-up may hold and that change nothing. */
const WITHOUT_EFFECT: ReadonlySet<Op> = new Set(['time_series', 'show', 'make_that', 'it', 'same']);

/** The last Plan with one part of it changed; null where the fragment changes nothing or makes no sense with it. */
export function amend(last: Plan, fragment: Fragment, today: Day): Plan | null {
  let plan: Plan = last;
  for (const change of CHANGES) {
    const next = change(plan, fragment);
    if (!next) return null;
    plan = next;
  }
  const isUnchanged =
    fragment.time === null &&
    JSON.stringify([plan.subject, plan.metrics, plan.by]) ===
      JSON.stringify([last.subject, last.metrics, last.by]);
  const over = changesOver(plan, fragment, today);
  if (over === 'reject') return null;
  const time = over ?? timeAfter(last, fragment);
  // What was done in a time, or was not, is kept by the whole of it.
  const rows = plan.where.some((filter) => happensIn(filter, time)) ? 'transactions' : plan.subject;
  // The best of each of two times are two answers.
  if (fragment.time !== null && time.periods.length > 1 && plan.derive === 'extreme') return null;
  if (fragment.time === null && becomesFlow(last, plan, today)) return null;
  const periods = isUnchanged ? plan.periods : periodsFor(rows, plan.metrics, plan.by, time, today);
  const compared = fragment.time !== null && periods.length > 1 && comparesPeriods(fragment);
  const amended: Plan = {
    ...plan,
    periods: compared ? periods.toSorted((a, b) => a.to.localeCompare(b.to)) : periods,
    derive: compared && plan.subject === 'figures' && plan.by.length === 0 ? 'change' : plan.derive,
  };
  if (!isSound(amended)) return null;
  if (JSON.stringify(amended) !== JSON.stringify(last)) return amended;
  return [...fragment.parts.ops].some((op) => WITHOUT_EFFECT.has(op)) && saysNothingElse(fragment)
    ? amended
    : null;
}

/** Fees after a value 'at the end of 2020': of that year, or of all until then? */
function becomesFlow({ periods }: Plan, { subject, metrics }: Plan, today: Day): boolean {
  const isPoint = periods.every(({ pointInTime, to }) => pointInTime && to < today);
  return (
    isPoint && subject === 'figures' && metrics.some((metric) => METRICS.get(metric)?.additivity === 'flow')
  );
}

/** 'How has that changed since January': of what stands on a day, its state at both ends of the time. */
function changesOver(
  { subject, metrics, by }: Plan,
  { parts, time }: Fragment,
  today: Day,
): PeriodsRead | 'reject' | null {
  const [period, ...more] = time?.periods ?? [];
  const isOver =
    parts.ops.has('change') && more.length === 0 && period?.kind === 'range' && period.from !== null;
  const stands = metrics.every((metric) => METRICS.get(metric)?.additivity === 'stock');
  if (!isOver || !(stands || subject === 'holdings')) return null;
  return subject === 'figures' && by.length === 0 ? bothEnds(time, today) : 'reject';
}

/** 'As a chart' of what is a series already. */
function saysNothingElse({ parts, metrics, filters, time }: Fragment): boolean {
  return (
    parts.ops.has('time_series') &&
    metrics.length + filters.length + parts.groups.length === 0 &&
    time === null &&
    parts.looseNumber === null
  );
}

function withMetrics(plan: Plan, { metrics, parts, adds }: Fragment): Plan | null {
  if (metrics.length === 0) return plan;
  if (plan.subject === 'findings') return null;
  const [first = ''] = metrics;
  if (parts.ops.has('share') || parts.ops.has('in_percent')) return asPartOf(plan, first);
  if (first === 'excess_return' && plan.metrics.join() === 'twr') return { ...plan, metrics: ['twr', first] };
  const sets = parts.ops.has('vs') || parts.ops.has('compare') || adds;
  const besides = sets && plan.subject === 'figures' && sameUnit(plan.metrics[0], first);
  const all = besides ? [...new Set([...plan.metrics, ...metrics])] : metrics;
  if (plan.subject === 'figures' || plan.subject === 'holdings') {
    const order =
      plan.order && METRICS.has(plan.order.by.replace('abs:', ''))
        ? { ...plan.order, by: first }
        : plan.order;
    if (parts.order || (plan.subject === 'holdings' && parts.bounds.length > 0)) return plan;
    return { ...plan, metrics: all, order };
  }
  if (parts.order || parts.bounds.length > 0) return plan;
  const where = plan.where.filter((filter) => filter.kind === 'in' && !OF_ROWS.has(filter.dimension));
  return { ...plan, subject: 'figures', metrics, where, order: null, limit: null, derive: null };
}

/** 'As a percentage of assets', of fees: a rate of its own where there is one; null for a part of any other figure. */
function asPartOf(plan: Plan, whole: string): Plan | null {
  const [metric, ...more] = plan.metrics;
  const isSame = metric === whole && more.length === 0;
  const isRate = METRICS.get(whole)?.unit === 'percent';
  if (plan.subject !== 'figures' || isSame || isRate) return isSame || isRate ? plan : null;
  if (metric !== 'fees' || whole !== 'market_value') return null;
  const order = plan.order && { ...plan.order, by: 'fee_rate' };
  return { ...plan, metrics: ['fee_rate'], order };
}

const OF_ROWS: ReadonlySet<string> = new Set(['transaction_type', 'income_kind', 'fee_kind', 'term']);

function sameUnit(a: string | undefined, b: string): boolean {
  return METRICS.get(a ?? '')?.unit === METRICS.get(b)?.unit;
}

/** A return that is to be annualized, or before fees. */
function withQualifier(plan: Plan, { parts: { ops } }: Fragment): Plan | null {
  if (!ops.has('annualized') && !ops.has('gross')) return plan;
  if (!plan.metrics.includes('twr')) return null;
  const to = ops.has('gross') ? 'twr_gross' : 'twr_annualized';
  return { ...plan, metrics: plan.metrics.map((metric) => (metric === 'twr' ? to : metric)) };
}

const RETURNS: ReadonlySet<string> = new Set(['twr', 'twr_gross', 'mwr', 'twr_annualized']);
const AS_RATE: Readonly<Record<string, string>> = { gain: 'twr', unrealized_gain: 'unrealized_return' };

/** In money or in percent, in another currency. */
function withUnit(plan: Plan, { parts: { ops, currency } }: Fragment): Plan | null {
  const rates =
    plan.subject === 'figures' && plan.metrics.every((each) => METRICS.get(each)?.unit === 'percent');
  if (rates && (currency !== null || ops.has('in_money'))) {
    if (!plan.metrics.every((metric) => RETURNS.has(metric))) return null;
    return { ...plan, metrics: ['gain'], currency: currency ?? plan.currency };
  }
  const inCurrency = { ...plan, currency: currency ?? plan.currency };
  if (!ops.has('share') && !ops.has('in_percent')) return inCurrency;
  const [metric = ''] = plan.metrics;
  if (plan.derive === 'total' && plan.limit !== null && metric === 'market_value')
    return { ...inCurrency, metrics: ['weight'], order: plan.order && { ...plan.order, by: 'weight' } };
  if (plan.subject === 'holdings') return { ...inCurrency, metrics: ['weight'] };
  if (plan.subject !== 'figures') return null;
  if (rates) return inCurrency;
  const rate = AS_RATE[metric];
  if (rate !== undefined) return { ...inCurrency, metrics: [rate] };
  return plan.by.length > 0 || plan.where.length > 0 ? { ...inCurrency, derive: 'share' } : null;
}

/** A new time grain takes the place of the old one, and so does another group; both kinds stand together. */
function withGroups(plan: Plan, { parts, group, corrects }: Fragment): Plan | null {
  const asked = [...parts.groups, ...(group ? [group] : [])];
  const asSeries =
    parts.ops.has('time_series') && asked.length === 0 && !plan.by.some((each) => GRAINS.has(each));
  const who = parts.ops.has('who') && parts.rank !== null && !plan.by.includes('client');
  const groups: readonly Dimension[] = [
    ...asked,
    ...everyOne(plan, parts),
    ...(asSeries ? ['month' as const] : []),
    ...(who ? ['client' as const] : []),
  ];
  if (groups.length === 0) return plan;
  if (plan.subject !== 'figures' && plan.subject !== 'holdings') return null;
  const base: Plan =
    plan.subject === 'holdings'
      ? { ...plan, subject: 'figures', metrics: ['market_value'], by: [], order: null, limit: null }
      : plan;
  // How many there are of each is another count.
  if (base.by.length > 0 && (base.derive === 'count' || base.derive === 'proportion')) return null;
  const averaged = averagedIn(base, groups);
  if (averaged !== null) return averaged === 'reject' ? null : averaged;
  const isTime = groups.every((each) => GRAINS.has(each));
  const kept =
    corrects || parts.ops.has('make_that') ? [] : base.by.filter((each) => GRAINS.has(each) !== isTime);
  return {
    ...base,
    by: [...new Set([...kept, ...groups])],
    order: null,
    limit: null,
    derive: base.derive === 'extreme' ? null : base.derive,
  };
}

/** 'By custodian', of an average of accounts: of those of each custodian. Null where nothing is averaged. */
function averagedIn(base: Plan, groups: readonly Dimension[]): Plan | 'reject' | null {
  if (base.derive !== 'average' && base.derive !== 'median') return null;
  const inner = base.by.at(-1);
  const [outer, ...more] = groups;
  if (inner === undefined || outer === undefined || more.length > 0 || outer === inner) return 'reject';
  if (GRAINS.has(outer) && GRAINS.has(inner)) return { ...base, by: [outer], order: null, limit: null };
  return { ...base, by: [outer, inner], order: null, limit: null };
}

const PARTIES: ReadonlySet<Dimension> = new Set(['account', 'portfolio', 'client', 'advisor']);

/** 'For all clients' of a figure that was asked for no single one: each of them. */
function everyOne({ where }: Plan, { ops, things }: Fragment['parts']): readonly Dimension[] {
  if (!ops.has('all')) return [];
  const isNamed = where.some((filter) => filter.kind === 'in' && PARTIES.has(filter.dimension));
  const nouns = things.flatMap(({ dimension, plural }) => (plural && dimension ? [dimension] : []));
  return isNamed ? [] : nouns.filter((each) => PARTIES.has(each));
}

function withFilters(plan: Plan, fragment: Fragment): Plan | null {
  const where = filtersAfter(plan, fragment);
  return where === null ? null : ofTerm({ ...plan, where });
}

/** Gains of one term are figures of their own. */
function ofTerm(plan: Plan): Plan {
  const term = plan.where.find((filter) => filter.kind === 'in' && filter.dimension === 'term');
  if (term?.kind !== 'in' || term.negated || term.values.length !== 1) return plan;
  if (plan.subject !== 'figures' || !plan.metrics.every((metric) => metric.startsWith('realized_gain')))
    return plan;
  const metric = term.values[0] === 'short' ? 'realized_gain_short' : 'realized_gain_long';
  return { ...plan, metrics: [metric], where: plan.where.filter((filter) => filter !== term) };
}
