import { namesAccounts } from './whiches.ts';
import type { Dimension } from '../../../../vocabulary/plan.ts';
import type { Rank, Thing } from '../../chart/items.ts';
import { figures, listing } from '../builders.ts';
import { LOSS } from './closed-lots.ts';
import {
  GRAINS,
  type Outline,
  type Pattern,
  type Sense,
  eventNoun,
  isEvent,
  namesSecurity,
  outline,
} from '../outline.ts';

/** 'When did I last …', 'the last 5 trades', 'first deposit', 'when was the largest withdrawal'. */
export const ends: Pattern = (sense) => {
  const { parts } = sense;
  const asksWhen = parts.ops.has('when');
  const held = heldLongest(sense);
  if (held) return held;
  if (!parts.ends && !asksWhen) return null;
  if (parts.count || parts.average || parts.ops.has('share')) return 'reject';
  const noun = parts.ends?.thing ?? parts.rank?.thing ?? eventNoun(parts, sense) ?? paymentOf(sense);
  if (
    asksWhen &&
    !parts.rank &&
    !parts.ends &&
    sense.metrics.length === 1 &&
    sense.metrics[0] === 'max_drawdown'
  )
    return figures(sense, ['max_drawdown']);
  const opened = asksWhen && !parts.rank && !parts.ends ? openingOf(sense) : null;
  if (opened) return opened;
  if (parts.ends?.thing?.rows?.subject === 'accounts') return openedLast(sense, parts.ends.thing);
  const asked = parts.ends?.thing === null ? (parts.which?.thing ?? null) : null;
  // 'Which of my accounts is the oldest'.
  if (asked?.rows?.subject === 'accounts') return openedLast(sense, { ...asked, plural: false });
  if (asksWhen && parts.rank && !noun?.rows) return extremeDay(sense);
  if (!noun?.rows || !isEvent(noun)) return asksWhen ? 'reject' : null;
  if (parts.rank?.rank.tone === 'amount') return dayOfMost(sense, noun);
  if (parts.rank) return rankedRows(sense, noun, parts.rank.rank);
  if (!parts.ends) return listing(sense, noun, { metrics: [], order: { by: 'date', direction: 'desc' } });
  const { side, limit } = parts.ends;
  if (limit !== null || noun.plural) {
    const direction = side === 'first' ? 'asc' : 'desc';
    const rows = listing(sense, noun, { metrics: [], order: { by: 'date', direction }, limit: limit ?? 10 });
    return limit === null && rows !== 'reject' ? { ...rows, limit: 10, cost: 0.3 } : rows;
  }
  if (sense.groups.length > 0) {
    const direction = side === 'first' ? 'asc' : 'desc';
    const order = { by: 'date', direction } as const;
    return listing({ ...sense, groups: [] }, noun, {
      metrics: [],
      order,
      limit: 1,
      limitPer: sense.groups,
    });
  }
  return listing(sense, noun, { metrics: [], derive: side });
};

/** 'When did Apple last pay me': what it paid out. */
function paymentOf({ parts, metrics, faint, narrows }: Sense): Thing | null {
  const isPaid = faint.join() === 'income' || (faint.length === 0 && parts.passedVerb && parts.paysAsker);
  const isOfOne = narrows.length === 1 && narrows.every((narrow) => !narrow.negated && namesSecurity(narrow));
  if (!parts.ops.has('when') || metrics.length > 0 || !isPaid || !isOfOne) return null;
  return { ...LOTS, rows: { subject: 'income', where: [] }, said: 'payment' };
}

const LOTS: Thing = {
  metrics: [],
  weak: false,
  dimension: null,
  rows: { subject: 'lots', where: [] },
  filter: null,
  plural: false,
  said: 'lots',
  at: null,
};

/** 'How long have I held Apple', 'my oldest position': the open lot that was bought first, or last. */
function heldLongest(sense: Sense): Outline | 'reject' | null {
  const { parts, metrics, groups } = sense;
  const since = parts.ops.has('held_since');
  const noun = parts.ends?.thing ?? null;
  const isOldest = noun?.rows?.subject === 'holdings';
  if (!since && !isOldest) return null;
  if (metrics.length > 0 || groups.length > 0 || parts.time !== null || parts.rank || parts.bounds.length > 0)
    return 'reject';
  if (since && sense.narrows.length > 0 && sense.narrows.every(namesAccounts))
    return outline(sense, { subject: 'accounts' });
  if (since) return sense.narrows.some(namesSecurity) ? listing(sense, LOTS, { derive: 'first' }) : 'reject';
  const { side = 'first', limit = null } = parts.ends ?? {};
  if (limit !== null || noun?.plural === true) {
    const order = { by: 'date', direction: side === 'first' ? 'asc' : 'desc' } as const;
    const where = [...sense.base, ...(noun?.rows?.where ?? [])];
    return listing(sense, LOTS, { where, order, limit: limit ?? 10 });
  }
  return listing(sense, LOTS, { where: [...sense.base, ...(noun?.rows?.where ?? [])], derive: side });
}

