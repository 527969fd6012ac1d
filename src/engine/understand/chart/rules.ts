import type { Candidate } from '../../resolve/name-index.ts';
import type { Comparison, Dimension } from '../../../vocabulary/plan.ts';
import type { NumberRead } from '../numbers.ts';
import type { Rule, Slot } from './chart.ts';
import type { Bound, InFilter, Narrowing, Op, Sem, Thing } from './items.ts';

type Cat = Sem['cat'];
type Of<C extends Cat> = Extract<Sem, { cat: C }>;

const cat = <C extends Cat>(wanted: C, fits: (sem: Of<C>) => boolean = () => true): Slot => ({
  optional: false,
  fits: (sem) => sem.cat === wanted && fits(sem as Of<C>),
});
const op = (...ops: readonly Op[]): Slot => cat('op', (sem) => ops.includes(sem.op));
const maybe = (slot: Slot): Slot => ({ ...slot, optional: true });
const either = (...slots: readonly Slot[]): Slot => ({
  optional: false,
  fits: (sem) => slots.some((slot) => slot.fits(sem)),
});

const thing = (fits: (thing: Thing) => boolean = () => true): Slot => cat('thing', (sem) => fits(sem.thing));
const groupable = thing((each) => each.dimension !== null);
const narrowing = thing((each) => each.filter !== null);
const carrier = thing((each) => each.dimension !== null || each.rows !== null);
const aName = cat('name');

function is<C extends Cat>(sem: Sem | null | undefined, wanted: C): sem is Of<C> {
  return sem?.cat === wanted;
}

function thingOf(sem: Sem | null | undefined): Thing | null {
  return is(sem, 'thing') ? sem.thing : null;
}

const rule = (
  name: string,
  slots: readonly Slot[],
  make: (parts: readonly (Sem | null)[]) => Sem | null,
  bonus = 0.25,
): Rule => ({ name, slots, make, bonus });

