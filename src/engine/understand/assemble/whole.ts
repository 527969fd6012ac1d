import { METRICS } from '../../../model/index.ts';
import type { Dimension, Subject } from '../../../vocabulary/plan.ts';
import type { Op, Thing } from '../chart/items.ts';
import type { Outline } from './outline.ts';
import type { Parts } from './parts.ts';

const SCOPE: ReadonlySet<Dimension> = new Set(['account', 'portfolio', 'client', 'custodian']);
const GRAINS: ReadonlySet<Dimension> = new Set(['day', 'week', 'month', 'quarter', 'year']);

/** Figures that tell what was gained or lost. */
const GAINS: readonly string[] = [
  'gain',
  'realized_gain',
  'realized_gain_long',
  'realized_gain_short',
  'unrealized_gain',
  'unrealized_return',
  'twr',
  'twr_gross',
  'twr_annualized',
  'mwr',
  'excess_return',
  'max_drawdown',
  'volatility',
];

/** Verbs that may stand beside a named figure without changing it, by the figure. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  purchases: [
    'realized_gain',
    'fees',
    'commissions',
    'purchases',
    'transaction_amount',
    'average_cost',
    'cost_basis',
    'taxes',
  ],
  sales: [
    'realized_gain',
    'realized_gain_long',
    'realized_gain_short',
    'fees',
    'commissions',
    'sales',
    'proceeds',
    'transaction_amount',
    'taxes',
  ],
  transaction_amount: [
    'fees',
    'commissions',
    'taxes',
    'advisory_fees',
    'custody_fees',
    'account_fees',
    'purchases',
  ],
  outflows: ['fees', 'taxes', 'withdrawals', 'outflows', 'commissions', 'advisory_fees', 'net_contributions'],
  inflows: ['deposits', 'inflows', 'dividends', 'interest', 'income', 'net_contributions'],
  deposits: ['deposits', 'net_contributions', 'inflows', 'cash'],
  withdrawals: ['withdrawals', 'outflows', 'cash', 'net_contributions'],
  net_contributions: ['net_contributions', 'deposits'],
  taxes: ['taxes'],
  gain: GAINS,
  realized_gain: ['realized_gain', 'realized_gain_long', 'realized_gain_short', 'proceeds'],
  income: ['income', 'dividends', 'interest', 'yield', 'gain', 'twr', 'fees', 'advisory_fees', 'commissions'],
  reconciliation_difference: ['reconciliation_difference'],
};

/** The metric that counts the rows of a subject. */
export const COUNTS: Readonly<Partial<Record<Subject, string>>> = {
  transactions: 'transaction_count',
  income: 'payment_count',
  lots: 'lot_count',
  accounts: 'account_count',
  portfolios: 'portfolio_count',
  clients: 'client_count',
  advisors: 'advisor_count',
  reconciliation: 'break_count',
};

/** Whether everything that was said has a place in the outline: nothing is dropped in silence. */
export function isWhole(
  parts: Parts,
  outline: Outline,
  nouns: readonly Thing[],
  faint: readonly string[],
): boolean {
  return (
    opsAreUsed(parts, outline) &&
    headsAreUsed(parts, outline) &&
    !isOnlyOfRegister(outline, parts) &&
    verbsFit(
      outline,
      faint.filter((verb) => verb !== 'gain' || !onlyMade(parts, outline)),
    ) &&
    lossesShow(parts, outline) &&
    !(parts.perfect && parts.time === null && isHeldNow(outline)) &&
    !(parts.saidTotal && outline.subject === 'holdings' && outline.having.length > 0) &&
    joinedShow(parts, outline) &&
    nouns.every((noun) => nounIsUsed(noun, parts, outline)) &&
    (parts.bounds.length === 0 ||
      outline.having.length > 0 ||
      outline.where.some(({ kind }) => kind === 'threshold')) &&
    parts.groups.every(
      (group) =>
        outline.by.includes(group) || outline.limitPer.includes(group) || group === 'transaction_type',
    )
  );
}

