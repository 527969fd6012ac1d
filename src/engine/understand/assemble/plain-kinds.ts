import type { Dimension } from '../../../vocabulary/plan.ts';
import { METRICS } from '../../../model/index.ts';
import type { Thing } from '../chart/items.ts';
import { HOLDINGS, SPLITS } from './outline.ts';
import type { Narrow, Parts } from './parts.ts';

/** Kinds, sides and members that are named in everyday words. */
export const KINDS_AND_SIDES: readonly ((parts: Parts) => Parts)[] = [
  withKindsSplit,
  withRateInPercent,
  withSideOfNow,
  withAllRanked,
  withLossRealized,
  withPlacesInvested,
  withMembersOrdered,
  withShortsHeld,
  withSideSought,
];

/** 'Split my income into dividends and interest', 'gains split into long-term and short-term': by the kind that is named. */
function withKindsSplit(parts: Parts): Parts {
  const { ops, groups, narrows, things, which, rank, count } = parts;
  if (!ops.has('split_noun') || groups.length > 0 || which || rank || count) return parts;
  const named = things.filter(({ metrics, weak }) => metrics.length > 0 && !weak);
  const kinds = named.filter(
    ({ metrics, said }) => INCOME_KINDS.has(metrics[0] ?? '') || BOTH_KINDS.test(said),
  );
  const wholes = named.filter((thing) => thing.metrics[0] === 'income' && !kinds.includes(thing));
  const isBoth = kinds.length === INCOME_KINDS.size || kinds.some(({ said }) => BOTH_KINDS.test(said));
  if (isBoth && wholes.length === 1 && named.length === kinds.length + 1)
    return {
      ...parts,
      unjoined: false,
      joined: [],
      groups: ['income_kind'],
      things: things.filter((thing) => !kinds.includes(thing)),
    };
  const [of, ...more] = narrows.filter((narrow) => dimensionOfList(narrow) !== null);
  const by = of && more.length === 0 ? dimensionOfList(of) : null;
  return by === null ? parts : { ...parts, groups: [by] };
}

const INCOME_KINDS: ReadonlySet<string> = new Set(['dividends', 'interest']);

const BOTH_KINDS = /^(?:dividends? and interest|interest and dividends?)$/;

/** The dimension of which several values are named side by side; null where others are named, or one. */
function dimensionOfList({ all, negated }: Narrow): Dimension | null {
  const filters = all.map((each) =>
    each.kind === 'values' && each.filters.length === 1 ? each.filters[0] : null,
  );
  const [first] = filters;
  const isList =
    !negated && filters.length > 1 && filters.every((filter) => filter?.dimension === first?.dimension);
  return isList ? (first?.dimension ?? null) : null;
}

/** 'Portfolio value, EUR', 'my dollar profit': the currency that an amount is wanted in. */
export function withCurrencyBeside(parts: Parts): Parts {
  const { things, currency, narrows, bounds } = parts;
  if (currency !== null || bounds.length > 0) return parts;
  const before = narrows.filter(isCurrencyOfWorth);
  const behind = things.filter(
    (each) =>
      isCurrency(each) &&
      (parts.currencyBehind || things.some((other) => standsBefore(each, other) && isWorth(other))),
  );
  const [narrow, thing] = [before[0], behind[0]];
  const amounts = [...things, ...before.map((each) => each.thing)].filter(
    (each) => each && each.metrics.length > 0,
  );
  const isPlain =
    before.length + behind.length === 1 &&
    amounts.length === 1 &&
    amounts.every((each) => each && isWorth(each));
  const code = narrow ? codeOf(narrow) : (thing?.filter?.values[0] ?? null);
  if (!isPlain || code === null) return parts;
  return {
    ...parts,
    currency: code,
    narrows: narrows.filter((each) => each !== narrow),
    things: [...things.filter((each) => each !== thing), ...(narrow?.thing ? [narrow.thing] : [])],
  };
}

/** 'CHF value', 'dollar profit': an amount in a currency, not what is kept in it. */
function isCurrencyOfWorth(narrow: Narrow): boolean {
  return !narrow.negated && codeOf(narrow) !== null && narrow.thing !== null && isWorth(narrow.thing);
}

function codeOf({ all }: Narrow): string | null {
  const [only, ...more] = all.flatMap((each) => (each.kind === 'values' ? each.filters : []));
  const isOne =
    all.length === 1 && more.length === 0 && only?.dimension === 'currency' && only.values.length === 1;
  return isOne ? (only.values[0] ?? null) : null;
}

function standsBefore({ at }: Thing, next: Thing): boolean {
  return at !== null && next.at !== null && next.at.start - at.end === 1;
}

function isCurrency({ filter, rows, metrics }: Thing): boolean {
  return filter?.dimension === 'currency' && rows === null && metrics.length === 0;
}

