import type { Filter, InFilter, Plan } from '../../vocabulary/plan.ts';
import type { Fragment } from './fragment.ts';

const PARTIES: ReadonlySet<string> = new Set(['account', 'portfolio', 'client', 'advisor', 'account_type']);
const ENTITIES: ReadonlySet<string> = new Set([...PARTIES, 'custodian', 'security']);

/**
 * Things of these kinds stand for one another: 'and Boat Money?' after the Roth, 'only bonds' after 'only equities'.
 * 'Only the Roths' after a client's accounts are those of the client.
 */
const RIVALS: readonly ReadonlySet<string>[] = [
  new Set(['account', 'portfolio', 'client', 'advisor']),
  new Set(['account', 'account_type']),
  new Set(['security', 'asset_class']),
];

/**
 * The conditions after a follow-up: a new one takes the place of the old one on the same sort of thing, or widens it
 * where it was said beside it. 'All of them' drops what narrowed the question. Null where that makes no sense.
 */
export function filtersAfter(plan: Plan, { parts, filters, adds }: Fragment): readonly Filter[] | null {
  const widened = parts.ops.has('all') ? withoutNames(plan.where, filters) : plan.where;
  const fresh = parts.ops.has('all') ? filters.filter((filter) => !isExcluded(filter, plan.where)) : filters;
  if (fresh.length === 0) return widened;
  if (widened.some(({ kind }) => kind === 'without') && fresh.some(isOfHeld))
    return lackedToo(widened, fresh);
  // Of accounts opened in a time, closed ones are those that are closed now, or that were closed in it.
  if (fresh.some(({ kind }) => kind === 'open') && widened.some(({ kind }) => kind === 'during')) return null;
  const joint = adds ? joined(widened, fresh) : null;
  if (joint) return joint;
  return [...widened.filter((filter) => !fresh.some((each) => replaces(each, filter))), ...fresh];
}

const HELD: ReadonlySet<string> = new Set(['security', 'asset_class', 'sector', 'country', 'currency']);

function isOfHeld(filter: Filter): boolean {
  return filter.kind === 'in' && HELD.has(filter.dimension);
}

/** 'And no funds?', of clients without bonds: who has neither. What they do hold narrows none that lack something. */
function lackedToo(where: readonly Filter[], fresh: readonly Filter[]): readonly Filter[] | null {
  const more = fresh.map((filter): Filter | null => {
    if (filter.kind !== 'in' || !isOfHeld(filter)) return filter;
    return filter.negated ? { kind: 'without', rows: 'holdings', of: [{ ...filter, negated: false }] } : null;
  });
  const added = more.filter((filter) => filter !== null);
  return added.length < more.length ? null : [...where, ...added];
}

function isNamed(filter: Filter): boolean {
  return filter.kind === 'in' && !filter.negated && ENTITIES.has(filter.dimension);
}

/** 'Everyone', 'all of them, not just Apple': the names go that the last question was narrowed to. */
function withoutNames(where: readonly Filter[], filters: readonly Filter[]): readonly Filter[] {
  const denied = filters.filter((filter) => isExcluded(filter, where));
  if (denied.length === 0) return where.filter((filter) => !isNamed(filter));
  return where.filter((filter) => !denied.some((each) => sameKind(each, filter)));
}

/** A negated condition on just what the last question asked for. */
function isExcluded(filter: Filter, where: readonly Filter[]): boolean {
  return (
    filter.kind === 'in' &&
    filter.negated &&
    where.some(
      (each) =>
        each.kind === 'in' &&
        !each.negated &&
        each.dimension === filter.dimension &&
        each.values.every((value) => filter.values.includes(value)),
    )
  );
}

function sameKind(a: Filter, b: Filter): boolean {
  return a.kind === 'in' && b.kind === 'in' && a.dimension === b.dimension;
}

function replaces(fresh: Filter, old: Filter): boolean {
  if (fresh.kind === 'open' || fresh.kind === 'during') return old.kind === 'open' || old.kind === 'during';
  if (fresh.kind !== 'in' || old.kind !== 'in') return false;
  if (fresh.negated) return old.negated && sameKind(fresh, old);
  if (old.negated) return sameKind(fresh, old) && fresh.values.some((value) => old.values.includes(value));
  return areRivals(fresh.dimension, old.dimension);
}

/** Whether one of these kinds of things takes the place of the other. */
export function areRivals(a: string, b: string): boolean {
  return a === b || RIVALS.some((kinds) => kinds.has(a) && kinds.has(b));
}

/** Both the old and the new of one kind; null where they are of different kinds. */
function joined(where: readonly Filter[], fresh: readonly Filter[]): readonly Filter[] | null {
  const [only, more] = fresh;
  if (only?.kind !== 'in' || more || only.negated) return null;
  const old = where.find(
    (filter): filter is InFilter => filter.kind === 'in' && !filter.negated && sameKind(filter, only),
  );
  if (!old) return null;
  const values = [...new Set([...old.values, ...only.values])];
  return where.map((filter) => (filter === old ? { ...old, values } : filter));
}
