import type { Comparison } from '../../../../vocabulary/plan.ts';
import type { NumberRead } from '../../numbers.ts';
import type { Rule } from '../chart.ts';
import type { Bound, Op, Sem, Thing } from '../items.ts';
import { adjacent, cat, is, maybe, op, rule, thing, thingOf } from './slots.ts';

/** Limits on figures: 'more than 5,000', 'between 1 and 2 %', 'exactly two accounts', 'negative returns'. */
export const BOUNDS: readonly Rule[] = [
  rule(
    'more than a number',
    [op('more', 'less', 'at_least', 'at_most'), adjacent(cat('num'))],
    ([word, number]) => {
      const comparison = is(word, 'op') ? COMPARISONS[word.op] : undefined;
      return comparison && is(number, 'num')
        ? { cat: 'bounds', bounds: [{ comparison, number: number.number }] }
        : null;
    },
    0.5,
  ),
  rule(
    'a number or more',
    [
      cat('num'),
      op('or'),
      cat('op', ({ op: word, said }) => (word === 'more' || word === 'less') && OR_MORE.test(said)),
    ],
    ([number, , word]) => {
      if (!is(number, 'num') || !is(word, 'op')) return null;
      const comparison = word.op === 'more' ? '>=' : '<=';
      return { cat: 'bounds', bounds: [{ comparison, number: number.number }] };
    },
    0.5,
  ),
  rule(
    'between two numbers',
    [op('between'), cat('num'), op('and'), cat('num')],
    ([, low, , high]) => {
      if (!is(low, 'num') || !is(high, 'num')) return null;
      return {
        cat: 'bounds',
        bounds: [
          { comparison: '>=', number: likeHigh(low.number, high.number) },
          { comparison: '<=', number: high.number },
        ],
      };
    },
    0.5,
  ),
  rule(
    'an amount of money',
    [
      cat('num', ({ number }) => number.unit === 'none'),
      thing((each) => each.filter?.dimension === 'currency'),
    ],
    ([number, noun]) => {
      const currency = thingOf(noun)?.filter?.values[0] ?? null;
      return is(number, 'num') ? { cat: 'num', number: { ...number.number, unit: 'money', currency } } : null;
    },
  ),
  rule(
    'a figure within bounds',
    [thing(isFigureNoun), maybe(op('in', 'of')), cat('bounds')],
    ([noun, , bounds]) => {
      const of = thingOf(noun);
      return of && is(bounds, 'bounds') && isSaidOf(bounds.metric, of) ? { ...bounds, metric: of } : null;
    },
    0.4,
  ),
  rule(
    'up more than a number',
    [op('change'), cat('bounds', ({ metric }) => metric === undefined)],
    ([word, bounds]) => {
      if (!is(word, 'op') || !is(bounds, 'bounds') || !/^(?:up|down)$/.test(word.said)) return null;
      return { ...bounds, metric: { ...GAINED, said: word.said === 'up' ? 'gained' : 'lost' } };
    },
    0.05,
  ),
  rule(
    'more than n of a thing',
    [
      cat('bounds', ({ metric, bounds }) => metric === undefined && bounds.every(isCount)),
      maybe(op('different')),
      thing((each) => countOf(each) !== null),
    ],
    ([bounds, , noun]) => {
      const of = thingOf(noun);
      const metric = of && countOf(of);
      return of && metric !== null && is(bounds, 'bounds')
        ? { ...bounds, metric: { ...of, metrics: [metric], weak: false } }
        : null;
    },
    0.6,
  ),
  rule(
    'exactly n of a thing',
    [op('only', 'exactly'), cat('num'), thing((each) => countOf(each) !== null)],
    ([, count, noun]) => {
      const of = thingOf(noun);
      const metric = of && countOf(of);
      if (!of || metric === null || !is(count, 'num') || !isCount({ comparison: '=', number: count.number }))
        return null;
      const bounds: readonly Bound[] = [{ comparison: '=', number: count.number }];
      return { cat: 'bounds', bounds, metric: { ...of, metrics: [metric], weak: false } };
    },
    0.8,
  ),
  rule(
    'a cost within bounds',
    [
      thing(({ metrics, rows }) => COSTS.has(metrics[0] ?? '') && rows?.subject === 'fees'),
      maybe(op('in', 'of')),
      cat('bounds'),
    ],
    ([noun, , bounds]) => {
      const of = thingOf(noun);
      return of && is(bounds, 'bounds') && isSaidOf(bounds.metric, of) ? { ...bounds, metric: of } : null;
    },
    0,
  ),
  rule(
    'a figure below or above nothing',
    [op('negative', 'positive'), thing(isFigureNoun)],
    ([side, noun]) => sideOfNothing(side, noun),
    0.4,
  ),
  rule(
    'a figure that is below or above nothing',
    [thing(isFigureNoun), op('negative', 'positive')],
    ([noun, side]) => sideOfNothing(side, noun),
    0.4,
  ),
  rule(
    'bounds of what came of bookings',
    [
      cat('bounds', ({ metric, bounds }) => metric === undefined && !bounds.every(isCount)),
      op('in', 'of'),
      thing(
        ({ metrics, rows, weak }) =>
          metrics.length > 0 && !weak && rows !== null && !isFigureNoun({ metrics, rows }),
      ),
    ],
    ([bounds, , noun]) => {
      const of = thingOf(noun);
      return of && is(bounds, 'bounds') ? { ...bounds, metric: { ...of, rows: null } } : null;
    },
    0.4,
  ),
  rule(
    'a part of the value within bounds',
    [
      cat(
        'bounds',
        ({ metric, bounds }) => bounds.every(isPercent) && (metric?.metrics[0] ?? 'cash') === 'cash',
      ),
      op('of'),
      thing(
        ({ metrics, dimension, rows }) =>
          metrics[0] === 'market_value' && (dimension === null || rows?.subject === 'portfolios'),
      ),
    ],
    ([bounds]) => (is(bounds, 'bounds') ? bounds : null),
    0.6,
  ),
  rule(
    'bounds and their figure',
    [cat('bounds', ({ metric }) => metric === undefined), maybe(op('in', 'of')), thing(isFigureNoun)],
    ([bounds, , noun]) => {
      const of = thingOf(noun);
      return of && is(bounds, 'bounds') ? { ...bounds, metric: of } : null;
    },
    0.3,
  ),
];

