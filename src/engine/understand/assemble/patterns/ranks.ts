import { nounFilters } from '../narrow.ts';
import { METRICS } from '../../../../model/index.ts';
import type { Dimension, Filter, Order } from '../../../../vocabulary/plan.ts';
import type { Rank, Thing } from '../../chart/items.ts';
import { figures, listing } from '../builders.ts';
import { isPointMetric } from '../periods.ts';
import {
  GRAINS,
  type Outline,
  type Pattern,
  SPLITS,
  type Sense,
  asHoldings,
  eventNoun,
  isEvent,
  namesSecurity,
  outline,
  HOLDINGS,
} from '../outline.ts';
import type { Narrow } from '../parts.ts';
import { comparedPeriods, judgedPeriods } from './compared-periods.ts';
import { isOneOfEach, opposite, rankedRows } from './ends.ts';
import { heightOf } from './heights.ts';
import { largestBalances, largestDrift } from './largest-of.ts';
import { headOfRank, metricOfRank } from './rank-head.ts';
import { countedBy, largestMoved, largestOfAny, mostTraded } from './ranked-counts.ts';
import { excessSide } from './whiches.ts';

/** Superlatives: 'largest position', 'best month', 'which client paid the most fees', 'top 5 holdings by value'. */
export const ranks: Pattern = (sense) => {
  const place = sense.parts.rank?.rank.place ?? null;
  const found = ranked(sense);
  if (place === null || found === null || found === 'reject') return found;
  const isPlaced = found.order !== null && found.limit === 1 && found.limitPer.length === 0;
  return isPlaced ? { ...found, place } : 'reject';
};

