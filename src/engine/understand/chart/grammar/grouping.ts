import type { Dimension } from '../../../../vocabulary/plan.ts';
import type { Rule } from '../chart.ts';
import type { Thing } from '../items.ts';
import { namedOf } from './conditions.ts';
import { aName, adjacent, cat, either, groupable, is, maybe, op, rule, thing, thingOf } from './slots.ts';

/** Grouping: 'by sector', 'each account', 'by advisor and month'. */
export const GROUPING: readonly Rule[] = [
  rule(
    'into terms',
    [
      cat('op', ({ op: word, said }) => word === 'in' && said === 'into'),
      thing(({ dimension, metrics }) => dimension === 'term' && metrics.length === 0),
    ],
    ([, noun]) => (thingOf(noun) ? { cat: 'group', dimensions: ['term'], things: [] } : null),
    0.3,
  ),
  rule('by dimension', [op('by', 'each'), maybe(op('different')), groupable], ([, , noun]) => {
    const of = thingOf(noun);
    return of?.dimension ? { cat: 'group', dimensions: [of.dimension], things: [of] } : null;
  }),
  rule(
    'each of a kind',
    [op('by', 'each'), cat('narrow', ({ thing: noun, negated }) => noun?.dimension !== null && !negated)],
    ([, narrow]) => {
      const isKind = is(narrow, 'narrow') && narrow.thing && ENTITIES.has(narrow.thing.dimension ?? 'day');
      return isKind ? { ...narrow, perMember: true } : null;
    },
    0.6,
  ),
  rule(
    'each of what is named',
    [op('each'), aName, thing(({ dimension }) => dimension !== null && ENTITIES.has(dimension))],
    ([, named, noun]) => {
      const of = thingOf(noun);
      const narrow = is(named, 'name') && named.thing === null ? namedOf(named) : null;
      return narrow && of ? { ...narrow, perMember: true, thing: of } : null;
    },
    0.6,
  ),
  rule('across dimension', [op('across'), thing(isAcross)], ([, noun]) => {
    const of = thingOf(noun);
    return of?.dimension ? { cat: 'group', dimensions: [of.dimension], things: [of] } : null;
  }),
  rule('by each dimension', [op('by'), op('each'), groupable], ([, , noun]) => {
    const of = thingOf(noun);
    return of?.dimension ? { cat: 'group', dimensions: [of.dimension], things: [of] } : null;
  }),
  rule('by grain', [op('by', 'each'), cat('group')], ([, group]) => (is(group, 'group') ? group : null)),
  rule(
    'and another',
    [cat('group'), op('and', 'comma', 'by'), either(groupable, cat('group'))],
    ([a, , b]) => {
      if (!is(a, 'group')) return null;
      const more: readonly Dimension[] = is(b, 'group')
        ? b.dimensions
        : [thingOf(b)?.dimension ?? null].filter((each) => each !== null);
      const dimensions = [...new Set([...a.dimensions, ...more])];
      return dimensions.length > 3 ? null : { cat: 'group', dimensions, things: a.things };
    },
  ),
  rule(
    'split of a dimension',
    [groupable, op('split_noun')],
    ([noun, split]) => {
      const of = thingOf(noun);
      // 'My portfolio is diversified' is no split by portfolio.
      if (is(split, 'op') && /^(?:diversified|allocated)$/.test(split.said) && of?.plural === false)
        return null;
      if (!of?.dimension || of.filter || !isSplit(of.dimension) || of.said.startsWith('any ')) return null;
      const dimension = /^assets?$/.test(of.said) ? 'asset_class' : of.dimension;
      return { cat: 'split', dimensions: [dimension] };
    },
    0.6,
  ),
  rule(
    'weights of a dimension',
    [groupable, thing(({ metrics, plural }) => metrics[0] === 'weight' && plural)],
    ([noun]) => {
      const of = thingOf(noun);
      const fits = of?.dimension && of.filter === null && WEIGHED.has(of.dimension);
      return of?.dimension && fits ? { cat: 'split', dimensions: [of.dimension] } : null;
    },
    0.6,
  ),
  rule('split by', [op('split_noun'), maybe(op('in', 'of')), cat('group')], ([, , group]) =>
    is(group, 'group') ? { cat: 'split', dimensions: group.dimensions } : null,
  ),
  rule(
    'split into kinds',
    [
      op('by', 'split_noun', 'vs', 'in'),
      maybe(op('in', 'of')),
      thing((each) => kindOf(each) !== null),
      op('and', 'vs'),
      thing((each) => kindOf(each) !== null),
    ],
    ([by, , a, , b]) => {
      const kind = kindOf(thingOf(a));
      const isPair = kind !== null && kind === kindOf(thingOf(b));
      if (!isPair || !is(by, 'op') || !(by.op === 'split_noun' || PARTING.test(by.said))) return null;
      return { cat: 'group', dimensions: [kind], things: [] };
    },
    0.9,
  ),
  rule(
    'ordered by a figure',
    [op('by', 'rank_by'), maybe(op('total')), thing((each) => each.metrics.length > 0)],
    ([by, , noun]) => {
      const of = thingOf(noun);
      if (is(by, 'op') && PARTING.test(by.said)) return null;
      return of && of.dimension === null && !/^(?:my )?(?:benchmark|index)$/.test(of.said)
        ? { cat: 'order', thing: of }
        : null;
    },
    0.2,
  ),
  rule(
    'from best to worst of a figure',
    [
      op('order_down', 'order_up'),
      adjacent(thing(({ metrics, weak, dimension }) => metrics.length > 0 && !weak && dimension === null)),
    ],
    ([way, noun]) => {
      const of = thingOf(noun);
      if (!of || !is(way, 'op') || !/ to /.test(way.said)) return null;
      return { cat: 'order', thing: of, direction: way.op === 'order_up' ? 'asc' : 'desc' };
    },
    0.6,
  ),
  rule(
    'largest of a figure first',
    [
      cat(
        'rank',
        ({ rank }) => rank.tone === 'size' && rank.limit === null && rank.metric === undefined && !rank.both,
      ),
      thing(({ metrics, dimension }) => metrics.length > 0 && dimension === null),
      op('first'),
    ],
    ([rank, noun]) => {
      const of = thingOf(noun);
      return of && is(rank, 'rank') ? { cat: 'order', thing: of, direction: rank.rank.direction } : null;
    },
    0.6,
  ),
  rule(
    'ordered by the figure of something',
    [
      op('by', 'rank_by'),
      thing(({ dimension, metrics }) => dimension !== null && metrics.length === 0 && !isTime(dimension)),
      thing(({ metrics, dimension }) => metrics.length > 0 && dimension === null),
    ],
    ([, , noun]) => {
      const of = thingOf(noun);
      return of ? { cat: 'order', thing: of } : null;
    },
    0.2,
  ),
];

