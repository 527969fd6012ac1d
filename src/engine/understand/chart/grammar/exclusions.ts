import type { InFilter } from '../items.ts';
import type { NumberRead } from '../../numbers.ts';
import type { Rule } from '../chart.ts';
import { bookingTypes } from './bookings.ts';
import { narrowable, narrowOf, values } from './conditions.ts';
import { bothOf } from './lists.ts';
import { aName, carrier, cat, either, maybe, narrowing, type Of, op, rule, thing, thingOf } from './slots.ts';

/** What is left out: 'not in bonds', 'non-US', 'without fees', 'cash aside', 'neither A nor B'. */
export const EXCLUSIONS: readonly Rule[] = [
  rule(
    'not a value',
    [op('not'), maybe(op('in')), narrowable],
    ([, , what]) => {
      const narrow = narrowOf(what);
      return narrow && !narrow.negated && isOneCondition(narrow) ? { ...narrow, negated: true } : null;
    },
    0.4,
  ),
  rule(
    'not a kind of booking',
    [op('not', 'without'), thing((each) => bookingTypes(each) !== null)],
    ([, noun]) => {
      const filter = bookingTypes(thingOf(noun));
      return filter
        ? { cat: 'narrow', all: [values(filter)], negated: true, joined: 'and', thing: null, from: null }
        : null;
    },
    0.3,
  ),
  rule(
    'not a kind of fee',
    [op('not'), thing(({ rows }) => rows?.subject === 'fees' && rows.where.length === 1)],
    ([, noun]) => {
      const filter = thingOf(noun)?.rows?.where.find((each) => each.kind === 'in');
      return filter
        ? { cat: 'narrow', all: [values(filter)], negated: true, joined: 'and', thing: null, from: null }
        : null;
    },
    0.4,
  ),
  rule(
    'not a kind of income',
    [op('not'), thing(({ rows }) => rows?.subject === 'income' && rows.where.length === 1)],
    ([, noun]) => {
      const filter = thingOf(noun)?.rows?.where.find((each) => each.kind === 'in');
      return filter
        ? { cat: 'narrow', all: [values(filter)], negated: true, joined: 'and', thing: null, from: null }
        : null;
    },
    0.3,
  ),
  rule(
    'not two kinds of booking',
    [
      op('not'),
      thing((each) => bookingTypes(each) !== null),
      op('and', 'or', 'comma'),
      maybe(op('not')),
      thing((each) => bookingTypes(each) !== null),
    ],
    ([, one, , , other]) => {
      const [first, second] = [bookingTypes(thingOf(one)), bookingTypes(thingOf(other))];
      if (!first || !second) return null;
      const filter = { ...first, values: [...new Set([...first.values, ...second.values])] };
      return { cat: 'narrow', all: [values(filter)], negated: true, joined: 'and', thing: null, from: null };
    },
    0.6,
  ),
  rule(
    'without a value',
    [
      op('without'),
      maybe(op('in', 'exists')),
      either(
        thing(({ filter, metrics }) => filter !== null && metrics[0] !== 'cash'),
        aName,
        cat('narrow'),
      ),
    ],
    ([, , what]) => {
      const narrow = narrowOf(what);
      return narrow && !narrow.negated && isOneCondition(narrow) ? { ...narrow, negated: true } : null;
    },
    0.4,
  ),
  rule(
    'without an account somewhere',
    [
      op('without'),
      thing(({ rows, filter }) => rows?.subject === 'accounts' && filter === null),
      op('in'),
      narrowable,
    ],
    ([, , , what]) => {
      const narrow = narrowOf(what);
      return narrow && !narrow.negated && isOneCondition(narrow) ? { ...narrow, negated: true } : null;
    },
    0.6,
  ),
  rule(
    'neither of two values',
    [op('neither'), maybe(op('in')), narrowable, op('nor'), maybe(op('in')), narrowable],
    ([, , a, , , b]) => bothOf(narrowOf(a), narrowOf(b), true),
    0.6,
  ),
  rule(
    'without a kind of booking',
    [
      op('without'),
      maybe(op('exists')),
      thing((each) => each.rows?.subject !== 'fees' && bookingTypes(each) !== null),
    ],
    ([, , noun]) => {
      const of = bookingTypes(thingOf(noun));
      return of ? { cat: 'extra', filter: { kind: 'without', rows: 'transactions', of: [of] } } : null;
    },
    0.4,
  ),
  rule(
    'without a figure',
    [
      op('without'),
      thing((each) => ['cash', 'fees', 'taxes', 'commissions'].includes(each.metrics[0] ?? '')),
    ],
    ([, noun]) => {
      const of = thingOf(noun);
      const zero: NumberRead = { value: '0', unit: 'money', currency: null, length: 0 };
      return of ? { cat: 'bounds', bounds: [{ comparison: '=', number: zero }], metric: of } : null;
    },
    0.4,
  ),
  rule(
    'non-value',
    [op('non'), narrowing],
    ([, what]) => {
      const narrow = narrowOf(what);
      return narrow && isOneCondition(narrow) ? { ...narrow, negated: true } : null;
    },
    0.6,
  ),
  rule(
    'a value aside',
    [either(narrowing, aName), op('aside')],
    ([what]) => {
      const narrow = narrowOf(what);
      return narrow && isOneCondition(narrow) ? { ...narrow, negated: true } : null;
    },
    0.4,
  ),
  rule(
    'without',
    [op('without'), carrier],
    ([, noun]) => {
      const of = thingOf(noun);
      if (of?.rows?.subject === 'transactions' && of.rows.where.length === 0)
        return { cat: 'extra', filter: { kind: 'without', rows: 'transactions' } };
      if (of?.rows?.subject === 'findings') {
        const kinds = of.rows.where.filter((each): each is InFilter => each.kind === 'in');
        return {
          cat: 'extra',
          filter: { kind: 'without', rows: 'findings', ...(kinds.length > 0 ? { of: kinds } : {}) },
        };
      }
      if (of?.rows?.subject === 'holdings' && of.rows.where.length === 0)
        return { cat: 'extra', filter: { kind: 'without', rows: 'holdings' } };
      const dimension = of?.dimension;
      if (
        dimension === 'advisor' ||
        dimension === 'sector' ||
        dimension === 'country' ||
        dimension === 'account_type'
      ) {
        return {
          cat: 'narrow',
          all: [values({ kind: 'in', dimension, values: [null], negated: false })],
          negated: false,
          joined: 'and',
          thing: null,
          from: null,
        };
      }
      return null;
    },
    0.4,
  ),
];

function isOneCondition({ all, thing: noun }: Of<'narrow'>): boolean {
  const plain = all.every((each) => each.kind === 'name' || each.filters.length === 1);
  return plain && (noun === null || noun.filter === null);
}
