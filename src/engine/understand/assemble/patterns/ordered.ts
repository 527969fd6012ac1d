import { nounFilters } from '../narrow.ts';
import { METRICS } from '../../../../model/index.ts';
import type { Dimension, Order } from '../../../../vocabulary/plan.ts';
import { figures, listing } from '../builders.ts';
import { ENTITY_SUBJECTS, type Pattern, SCOPE_NOUNS, asHoldings, eventNoun } from '../outline.ts';

/** A gain in percent: of a holding what it stands above its cost, of whole accounts their return. */
function rateOfGain(group: Dimension | undefined): string | null {
  if (group === 'security') return 'unrealized_return';
  return group !== undefined && ENTITY_SUBJECTS[group] ? 'twr' : null;
}

/** 'Rank the accounts by return', 'clients by assets': every member of a group, in order of a figure. */
export const ordered: Pattern = (sense) => {
  const { parts, nouns } = sense;
  if (parts.rank || parts.count || (!parts.order && !parts.ops.has('rank_by'))) return null;
  const event = eventNoun(parts, sense);
  const isBySize = parts.order !== null && /^(?:amount|size|value)$/.test(parts.order.said);
  if (event?.plural && isBySize && sense.groups.length === 0 && !parts.which)
    return listing(sense, event, {
      metrics: [],
      order: { by: 'amount', direction: parts.ops.has('order_up') ? 'asc' : 'desc' },
    });
  const faint = sense.faint[0] ?? null;
  const said = parts.order?.metrics[0] ?? sense.metrics[0] ?? faint;
  const noun =
    parts.which?.thing ??
    nouns.find((each) => each.plural && each.dimension) ??
    sense.narrows.map(({ thing }) => thing).find((each) => each?.plural && each.dimension) ??
    nouns.find((each) => each.dimension && !SCOPE_NOUNS.has(each.dimension)) ??
    null;
  const group = noun?.dimension ?? sense.groups[0];
  const metric = said === 'gain' && parts.ops.has('in_percent') ? rateOfGain(group) : said;
  if (metric === null || !group) return 'reject';
  const direction = parts.ops.has('order_up') ? 'asc' : 'desc';
  const order: Order = { by: metric, direction };
  const metrics = [...new Set([metric, ...sense.metrics.filter((each) => each !== said)])];
  if (group === 'security' && noun && METRICS.get(metric)?.facts.includes('positions')) {
    return listing({ ...sense, metrics }, asHoldings(noun), { metrics, order });
  }
  const where = [...sense.base, ...nounFilters(noun)];
  return figures(sense, metrics, { by: [...new Set([...sense.groups, group])], where, order });
};
