import type { Thing } from '../../chart/items.ts';
import { GRAINS, SCOPE_NOUNS, type Sense, HOLDINGS } from '../outline.ts';
import type { Narrow } from '../parts.ts';

export function headOfRank(sense: Sense, thing: Thing | null): Thing | null {
  const { parts, nouns, narrows } = sense;
  if (parts.which && parts.which.thing.dimension) return parts.which.thing;
  if (parts.led?.dimension) return parts.led;
  const nominal = parts.rank?.rank.nominal;
  if (nominal) return { ...HOLDINGS, plural: nominal === 'many' };
  if (thing === null && parts.ops.has('what') && parts.ops.has('own')) return HOLDINGS;
  if (thing?.dimension && !(thing.metrics.length > 0 && !thing.weak && parts.groups.length > 0)) return thing;
  const carried = narrows.map((narrow) => narrow.thing).find((noun) => noun?.dimension);
  if (carried?.dimension && !SCOPE_NOUNS.has(carried.dimension)) return carried;
  const group = parts.groups[0];
  const isOfHeld = [...nouns, ...narrows.map(({ from }) => from)].some(
    (noun) => noun?.plural && noun.rows?.subject === 'holdings',
  );
  if (group && GRAINS.has(group) && isOfHeld) return null;
  if (group)
    return {
      metrics: [],
      weak: false,
      dimension: group,
      rows: null,
      filter: null,
      plural: true,
      said: group,
      at: null,
    };
  if (parts.ops.has('who'))
    return {
      metrics: [],
      weak: false,
      dimension: 'client',
      rows: null,
      filter: null,
      plural: false,
      said: 'client',
      at: null,
    };
  const listed = narrows.find(({ joined, all }) => joined !== 'and' && all.length > 1);
  if (listed) return listedThing(listed);
  return (
    nouns.find((noun) => noun.plural && noun.dimension) ??
    nouns.find((noun) => noun.dimension && !SCOPE_NOUNS.has(noun.dimension)) ??
    null
  );
}

/** 'the Chen Active or the Long/Short account': what the members of the list are. */
function listedThing({ all, thing }: Narrow): Thing | null {
  const [first] = all;
  const dimension =
    first?.kind === 'values'
      ? (first.filters[0]?.dimension ?? null)
      : (first?.name.candidates[0]?.kind ?? null);
  if (dimension === null || dimension === 'benchmark') return null;
  return {
    metrics: [],
    weak: false,
    dimension: thing?.dimension ?? dimension,
    rows: null,
    filter: null,
    plural: false,
    said: dimension,
    at: null,
  };
}
