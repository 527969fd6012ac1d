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