/** Grouping: 'by sector', 'each account', 'by advisor and month'. */
const GROUPING: readonly Rule[] = [
  rule('by dimension', [op('by', 'each'), groupable], ([, noun]) => {
    const of = thingOf(noun);
    return of?.dimension ? { cat: 'group', dimensions: [of.dimension], things: [of] } : null;
  }),
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
    ([noun]) => {
      const of = thingOf(noun);
      if (!of?.dimension || of.filter || !isSplit(of.dimension) || of.said.startsWith('any ')) return null;
      const dimension = /^assets?$/.test(of.said) ? 'asset_class' : of.dimension;
      return { cat: 'split', dimensions: [dimension] };
    },
    0.6,
  ),
  rule('split by', [op('split_noun'), maybe(op('in', 'of')), cat('group')], ([, , group]) =>
    is(group, 'group') ? { cat: 'split', dimensions: group.dimensions } : null,
  ),
  rule(
    'ordered by a figure',
    [op('by', 'rank_by'), thing((each) => each.metrics.length > 0)],
    ([, noun]) => {
      const of = thingOf(noun);
      return of && of.dimension === null && !/^(?:my )?(?:benchmark|index)$/.test(of.said)
        ? { cat: 'order', thing: of }
        : null;
    },
    0.2,
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

/** 'Across sectors' sets them side by side; 'across my accounts' takes all of them together. */
function isAcross({ dimension, plural, metrics }: Thing): boolean {
  const isScope = ['account', 'portfolio', 'client', 'security'].includes(dimension ?? '');
  return dimension !== null && plural && metrics.length === 0 && !isScope;
}

function isTime(dimension: Dimension): boolean {
  return ['day', 'week', 'month', 'quarter', 'year'].includes(dimension);
}

function isSplit(dimension: Dimension): boolean {
  return !isTime(dimension) && dimension !== 'term' && dimension !== 'cost_method';
}

const values = (...filters: readonly InFilter[]): Narrowing => ({ kind: 'values', filters });

function narrowOf(sem: Sem | null | undefined): Of<'narrow'> | null {
  if (is(sem, 'narrow')) return sem;
  if (is(sem, 'name'))
    return {
      cat: 'narrow',
      all: [{ kind: 'name', name: sem.name }],
      negated: false,
      joined: 'and',
      thing: sem.thing,
      from: null,
    };
  const of = thingOf(sem);
  if (!of?.filter) return null;
  return { cat: 'narrow', all: [values(of.filter)], negated: false, joined: 'and', thing: null, from: of };
}

const narrowable = either(narrowing, aName, cat('narrow'));

/** The dimension that all members of a list share; lists mix none. */
function listKind(narrow: Of<'narrow'>): string | null {
  const kinds = narrow.all.map((each) =>
    each.kind === 'values'
      ? each.filters.length === 1
        ? (each.filters[0]?.dimension ?? null)
        : null
      : kindOf(each.name.candidates),
  );
  const [first = null] = kinds;
  return kinds.every((kind) => kind === first) ? first : null;
}

function kindOf(candidates: readonly Candidate[]): string {
  const kind = candidates[0]?.kind ?? '';
  return ['account', 'portfolio', 'client', 'advisor'].includes(kind) ? 'party' : kind;
}

const NARROWING: readonly Rule[] = [
  rule('in a value', [op('in', 'of'), narrowable], ([, what]) => narrowOf(what), 0.3),
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
    [op('not'), thing((each) => bookingTypes(each) !== null)],
    ([, noun]) => {
      const filter = bookingTypes(thingOf(noun));
      return filter
        ? { cat: 'narrow', all: [values(filter)], negated: true, joined: 'and', thing: null, from: null }
        : null;
    },
    0.3,
  ),
  rule(
    'a kind of booking',
    [
      thing((each) => bookingTypes(each) !== null),
      thing(({ said }) => /^(transactions?|bookings?|entry|entries|activity)$/.test(said)),
    ],
    ([kind, noun]) => {
      const filter = bookingTypes(thingOf(kind));
      const of = thingOf(noun);
      return filter && of
        ? { cat: 'thing', thing: { ...of, rows: { subject: 'transactions', where: [filter] } } }
        : null;
    },
    0.3,
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
    'neither of two values',
    [op('neither'), maybe(op('in')), narrowable, op('nor'), maybe(op('in')), narrowable],
    ([, , a, , , b]) => bothOf(narrowOf(a), narrowOf(b), true),
    0.6,
  ),
  rule(
    'both of two values',
    [op('both'), maybe(op('in')), narrowable, op('and'), maybe(op('in')), narrowable],
    ([, , a, , , b]) => bothOf(narrowOf(a), narrowOf(b), false),
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
    [op('without'), thing((each) => each.metrics[0] === 'cash')],
    ([, noun]) => {
      const of = thingOf(noun);
      const zero: NumberRead = { value: '0', unit: 'money', currency: null, length: 0 };
      return of ? { cat: 'bounds', bounds: [{ comparison: '=', number: zero }], metric: of } : null;
    },
    0.4,
  ),
  rule(
    'held in a currency',
    [op('denominated'), thing((each) => each.filter?.dimension === 'currency')],
    ([, noun]) => {
      const filter = thingOf(noun)?.filter;
      return filter
        ? { cat: 'narrow', all: [values(filter)], negated: false, joined: 'and', thing: null, from: null }
        : null;
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
    'only a value',
    [op('only'), narrowable],
    ([, what]) => {
      const narrow = narrowOf(what);
      return narrow && !narrow.negated ? { ...narrow, only: true } : null;
    },
    0.3,
  ),
  rule(
    'a list of values',
    [narrowable, either(op('and', 'or', 'vs', 'comma')), maybe(op('and', 'or')), narrowable],
    ([a, joint, also, b]) => {
      const [left, right] = [narrowOf(a), narrowOf(b)];
      if (!left || !right || left.negated || right.negated || !is(joint, 'op')) return null;
      const kind = listKind(left);
      if (kind === null || kind !== listKind(right) || left.thing) return null;
      const word = is(also, 'op') ? also.op : joint.op;
      const joined =
        word === 'vs' || left.joined === 'vs' ? 'vs' : word === 'or' || left.joined === 'or' ? 'or' : 'and';
      return {
        cat: 'narrow',
        all: [...left.all, ...right.all],
        negated: false,
        joined,
        thing: right.thing,
        from: null,
      };
    },
    0.35,
  ),
  rule(
    'a name compared with another',
    [either(aName), maybe(op('own')), op('than', 'minus'), aName],
    ([a, , , b]) => {
      const [left, right] = [narrowOf(a), narrowOf(b)];
      if (!left || !right || listKind(left) !== listKind(right)) return null;
      return { ...left, all: [...left.all, ...right.all], joined: 'vs', thing: right.thing };
    },
    0.35,
  ),
  rule(
    'a value more than another',
    [
      narrowable,
      maybe(thing(({ metrics }) => metrics[0] === 'market_value')),
      op('more', 'less', 'vs'),
      narrowable,
    ],
    ([a, , , b]) => {
      const [left, right] = [narrowOf(a), narrowOf(b)];
      if (!left || !right || left.negated || right.negated) return null;
      const kind = listKind(left);
      if (kind === null || kind !== listKind(right)) return null;
      return { ...left, all: [...left.all, ...right.all], joined: 'vs', thing: right.thing };
    },
    0.35,
  ),
  rule(
    'a value and its noun',
    [
      either(
        narrowing,
        cat('narrow', ({ thing: noun }) => noun === null),
      ),
      carrier,
    ],
    ([what, noun]) => {
      const narrow = narrowOf(what);
      const of = thingOf(noun);
      const from = thingOf(what);
      if (
        !narrow ||
        !of ||
        (from && from.metrics.length > 0 && !from.weak && from.filter?.dimension !== 'asset_class')
      )
        return null;
      if (narrow.all.some((each) => each.kind === 'name')) return null;
      return { ...narrow, thing: of };
    },
    0.3,
  ),
  rule(
    'a name and its noun',
    [cat('name', ({ thing: noun }) => noun === null), carrier],
    ([named, noun]) => withNoun(named, thingOf(noun)),
    0.3,
  ),
  rule(
    'a noun and its name',
    [carrier, cat('name', ({ thing: noun }) => noun === null)],
    ([noun, named]) => {
      const of = thingOf(noun);
      return of && !of.plural && of.dimension !== 'security' ? withNoun(named, of) : null;
    },
    0.3,
  ),
  rule(
    'without',
    [op('without'), carrier],
    ([, noun]) => {
      const of = thingOf(noun);
      if (of?.rows?.subject === 'transactions' && of.rows.where.length === 0)
        return { cat: 'extra', filter: { kind: 'without', rows: 'transactions' } };
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
  rule(
    'open or closed',
    [op('open', 'closed'), thing((each) => each.rows?.subject === 'accounts')],
    ([state, noun]) =>
      is(noun, 'thing') && is(state, 'op')
        ? { cat: 'state', open: state.op === 'open', thing: noun.thing }
        : null,
  ),
  rule(
    'in a currency',
    [op('in'), thing((each) => each.filter?.dimension === 'currency')],
    ([, noun]) => {
      const code = thingOf(noun)?.filter?.values[0];
      return code ? { cat: 'currency', currency: code } : null;
    },
    0.7,
  ),
];

function isOneCondition({ all, thing: noun }: Of<'narrow'>): boolean {
  const plain = all.every((each) => each.kind === 'name' || each.filters.length === 1);
  return plain && (noun === null || noun.filter === null);
}

/** The transaction types that a noun for bookings stands for. */
function bookingTypes(noun: Thing | null): InFilter | null {
  const rows = noun?.rows;
  if (!rows) return null;
  const filter = rows.where.find((each) => each.kind === 'in');
  if (rows.subject === 'transactions') return filter?.dimension === 'transaction_type' ? filter : null;
  const types =
    rows.subject === 'fees' && rows.where.length === 0
      ? ['FEE']
      : rows.subject === 'income'
        ? INCOME_TYPES[filter?.values[0] ?? '']
        : undefined;
  return types ? { kind: 'in', dimension: 'transaction_type', values: types, negated: false } : null;
}

/** Two conditions of one kind, each of which is meant by itself. */
function bothOf(
  left: Of<'narrow'> | null,
  right: Of<'narrow'> | null,
  negated: boolean,
): Of<'narrow'> | null {
  if (!left || !right || left.negated || right.negated || left.thing) return null;
  const kind = listKind(left);
  if (kind === null || kind !== listKind(right)) return null;
  return {
    cat: 'narrow',
    all: [...left.all, ...right.all],
    negated,
    joined: 'and',
    thing: right.thing,
    from: null,
    ...(negated ? {} : { each: true }),
  };
}

const INCOME_TYPES: Readonly<Record<string, readonly string[]>> = {
  '': ['DIVIDEND', 'REINVEST', 'INTEREST'],
  dividend: ['DIVIDEND', 'REINVEST'],
  interest: ['INTEREST'],
};

const SECURITY_NOUNS = new Set(['security', 'asset_class']);

/** A name and a noun that says what it names; null where the noun is about something else. */
function withNoun(named: Sem | null | undefined, noun: Thing | null): Sem | null {
  if (!is(named, 'name') || !noun) return null;
  const { candidates } = named.name;
  const dimension = noun.dimension;
  const isSecurity = kindOf(candidates) === 'security';
  if (isSecurity) {
    const fits = (dimension !== null && SECURITY_NOUNS.has(dimension)) || noun.rows?.subject === 'holdings';
    return fits
      ? {
          ...named,
          name: {
            ...named.name,
            several:
              noun.plural &&
              noun.filter !== null &&
              noun.rows?.where.length !== 0 &&
              named.name.quality === 'part' &&
              !/^(share|stock)/.test(noun.said),
          },
          thing: noun,
        }
      : null;
  }
  if (dimension === null || noun.rows?.subject === 'holdings') return null;
  const kept = candidates.filter(({ kind }) => kind === dimension);
  if (kept.length === 0 || named.name.possessive) return null;
  return { ...named, name: { ...named.name, candidates: kept, several: noun.plural }, thing: noun };
}

const COMPARISONS: Readonly<Partial<Record<Op, Comparison>>> = {
  more: '>',
  less: '<',
  at_least: '>=',
  at_most: '<=',
};

/** 'Withdrawals over 5,000' are bookings of that size, 'cash over 5,000' is a figure. */
function isFigureNoun({ metrics, rows }: Thing): boolean {
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

function countOf({ dimension, rows, metrics }: Thing): string | null {
  if (metrics.length > 0 || (rows !== null && rows.where.length > 0)) return null;
  if (rows?.subject === 'holdings') return 'position_count';
  if (rows?.subject === 'transactions') return 'transaction_count';
  return dimension === null ? null : (COUNTED[dimension] ?? null);
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

const BOUNDS: readonly Rule[] = [
  rule(
    'more than a number',
    [op('more', 'less', 'at_least', 'at_most'), cat('num')],
    ([word, number]) => {
      const comparison = is(word, 'op') ? COMPARISONS[word.op] : undefined;
      return comparison && is(number, 'num')
        ? { cat: 'bounds', bounds: [{ comparison, number: number.number }] }
        : null;
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
          { comparison: '>=', number: low.number },
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
      return of && is(bounds, 'bounds') ? { ...bounds, metric: of } : null;
    },
    0.4,
  ),
  rule(
    'more than n of a thing',
    [
      cat('bounds', ({ metric, bounds }) => metric === undefined && bounds.every(isCount)),
      thing((each) => countOf(each) !== null),
    ],
    ([bounds, noun]) => {
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
      return of && is(bounds, 'bounds') ? { ...bounds, metric: of } : null;
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
    'bounds and their figure',
    [cat('bounds', ({ metric }) => metric === undefined), maybe(op('in', 'of')), thing(isFigureNoun)],
    ([bounds, , noun]) => {
      const of = thingOf(noun);
      return of && is(bounds, 'bounds') ? { ...bounds, metric: of } : null;
    },
    0.3,
  ),
];

const RANKING: readonly Rule[] = [
  rule('top n', [cat('rank', ({ rank }) => rank.limit === null), cat('num')], withLimit, 0.3),
  rule(
    'n largest',
    [cat('num'), cat('rank', ({ rank }) => rank.limit === null)],
    ([number, rank]) => withLimit([rank ?? null, number ?? null]),
    0.3,
  ),
  rule(
    'second largest',
    [cat('nth'), cat('rank', ({ rank }) => rank.limit === null)],
    ([nth, rank]) =>
      is(nth, 'nth') && is(rank, 'rank')
        ? { cat: 'rank', rank: { ...rank.rank, limit: 1, place: nth.place } }
        : null,
    0.4,
  ),
  rule('largest thing', [cat('rank'), maybe(op('of')), thing()], ([rank, , noun]) => {
    const of = thingOf(noun);
    return is(rank, 'rank') && of ? { cat: 'ranked', rank: rank.rank, thing: of } : null;
  }),
  rule(
    'largest month',
    [cat('rank'), cat('group', ({ dimensions }) => dimensions.length === 1)],
    ([rank, group]) =>
      is(rank, 'rank') && is(group, 'group')
        ? { cat: 'ranked', rank: rank.rank, thing: grainThing(group.dimensions[0] ?? 'month') }
        : null,
  ),
  rule(
    'first thing',
    [op('first', 'last'), maybe(cat('num')), thing((each) => each.rows !== null)],
    ([side, number, noun]) => {
      const of = thingOf(noun);
      if (!is(side, 'op') || !of) return null;
      const limit = is(number, 'num') ? limitOf(number.number) : null;
      return { cat: 'ends', side: side.op === 'first' ? 'first' : 'last', limit, thing: of };
    },
    0.35,
  ),
  rule(
    'the n latest',
    [cat('num'), op('first', 'last'), thing((each) => each.rows !== null)],
    ([number, side, noun]) => {
      const of = thingOf(noun);
      if (!is(side, 'op') || !of || !is(number, 'num')) return null;
      return {
        cat: 'ends',
        side: side.op === 'first' ? 'first' : 'last',
        limit: limitOf(number.number),
        thing: of,
      };
    },
    0.35,
  ),
  rule('average of a thing', [op('average', 'median'), thing()], ([word, noun]) => {
    const of = thingOf(noun);
    const measure = is(word, 'op') && word.op === 'median' ? 'median' : 'average';
    return of ? { cat: 'average', thing: of, measure } : null;
  }),
];

function grainThing(dimension: Dimension): Thing {
  return {
    metrics: [],
    weak: false,
    dimension,
    rows: null,
    filter: null,
    plural: false,
    said: dimension,
    at: null,
  };
}

function withLimit([rank, number]: readonly (Sem | null)[]): Sem | null {
  if (!is(rank, 'rank') || !is(number, 'num')) return null;
  const limit = limitOf(number.number);
  return limit === null ? null : { cat: 'rank', rank: { ...rank.rank, limit } };
}

function limitOf(number: NumberRead): number | null {
  const value = Number(number.value);
  return number.unit === 'none' && Number.isInteger(value) && value > 0 && value <= 1000 ? value : null;
}

const HEADS: readonly Rule[] = [
  rule(
    'which thing',
    [op('which'), maybe(cat('num')), maybe(op('of')), maybe(op('different')), carrier],
    ([, number, , , noun]) => {
      const of = thingOf(noun);
      const limit = is(number, 'num') ? limitOf(number.number) : null;
      return of ? { cat: 'which', thing: of, limit } : null;
    },
    0.35,
  ),
  rule(
    'how many things',
    [op('how_many'), maybe(op('different', 'total', 'open', 'closed')), thing()],
    ([, more, noun]) => {
      const of = thingOf(noun);
      if (!of) return null;
      const word = is(more, 'op') ? more.op : null;
      return {
        cat: 'count',
        thing: of,
        different: word === 'different',
        open: word === 'open' ? true : word === 'closed' ? false : null,
      };
    },
    0.35,
  ),
];

/** The local grammar: what neighbouring items make together. */
export const RULES: readonly Rule[] = [...GROUPING, ...NARROWING, ...BOUNDS, ...RANKING, ...HEADS];
