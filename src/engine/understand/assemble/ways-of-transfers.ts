import type { Filter } from '../../../vocabulary/plan.ts';
import type { Item } from '../chart/items.ts';
import type { Token } from '../tokens.ts';
import type { Reading } from './readings.ts';

/** A time that stands alone as well as behind 'in': 'last year', 'in last year'. */
const STANDS_EITHER_WAY: ReadonlySet<string> = new Set(
  'last this previous past prior current next the'.split(' '),
);

/** 'Transfers in this year' are those that came in, or those of both ways in this year: each is a reading. */
export function bothWaysOfTransfers(
  readings: readonly Reading[],
  items: readonly Item[],
  tokens: readonly Token[],
): readonly Reading[] {
  const noun = items.find((item, index) => leavesWayOpen(item, items[index + 1], tokens));
  const [kind, way] = noun ? tokens.slice(noun.end - 2, noun.end) : [];
  if (!kind || !way) return readings;
  const at = { start: kind.start, end: way.end };
  return readings.flatMap((reading) => {
    const where = reading.plan.where.map(withOthers);
    if (where.every((filter, index) => filter === reading.plan.where[index])) return [reading];
    const { rewrites, plan } = reading;
    return [
      { ...reading, rewrites: [...rewrites, { ...at, text: 'incoming transfers' }] },
      {
        ...reading,
        plan: { ...plan, where },
        rewrites: [...rewrites, { ...at, text: 'transfers in and out' }],
      },
    ];
  });
}

function leavesWayOpen({ sem, end }: Item, next: Item | undefined, tokens: readonly Token[]): boolean {
  if (sem.cat !== 'thing' && sem.cat !== 'count') return false;
  const [kind, way] = tokens.slice(end - 2, end).map(({ norm }) => norm);
  if (way !== 'in' || !/^transfers?$/.test(kind ?? '')) return false;
  return next?.sem.cat === 'time' && next.start === end && STANDS_EITHER_WAY.has(tokens[end]?.norm ?? '');
}

function withOthers(filter: Filter): Filter {
  const isIn =
    filter.kind === 'in' && filter.dimension === 'transaction_type' && filter.values.join() === 'TRANSFER_IN';
  return isIn ? { ...filter, values: ['TRANSFER_IN', 'TRANSFER_OUT'] } : filter;
}
