import { METRICS } from '../../../model/index.ts';
import type { Op } from '../chart/items.ts';
import { EVENTS, GRAINS, type Outline } from './outline.ts';
import type { Parts } from './parts.ts';

/** Words that must show in the plan, and how they do. */
const SHOWS: Readonly<Partial<Record<Op, (outline: Outline, parts: Parts) => boolean>>> = {
  change: ({ derive }, { ops }) => derive === 'change' || derive === 'difference' || ops.has('why'),
  time_series: ({ by }) => by.some((each) => GRAINS.has(each)),
  gross: ({ metrics }) => metrics.includes('twr_gross'),
  // What was gained and what it returned are told after fees anyway; of other figures nobody can tell what is meant.
  net: ({ metrics, subject }) => subject === 'figures' && metrics.length > 0 && metrics.every(isAfterFees),
  annualized: ({ metrics }) =>
    metrics.some(
      (metric) =>
        metric === 'twr_annualized' || metric === 'mwr' || metric === 'volatility' || metric === 'sharpe',
    ),
  in_percent: ({ derive, metrics }) =>
    derive === 'share' ||
    derive === 'change' ||
    metrics.some((metric) => METRICS.get(metric)?.unit === 'percent'),
  share: ({ derive, metrics }) =>
    derive === 'share' ||
    derive === 'proportion' ||
    metrics.includes('weight') ||
    metrics.includes('fee_rate'),
  in_shares: ({ metrics, subject }) => metrics.includes('quantity') || subject === 'holdings',
  exists: ({ subject, by, derive, metrics }, { things, narrows, count, whether }) =>
    (whether &&
      metrics.length === 1 &&
      things.some(({ metrics: each }) => each.includes(metrics[0] ?? ''))) ||
    subject !== 'figures' ||
    by.length > 0 ||
    derive !== null ||
    count !== null ||
    narrows.length > 0 ||
    things.some(({ weak, rows, dimension }) => !weak || rows !== null || dimension !== null),
  in_money: ({ metrics, subject }) =>
    subject !== 'figures' || metrics.some((metric) => METRICS.get(metric)?.unit === 'money'),
  median: ({ derive }) => derive === 'median',
  // What all of a time came to is the last of its running totals.
  running: ({ derive, by, metrics }) =>
    derive === 'running' ||
    (derive === null &&
      !by.some((each) => GRAINS.has(each)) &&
      metrics.length > 0 &&
      metrics.every(addsUpInTime)),
  minus: ({ derive }) => derive === 'difference',
  how_much_more: ({ derive }) => derive === 'difference' || derive === 'change',
  ratio: ({ derive, metrics }) => derive === 'ratio' || metrics.includes('fee_rate'),
  negative: ({ having, derive }, { count }) =>
    having.some(
      ({ metric }) =>
        metric === 'quantity' || (metric === 'twr' && (count !== null || derive === 'proportion')),
    ),
  positive: ({ having, derive }, { count }) =>
    having.some(({ metric }) => metric === 'twr' && (count !== null || derive === 'proportion')),
  exceeds: ({ derive, having }) => derive === 'difference' || having.length > 0,
  exactly: () => true,
  // Each booking by itself, and not what they add up to.
  at_once: ({ subject }) => EVENTS.has(subject),
  // 'Trades with fees above 50' limits the fees; it does not count them in.
  all_in: (_outline, { bounds }) => bounds.length === 0,
  overdrawn: ({ having }) => having.some(({ metric }) => metric === 'cash'),
  average: ({ derive, metrics }) =>
    derive === 'average' || metrics.includes('average_cost') || metrics.includes('twr_annualized'),
  different: ({ metrics, derive, by, subject }) =>
    metrics.includes('security_count') || derive === 'count' || by.length > 0 || subject === 'holdings',
  each: ({ by, limitPer, subject, derive, limit, narrows, metrics }, { toldBesides }) =>
    toldBesides ||
    metrics.length > 1 ||
    (subject === 'figures' && derive === null && narrows.some(({ all }) => all.length > 1)) ||
    by.length > 0 ||
    limitPer.length > 0 ||
    (subject !== 'figures' && derive === null && limit === null),
  total: ({ limit, subject, derive }) =>
    derive === 'total' || ((limit === null || limit === 1) && !EVENTS.has(subject) && subject !== 'holdings'),
  split_noun: ({ derive, by, subject }) => subject === 'figures' && (derive === 'share' || by.length > 0),
  open: (outline, parts) => stateShows(outline, parts),
  closed: (outline, parts) => stateShows(outline, parts),
  // Since when, or when, has to be said.
  inactive: ({ subject, by }, { time }) =>
    (subject === 'accounts' || subject === 'clients' || subject === 'portfolios' || by.length > 0) &&
    time?.periods.some(({ kind }) => kind === 'range') === true,
  when: (outline, parts) => datesShow(outline, parts),
  and_when: (outline, parts) => datesShow(outline, parts),
  where: ({ by, subject, metrics }) => by.length > 0 || subject !== 'figures' || metrics.includes('drift'),
  who: ({ by, subject, limit }, { relative }) =>
    (subject === 'transactions' && limit === 1) ||
    relative.some((dimension) => by.includes(dimension)) ||
    by.includes('client') ||
    by.includes('advisor') ||
    by.includes('custodian') ||
    subject === 'clients' ||
    subject === 'advisors',
  how_old: ({ subject, metrics }) => subject === 'accounts' && metrics.length === 0,
  account_number: ({ subject, metrics }) => subject === 'accounts' && metrics.length === 0,
  no_benchmark: (outline) => outline.unmeasured,
  matures: ({ maturing, subject }, { time }) => maturing || (subject === 'holdings' && time === null),
  still: ({ subject, metrics }) => subject !== 'transactions' && !metrics.includes('purchases'),
  why: ({ metrics }) => metrics.includes('gain') && metrics.includes('market_value'),
  make_that: () => false,
  denominated: () => false,
  vs: ({ metrics, narrows, by }, { time }) =>
    metrics.length > 1 ||
    metrics.includes('excess_return') ||
    metrics.includes('fee_rate') ||
    metrics.includes('drift') ||
    by.includes('income_kind') ||
    narrows.some(({ all }) => all.length > 1) ||
    (time?.periods.length ?? 0) > 1,
  what_in: ({ subject }) => subject === 'holdings',
  same: () => false,
  compare: ({ by, metrics, narrows, subject }, { time }) =>
    (by.length > 0 && (subject === 'figures' || subject === 'holdings')) ||
    metrics.length > 1 ||
    (time?.periods.length ?? 0) > 1 ||
    (subject === 'figures' && narrows.some(({ all }) => all.length > 1)),
  newest_first: isInDateOrder,
  oldest_first: isInDateOrder,
  // 'Top 5, the lowest first' has two directions.
  order_up: (outline) => isOrdered(outline) && outline.order?.direction === 'asc',
  order_down: isOrdered,
  rank_by: ({ order }) => order !== null,
  short: ({ having, subject, metrics }) =>
    !metrics.some((metric) => metric.startsWith('realized')) &&
    having.some(({ metric }) => metric === 'quantity') &&
    (subject === 'holdings' || subject === 'figures'),
  under_water: sideShows,
  in_profit: sideShows,
  mismatch: ({ subject, metrics }) => subject === 'reconciliation' || metrics.includes('break_count'),
  how_often: ({ metrics, derive }) =>
    derive === 'count' || metrics.some((metric) => metric.endsWith('_count')),
  // 'How many trades did I do, and how many of those were sales' asks for two counts.
  how_many: ({ metrics, derive }, { count }) =>
    (count === null &&
      (derive === 'count' || metrics.some((metric) => metric.endsWith('_count') || metric === 'cash'))) ||
    metrics.includes('quantity') ||
    metrics.filter((metric) => metric.endsWith('_count')).length > 1,
};

