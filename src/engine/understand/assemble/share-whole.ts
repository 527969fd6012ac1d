import type { Filter } from '../../../vocabulary/plan.ts';
import type { Bound, Item } from '../chart/items.ts';
import type { Token } from '../tokens.ts';

const IS: ReadonlySet<string> = new Set(['is', 'are', 'was', 'were', 'comes', 'come', 'sits', 'sit']);

const INSIDE: ReadonlySet<string> = new Set(['within', 'among', 'inside']);

const OF: ReadonlySet<string> = new Set(['in', 'of']);

export function shareWholeOf(items: readonly Item[], tokens: readonly Token[]): readonly Filter[] | null {
  const limit = items.findIndex(({ sem }) => sem.cat === 'bounds' && sem.bounds.every(isPercent));
  const whole = items[limit + 1];
  // 'Technology above 20 % of my equities'.
  if (limit > 0 && whole && tokens[whole.start]?.norm === 'of') return filtersOf(whole);
  // 'Technology as a percentage of my equities'.
  const part = items.findIndex(
    ({ sem }) => sem.cat === 'op' && sem.op === 'in_percent' && AS_PART.test(sem.said),
  );
  const of = items[part + 1];
  if (part > 0 && of && (tokens[of.start]?.norm === 'of' || tokens[of.start - 1]?.norm === 'of'))
    return filtersOf(of);
  const share = items.findIndex(({ sem }) => sem.cat === 'op' && sem.op === 'share');
  const [first, second, third] = share < 0 ? [] : items.slice(share + 1).filter(isNarrowing);
  if (!first || !second || third) return null;
  const words = tokens.slice(first.end, second.end).map(({ norm }) => norm);
  if (words.some((word) => INSIDE.has(word))) return filtersOf(second);
  if (words.some((word) => IS.has(word))) return filtersOf(first);
  return words.some((word) => OF.has(word)) ? filtersOf(second) : null;
}

const AS_PART = /^as (?:an? |the )?(?:percent|percentage|share|part|proportion|fraction)\b/;

function isPercent({ number }: Bound): boolean {
  return number.unit === 'percent';
}

const ON_SECURITIES: ReadonlySet<string> = new Set(['asset_class', 'sector', 'country']);

/** The conditions on securities that an item is; null where it is another. */
function filtersOf({ sem }: Item): readonly Filter[] | null {
  const [only, more] = sem.cat === 'narrow' && !sem.negated ? sem.all : [];
  const noun = sem.cat === 'thing' || sem.cat === 'narrow' ? sem.thing : null;
  const values = only?.kind === 'values' && !more ? only.filters : [];
  const filters = [...values, ...(noun?.filter ? [noun.filter] : [])];
  const fits = sem.cat === 'thing' || values.length === 1;
  return fits && filters.length > 0 && filters.every(({ dimension }) => ON_SECURITIES.has(dimension))
    ? filters
    : null;
}

function isNarrowing({ sem }: Item): boolean {
  return sem.cat === 'narrow' || sem.cat === 'name' || (sem.cat === 'thing' && sem.thing.filter !== null);
}
