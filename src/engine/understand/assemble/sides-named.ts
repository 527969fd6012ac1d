import type { Thing } from '../chart/items.ts';
import { narrowOn } from './narrow.ts';
import { HOLDINGS } from './outline.ts';
import type { Parts } from './parts.ts';
import { GAINS } from './verbs-fit.ts';

/** No time is said, or all of it: what is held is held against its cost. */
export function isSinceBought({ time }: Parts): boolean {
  return time === null || time.periods.every(({ label, now }) => label === 'since inception' || now === true);
}

/** 'My losers', 'winners this year': the holdings on that side. */
export function withSideNamed(parts: Parts): Parts {
  const { things, which, count, rank, average, ends } = parts;
  if (!parts.namesSide || which || count || rank || average || ends) return parts;
  const isOfOthers = things.some(
    ({ rows, dimension, plural, metrics }) =>
      metrics.length > 0 || (rows !== null && (plural || dimension === null)),
  );
  return isOfOthers ? parts : { ...parts, things: [...things, HOLDINGS] };
}

const ROSE = /\b(?:up|rise|rose|risen|climb|climbed|jump|jumped|increase|increased)$/;
const FELL =
  /\b(?:down|fall|fell|fallen|drop|dropped|dip|dipped|sink|sank|sunk|decline|declined|decrease|decreased)$/;

/** 'How many stocks went up in 2024', 'did any account fall last month': which of them stand on that side of nothing. */
export function withMembersMoved(parts: Parts): Parts {
  const { ops, moved, which, count, anyOf, whether, time, things } = parts;
  const side =
    moved === null ? null : FELL.test(moved) ? 'under_water' : ROSE.test(moved) ? 'in_profit' : null;
  const heads = [which?.thing, count?.thing, ...things];
  const isOfHeld =
    heads.some((noun) => noun?.rows?.subject === 'holdings') && /^(?:up|down)$/.test(moved ?? '');
  const isOver = time === null ? isOfHeld : time.periods.length === 1 && time.periods[0]?.kind === 'range';
  const isOfMembers = which !== null || count !== null || (whether && anyOf.length > 0);
  const isOther = things.some(({ metrics, dimension }) => metrics.length > 0 && dimension === null);
  if (side === null || !isOver || !isOfMembers || isOther || ops.has('in_money') || parts.rank) return parts;
  const rest = [...ops].filter((op) => op !== 'change');
  return { ...parts, moved: null, ops: new Set([...rest, side]) };
}

const STRETCHES: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year']);

/** 'Months when I lost money': which of them. */
export function withStretchesWhen(parts: Parts): Parts {
  const { ops, things, which, count, rank, ends } = parts;
  const noun = things.find(
    ({ dimension, plural }) => plural && dimension !== null && STRETCHES.has(dimension),
  );
  if (!ops.has('when') || !noun || which || count || rank || ends) return parts;
  return {
    ...parts,
    ops: new Set([...ops].filter((op) => op !== 'when')),
    which: { thing: noun, limit: null },
    things: things.filter((thing) => thing !== noun),
  };
}

/** 'How much is Apple up since I bought it': what was gained on it. */
export function withRiseTold(parts: Parts): Parts {
  const { ops, moved, things, narrows, which, count, rank, time, groups } = parts;
  const isRise = /^(?:up|down)$/.test(moved ?? '') && ops.has('how_much') && !ops.has('in_percent');
  const isBare = things.every(({ metrics }) => metrics.length === 0) && groups.length === 0;
  const isOver = time?.periods.length === 1 && time.periods[0]?.kind === 'range';
  if (!isRise || !isBare || !isOver || narrows.length !== 1 || which || count || rank) return parts;
  return {
    ...parts,
    moved: null,
    ops: new Set([...ops].filter((op) => op !== 'change')),
    things: [
      ...things,
      { ...HOLDINGS, metrics: ['gain'], dimension: null, rows: null, plural: false, said: 'gain' },
    ],
  };
}

/** 'Short-term and long-term gains': both, where one term alone stands before the figure of the other. */
export function withBothTerms(parts: Parts): Parts {
  const other = parts.things.find(({ metrics }) => /^realized_gain_(?:long|short)$/.test(metrics[0] ?? ''));
  const term = parts.things.find(
    ({ filter, metrics }) => filter?.dimension === 'term' && metrics.length === 0,
  );
  const metric = `realized_gain_${term?.filter?.values[0] ?? ''}`;
  if (!other || !term || other.metrics[0] === metric) return parts;
  const named: Thing = { ...other, metrics: [metric], said: term.said, at: term.at };
  return { ...parts, unjoined: false, things: parts.things.map((thing) => (thing === term ? named : thing)) };
}

/** 'What interest has my cash earned': that on cash, and not what cash there is. */
export function withInterestOnCash(parts: Parts): Parts {
  const { things, ops } = parts;
  const strong = things.filter(({ metrics, weak }) => metrics.length > 0 && !weak);
  const cash = strong.find(({ metrics, filter }) => metrics[0] === 'cash' && filter !== null);
  const isPair = strong.length === 2 && strong.some(({ metrics }) => metrics[0] === 'interest');
  if (!cash?.filter || !isPair || !parts.unjoined || ops.has('vs') || ops.has('and')) return parts;
  return {
    ...parts,
    unjoined: false,
    things: things.filter((thing) => thing !== cash),
    narrows: [...parts.narrows, narrowOn(cash)],
  };
}

/** 'Net flows by client, biggest outflow first', 'gains by stock, largest loss first': the figure shown, from that end. */
export function withOrderOfSide(parts: Parts): Parts {
  const { order, things, ops } = parts;
  const isDirected = ops.has('order_up') || ops.has('order_down');
  const [by = ''] = order?.metrics ?? [];
  const isLoss = order !== null && /\bloss(?:es)?$/.test(order.said);
  const sides = OUTWARD.has(by) || INWARD.has(by) ? NET : isLoss || by === 'gain' ? GAINS : [];
  const shown = things.find(({ metrics, weak }) => !weak && sides.includes(metrics[0] ?? ''));
  if (order === null || !isDirected || !(shown || isLoss)) return parts;
  const rest = [...ops].filter((op) => op !== 'order_up' && op !== 'order_down');
  const turned = ops.has('order_up') ? 'order_down' : 'order_up';
  return {
    ...parts,
    order: { ...order, metrics: shown?.metrics ?? order.metrics },
    ops: OUTWARD.has(by) || isLoss ? new Set([...rest, turned]) : ops,
  };
}

const NET: readonly string[] = ['net_contributions'];
const INWARD: ReadonlySet<string> = new Set(['inflows', 'deposits']);
const OUTWARD: ReadonlySet<string> = new Set(['outflows', 'withdrawals']);
