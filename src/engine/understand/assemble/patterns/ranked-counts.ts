import type { Rank, Thing } from '../../chart/items.ts';
import { figures } from '../builders.ts';
import { type Outline, SCOPE_NOUNS, type Sense } from '../outline.ts';
import { nounFilters } from '../narrow.ts';
import { COUNTS } from '../row-counts.ts';
import { rankedRows } from './ends.ts';

/** 'Which clients traded the most': how often they did. */
export function mostTraded(sense: Sense): Outline | 'reject' | null {
  const { parts, metrics, faint } = sense;
  const { rank, thing } = parts.rank ?? {};
  const event = parts.things.find(({ said }) => said === 'traded' || said === 'trade');
  const head = parts.which?.thing ?? sense.nouns.find((noun) => noun.dimension !== null && noun !== event);
  if (rank?.tone !== 'amount' || thing || !event?.rows || metrics.length > 0 || faint.length > 0) return null;
  const dimension = head?.dimension ?? (parts.ops.has('who') ? 'client' : null);
  if (dimension === null || sense.groups.length > 0 || parts.bounds.length > 0) return 'reject';
  const limit = rank.limit ?? (head?.plural === true ? 10 : 1);
  return figures({ ...sense, groups: [dimension] }, ['transaction_count'], {
    by: [dimension],
    where: [...sense.base, ...event.rows.where],
    order: { by: 'transaction_count', direction: rank.direction },
    limit,
    derive: limit === 1 ? 'extreme' : null,
  });
}

/** 'The client with the most accounts': how many there are of each. */
export function countedBy(
  { nouns, parts, metrics, narrows }: Sense,
  thing: Thing | null,
  rank: Rank,
): { readonly head: Thing; readonly metric: string } | null {
  if (rank.tone !== 'amount' || !thing?.rows || metrics.length > 0 || !thing.plural) return null;
  if (thing.metrics.length > 0 && !thing.weak) return null;
  const metric = thing.rows.subject === 'holdings' ? 'position_count' : COUNTS[thing.rows.subject];
  const head = [parts.which?.thing, ...nouns].find(
    (noun) =>
      noun?.dimension &&
      noun.dimension !== thing.dimension &&
      (SCOPE_NOUNS.has(noun.dimension) || noun.dimension === 'advisor'),
  );
  const plain = thing.rows.where.length === 0 && narrows.length === 0;
  return metric !== undefined && head && plain ? { head, metric } : null;
}

/** 'The largest position of any client': of what each holds, not of what all hold together. */
export function largestOfAny(sense: Sense, rank: Rank, thing: Thing | null): Outline | 'reject' | null {
  const { parts, nouns, metrics, faint, groups } = sense;
  const owner = nouns.find(
    (noun) => !noun.plural && noun.dimension !== null && SCOPE_NOUNS.has(noun.dimension),
  );
  const isAny = parts.ops.has('exists') && parts.anyOf.some((each) => each === owner?.dimension);
  if (!owner?.dimension || !isAny || thing?.dimension !== 'security') return null;
  if (metrics.length + faint.length + groups.length > 0 || rank.tone !== 'size') return 'reject';
  const limit = rank.limit ?? 1;
  return figures(sense, ['market_value'], {
    by: [owner.dimension, 'security'],
    where: [...sense.base, ...nounFilters(thing)],
    order: { by: 'market_value', direction: rank.direction },
    limit,
    derive: limit === 1 ? 'extreme' : null,
  });
}

/** The bookings that a verb speaks of. */
const MOVED: readonly (readonly [string, string])[] = [
  ['withdrawals', 'WITHDRAWAL'],
  ['outflows', 'WITHDRAWAL'],
  ['deposits', 'DEPOSIT'],
  ['inflows', 'DEPOSIT'],
  ['net_contributions', 'DEPOSIT'],
];

/** 'The largest amount I ever took out': the booking of that size. */
export function largestMoved(sense: Sense): Outline | 'reject' | null {
  const { parts, metrics, faint, groups, nouns } = sense;
  const { rank, thing } = parts.rank ?? {};
  const isAmount = thing?.weak === true && /^(?:amount|sum|money)$/.test(thing.said);
  const [verb, ...more] = faint.filter((metric) => metric !== 'market_value');
  const type = MOVED.find(([metric]) => metric === verb)?.[1];
  const isBare = metrics.length + groups.length + more.length + nouns.length === 0 && !parts.which;
  if (rank?.tone !== 'size' || !isAmount || type === undefined || !isBare) return null;
  const filter = { kind: 'in', dimension: 'transaction_type', values: [type], negated: false } as const;
  return rankedRows(
    sense,
    { ...thing, metrics: [], rows: { subject: 'transactions', where: [filter] } },
    rank,
  );
}
