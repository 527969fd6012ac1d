import type { Candidate } from '../../../resolve/named-things.ts';
import type { InFilter, Thing } from '../../chart/items.ts';
import { ENTITY_SUBJECTS, GRAINS, SCOPE_NOUNS, type Sense, HOLDINGS } from '../outline.ts';
import type { Narrow } from '../parts.ts';

export function headOfRank(sense: Sense, thing: Thing | null): Thing | null {
  const { parts, nouns, narrows } = sense;
  if (HOLDERS.has(parts.rank?.rank.metric ?? '')) return heldByMost(sense, thing);
  if (parts.which && parts.which.thing.dimension) return parts.which.thing;
  if (parts.led?.dimension) return parts.led;
  const nominal = parts.rank?.rank.nominal;
  if (nominal) return { ...HOLDINGS, plural: nominal === 'many' };
  if (thing === null && parts.ops.has('what') && parts.ops.has('own')) return HOLDINGS;
  if (thing === null && contributes(sense)) return HOLDINGS;
  if (thing?.dimension && !(isFigure(thing) && parts.groups.length > 0)) return thing;
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

/** 'The largest assets per client': a figure before it is a noun; a 'dividend payer' is one that paid. */
function isFigure({ metrics, weak }: Thing): boolean {
  return metrics.length > 0 && !weak && !metrics.some((metric) => PAID_OUT.has(metric));
}

const PAID_OUT: ReadonlySet<string> = new Set(['dividends', 'income']);

/** Counts of who holds something: 'the most widely held stocks'. */
const HOLDERS: ReadonlySet<string> = new Set(['client_count', 'account_count']);

const NO_CASH: InFilter = { kind: 'in', dimension: 'asset_class', values: ['Cash'], negated: true };

/** What is held by the most is a security, whoever holds it. */
function heldByMost({ parts, nouns }: Sense, thing: Thing | null): Thing {
  const said = [thing, parts.which?.thing ?? null, ...nouns];
  const held = said.find((noun) => noun?.dimension === 'security' || noun?.rows?.subject === 'holdings');
  if (held?.rows && held.rows.where.length > 0) return { ...held, dimension: 'security' };
  const kind = said.find((noun) => noun?.filter?.dimension === 'asset_class');
  // Everybody holds cash.
  const where = [kind?.filter ?? NO_CASH];
  return {
    ...HOLDINGS,
    rows: { subject: 'holdings', where },
    plural: (held ?? kind ?? thing)?.plural ?? false,
  };
}

/** 'What contributed most to my gains': what is held. */
function contributes({ parts: { rank, ops, groups }, nouns }: Sense): boolean {
  const asksWhat = ops.has('what') || ops.has('which');
  const isBare =
    groups.length === 0 && nouns.every(({ plural, dimension }) => !plural && dimension === 'portfolio');
  return rank?.rank.metric === 'gain' && asksWhat && isBare && !ops.has('who');
}

/** What every name of a list may stand for: a client before the accounts that bear his or her name. */
function kindOfAll(all: Narrow['all']): Candidate['kind'] | null {
  const kinds = all.map((each) => (each.kind === 'name' ? each.name.candidates.map(({ kind }) => kind) : []));
  const shared = (kinds[0] ?? []).filter((kind) => kinds.every((each) => each.includes(kind)));
  return shared.includes('client') ? 'client' : (shared[0] ?? kinds[0]?.[0] ?? null);
}

/** 'the Chen Active or the Long/Short account': what the members of the list are. */
function listedThing({ all, thing }: Narrow): Thing | null {
  const [first] = all;
  const dimension = first?.kind === 'values' ? (first.filters[0]?.dimension ?? null) : kindOfAll(all);
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

/** The figure that the superlative itself names. An account is dear for what it costs; it has no price. */
export function metricOfRank({ parts: { rank, which } }: Sense): string | null {
  const dimension = rank?.thing?.dimension ?? which?.thing.dimension ?? null;
  const isPriced = rank?.rank.metric === 'price' && dimension !== null && ENTITY_SUBJECTS[dimension];
  return isPriced ? 'fees' : (rank?.rank.metric ?? null);
}
