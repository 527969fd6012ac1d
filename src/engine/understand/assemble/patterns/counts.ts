import { METRICS } from '../../../../model/index.ts';
import type { Dimension, Filter } from '../../../../vocabulary/plan.ts';
import type { Op, Thing } from '../../chart/items.ts';
import { conditionsOf, figures, listing } from '../builders.ts';
import { nounFilters } from '../narrow.ts';
import {
  ENTITY_SUBJECTS,
  GRAINS,
  type Outline,
  type Pattern,
  SPLITS,
  type Sense,
  eventNoun,
  namesSecurity,
  outline,
} from '../outline.ts';
import type { Parts } from '../parts.ts';
import { COUNTS } from '../row-counts.ts';
import { excessSide, withoutSides } from './whiches.ts';
import { isCountedInShares } from './worth.ts';

/** 'How many …' */
export const counts: Pattern = (sense) => {
  const { parts, head } = sense;
  const { ops } = parts;
  if (ops.has('how_many') && isCountedInShares(sense)) return figures(sense, ['quantity']);
  if (ops.has('how_often') || (parts.count === null && ops.has('how_many'))) {
    const noun = eventNoun(parts, sense);
    if (!noun || sense.metrics.length > 1 || parts.count) return 'reject';
    if (parts.things.some(({ said }) => /^(?:share|unit)s?$/.test(said))) return 'reject';
    const counted = parts.things.some(({ rows }) => rows?.subject === 'holdings' && rows.where.length > 0);
    const carried = sense.narrows.some(({ thing, from }) => isStocks(thing) || isStocks(from));
    // 'How many Apple did I buy' asks for shares of it.
    const isOfUnits = sense.narrows.some(namesSecurity) && noun.weak && !noun.plural;
    if (ops.has('how_many') && (counted || carried || isOfUnits)) return 'reject';
    return countRows({ ...sense, metrics: [] }, noun, null);
  }
  if (!parts.count) return perMember(sense);
  if (!head) return null;
  if (parts.rank) return 'reject';
  const thing = parts.count.thing;
  if (parts.average || ops.has('average') || ops.has('median')) return averageCount(sense, thing);
  const counted = countedGroups(sense, thing);
  if (counted) return counted;
  if (thing.filter?.dimension === 'currency') return amountIn(sense, thing.filter.values[0] ?? null);
  const isUnits = thing.metrics.includes('quantity') && /^(share|unit)/.test(thing.said);
  if (isUnits && (sense.narrows.some(namesSecurity) || sense.metrics.length === 0)) {
    if (!sense.narrows.some(namesSecurity)) return 'reject';
    const event = eventNoun(parts, sense);
    if (event && !parts.ops.has('own')) return 'reject';
    return figures(sense, [...new Set(['quantity', ...sense.metrics])]);
  }
  const ofStocks = sense.narrows.some(({ from }) => isStocks(from));
  if (ofStocks && /^(?:sold|bought|traded)$/.test(thing.said)) return 'reject';
  if (
    thing.dimension &&
    ENTITY_SUBJECTS[thing.dimension] &&
    sense.narrows.some(namesSecurity) &&
    sense.narrows.every(({ negated, each }) => !negated && each !== true) &&
    sense.groups.length === 0
  )
    return figures({ ...sense, metrics: [] }, ['quantity'], { by: [thing.dimension], derive: 'count' });
  const [each, ...more] = parts.headed;
  if (
    thing.rows &&
    each !== undefined &&
    more.length === 0 &&
    each !== thing.dimension &&
    sense.groups.length === 0
  )
    return countRows({ ...sense, groups: [each] }, thing, parts.count);
  if (thing.rows) return countRows(sense, thing, parts.count);
  if (thing.dimension && SPLITS.has(thing.dimension)) return 'reject';
  return 'reject';
};

/** 'Clients per advisor': how many there are of each. */
function perMember(sense: Sense): Outline | null {
  const { parts, groups, nouns, metrics, faint } = sense;
  const [noun, ...more] = nouns;
  const [group, ...others] = groups;
  const isBare = metrics.length + faint.length + parts.bounds.length === 0 && parts.rank === null;
  if (!parts.per || !isBare || !noun?.plural || !noun.rows || more.length > 0 || others.length > 0)
    return null;
  const metric = COUNTS[noun.rows.subject];
  const isEntity = Object.values(ENTITY_SUBJECTS).includes(noun.rows.subject) && noun.rows.where.length === 0;
  if (group === undefined || metric === undefined || !isEntity || GRAINS.has(group)) return null;
  if (parts.average || parts.ops.has('average') || parts.ops.has('list')) return null;
  return outline(sense, { metrics: [metric] });
}

