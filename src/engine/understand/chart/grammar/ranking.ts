import type { NumberRead } from '../../numbers.ts';
import type { Rule } from '../chart.ts';
import { type Sem, standsForGrain } from '../items.ts';
import { adjacent, cat, is, maybe, op, rule, thing, thingOf } from './slots.ts';

/** Superlatives, ends and averages: 'top 5', 'second largest position', 'the last three trades', 'average trade'. */
export const RANKING: readonly Rule[] = [
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
  rule(
    'top losers',
    [cat('rank', ({ rank }) => rank.tone !== 'amount' && !rank.both), op('under_water', 'in_profit')],
    ([rank, side]) => {
      if (!is(rank, 'rank') || !is(side, 'op') || !/^(?:losers|winners)$/.test(side.said)) return null;
      const direction = side.op === 'under_water' ? 'asc' : 'desc';
      const { limit } = rank.rank;
      return { cat: 'rank', rank: { direction, limit, tone: 'quality', nominal: 'many', sided: true } };
    },
    0.6,
  ),
  // 'The highest our portfolio has been' ranks no portfolios.
  rule('largest thing', [cat('rank'), adjacent(thing())], ([rank, noun]) => rankedThing(rank, noun)),
  rule('largest of things', [cat('rank'), op('of'), thing(({ plural }) => plural)], ([rank, , noun]) =>
    rankedThing(rank, noun),
  ),
  rule(
    'largest month',
    [cat('rank'), cat('group', ({ dimensions }) => dimensions.length === 1)],
    ([rank, group]) =>
      is(rank, 'rank') && is(group, 'group')
        ? { cat: 'ranked', rank: rank.rank, thing: standsForGrain(group.dimensions[0] ?? 'month') }
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

function rankedThing(rank: Sem | null | undefined, noun: Sem | null | undefined): Sem | null {
  const of = thingOf(noun);
  return is(rank, 'rank') && of ? { cat: 'ranked', rank: rank.rank, thing: of } : null;
}

function withLimit([rank, number]: readonly (Sem | null)[]): Sem | null {
  if (!is(rank, 'rank') || !is(number, 'num')) return null;
  const limit = limitOf(number.number);
  return limit === null ? null : { cat: 'rank', rank: { ...rank.rank, limit } };
}

/** The count that a number is; null where it is none. */
export function limitOf(number: NumberRead): number | null {
  const value = Number(number.value);
  return number.unit === 'none' && Number.isInteger(value) && value > 0 && value <= 1000 ? value : null;
}