function ranked(sense: Sense): Outline | 'reject' | null {
  const { parts } = sense;
  const found = parts.rank;
  if (parts.time?.judged === true) return judgedPeriods(sense);
  if (!found) return null;
  if (parts.average || parts.count) return 'reject';
  // 'How much more has A than B' asks for what lies between them, not for the larger one.
  if (parts.ops.has('how_much') && sense.narrows.some(({ joined }) => joined === 'vs')) return 'reject';
  const compared = found.rank.both ? null : comparedPeriods(sense);
  if (compared) return compared;
  // 'Who earned more this year than last' is no question for the highest of both years.
  const isThan = parts.time?.compared === true && parts.time.periods.length > 1;
  // 'The biggest sector a year ago and today' asks for one of each day, not for the highest of both.
  if ((parts.time?.periods.length ?? 0) > 1 && parts.time?.compared !== true) return 'reject';
  if (isThan && !found.rank.both && (parts.which !== null || parts.ops.has('who'))) return 'reject';
  const { rank, thing } = found;
  // 'How much is it in all, and who has the most' asks for two things.
  if (parts.ops.has('how_much') && parts.ops.has('who')) return 'reject';
  if (parts.ops.has('how_much_of') || (parts.ops.has('how_much') && (rank.limit ?? 1) > 1)) return 'reject';
  // The highest coupon is a rate, which the data do not hold.
  if (thing?.said === 'coupon' && rank.tone === 'size') return 'reject';
  const traded = mostTraded(sense) ?? largestMoved(sense);
  if (traded) return traded;
  if (
    thing &&
    !rank.both &&
    isEvent(thing) &&
    !parts.which &&
    (!parts.ops.has('who') || !thing.plural) &&
    (sense.groups.length === 0 || isOneOfEach(sense, thing, rank)) &&
    parts.led === null &&
    isSized(thing, rank)
  ) {
    return rankedRows(sense, thing, rank);
  }
  if (parts.ops.has('who') && thing?.rows?.subject === 'holdings' && sense.narrows.some(namesSecurity)) {
    const order: Order = { by: 'market_value', direction: rank.direction };
    const limit = rank.limit ?? 1;
    return figures(sense, ['market_value'], {
      order,
      limit,
      derive: limit === 1 ? 'extreme' : null,
    });
  }
  const ofAny = largestOfAny(sense, rank, thing);
  if (ofAny) return ofAny;
  if (parts.led && thing && isEvent(thing) && thing.metrics.length === 0) return 'reject';
  const ofRank =
    metricOfRank(sense) ?? (thing && thing.metrics.length > 0 ? (thing.metrics[0] ?? null) : null);
  const metrics = [
    ...new Set([
      ...(thing?.weak && rank.metric === undefined && sense.metrics.length > 0
        ? []
        : ofRank === null
          ? []
          : [ofRank]),
      ...(parts.order?.metrics.slice(0, 1) ?? []),
      ...sense.metrics,
    ]),
  ];
  const isRate = parts.ops.has('vs') || (parts.ops.has('in_percent') && metrics.includes('fees'));
  if (isRate && metrics.join() === 'fees' && sense.faint.includes('market_value'))
    metrics.push('market_value');
  // 'The highest fees relative to value' ranks by the ratio, which only fees have a name for.
  if (isRate && metrics.length > 1) {
    if (metrics.length > 2 || !metrics.includes('fees') || !metrics.includes('market_value')) return 'reject';
    metrics.splice(0, metrics.length, 'fee_rate');
  }
  if (parts.toldBesides && rank.tone === 'size' && parts.order === null && !metrics.includes('market_value'))
    metrics.unshift('market_value', ...sense.faint.filter((metric) => metric !== 'market_value'));
  if (isOfRanked(sense, thing, rank) && !metrics.includes('market_value')) metrics.unshift('market_value');
  // 'The biggest gain on a sale' is neither a gain nor a sale by itself.
  if (parts.unjoined && metrics.length > 1 && !parts.toldBesides) return 'reject';
  const counted = countedBy(sense, thing, rank);
  const noun = counted ? counted.head : headOfRank(sense, thing);
  if (counted) metrics.splice(0, metrics.length, counted.metric);
  if (!counted && rank.tone === 'amount' && thing && isNoun(thing) && metrics.length === 0) {
    if (!sense.faint.some((metric) => metric !== 'market_value')) return 'reject';
  }
  const height = ofRank ?? heightOf(sense);
  const isPrice = height === 'price' && sense.narrows.length === 1 && sense.narrows.every(namesSecurity);
  const isState =
    (height === 'market_value' || height === 'cash' || isPrice) &&
    rank.limit === null &&
    rank.overTime === true;
  const isBare = !parts.which && !parts.ops.has('who') && !sense.nouns.some(isEvent);
  if ((!noun?.dimension || ofRank === null) && isState && isBare && parts.groups.length === 0) {
    return outline(sense, {
      metrics: [height],
      by: ['day'],
      order: { by: height, direction: rank.direction },
      limit: 1,
      derive: 'extreme',
    });
  }
  const drift = noun?.dimension ? null : largestDrift(sense, rank, ofRank);
  if (drift) return drift;
  const breaks = thing?.rows?.subject === 'reconciliation' ? thing : null;
  if (!noun?.dimension && breaks) return rankedRows(sense, breaks, rank);
  if (!noun?.dimension && ofRank === 'unrealized_gain') {
    const order: Order = {
      by: ofRank,
      direction: /\bloss/.test(thing?.said ?? '') ? opposite(rank.direction) : rank.direction,
    };
    const limit = rank.limit ?? (thing?.plural === true ? 10 : 1);
    return listing(sense, HOLDINGS, { metrics: [ofRank], order, limit });
  }
  const balances = largestBalances(sense, thing, rank, ofRank);
  if (!noun?.dimension) return balances ?? 'reject';
  const dimension = noun.dimension;
  const loose = sense.nouns.some((each) => each.plural && each.rows && each.dimension !== dimension);
  if (rank.tone === 'amount' && metrics.length === 0 && loose && sense.faint.length === 0) return 'reject';
  if (sense.narrows.some((narrow) => isOneOf(narrow, dimension))) return 'reject';
  // The safest bank is no matter of how much what it holds goes up and down.
  if (dimension === 'custodian' && rank.metric === 'volatility') return 'reject';
  const grouping = [...new Set([...sense.groups, dimension])];
  const inRed = parts.ops.has('under_water');
  const onPaper = inRed || parts.ops.has('in_profit');
  const metric = metrics[0] ?? (onPaper ? 'unrealized_gain' : defaultOfRank(sense, rank, dimension));
  if (metric === null) return 'reject';
  if (rank.both && rank.limit !== null) return 'reject';
  const few = rank.limit ?? parts.which?.limit ?? (noun.plural && !parts.which ? 10 : 1);
  const limit = rank.both ? null : few;
  const isAbsolute = metric === 'drift' && rank.tone !== 'quality';
  const isLoss = (thing !== null ? [thing] : parts.things).some(isLost) && /gain/.test(metric);
  // 'Trailed its benchmark the most': what lies furthest behind it.
  const trails = rank.tone === 'amount' && excessSide(parts, metrics) === '<';
  // The largest fall is the furthest below its high.
  const isDeep = metric === 'max_drawdown' && rank.tone !== 'quality';
  const direction =
    isLoss || trails || isDeep || (inRed && metric === 'unrealized_gain')
      ? opposite(rank.direction)
      : rank.direction;
  const order: Order = { by: isAbsolute ? `abs:${metric}` : metric, direction };
  const where = [...sense.base, ...nounFilters(noun), ...countedKind(sense, metric)];
  const all = ofSecurities(metrics.length > 0 ? metrics : [metric], dimension);
  if (
    dimension === 'security' &&
    sense.groups.length === 0 &&
    rank.sided !== true &&
    !metric.endsWith('_count') &&
    (parts.time === null || all.every(isStanding)) &&
    METRICS.get(metric)?.facts.includes('positions')
  ) {
    return listing({ ...sense, metrics: all }, asHoldings(noun), { metrics: all, order, limit });
  }
  const outer = grouping.filter((each) => each !== dimension);
  const figured = figures(sense, all, {
    by: grouping,
    limitPer: outer,
    where,
    ...(rank.sided ? { having: [{ metric, comparison: direction === 'asc' ? '<' : '>', value: '0' }] } : {}),
    order,
    limit,
    derive: limit === 1 && outer.length === 0 ? 'extreme' : null,
  });
  return figured;
}

