import type { Rule } from '../chart.ts';
import type { Thing } from '../items.ts';
import { listKind, narrowable, narrowOf } from './conditions.ts';
import { aName, cat, either, is, maybe, type Of, op, rule, thing, thingOf } from './slots.ts';

/** Conditions of one kind side by side: 'bonds and funds', 'A versus B', 'both A and B', 'more A than B'. */
export const LISTS: readonly Rule[] = [
  rule(
    'both of two values',
    [op('both'), maybe(op('in')), narrowable, op('and'), maybe(op('in')), narrowable],
    ([, , a, , , b]) => bothOf(narrowOf(a), narrowOf(b), false),
    0.6,
  ),
  rule(
    'between two names',
    [op('between'), aName, op('and'), aName],
    ([, a, , b]) => pairOf(narrowOf(a), narrowOf(b)),
    0.6,
  ),
  rule(
    'split between values',
    [op('by'), cat('narrow', ({ all, negated }) => all.length > 1 && !negated)],
    ([, narrow]) => (is(narrow, 'narrow') ? { ...narrow, joined: 'vs' } : null),
    0.9,
  ),
  rule(
    'a list of values',
    [narrowable, either(op('and', 'or', 'vs', 'comma')), maybe(op('and', 'or')), narrowable],
    ([a, joint, also, b]) => {
      const [left, right] = [narrowOf(a), narrowOf(b)];
      if (!left || !right || left.negated || right.negated || !is(joint, 'op')) return null;
      if (!areAlike(left, right) || left.thing) return null;
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
    [either(aName), maybe(either(op('own'), thing(isWorth))), op('than', 'minus'), aName],
    ([a, , , b]) => {
      const [left, right] = [narrowOf(a), narrowOf(b)];
      if (!left || !right || listKind(left) !== listKind(right)) return null;
      return { ...left, all: [...left.all, ...right.all], joined: 'vs', thing: right.thing };
    },
    0.35,
  ),
  rule(
    'two values compared',
    [
      op('compare'),
      narrowable,
      cat('op', ({ op: word, said }) => word === 'in' && said === 'to'),
      narrowable,
    ],
    ([, a, , b]) => pairOf(narrowOf(a), narrowOf(b)),
    0.6,
  ),
  rule(
    'a figure of one above that of another',
    [aName, thing(({ metrics, weak }) => metrics.length > 0 && !weak), op('more', 'less'), aName],
    ([a, noun, , b]) => {
      const pair = pairOf(narrowOf(a), narrowOf(b));
      return pair && { ...pair, thing: thingOf(noun) };
    },
    0.6,
  ),
  rule(
    'a value doing better than another',
    [
      narrowable,
      either(
        thing(isDoing),
        cat('rank', ({ rank }) => rank.tone === 'quality'),
      ),
      op('more', 'less', 'than', 'vs'),
      narrowable,
    ],
    ([a, , , b]) => {
      const pair = pairOf(narrowOf(a), narrowOf(b));
      return pair && { ...pair, judged: true };
    },
    0.5,
  ),
  rule(
    'a value outdoing another',
    [narrowable, op('outdid'), narrowable],
    ([a, , b]) => {
      const pair = pairOf(narrowOf(a), narrowOf(b));
      return pair && { ...pair, judged: true };
    },
    0.5,
  ),
  rule(
    'more in a value than in another',
    [cat('rank', ({ rank }) => rank.tone === 'amount' && !rank.both), narrowable, op('than'), narrowable],
    ([, a, , b]) => pairOf(narrowOf(a), narrowOf(b)),
    0.6,
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
      return pairOf(narrowOf(a), narrowOf(b));
    },
    0.35,
  ),
];

/** 'Is A worth more than B': of what each is worth nothing else is said. */
function isWorth({ said, metrics }: Thing): boolean {
  return said === 'worth' && metrics[0] === 'market_value';
}

function isDoing({ metrics, weak }: Thing): boolean {
  return weak && metrics[0] === 'twr';
}

/** Of one kind; an account's name and the one account of a kind are, too: 'my savings and my Roth'. */
function areAlike(left: Of<'narrow'>, right: Of<'narrow'>): boolean {
  const [kind, other] = [listKind(left), listKind(right)];
  if (kind === null || other === null) return false;
  const isMixed = (kind === 'party' && isOneOfKind(right)) || (other === 'party' && isOneOfKind(left));
  return kind === other || isMixed;
}

function isOneOfKind(narrow: Of<'narrow'>): boolean {
  return listKind(narrow) === 'account_type' && narrow.from !== null && !narrow.from.plural;
}

/** Two conditions of one kind, side by side. */
function pairOf(left: Of<'narrow'> | null, right: Of<'narrow'> | null): Of<'narrow'> | null {
  if (!left || !right || left.negated || right.negated) return null;
  if (!areAlike(left, right)) return null;
  return { ...left, all: [...left.all, ...right.all], joined: 'vs', thing: right.thing };
}

/** Two conditions of one kind, each of which is meant by itself. */
export function bothOf(
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
