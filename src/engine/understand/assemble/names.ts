import type { Catalog } from '../../catalog.ts';
import type { Candidate } from '../../resolve/named-things.ts';
import { accountsBehind, type Reach } from '../../resolve/reach.ts';
import type { EntityDimension } from '../../../vocabulary/plan.ts';
import type { InFilter, NameRef } from '../chart/items.ts';

/** One way to read a name: what it narrows to, and how to write it so that it can mean nothing else. */
export interface NameReading {
  readonly filter: InFilter;
  readonly label: string;
  /** What a reader knows it by, where the label is an id: 'Growth of Ivan Ibarra'. */
  readonly called?: string;
}

/** The ways to read a name, one where it is clear. A benchmark narrows nothing and gives none. */
export function readName(ref: NameRef, catalog: Catalog, reach: Reach): readonly NameReading[] {
  const candidates = ref.candidates.filter(({ kind }) => kind !== 'benchmark');
  const [first] = candidates;
  if (!first) return [];
  if (ref.several && candidates.every(({ kind }) => kind === first.kind)) {
    return [
      {
        filter: filterOn(
          first.kind,
          candidates.map(({ id }) => id),
        ),
        label: ref.said,
      },
    ];
  }
  const kept = contained(candidates, catalog, reach);
  const labels = kept.map(({ label }) => label);
  return kept.map((candidate) => {
    const filter = filterOn(candidate.kind, [candidate.id]);
    const isShared = labels.filter((label) => label === candidate.label).length > 1;
    return isShared
      ? { filter, label: candidate.id, called: withOwner(candidate, catalog) }
      : { filter, label: candidate.label };
  });
}

/** A name that several share, with whose it is. */
function withOwner({ kind, id, label }: Candidate, catalog: Catalog): string {
  const owner =
    kind === 'portfolio'
      ? catalog.portfolios.get(id)?.clientId
      : kind === 'account'
        ? catalog.accounts.get(id)?.clientId
        : undefined;
  const name = owner === undefined ? undefined : catalog.clients.get(owner)?.name;
  return name === undefined ? `${label} (${id})` : `${label} of ${name}`;
}

function filterOn(kind: Candidate['kind'], ids: readonly string[]): InFilter {
  return { kind: 'in', dimension: kind as EntityDimension, values: ids, negated: false };
}

/** Of names of the very same accounts the widest is meant: a client's is that of somebody. */
const BREADTH: readonly Candidate['kind'][] = ['account', 'portfolio', 'client'];

function breadth({ kind }: Candidate): number {
  return BREADTH.indexOf(kind);
}

/**
 * A family name stands for the client although accounts carry it too: what lies wholly within another candidate is
 * left out, and names of one and the same account are one.
 */
function contained(candidates: readonly Candidate[], catalog: Catalog, reach: Reach): readonly Candidate[] {
  if (candidates.length < 2) return candidates;
  const sets = candidates.map((candidate) => ({
    candidate,
    nests: candidate.kind === 'client' || candidate.kind === 'portfolio' || candidate.kind === 'account',
    ids: new Set(accountsBehind(catalog, candidate, reach).map(({ id }) => id)),
  }));
  const kept = sets.filter(
    (each, index) =>
      !sets.some((other, at) => {
        if (at === index || !each.nests || !other.nests) return false;
        const isWithin = [...each.ids].every((id) => other.ids.has(id));
        if (!isWithin || other.ids.size > each.ids.size) return isWithin;
        const wider = breadth(other.candidate) - breadth(each.candidate);
        return wider > 0 || (wider === 0 && at < index);
      }),
  );
  return kept.map(({ candidate }) => candidate);
}