/** Words that must show in the plan, and how they do. */
const SHOWS: Readonly<Partial<Record<Op, (outline: Outline, parts: Parts) => boolean>>> = {
  change: ({ derive }, { ops }) => derive === 'change' || derive === 'difference' || ops.has('why'),
  time_series: ({ by }) => by.some((each) => GRAINS.has(each)),
  gross: ({ metrics }) => metrics.includes('twr_gross'),
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
    derive === 'share' || metrics.includes('weight') || metrics.includes('fee_rate'),
  in_shares: ({ metrics, subject }) => metrics.includes('quantity') || subject === 'holdings',
  exists: ({ subject, by, derive }, { things, narrows, count }) =>
    subject !== 'figures' ||
    by.length > 0 ||
    derive !== null ||
    count !== null ||
    narrows.length > 0 ||
    things.some(({ weak, rows, dimension }) => !weak || rows !== null || dimension !== null),
  median: ({ derive }) => derive === 'median',
  minus: ({ derive }) => derive === 'difference',
  how_much_more: ({ derive }) => derive === 'difference',
  ratio: ({ derive, metrics }) => derive === 'ratio' || metrics.includes('fee_rate'),
  negative: ({ having }) => having.some(({ metric }) => metric === 'quantity'),
  positive: () => false,
  exactly: () => true,
  // 'Trades with fees above 50' limits the fees; it does not count them in.
  all_in: (_outline, { bounds }) => bounds.length === 0,
  overdrawn: ({ having }) => having.some(({ metric }) => metric === 'cash'),
  average: ({ derive, metrics }) =>
    derive === 'average' || metrics.includes('average_cost') || metrics.includes('twr_annualized'),
  different: ({ metrics, derive, by, subject }) =>
    metrics.includes('security_count') || derive === 'count' || by.length > 0 || subject === 'holdings',
  each: ({ by, limitPer, subject, derive, limit }, { toldBesides }) =>
    toldBesides ||
    by.length > 0 ||
    limitPer.length > 0 ||
    (subject !== 'figures' && derive === null && limit === null),
  total: ({ limit, subject, derive }) =>
    (limit === null || limit === 1) &&
    ((!ROW_SUBJECTS.has(subject) && subject !== 'holdings') || derive === 'total'),
  split_noun: ({ derive, by, subject }) => subject === 'figures' && (derive === 'share' || by.length > 0),
  open: (outline, parts) => stateShows(outline, parts),
  closed: (outline, parts) => stateShows(outline, parts),
  when: (outline, parts) => datesShow(outline, parts),
  and_when: (outline, parts) => datesShow(outline, parts),
  who: ({ by, subject, limit }, { relative }) =>
    (subject === 'transactions' && limit === 1) ||
    relative.some((dimension) => by.includes(dimension)) ||
    by.includes('client') ||
    by.includes('advisor') ||
    subject === 'clients' ||
    subject === 'advisors',
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
  compare: ({ by, metrics, narrows }, { time }) =>
    by.length > 0 ||
    metrics.length > 1 ||
    (time?.periods.length ?? 0) > 1 ||
    narrows.some(({ all }) => all.length > 1),
  order_up: isOrdered,
  order_down: isOrdered,
  rank_by: ({ order }) => order !== null,
  short: ({ having, subject }) =>
    having.some(({ metric }) => metric === 'quantity') && (subject === 'holdings' || subject === 'figures'),
  under_water: sideShows,
  in_profit: sideShows,
  mismatch: ({ subject, metrics }) => subject === 'reconciliation' || metrics.includes('break_count'),
  how_often: ({ metrics, derive }) =>
    derive === 'count' || metrics.some((metric) => metric.endsWith('_count')),
  how_many: ({ metrics, derive }) =>
    derive === 'count' ||
    metrics.some((metric) => metric.endsWith('_count') || metric === 'quantity' || metric === 'cash'),
};

/** Which side of nothing something stands on is a condition on it; of what was sold, on what came of the sale. */
function sideShows({ having, subject, where }: Outline): boolean {
  if (subject === 'realized_gains')
    return where.some((filter) => filter.kind === 'threshold' && filter.signed === true);
  return having.length > 0 && (subject === 'holdings' || subject === 'figures');
}

/** One figure has no order: 'largest first' asks for rows. */
function isOrdered({ order, subject, by }: Outline): boolean {
  return order !== null && (subject !== 'figures' || by.length > 0);
}

const ROW_SUBJECTS: ReadonlySet<Subject> = new Set([
  'transactions',
  'income',
  'fees',
  'cash_flows',
  'realized_gains',
  'lots',
]);

/** 'Clients only at one custodian' excludes those with accounts elsewhere, which no register can say. */
function isOnlyOfRegister({ subject, narrows }: Outline, { ops }: Parts): boolean {
  const only = ops.has('only') || narrows.some((narrow) => narrow.only === true);
  if (!only) return false;
  const isRegister = subject === 'clients' || subject === 'portfolios' || subject === 'advisors';
  return isRegister && (narrows.length > 0 || ops.has('only'));
}