/** 'When was the account opened': the register says it. */
function openingOf(sense: Sense): Outline | 'reject' | null {
  const isOpening = sense.base.some(({ kind }) => kind === 'during') || sense.parts.open === false;
  if (!isOpening || sense.metrics.length > 0 || sense.groups.length > 0 || sense.parts.time !== null)
    return null;
  // 'What was in it when it was closed' asks for more than the day.
  if ((['what', 'what_in', 'how_much'] as const).some((op) => sense.parts.ops.has(op))) return 'reject';
  const where = sense.base.filter(({ kind }) => kind !== 'during' && kind !== 'open');
  return outline(sense, { subject: 'accounts', where });
}

/** 'Which day had the most trades': how many there were on it. */
function dayOfMost(sense: Sense, { rows }: Thing): Outline | 'reject' {
  const { rank } = sense.parts.rank ?? {};
  if (!rank || rows?.subject !== 'transactions' || sense.metrics.length > 0 || sense.groups.length > 0)
    return 'reject';
  return outline(sense, {
    metrics: ['transaction_count'],
    by: ['day'],
    where: [...sense.base, ...rows.where],
    order: { by: 'transaction_count', direction: rank.direction },
    limit: 1,
    derive: 'extreme',
  });
}

/** 'The newest accounts': by the day on which they were opened. */
function openedLast(sense: Sense, noun: Thing): Outline | 'reject' {
  const { side = 'last', limit = null } = sense.parts.ends ?? {};
  if (sense.parts.ops.has('when') || sense.metrics.length > 0 || sense.groups.length > 0) return 'reject';
  // The account that was opened last was opened at some time.
  const base =
    sense.parts.time === null
      ? sense.base.filter((filter) => !(filter.kind === 'during' && filter.event === 'opened'))
      : sense.base;
  return listing({ ...sense, base }, noun, {
    order: { by: 'date', direction: side === 'first' ? 'asc' : 'desc' },
    limit: limit ?? (noun.plural ? 10 : 1),
  });
}

/** 'When was my portfolio worth the most?': the day of an extreme. */
function extremeDay(sense: Sense): Outline | 'reject' {
  const rank = sense.parts.rank;
  const isBest = rank?.rank.tone === 'quality' && GRAINS.has(rank.thing?.dimension ?? 'account');
  const height = rank?.thing?.weak === false ? rank.thing.metrics[0] : undefined;
  const metric =
    sense.metrics[0] ??
    (height === 'market_value' || height === 'cash' ? height : undefined) ??
    (isAtItsHeight(sense) ? 'market_value' : isBest && sense.faint.length === 0 ? 'twr' : undefined);
  if (metric === undefined || !rank || sense.metrics.length > 1 || sense.groups.length > 0) return 'reject';
  const grain = sense.head?.dimension;
  const by: Dimension = grain && GRAINS.has(grain) ? grain : 'day';
  return outline(sense, {
    metrics: [metric],
    by: [by],
    order: { by: metric, direction: rank.rank.direction },
    limit: 1,
    derive: 'extreme',
  });
}

/** 'When was my portfolio at its lowest': of its value. */
function isAtItsHeight({ parts: { rank, things }, faint }: Sense): boolean {
  if (rank?.thing !== null || rank.rank.overTime !== true || faint.length > 0) return false;
  return things.every(({ dimension }) => dimension === 'portfolio' || dimension === 'account');
}

/** 'largest withdrawal', 'biggest realized loss', 'five largest trades'. */
export function rankedRows(sense: Sense, noun: Thing, rank: Rank): Outline | 'reject' {
  if ((sense.parts.time?.periods.length ?? 0) > 1) return 'reject';
  const isLoss = /\bloss(es)?\b/.test(noun.said);
  // 'The largest sales with the gain': a booking does not tell what came of it.
  if (sense.metrics.some((metric) => !noun.metrics.includes(metric) && !OF_BOOKINGS.has(metric)))
    return 'reject';
  // The largest loss is the lowest gain, and so is the worst one.
  const isTurned = isLoss && noun.rows?.subject === 'realized_gains' && rank.tone !== 'quality';
  const direction = isTurned ? opposite(rank.direction) : rank.direction;
  const limit = rank.limit ?? (noun.plural ? 10 : 1);
  const order = { by: 'amount', direction } as const;
  // The smallest gain is no loss.
  const isOneSided = isLoss && noun.rows?.subject === 'realized_gains' && !/\bgains?\b/.test(noun.said);
  const where = isOneSided ? [...sense.base, LOSS] : sense.base;
  const each = sense.groups.length > 0 ? { limitPer: sense.groups } : {};
  return listing({ ...sense, base: where, groups: [] }, noun, { metrics: [], order, limit, ...each });
}

/** What a row of a listing tells besides what it is. */
const OF_BOOKINGS: ReadonlySet<string> = new Set(
  'quantity price transaction_amount fees commissions taxes income dividends interest cost_basis realized_gain proceeds unrealized_gain market_value reconciliation_difference'.split(
    ' ',
  ),
);

/** 'The largest deposit of each client': one of the bookings of each. */
export function isOneOfEach({ groups, metrics }: Sense, thing: Thing, { tone, both }: Rank): boolean {
  const isEach = groups.every((group) => !GRAINS.has(group) && group !== 'term');
  return (
    (tone === 'size' || /\bloss$/.test(thing.said)) &&
    !both &&
    !thing.plural &&
    metrics.length === 0 &&
    isEach
  );
}

export function opposite(direction: Rank['direction']): Rank['direction'] {
  return direction === 'asc' ? 'desc' : 'asc';
}
