import { nounFilters } from '../narrow.ts';
import { METRICS } from '../../../../model/index.ts';
import type { Dimension, Order } from '../../../../vocabulary/plan.ts';
import type { Rank, Thing } from '../../chart/items.ts';
import { figures, listing } from '../builders.ts';
import { isPointMetric } from '../periods.ts';
import {
  GRAINS,
  type Outline,
  type Pattern,
  SCOPE_NOUNS,
  SPLITS,
  type Sense,
  asHoldings,
  isEvent,
  namesSecurity,
  outline,
  HOLDINGS,
} from '../outline.ts';
import type { Narrow, Parts } from '../parts.ts';
import { COUNTS } from '../row-counts.ts';
import { opposite, rankedRows } from './ends.ts';
import { headOfRank } from './rank-head.ts';

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
  const { rank, thing } = found;
  // 'How much is it in all, and who has the most' asks for two things.
  if (parts.ops.has('how_much') && parts.ops.has('who')) return 'reject';
  if (parts.ops.has('how_much_of') || (parts.ops.has('how_much') && (rank.limit ?? 1) > 1)) return 'reject';
  const traded = mostTraded(sense);
  if (traded) return traded;
  if (
    thing &&
    !rank.both &&
    isEvent(thing) &&
    !parts.which &&
    (!parts.ops.has('who') || !thing.plural) &&
    sense.groups.length === 0 &&
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
  if (parts.led && thing && isEvent(thing) && thing.metrics.length === 0) return 'reject';
  const ofRank = rank.metric ?? (thing && thing.metrics.length > 0 ? (thing.metrics[0] ?? null) : null);
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
  // 'The highest fees relative to value' ranks by the ratio, which only fees have a name for.
  if (parts.ops.has('vs') && metrics.length > 1) {
    if (metrics.length > 2 || !metrics.includes('fees') || !metrics.includes('market_value')) return 'reject';
    metrics.splice(0, metrics.length, 'fee_rate');
  }
  if (parts.toldBesides && rank.tone === 'size' && parts.order === null && !metrics.includes('market_value'))
    metrics.unshift('market_value', ...sense.faint.filter((metric) => metric !== 'market_value'));
  if (isOfRanked(sense, thing, rank) && !metrics.includes('market_value')) metrics.unshift('market_value');
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
  const grouping = [...new Set([...sense.groups, dimension])];
  const inRed = parts.ops.has('under_water');
  const onPaper = inRed || parts.ops.has('in_profit');
  const metric = metrics[0] ?? (onPaper ? 'unrealized_gain' : defaultOfRank(sense, rank, dimension));
  if (metric === null) return 'reject';
  if (rank.both && rank.limit !== null) return 'reject';
  const few = rank.limit ?? parts.which?.limit ?? (noun.plural && !parts.which ? 10 : 1);
  const limit = rank.both ? null : few;
  const isAbsolute = metric === 'drift' && rank.tone === 'size';
  const isLoss = thing !== null && /\bloss(es)?\b|^los[et]/.test(thing.said) && /gain/.test(metric);
  const direction =
    isLoss || (inRed && metric === 'unrealized_gain') ? opposite(rank.direction) : rank.direction;
  const order: Order = { by: isAbsolute ? `abs:${metric}` : metric, direction };
  const where = [...sense.base, ...nounFilters(noun)];
  const all = ofSecurities(metrics.length > 0 ? metrics : [metric], dimension);
  if (
    dimension === 'security' &&
    sense.groups.length === 0 &&
    rank.sided !== true &&
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

/** 'Which clients traded the most': how often they did. */
function mostTraded(sense: Sense): Outline | 'reject' | null {
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

/** 'The top five cash balances': those of accounts. */
function largestBalances(
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

/** Of securities what they gained is known, not a rate linked over whole accounts. */
function ofSecurities(metrics: readonly string[], dimension: Dimension): readonly string[] {
  if (dimension !== 'security') return metrics;
  return [...new Set(metrics.map((metric) => (metric === 'twr' ? 'gain' : metric)))];
}

function isStanding(name: string): boolean {
  const metric = METRICS.get(name);
  return metric !== undefined && isPointMetric(metric);
}

/** 'The highest my portfolio has been worth': the figure whose height is meant. */
function heightOf({ parts, metrics }: Sense): string | null {
  const [only = heightAlone(parts), ...more] = metrics;
  if (only === null || more.length > 0 || parts.rank?.thing !== null) return null;
  if (parts.rank.rank.tone !== 'size' || parts.order || parts.which) return null;
  return parts.things.every(isFigureOrScope) ? only : null;
}

/** 'The all-time high of my portfolio': of its value. */
function heightAlone({ rank, things }: Parts): string | null {
  return rank?.rank.overTime === true && things.length > 0 ? 'market_value' : null;
}

function isFigureOrScope({ dimension, plural, metrics }: Thing): boolean {
  return metrics.length > 0 || (!plural && (dimension === 'portfolio' || dimension === 'account'));
}

/** 'More dividends in 2016 than in 2015' compares two periods and ranks nothing. */
function comparedPeriods(sense: Sense): Outline | 'reject' | null {
  const { parts, groups } = sense;
  const { rank = null, thing = null } = parts.rank ?? {};
  const isPair = (rank?.tone === 'quality' || rank?.tone === 'amount') && parts.time?.periods.length === 2;
  if (rank === null || rank.limit !== null || parts.which) return null;
  if (parts.time?.compared !== true && !isPair) return null;
  if (rank.tone === 'quality') return thing === null ? judgedPeriods(sense) : 'reject';
  if (rank.tone === 'size' && (thing !== null || parts.order || sense.nouns.length > 0)) return null;
  const metrics = [...new Set([...(thing?.metrics.slice(0, 1) ?? []), ...sense.metrics])];
  return metrics.length === 0 || groups.length > 0 ? 'reject' : outline(sense, { metrics, derive: 'change' });
}

/** 'Was 2020 better than 2019': of two periods, better is the one with the higher return. */
function judgedPeriods(sense: Sense): Outline | 'reject' {
  const isBare = sense.groups.length === 0 && sense.faint.length === 0 && sense.nouns.length === 0;
  const isReturn = sense.metrics.length === 0 || sense.metrics.join() === 'twr';
  return isBare && isReturn ? outline(sense, { metrics: ['twr'], derive: 'change' }) : 'reject';
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

/** 'The client with the most accounts': how many there are of each. */
function countedBy(
  { nouns, parts, metrics, narrows }: Sense,
  thing: Thing | null,
  rank: Rank,
): { readonly head: Thing; readonly metric: string } | null {
  if (rank.tone !== 'amount' || !thing?.rows || metrics.length > 0 || !thing.plural) return null;
  if (thing.metrics.length > 0 && !thing.weak) return null;
  const metric = thing.rows.subject === 'holdings' ? 'position_count' : COUNTS[thing.rows.subject];
  const head = [parts.which?.thing, ...nouns].find(
    (noun) => noun?.dimension && noun.dimension !== thing.dimension && SCOPE_NOUNS.has(noun.dimension),
  );
  const plain = thing.rows.where.length === 0 && narrows.length === 0;
  return metric !== undefined && head && plain ? { head, metric } : null;
}

function isNoun({ rows, dimension }: Thing): boolean {
  return rows !== null || dimension === 'account';
}

/** 'largest dividend' is a booking; 'most dividends' and 'best dividends' are not. */
function isSized(thing: Thing, rank: Rank): boolean {
  if (thing.rows?.subject === 'lots') return true;
  return rank.tone === 'size' && (!thing.metrics.includes('income') || !thing.plural);
}

function defaultOfRank(sense: Sense, rank: Rank, dimension: Dimension): string | null {
  const [faint] = sense.faint.filter((metric) => metric !== 'twr' && metric !== 'market_value');
  if (faint !== undefined) return faint;
  if (sense.parts.ops.has('in_percent') || sense.parts.ops.has('share')) return 'weight';
  // Of a security the amount that it gained is known over any time; the answer names it.
  if (rank.tone === 'quality' && dimension === 'security') return 'gain';
  if (rank.tone === 'quality')
    return SPLITS.has(dimension) && dimension !== 'custodian' && dimension !== 'account_type' ? null : 'twr';
  if (GRAINS.has(dimension)) return null;
  return sense.parts.passedVerb ? null : 'market_value';
}