/** Accounts are open or closed; positions and clients are so only in another sense. */
function stateShows({ subject, metrics }: Outline, { things, count, which, rank, ends }: Parts): boolean {
  if (subject === 'accounts' || metrics.includes('account_count')) return true;
  if (subject !== 'figures') return false;
  const nouns = [...things, count?.thing, which?.thing, rank?.thing, ends?.thing];
  return nouns.some((noun) => noun?.dimension === 'account');
}

/** What is held at the end does not tell what was held at any time. */
function isHeldNow({ subject, metrics, holders }: Outline): boolean {
  return (
    subject === 'holdings' ||
    holders ||
    metrics.includes('security_count') ||
    metrics.includes('position_count')
  );
}

const LOSSES = /\blosses$/;
const GAIN_WORD = /gain|profit/;

/** Losses are what is below zero: a condition says so, or the order; a net figure does not. */
function lossesShow({ things, rank, relative, ops }: Parts, outline: Outline): boolean {
  const { having, order, where, metrics, subject } = outline;
  const below =
    having.some(
      ({ metric, comparison, value }) =>
        GAINS.includes(metric) && comparison.startsWith('<') && Number(value) <= 0,
    ) ||
    where.some(
      (filter) => filter.kind === 'threshold' && filter.signed === true && filter.comparison.startsWith('<'),
    );
  if (below) return true;
  if (order?.direction === 'asc' && (order.by === 'amount' || GAINS.includes(order.by))) return true;
  const said = [...things, ...(rank?.thing ? [rank.thing] : [])].map((thing) => thing.said);
  if (ops.has('under_water') && relative.length > 0) return false;
  if (said.some((words) => LOSSES.test(words) && !GAIN_WORD.test(words))) return false;
  const isLoss = said.some((words) => /\bloss$|^los[et]\b/.test(words) && !GAIN_WORD.test(words));
  if (!isLoss) return true;
  if (relative.length > 0 || having.length > 0) return false;
  if (subject === 'realized_gains') return false;
  return subject !== 'figures' || metrics.some((metric) => GAINS.includes(metric));
}

/** Both of two figures joined by 'and' are shown. */
function joinedShow({ joined }: Parts, outline: Outline): boolean {
  return joined.every((thing) => {
    if (thing.metrics.some((metric) => outline.metrics.includes(metric))) return true;
    if (outline.metrics.includes('income') && outline.by.includes('income_kind')) return true;
    if (thing.metrics.includes('net_contributions') && outline.metrics.includes('deposits')) return true;
    if (outline.metrics.includes(COUNTS[thing.rows?.subject ?? 'figures'] ?? '')) return true;
    if (outline.subject === 'figures') return false;
    return (
      outline.subject === 'holdings' ||
      thing.rows?.subject === outline.subject ||
      (thing.weak && thing.rows === null)
    );
  });
}

