import type { Order } from '../../../../vocabulary/plan.ts';
import type { Rank, Thing } from '../../chart/items.ts';
import { figures } from '../builders.ts';
import type { Outline, Sense } from '../outline.ts';

/** 'The largest deviation from target': that of an asset class. */
export function largestDrift(sense: Sense, rank: Rank, metric: string | null): Outline | 'reject' | null {
  if (metric !== 'drift' || sense.parts.which) return null;
  const limit = rank.limit ?? 1;
  const order: Order = { by: 'abs:drift', direction: rank.direction };
  const derive = limit === 1 ? 'extreme' : null;
  return figures({ ...sense, metrics: [] }, ['drift'], { by: ['asset_class'], order, limit, derive });
}

/** 'The top five cash balances': those of accounts. */
export function largestBalances(
  sense: Sense,
  thing: Thing | null,
  rank: Rank,
  metric: string | null,
): Outline | 'reject' | null {
  const isOfAccounts = metric === 'cash' || metric === 'market_value';
  if (!isOfAccounts || !thing?.plural || thing.weak || rank.both || sense.nouns.length > 0) return null;
  const order: Order = { by: metric, direction: rank.direction };
  return figures(sense, [metric], { by: ['account'], order, limit: rank.limit ?? 10 });
}
