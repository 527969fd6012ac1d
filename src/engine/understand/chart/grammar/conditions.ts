import type { Candidate } from '../../../resolve/named-things.ts';
import type { Rule } from '../chart.ts';
import type { InFilter, Narrowing, Sem } from '../items.ts';
import { aName, cat, either, is, narrowing, type Of, op, rule, thing, thingOf } from './slots.ts';

/** A condition that a word of the question stands for. */
export const values = (...filters: readonly InFilter[]): Narrowing => ({ kind: 'values', filters });

/** The condition that a name is. */
export function namedOf(sem: Of<'name'>): Of<'narrow'> {
  return {
    cat: 'narrow',
    all: [{ kind: 'name', name: sem.name }],
    negated: false,
    joined: 'and',
    thing: sem.thing,
    from: null,
  };
}

/** The condition that an item is; null where it is none. */
export function narrowOf(sem: Sem | null | undefined): Of<'narrow'> | null {
  if (is(sem, 'narrow')) return sem;
  if (is(sem, 'name')) return namedOf(sem);
  const of = thingOf(sem);
  if (!of?.filter) return null;
  return { cat: 'narrow', all: [values(of.filter)], negated: false, joined: 'and', thing: null, from: of };
}

/** What can be a condition by itself. */
export const narrowable = either(narrowing, aName, cat('narrow'));

/** The dimension that all members of a list share; lists mix none. */
export function listKind(narrow: Of<'narrow'>): string | null {
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

/** Accounts, portfolios, clients and advisors are of one kind. */
export function kindOf(candidates: readonly Candidate[]): string {
  const kind = candidates[0]?.kind ?? '';
  return ['account', 'portfolio', 'client', 'advisor'].includes(kind) ? 'party' : kind;
}

/** Conditions: 'in Germany', 'only bonds', 'held in francs', 'open accounts', 'in pounds'. */
export const CONDITIONS: readonly Rule[] = [
  rule('in a value', [op('in', 'of'), narrowable], ([, what]) => narrowOf(what), 0.3),
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
    'only a value',
    [op('only'), narrowable],
    ([, what]) => {
      const narrow = narrowOf(what);
      return narrow && !narrow.negated ? { ...narrow, only: true } : null;
    },
    0.3,
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