/** What parts a whole puts nothing in order: 'split into dividends and interest'. */
const PARTING = /\b(?:into|between|among|up)\b/;

/** The kinds that a figure is split into, by the figures of the two kinds. */
function kindOf(noun: Thing | null): Dimension | null {
  const [metric = ''] = noun?.metrics ?? [];
  if (metric === 'dividends' || metric === 'interest') return 'income_kind';
  return ['advisory_fees', 'custody_fees', 'commissions', 'account_fees'].includes(metric)
    ? 'fee_kind'
    : null;
}

/** 'Across sectors' sets them side by side; 'across my accounts' takes all of them together. */
function isAcross({ dimension, plural, metrics }: Thing): boolean {
  const isScope = ['account', 'portfolio', 'client', 'security'].includes(dimension ?? '');
  return dimension !== null && plural && metrics.length === 0 && !isScope;
}

const ENTITIES: ReadonlySet<Dimension> = new Set(['account', 'portfolio', 'client', 'advisor', 'custodian']);

const WEIGHED: ReadonlySet<Dimension> = new Set(['sector', 'country', 'asset_class', 'currency']);

function isTime(dimension: Dimension): boolean {
  return ['day', 'week', 'month', 'quarter', 'year'].includes(dimension);
}

function isSplit(dimension: Dimension): boolean {
  return !isTime(dimension) && dimension !== 'term' && dimension !== 'cost_method';
}