/** 'The average number of holdings per account': how many there are of each, on average. */
function averageCount(
  { parts, groups, metrics, narrows, base, ...rest }: Sense,
  thing: Thing,
): Outline | 'reject' {
  const metric =
    thing.rows?.subject === 'holdings' ? 'position_count' : COUNTS[thing.rows?.subject ?? 'figures'];
  const [group, ...others] = groups;
  const isOfMembers = group !== undefined && (ENTITY_SUBJECTS[group] ?? GRAINS.has(group));
  if (metric === undefined || !isOfMembers || others.length > 0 || parts.bounds.length > 0) return 'reject';
  if (metrics.some((each) => !thing.metrics.includes(each))) return 'reject';
  return outline(
    { parts, groups, metrics, narrows, base, ...rest },
    {
      metrics: [metric],
      where: [...base, ...(thing.rows?.where ?? [])],
      derive: parts.ops.has('median') ? 'median' : 'average',
    },
  );
}

const SIDES: readonly (readonly [RegExp, '<' | '>'])[] = [
  [/^(?:lost|lose|loss)$/, '<'],
  [/^(?:gained|made|won)$/, '>'],
];

/** 'How many months was my return negative', 'how many accounts beat the benchmark': groups on one side of a figure. */
function countedGroups(sense: Sense, thing: Thing): Outline | 'reject' | null {
  const { dimension } = thing;
  const { parts, metrics, faint } = sense;
  if (dimension === null || sense.groups.length > 0) return null;
  const groups = { ...sense, groups: [dimension] };
  const side = excessSide(parts, metrics);
  if (side && (ENTITY_SUBJECTS[dimension] || GRAINS.has(dimension)))
    return figures(groups, ['excess_return'], {
      having: [{ metric: 'excess_return', comparison: side, value: '0' }],
      derive: 'count',
    });
  const moved = countedMoves(sense, thing, dimension);
  if (moved) return moved;
  const [limit, ...others] = parts.bounds;
  const isOften = limit?.metric?.metrics[0] === 'transaction_count' && others.length === 0;
  if (
    isOften &&
    ENTITY_SUBJECTS[dimension] &&
    metrics.every((metric) => limit.metric?.metrics.includes(metric))
  )
    return figures({ ...groups, metrics: [] }, ['transaction_count'], { derive: 'count' });
  const said = parts.things.filter(({ metrics: each }) => each.includes('gain'));
  const [, comparison] = SIDES.find(([words]) => said.some((each) => words.test(each.said))) ?? [];
  if (comparison && metrics.length === 0 && faint.includes('gain') && parts.bounds.length === 0)
    return figures(groups, ['gain'], {
      having: [{ metric: 'gain', comparison, value: '0' }],
      derive: 'count',
    });
  if (!GRAINS.has(dimension)) return null;
  const isSided = parts.ops.has('negative') || parts.ops.has('positive');
  if (isSided && metrics.length === 0 && faint.length === 0 && parts.bounds.length === 0)
    return figures(withoutSide(groups), ['twr'], {
      having: [{ metric: 'twr', comparison: parts.ops.has('negative') ? '<' : '>', value: '0' }],
      derive: 'count',
    });
  const bounded = parts.bounds.length === 1 ? (parts.bounds[0]?.metric?.metrics[0] ?? metrics[0]) : undefined;
  return bounded === undefined ? 'reject' : figures(groups, [bounded], { derive: 'count' });
}

/** 'How many months were negative': the word is the condition. */
function withoutSide(sense: Sense): Sense {
  const ops = new Set([...sense.parts.ops].filter((op) => op !== 'negative' && op !== 'positive'));
  return { ...sense, parts: { ...sense.parts, ops } };
}

/** 'How many accounts are up this year', 'how many stocks made money in 2024': by what they gained in it. */
function countedMoves(
  { parts, metrics, base, ...rest }: Sense,
  thing: Thing,
  dimension: Dimension,
): Outline | 'reject' | null {
  const isDown = parts.ops.has('under_water');
  const isPeriod = parts.time?.periods.length === 1 && parts.time.periods[0]?.kind === 'range';
  if (!(isDown || parts.ops.has('in_profit')) || !isPeriod || metrics.length > 0) return null;
  if (parts.bounds.length > 0 || !(ENTITY_SUBJECTS[dimension] ?? dimension === 'security')) return null;
  const ops = withoutSides(parts.ops);
  const where = [...base, ...nounFilters(thing)];
  const sense = { parts: { ...parts, ops }, metrics, ...rest, base: where, groups: [dimension] };
  return figures(sense, ['gain'], {
    having: [{ metric: 'gain', comparison: isDown ? '<' : '>', value: '0' }],
    derive: 'count',
  });
}