/** An amount that is worth something in any currency; what is held or paid in one is a part of it. */
function isWorth({ metrics, said }: Thing): boolean {
  return (
    METRICS.get(metrics[0] ?? '')?.unit === 'money' &&
    /\b(?:value|worth|profit|gain|loss|p & l|pnl)$/.test(said)
  );
}

/** 'What am I losing money on right now': what is held is held now. */
function withSideOfNow(parts: Parts): Parts {
  const isSided = parts.ops.has('under_water') || parts.ops.has('in_profit');
  const isNow = parts.time?.periods.length === 1 && parts.time.periods[0]?.now === true;
  return isSided && isNow ? { ...parts, time: null } : parts;
}

/** 'What have I returned, in percent': a rate is one anyway. */
function withRateInPercent(parts: Parts): Parts {
  const { ops, things } = parts;
  const figures = things.filter(({ metrics }) => metrics.length > 0);
  const isRate =
    figures.length > 0 && figures.every(({ metrics }) => metrics.every((each) => RATES.has(each)));
  if (!ops.has('in_percent') || !isRate) return parts;
  return { ...parts, ops: new Set([...ops].filter((op) => op !== 'in_percent')) };
}

const RATES: ReadonlySet<string> = new Set([
  'twr',
  'twr_gross',
  'twr_annualized',
  'mwr',
  'benchmark_return',
  'excess_return',
  'volatility',
  'max_drawdown',
  'yield',
]);

/** 'Which did best? Rank them all': none is left out. */
function withAllRanked(parts: Parts): Parts {
  const { rank, ranksAll } = parts;
  if (!ranksAll || rank === null || rank.rank.limit !== null) return parts;
  return { ...parts, rank: { ...rank, rank: { ...rank.rank, both: true } } };
}

/** 'What are we short', 'do we have any shorts': what is held so. */
function withShortsHeld(parts: Parts): Parts {
  const { ops, things, narrows, which, count, rank } = parts;
  const isBare = things.length + narrows.length + parts.groups.length + parts.bounds.length === 0;
  return ops.has('short') && isBare && !which && !count && !rank ? { ...parts, things: [HOLDINGS] } : parts;
}

/** 'Where am I at a loss': with which holdings. */
function withSideSought(parts: Parts): Parts {
  const { ops, things, which, count, rank } = parts;
  const isSided = ops.has('under_water') || ops.has('in_profit');
  if (!isSided || !ops.has('where') || things.length > 0 || which || count || rank) return parts;
  return {
    ...parts,
    which: { thing: HOLDINGS, limit: null },
    ops: new Set([...ops].filter((op) => op !== 'where')),
  };
}

/** 'The biggest loss I realized': of what was sold. */
function withLossRealized(parts: Parts): Parts {
  const { rank, things } = parts;
  const said = rank?.thing?.said ?? '';
  const isGain = rank?.thing?.metrics[0] === 'gain' && /^(?:loss|gain|profit)(?:es|s)?$/.test(said);
  const verb = things.find(({ weak, metrics }) => weak && metrics[0] === 'realized_gain');
  if (!rank?.thing || !isGain || !verb || things.length > 1 || parts.groups.length > 0) return parts;
  const thing: Thing = {
    ...rank.thing,
    metrics: ['realized_gain'],
    rows: { subject: 'realized_gains', where: [] },
    said: `realized ${said}`,
  };
  return { ...parts, rank: { ...rank, thing }, things: [] };
}

/** 'Returns of the accounts, highest first': of each of them. */
function withMembersOrdered(parts: Parts): Parts {
  const { ops, things, groups, which, count, rank, order } = parts;
  const [member, ...more] = things.filter(
    ({ dimension, metrics }) => dimension !== null && metrics.length === 0,
  );
  const isOrdered = ops.has('order_up') || ops.has('order_down');
  const isFigured = things.some(({ metrics, weak }) => metrics.length > 0 && !weak);
  if (!isOrdered || order || groups.length > 0 || which || count || rank || !isFigured) return parts;
  const isOfMembers =
    member?.plural === true && more.length === 0 && member.rows?.subject === `${String(member.dimension)}s`;
  return isOfMembers && member.dimension ? { ...parts, groups: [member.dimension] } : parts;
}

/** 'In which countries is it invested': how what is held lies in them, and not what was once paid in. */
function withPlacesInvested(parts: Parts): Parts {
  const { which, things, groups, rank, count } = parts;
  const dimension = which?.thing.dimension ?? null;
  const verb = things.find(({ weak, said }) => weak && said === 'invested');
  const isPart = dimension !== null && dimension !== 'security' && SPLITS.has(dimension);
  if (!isPart || !verb || things.length > 1 || groups.length > 0 || rank || count || which?.limit !== null)
    return parts;
  const worth: Thing = { ...verb, metrics: ['market_value'], weak: false, said: 'value' };
  const ops = new Set([...parts.ops, 'split_noun' as const]);
  return { ...parts, which: null, groups: [dimension], split: true, ops, things: [worth] };
}
