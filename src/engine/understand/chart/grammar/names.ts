import type { Rule } from '../chart.ts';
import type { Dimension } from '../../../../vocabulary/plan.ts';
import type { Narrowing, Sem, Thing } from '../items.ts';
import { kindOf, narrowOf } from './conditions.ts';
import { carrier, cat, either, is, narrowing, rule, thingOf } from './slots.ts';

/** A noun that says what a name or a value is: 'technology stocks', 'the Thorne account', 'client Thorne'. */
export const NAMES: readonly Rule[] = [
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
      if (of.dimension && PEOPLE.has(of.dimension) && narrow.all.some(isOfHoldings)) return null;
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
];

const PEOPLE: ReadonlySet<Dimension> = new Set(['client', 'advisor', 'custodian']);

/** A 'financial adviser' is of no sector. */
function isOfHoldings(each: Narrowing): boolean {
  return (
    each.kind === 'values' &&
    each.filters.some(({ dimension }) => ['sector', 'asset_class', 'country'].includes(dimension))
  );
}

const SECURITY_NOUNS = new Set(['security', 'asset_class']);

/** A name and a noun that says what it names; null where the noun is about something else. */
function withNoun(named: Sem | null | undefined, noun: Thing | null): Sem | null {
  if (!is(named, 'name') || !noun) return null;
  const { candidates } = named.name;
  const dimension = noun.dimension;
  const isSecurity = kindOf(candidates) === 'security';
  // Apple's ticker is no name of Apple.
  if (named.name.possessive && /^(?:ticker|symbol)$/.test(noun.said)) return null;
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
  // People call a portfolio their account.
  const isPortfolio = candidates.every(({ kind }) => kind === 'portfolio') && named.name.quality === 'whole';
  if (kept.length === 0 && dimension === 'account' && isPortfolio && !noun.plural && !named.name.possessive)
    return { ...named, thing: noun };
  if (kept.length === 0 || named.name.possessive) return null;
  return { ...named, name: { ...named.name, candidates: kept, several: noun.plural }, thing: noun };
}
