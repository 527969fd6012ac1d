import type { Dimension, Order } from '../../../../vocabulary/plan.ts';
import { nounFilters } from '../narrow.ts';
import { ENTITY_SUBJECTS, type Pattern, type Sense, outline } from '../outline.ts';
import { headOfRank } from './rank-head.ts';

/** 'My five largest holdings together', 'what share do the top ten clients make up': the first of an order, as one. */
export const sums: Pattern = (sense) => {
  const { parts, metrics } = sense;
  const found = parts.rank;
  if (!found || found.rank.both || found.rank.place !== undefined || !addsUp(sense)) return null;
  const { rank, thing } = found;
  if (rank.limit === null || rank.limit < 2 || rank.tone !== 'size' || rank.metric !== undefined) return null;
  if (parts.which || parts.count || parts.average || parts.ends || parts.ops.has('who')) return null;
  if (
    parts.ops.has('each') ||
    parts.ops.has('list') ||
    parts.toldBesides ||
    parts.asksPart ||
    sense.groups.length > 0
  )
    return null;
  const noun = headOfRank(sense, thing);
  const dimension = noun?.dimension ?? null;
  if (!noun || dimension === null || !isSummed(dimension)) return null;
  if (metrics.some((metric) => metric !== 'market_value' && metric !== 'weight')) return null;
  if (parts.bounds.length > 0 || (parts.time?.periods.length ?? 1) > 1) return null;
  const isShare = sharesOf(sense) || metrics.includes('weight');
  const metric = isShare ? 'weight' : 'market_value';
  const order: Order = { by: metric, direction: rank.direction };
  const where = [...sense.base, ...nounFilters(noun)];
  return outline(sense, {
    metrics: [metric],
    by: [dimension],
    where,
    order,
    limit: rank.limit,
    derive: 'total',
  });
};

function sharesOf({ parts: { ops } }: Sense): boolean {
  return ops.has('share') || ops.has('in_percent') || ops.has('how_much_of');
}

/** A sum or a share of the whole is asked for. */
function addsUp(sense: Sense): boolean {
  const { ops, saidTotal } = sense.parts;
  // 'What percentage of the portfolio is in my three biggest positions'.
  const asksPart = ops.has('which') && sense.parts.which === null && sense.metrics.includes('weight');
  return (
    asksPart ||
    saidTotal ||
    ops.has('total') ||
    ops.has('how_much') ||
    ops.has('share') ||
    ops.has('how_much_of')
  );
}

function isSummed(dimension: Dimension): boolean {
  return dimension === 'security' || ENTITY_SUBJECTS[dimension] !== undefined;
}
