import { METRICS } from '../../../../model/index.ts';
import type { Dimension } from '../../../../vocabulary/plan.ts';
import { figures, listing } from '../builders.ts';
import { ENTITY_SUBJECTS, GRAINS, type Pattern, type Sense, isEvent, outline } from '../outline.ts';
import type { Thing } from '../../chart/items.ts';

/** Averages over groups: 'average monthly income', 'average trade size'. */
const RATES: ReadonlySet<string> = new Set(['fee_rate', 'yield', 'average_cost']);

export const averages: Pattern = (sense) => {
  const { parts } = sense;
  const { thing = null, measure = parts.ops.has('median') ? 'median' : 'average' } = parts.average ?? {};
  if (!thing && !parts.ops.has('average') && !parts.ops.has('median')) return null;
  const metrics = [
    ...new Set([
      ...(thing && thing.metrics.length > 0 && !thing.weak ? thing.metrics.slice(0, 1) : []),
      ...sense.metrics,
    ]),
  ];
  const perEntity = thing
    ? /^(account|portfolio|client|position) (?:value|balance|size)s?$/.exec(thing.said)?.[1]
    : undefined;
  const event = sense.nouns.find((noun) => noun.plural && isEvent(noun));
  if (
    event &&
    /^(?:size|amount|value)$/.test(thing?.said ?? '') &&
    metrics.length === 0 &&
    measure === 'average'
  )
    return sense.groups.length > 0 ? 'reject' : listing(sense, event, { metrics: [], derive: measure });
  const sized = sizeOf(sense, thing);
  if (sized !== null && perEntity === undefined)
    return outline(sense, { metrics: ['market_value'], by: [sized], derive: measure });
  // The average account of each custodian is no average of custodians.
  const member =
    perEntity ?? (thing?.dimension && ENTITY_SUBJECTS[thing.dimension] ? thing.dimension : undefined);
  const isOfOthers = sense.groups.some((group) => !GRAINS.has(group) && group !== member);
  if (member !== undefined && isOfOthers) return 'reject';
  if (perEntity !== undefined && sense.groups.length === 0) {
    const by = perEntity === 'position' ? 'security' : (perEntity as Dimension);
    return outline(sense, { metrics: ['market_value'], by: [by], derive: measure });
  }
  const grain =
    sense.groups.length === 1
      ? sense.groups
      : thing?.dimension && (GRAINS.has(thing.dimension) || ENTITY_SUBJECTS[thing.dimension] !== undefined)
        ? [thing.dimension]
        : [];
  const [metric] = metrics;
  if (metrics.length !== 1 || metric === undefined || grain.length !== 1) return 'reject';
  const additivity = METRICS.get(metric)?.additivity;
  // A ratio of a group is computed from what all of it has: 'average' says no more.
  if (measure === 'average' && RATES.has(metric) && !grain.some((each) => GRAINS.has(each)))
    return sense.groups.length > 0 ? figures(sense, [metric]) : 'reject';
  const isMean = measure === 'average';
  if (isMean && additivity !== 'flow' && additivity !== 'stock') return 'reject';
  return outline(sense, { metrics, by: grain, derive: measure });
};

/** 'The median size of my positions': of what stands behind the size, each by what it is worth. */
function sizeOf({ parts, metrics, groups, nouns }: Sense, thing: Thing | null): Dimension | null {
  const isSize = thing?.weak === true && thing.metrics[0] === 'market_value';
  if (!isSize || metrics.length > 0 || groups.length > 0 || parts.which || parts.rank) return null;
  const [noun, ...more] = nouns.filter(({ dimension }) => dimension !== null);
  const isMember = noun?.plural === true && (noun.dimension === 'security' || noun.dimension !== null);
  return isMember && more.length === 0 ? noun.dimension : null;
}
