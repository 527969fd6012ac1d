import type { Rule } from '../chart.ts';
import { limitOf } from './ranking.ts';
import { carrier, cat, is, maybe, op, rule, thing, thingOf } from './slots.ts';

/** What a question is about: 'which accounts', 'how many different stocks'. */
export const HEADS: readonly Rule[] = [
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