/** Securities are meant, not their bookings. */
function isStocks(noun: Thing | null): boolean {
  return (
    noun !== null &&
    noun.plural &&
    (noun.rows?.subject === 'holdings' || noun.filter?.dimension === 'asset_class')
  );
}

/** 'How many euros in cash': an amount in that currency, not a count. */
function amountIn(sense: Sense, currency: string | null): Outline | 'reject' {
  if (currency === null) return 'reject';
  const narrows = sense.narrows.filter((narrow) => narrow.from?.said !== 'cash');
  const isCash = narrows.length < sense.narrows.length || sense.metrics.includes('cash');
  if (!isCash && sense.metrics.length === 0) return 'reject';
  const where: Filter[] = isCash
    ? [...sense.base, { kind: 'in', dimension: 'currency', values: [currency], negated: false }]
    : [...sense.base];
  return outline(sense, { metrics: isCash ? ['cash'] : sense.metrics, where, narrows });
}

function countRows(sense: Sense, thing: Thing, count: Parts['count']): Outline | 'reject' {
  const rows = thing.rows;
  if (!rows) return 'reject';
  const withoutHead: Sense = {
    ...sense,
    metrics: sense.metrics.filter((metric) => !thing.metrics.includes(metric)),
  };
  const open = count?.open ?? null;
  const base: readonly Filter[] =
    open === null ? sense.base : [...sense.base, { kind: 'open', negated: !open }];
  const isClosed = base.some(
    (filter) => filter.kind === 'during' || (filter.kind === 'open' && filter.negated),
  );
  const isBare =
    sense.parts.bounds.length === 0 &&
    conditionsOf(sense).length === 0 &&
    !base.some(({ kind }) => kind === 'without');
  const event = rows.subject === 'holdings' ? eventNoun(sense.parts, { ...sense, nouns: [] }) : null;
  if (event && !sense.parts.ops.has('own')) return 'reject';
  const besides = sense.parts.toldBesides && sense.parts.time === null ? withoutHead.metrics : [];
  const isBeside = besides.length === 1 && besides.every((name) => METRICS.get(name)?.unit === 'money');
  if (withoutHead.metrics.length > 0 && isBare && !isBeside) return 'reject';
  const metric =
    rows.subject === 'holdings'
      ? count?.different || !/^(position|holding)/.test(thing.said)
        ? 'security_count'
        : 'position_count'
      : COUNTS[rows.subject];
  const sum = sumToo(sense, thing);
  if (isBare && metric !== undefined && sum !== null && rows.subject !== 'holdings')
    return outline(sense, { metrics: [metric, sum], where: [...base, ...rows.where] });
  if (isBare && !isClosed && metric !== undefined) {
    const holders = Object.values(ENTITY_SUBJECTS).includes(rows.subject);
    const metrics = isBeside ? [metric, ...besides] : [metric];
    return outline(sense, { metrics, where: [...base, ...rows.where], holders });
  }
  if (sense.groups.length > 0) return 'reject';
  return listing({ ...withoutHead, base }, thing, { derive: 'count', metrics: [], order: null });
}

/** 'How many dividends did I get, and how much were they': what is counted adds up to a figure. */
function sumToo({ parts, faint, metrics }: Sense, { metrics: named }: Thing): string | null {
  const [sum] = named;
  const isAsked = parts.asksTwice && AMOUNT.some((op) => parts.ops.has(op)) && parts.time?.compared !== true;
  const isOther = [...faint, ...metrics].some(
    (metric) => !named.includes(metric) && !VAGUE.has(metric) && !(metric === 'gain' && PUT.has(sum ?? '')),
  );
  return isAsked && !isOther && !parts.average && sum !== undefined && METRICS.get(sum)?.unit === 'money'
    ? sum
    : null;
}

const AMOUNT: readonly Op[] = ['how_much', 'by_how_much', 'how_big_was_it'];

/** What one is said to make: 'how many deposits did I make'. */
const PUT: ReadonlySet<string> = new Set(['deposits', 'withdrawals', 'purchases']);

const VAGUE: ReadonlySet<string> = new Set(['market_value', 'income', 'twr']);
