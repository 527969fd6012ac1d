import { METRICS } from '../../../model/index.ts';
import type { Thing } from '../chart/items.ts';
import type { Parts } from './parts.ts';

/** 'How much did I withdraw and deposit', 'what did I earn and pay in fees': both, though a verb alone says one of them. */
export function bothFlows(
  { joined, ops, things, gainsOnSales }: Parts,
  pick: (thing: Thing) => string | undefined,
): readonly string[] | null {
  const [first, second, ...more] = joined;
  const asks = ops.has('how_much') || ops.has('what') || ops.has('total');
  if (!asks || !first || !second || more.length > 0 || !(first.weak || second.weak) || gainsOnSales)
    return null;
  if (joined.some(({ said }) => said.startsWith('los')) || things.some((thing) => isOther(thing, joined)))
    return null;
  const named = [pick(first) ?? '', pick(second) ?? ''];
  const isOut = named.some((metric) => OUTWARD.has(metric));
  const plain = named.map((metric) => (metric === 'net_contributions' && isOut ? 'deposits' : metric));
  const isPair =
    new Set(plain).size === 2 && plain.every((metric) => METRICS.get(metric)?.additivity === 'flow');
  return isPair ? plain : null;
}

const OUTWARD: ReadonlySet<string> = new Set(['withdrawals', 'outflows']);

/** Another figure is named besides the two. */
function isOther(thing: Thing, joined: readonly Thing[]): boolean {
  return thing.metrics.length > 0 && !thing.weak && !joined.includes(thing);
}