const OR_MORE = /^(?:more|less|above|below|over|under)$/;

/** 'Drift more than 5 points from target' says its figure twice; 'earned more than 500 in dividends' says two. */
function isSaidOf(said: Thing | undefined, noun: Thing): boolean {
  return said === undefined || said.metrics[0] === noun.metrics[0];
}

/** 'Up' and 'down' say what was gained. */
const GAINED: Thing = {
  metrics: ['gain'],
  weak: true,
  dimension: null,
  rows: null,
  filter: null,
  plural: false,
  said: 'gained',
  at: null,
};

/** Of '5 and 10 thousand' both are thousands, of '5 and 10 percent' both are percent. */
function likeHigh(low: NumberRead, high: NumberRead): NumberRead {
  if (high.unit === 'percent' && low.unit === 'none') return { ...low, unit: 'percent' };
  const { zeros = 0 } = high;
  const isPlain = low.zeros === undefined && low.unit !== 'percent' && /^\d+$/.test(low.value);
  if (zeros === 0 || !isPlain || low.value.length > zeros) return low;
  return { ...low, value: `${low.value}${'0'.repeat(zeros)}` };
}

const COMPARISONS: Readonly<Partial<Record<Op, Comparison>>> = {
  more: '>',
  less: '<',
  at_least: '>=',
  at_most: '<=',
};

/** 'Withdrawals over 5,000' are bookings of that size, 'cash over 5,000' is a figure. */
function isFigureNoun({ metrics, rows }: Pick<Thing, 'metrics' | 'rows'>): boolean {
  return metrics.length > 0 && (rows === null || rows.subject === 'holdings' || metrics.includes('cash'));
}

/** What a trade can cost. */
const COSTS: ReadonlySet<string> = new Set(['fees', 'commissions']);

/** What counts the things of a noun: 'more than two accounts'. */
const COUNTED: Readonly<Partial<Record<string, string>>> = {
  account: 'account_count',
  portfolio: 'portfolio_count',
  client: 'client_count',
  advisor: 'advisor_count',
  custodian: 'custodian_count',
};

function countOf({ dimension, rows, metrics, plural }: Thing): string | null {
  // 'More than 20 trades', 'more than 3 withdrawals': of that kind of bookings.
  if (rows?.subject === 'transactions' && (metrics.length === 0 || plural)) return 'transaction_count';
  if (metrics.length > 0 || (rows !== null && rows.where.length > 0)) return null;
  if (rows?.subject === 'holdings') return 'position_count';
  return dimension === null ? null : (COUNTED[dimension] ?? null);
}

function isPercent({ number }: Bound): boolean {
  return number.unit === 'percent';
}

function isCount({ number }: Bound): boolean {
  return number.unit === 'none' && /^\d+$/.test(number.value) && Number(number.value) < 1000;
}

/** 'Negative returns', 'a positive gain'. */
function sideOfNothing(side: Sem | null | undefined, noun: Sem | null | undefined): Sem | null {
  const of = thingOf(noun);
  if (!of || !is(side, 'op')) return null;
  const number: NumberRead = { value: '0', unit: 'none', currency: null, length: 0 };
  return { cat: 'bounds', bounds: [{ comparison: side.op === 'negative' ? '<' : '>', number }], metric: of };
}
