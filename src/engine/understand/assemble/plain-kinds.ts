import type { Dimension } from '../../../vocabulary/plan.ts';
import { METRICS } from '../../../model/index.ts';
import type { Thing } from '../chart/items.ts';
import type { Narrow, Parts } from './parts.ts';

/** 'Split my income into dividends and interest', 'gains split into long-term and short-term': by the kind that is named. */
export function withKindsSplit(parts: Parts): Parts {
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
export function withSideOfNow(parts: Parts): Parts {
  const isSided = parts.ops.has('under_water') || parts.ops.has('in_profit');
  const isNow = parts.time?.periods.length === 1 && parts.time.periods[0]?.now === true;
  return isSided && isNow ? { ...parts, time: null } : parts;
}

/** 'What have I returned, in percent': a rate is one anyway. */
export function withRateInPercent(parts: Parts): Parts {
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
export function withAllRanked(parts: Parts): Parts {
  const { rank, ranksAll } = parts;
  if (!ranksAll || rank === null || rank.rank.limit !== null) return parts;
  return { ...parts, rank: { ...rank, rank: { ...rank.rank, both: true } } };
}
