import { METRICS } from '../../../model/index.ts';
import type { InFilter } from '../chart/items.ts';
import { ENTITIES } from './clauses.ts';
import { EVENTS, isOnSecurities } from './outline.ts';
import { on } from './loose-parts.ts';
import type { Parts } from './parts.ts';

/** 'The biggest withdrawal, and from which account': rows tell their account and security by themselves. */
export function withFactBesides(parts: Parts): Parts {
  const { rank, which, whichBesides } = parts;
  const dimension = whichBesides?.dimension ?? null;
  const ranked = rank?.thing;
  const isRow = ranked?.rows ? EVENTS.has(ranked.rows.subject) && !ranked.weak : false;
  const isTold = dimension === 'account' || dimension === 'security';
  if (!isRow || !isTold || which?.thing !== whichBesides || which?.limit !== null) return parts;
  return { ...parts, which: null, ops: new Set([...parts.ops].filter((op) => op !== 'which')) };
}

/** 'Net cash flow without transfers': bookings that are left out, where no members are spoken of that have none. */
export function withKindsLeftOut(parts: Parts): Parts {
  const { things, which, count, headed, narrows, ops } = parts;
  const nouns = [...things, which?.thing, count?.thing];
  const isOfMembers =
    headed.length > 0 ||
    ops.has('who') ||
    nouns.some((noun) => noun?.plural && noun.dimension && ENTITIES.has(noun.dimension));
  const isOfFlows = things.some(
    ({ metrics, weak }) =>
      !weak && metrics.some((metric) => METRICS.get(metric)?.facts.some((fact) => OF_BOOKINGS.has(fact))),
  );
  const kinds = parts.extras.flatMap((each) =>
    each.kind === 'without' && each.rows === 'transactions' && !each.negated ? (each.of ?? []) : [],
  );
  if (isOfMembers || !isOfFlows || kinds.length === 0) return parts;
  const isIncome = things.some(({ metrics }) => metrics[0] === 'income');
  const left = kinds.map((filter) => ({
    cat: 'narrow' as const,
    all: [{ kind: 'values' as const, filters: [isIncome ? ofIncome(filter) : filter] }],
    negated: true,
    joined: 'and' as const,
    thing: null,
    from: null,
  }));
  return {
    ...parts,
    extras: parts.extras.filter((each) => each.kind !== 'without' || each.of === undefined),
    narrows: [...narrows, ...left],
  };
}

const OF_BOOKINGS: ReadonlySet<string> = new Set(['flows', 'dated_flows', 'transactions', 'income']);

/** The kinds of income that bookings of these types are. */
function ofIncome({ values, ...filter }: InFilter): InFilter {
  const kinds = values.map((type) => (type === 'INTEREST' ? 'interest' : 'dividend'));
  return { ...filter, dimension: 'income_kind', values: [...new Set(kinds)] };
}

/** 'Which bank holds the least of my clients' money': what they have there, and not how many they are. */
export function withMoneyOfOwners(parts: Parts): Parts {
  const { rank, things } = parts;
  const owner = rank?.thing;
  const money = things.find(({ weak, metrics, rows }) => weak && metrics[0] === 'market_value' && !rows);
  const isOwner = owner?.plural === true && owner.dimension === 'client' && owner.metrics.length === 0;
  if (rank?.rank.tone !== 'amount' || !isOwner || !money || !parts.which) return parts;
  return {
    ...parts,
    rank: { ...rank, thing: { ...money, weak: false } },
    things: things.filter((thing) => thing !== money),
  };
}

/** Coupons are the interest of bonds, and none of it that cash bears. */
export function withCoupons(parts: Parts): Parts {
  const { things, count, which, rank, ends, average, narrows } = parts;
  const nouns = [...things, count?.thing, which?.thing, rank?.thing, ends?.thing, average?.thing];
  const isSaid = nouns.some(
    (noun) => noun && /^(?:bond interest|coupons?(?: income| payments?)?)$/.test(noun.said),
  );
  return isSaid && narrows.every(({ all }) => !all.some(isOnSecurities))
    ? { ...parts, narrows: [...narrows, on('asset_class', 'Fixed Income')] }
    : parts;
}

/** 'Which security do most clients hold': by how many hold it, not by what it is worth. */
export function withHeldByMost(parts: Parts): Parts {
  const { rank, which } = parts;
  const holder = rank?.thing ?? null;
  const isHeld = which?.thing.dimension === 'security' || which?.thing.rows?.subject === 'holdings';
  const isMost = rank?.rank.tone === 'amount' && rank.rank.metric === undefined && holder?.plural === true;
  if (!rank || !isHeld || !isMost || !holder || holder.metrics.length > 0) return parts;
  const metric =
    holder.dimension === 'client' ? 'client_count' : holder.dimension === 'account' ? 'account_count' : null;
  return metric === null ? parts : { ...parts, rank: { rank: { ...rank.rank, metric }, thing: null } };
}