const AFTER_FEES: ReadonlySet<string> = new Set(['gain', 'twr', 'twr_annualized', 'mwr', 'excess_return']);

function isAfterFees(name: string): boolean {
  return AFTER_FEES.has(name);
}

function addsUpInTime(name: string): boolean {
  const additivity = METRICS.get(name)?.additivity;
  return additivity === 'flow' || additivity === 'linked';
}

/** Which side of nothing something stands on is a condition on it; of what was sold, on what came of the sale. */
function sideShows({ having, subject, where }: Outline): boolean {
  if (subject === 'realized_gains' || subject === 'lots')
    return where.some((filter) => filter.kind === 'threshold' && filter.signed === true);
  return having.length > 0 && (subject === 'holdings' || subject === 'figures');
}

/** Rows have days, and so have accounts; of figures only those for stretches of time. */
function isInDateOrder({ order, subject, by }: Outline): boolean {
  const isDated = EVENTS.has(subject) || subject === 'accounts' || by.some((each) => GRAINS.has(each));
  return order?.by === 'date' && isDated;
}

/** One figure has no order: 'largest first' asks for rows. */
function isOrdered({ order, subject, by }: Outline): boolean {
  return order !== null && (subject !== 'figures' || by.length > 0);
}

/** Accounts are open or closed; positions and clients are so only in another sense. */
function stateShows({ subject, metrics }: Outline, { things, count, which, rank, ends }: Parts): boolean {
  if (subject === 'accounts' || metrics.includes('account_count')) return true;
  if (subject !== 'figures') return false;
  const nouns = [...things, count?.thing, which?.thing, rank?.thing, ends?.thing];
  return nouns.some((noun) => noun?.dimension === 'account');
}

function datesShow({ subject, metrics, by, order, derive }: Outline, parts: Parts): boolean {
  if (derive === 'exists') return false;
  if (metrics.includes('max_drawdown') || (parts.ops.has('matures') && subject === 'holdings')) return true;
  if (by.some((each) => GRAINS.has(each)) && order !== null) return true;
  return [
    'accounts',
    'transactions',
    'income',
    'fees',
    'cash_flows',
    'realized_gains',
    'lots',
    'reconciliation',
  ].includes(subject);
}

export function opsAreUsed(parts: Parts, outline: Outline): boolean {
  return [...parts.ops].every((op) => SHOWS[op]?.(outline, parts) ?? true);
}