function datesShow({ subject, metrics, by, order }: Outline, _parts: Parts): boolean {
  if (metrics.includes('max_drawdown')) return true;
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

function opsAreUsed(parts: Parts, outline: Outline): boolean {
  return [...parts.ops].every((op) => SHOWS[op]?.(outline, parts) ?? true);
}

const SIZES: ReadonlySet<string> = new Set(['market_value', 'weight', 'quantity', 'cost_basis', 'cash']);

function headsAreUsed(parts: Parts, outline: Outline): boolean {
  const { derive, order, by, limit } = outline;
  if (parts.ends && derive !== 'first' && derive !== 'last' && order?.by !== 'date') return false;
  if (parts.rank && order === null && derive !== 'change') return false;
  if (parts.rank && parts.rank.rank.limit !== null && limit !== parts.rank.rank.limit) return false;
  if ((parts.rank?.rank.place ?? null) !== outline.place) return false;
  if (parts.order && order === null) return false;
  // 'Best' and 'worst' are about what came out, never about how much of it there is.
  if (parts.rank?.rank.tone === 'quality' && order !== null && SIZES.has(order.by)) return false;
  if (outline.subject === 'figures' && parts.relative.some((dimension) => !by.includes(dimension)))
    return false;
  const ranked = parts.rank?.thing;
  if (
    ranked?.dimension &&
    ranked.metrics.length === 0 &&
    outline.subject === 'figures' &&
    !by.includes(ranked.dimension) &&
    !outline.metrics.some(
      (metric) => metric === COUNTS[ranked.rows?.subject ?? 'figures'] || metric === 'position_count',
    )
  )
    return false;
  const which = parts.which?.thing;
  if (which?.dimension && outline.subject === 'figures' && !by.includes(which.dimension)) return false;
  if (which && !figureShows(which, outline)) return false;
  if (parts.which?.limit && limit !== parts.which.limit) return false;
  return true;
}

/** 'Which fees …': the figure that is asked about is shown, as such or as rows. */
function figureShows(
  { metrics: named, weak, dimension, rows }: Thing,
  { metrics, subject, by }: Outline,
): boolean {
  if (weak || dimension !== null || named.length === 0 || rows?.subject === subject) return true;
  if (named.includes('fees') && metrics.includes('fee_rate')) return true;
  return named.some((metric) => metrics.includes(metric)) || by.includes('income_kind');
}

/** What happened in a period; a list of positions shows only what is held at its end. */
const EVENT_VERBS: ReadonlySet<string> = new Set([
  'inflows',
  'outflows',
  'deposits',
  'withdrawals',
  'sales',
  'income',
  'realized_gain',
]);

/** 'Made' beside withdrawals or deposits says nothing of gains. */
function onlyMade({ things }: Parts, { metrics, subject }: Outline): boolean {
  const verbs = things.filter(({ weak, metrics: each }) => weak && each.includes('gain'));
  const isFlow =
    ROW_SUBJECTS.has(subject) ||
    metrics.some((metric) => BESIDE['transaction_amount']?.includes(metric) || FLOWS.has(metric));
  return isFlow && verbs.length > 0 && verbs.every(({ said }) => /^(?:made|make|making)$/.test(said));
}

const FLOWS: ReadonlySet<string> = new Set([
  'deposits',
  'withdrawals',
  'inflows',
  'outflows',
  'sales',
  'net_contributions',
]);

/** Whether positions are told by what they made: 'did the stocks make money' is no list of what they are worth. */
function tellsGain({ having, order, metrics }: Outline): boolean {
  const told = [...metrics, ...having.map(({ metric }) => metric), ...(order ? [order.by] : [])];
  return told.some((metric) => GAINS.includes(metric));
}

function verbsFit(outline: Outline, faint: readonly string[]): boolean {
  if (outline.subject === 'holdings')
    return !faint.some((verb) => EVENT_VERBS.has(verb) || (verb === 'gain' && !tellsGain(outline)));
  if (outline.subject !== 'figures') return true;
  return faint.every((verb) => {
    const beside = BESIDE[verb];
    if (verb === 'net_contributions' && (outline.derive === 'share' || outline.narrows.length > 0))
      return true;
    return (
      beside === undefined ||
      outline.metrics.some(
        (metric) => beside.includes(metric) || metric === verb || metric.endsWith('_count'),
      )
    );
  });
}

function nounIsUsed(noun: Thing, parts: Parts, outline: Outline): boolean {
  const { dimension, rows } = noun;
  if (dimension !== null && outline.by.includes(dimension)) return filtersAreUsed(noun, outline);
  if (rows && rows.subject === outline.subject) return true;
  if (dimension !== null && SCOPE.has(dimension)) return true;
  if (rows?.subject === 'holdings') {
    const named = outline.narrows.some(({ all }) => all.some((each) => each.kind === 'name'));
    return (
      outline.subject === 'holdings' ||
      (rows.where.length === 0 ? true : named || filtersAreUsed(noun, outline))
    );
  }
  if (rows && outline.metrics.some((metric) => noun.metrics.includes(metric))) return true;
  if (rows && outline.metrics.includes(COUNTS[rows.subject] ?? '')) return true;
  if (rows?.subject === 'transactions' && parts.ops.has('all_in')) return true;
  if (outline.subject === 'realized_gains' && noun.metrics.includes('sales')) return true;
  return noun.weak && rows === null && dimension === null;
}

function filtersAreUsed({ rows }: Thing, outline: Outline): boolean {
  if (rows?.subject !== 'holdings') return true;
  const held = outline.where.map((filter) => JSON.stringify(filter));
  return (
    rows.where.every((filter) => held.includes(JSON.stringify(filter))) ||
    outline.narrows.some(({ all }) => all.some((each) => each.kind === 'name'))
  );
}