/** 'The largest loss', 'lost the most'. */
function isLost({ said }: Thing): boolean {
  return /\bloss(es)?\b|^los[et]/.test(said);
}

/** 'The busiest month for trading': by the trades in it, not by all that was booked. */
function countedKind(sense: Sense, metric: string): readonly Filter[] {
  return metric === 'transaction_count' ? (eventNoun(sense.parts, sense)?.rows?.where ?? []) : [];
}

/** Of securities what they gained is known, not a rate linked over whole accounts. */
function ofSecurities(metrics: readonly string[], dimension: Dimension): readonly string[] {
  if (dimension !== 'security') return metrics;
  return [...new Set(metrics.map((metric) => (metric === 'twr' ? 'gain' : metric)))];
}

function isStanding(name: string): boolean {
  const metric = METRICS.get(name);
  return metric !== undefined && isPointMetric(metric);
}

/** 'Was Apple my largest position' ranks all, not the one. */
function isOneOf({ all, negated }: Narrow, dimension: Dimension): boolean {
  const [first] = all;
  return (
    !negated &&
    all.length === 1 &&
    first?.kind === 'name' &&
    first.name.candidates.length === 1 &&
    first.name.candidates.every(({ kind }) => kind === dimension)
  );
}

/** 'The price of my biggest holding' ranks by what they are worth and tells the price. */
function isOfRanked({ parts, metrics }: Sense, thing: Thing | null, { tone, metric }: Rank): boolean {
  if (tone !== 'size' || metric !== undefined || parts.order || !thing?.dimension || !thing.at) return false;
  if (thing.metrics.length > 0 || GRAINS.has(thing.dimension) || metrics.some((each) => SIZES.has(each)))
    return false;
  const { start } = thing.at;
  const told = parts.things.filter(({ metrics: each, weak }) => each.length > 0 && !weak);
  return told.length > 0 && told.every(({ at }) => at !== null && at.end < start);
}

/** Figures that say themselves how large something is. */
const SIZES: ReadonlySet<string> = new Set([
  'market_value',
  'weight',
  'quantity',
  'cost_basis',
  'cash',
  'drift',
]);

function isNoun({ rows, dimension }: Thing): boolean {
  return rows !== null || dimension === 'account';
}

/** 'largest dividend' is a booking; 'most dividends' and 'best dividends' are not. */
function isSized(thing: Thing, rank: Rank): boolean {
  if (thing.rows?.subject === 'lots' || (rank.tone === 'quality' && /\bloss$/.test(thing.said))) return true;
  return rank.tone === 'size' && (!thing.metrics.includes('income') || !thing.plural);
}

function defaultOfRank(sense: Sense, rank: Rank, dimension: Dimension): string | null {
  const [faint] = sense.faint.filter((metric) => metric !== 'twr' && metric !== 'market_value');
  if (faint !== undefined) return faint;
  if (sense.parts.ops.has('in_percent') || sense.parts.ops.has('share')) return 'weight';
  // Of a security, a sector … the amount that it gained is known over any time; the answer names it.
  if (rank.tone === 'quality')
    return SPLITS.has(dimension) && dimension !== 'custodian' && dimension !== 'account_type'
      ? 'gain'
      : 'twr';
  if (GRAINS.has(dimension)) return null;
  // 'Which stocks paid me the most'.
  if (dimension === 'security' && sense.parts.paysAsker && rank.tone === 'amount') return 'income';
  return sense.parts.passedVerb ? null : 'market_value';
}
