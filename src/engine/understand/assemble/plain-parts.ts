import { METRICS } from '../../../model/index.ts';
import type { Thing } from '../chart/items.ts';
import { ENTITIES } from './clauses.ts';
import { HOLDINGS, isEvent } from './outline.ts';
import {
  withCoupons,
  withFactBesides,
  withHeldByMost,
  withKindsLeftOut,
  withMoneyOfOwners,
} from './plain-bindings.ts';
import { withKindsAsked, withKindsCounted, withKindsListed } from './kinds-of-accounts.ts';
import type { Parts } from './parts.ts';
import { KINDS_AND_SIDES } from './plain-kinds.ts';
import {
  isSinceBought,
  withMembersMoved,
  withOrderOfSide,
  withSideNamed,
  withStretchesWhen,
  withRiseTold,
  withBothTerms,
  withInterestOnCash,
} from './sides-named.ts';

/** Parts that mean what other parts say plainly. Each change leaves what it does not know as it is. */
export function plainParts(parts: Parts): Parts {
  return CHANGES.reduce((changed, change) => change(changed), parts);
}

const CHANGES: readonly ((parts: Parts) => Parts)[] = [
  withHeldByMost,
  withPayers,
  withMoreTraded,
  withHistoryListed,
  withBreaks,
  withOpenBreaks,
  withFigureOfWhich,
  withoutMoneyMoved,
  withoutWholeOfMost,
  withMovesBounded,
  withAnyMember,
  withSideNamed,
  withStretchesWhen,
  withRiseTold,
  withBothTerms,
  withInterestOnCash,
  withMembersMoved,
  withMovedMembers,
  withOrderOfSide,
  withKindsCounted,
  withKindsAsked,
  withKindsListed,
  withRatioInPercent,
  withCurrencyOfAccounts,
  withGainsHeld,
  withEachListed,
  withFigureCompared,
  withFactBesides,
  withKindsLeftOut,
  withMoneyOfOwners,
  withCoupons,
  ...KINDS_AND_SIDES,
];

const BREAKS: Thing = {
  metrics: [],
  weak: false,
  dimension: null,
  rows: { subject: 'reconciliation', where: [] },
  filter: null,
  plural: true,
  said: 'breaks',
  at: null,
};

/** 'Positions that did not match the statement' are breaks. */
function withBreaks(parts: Parts): Parts {
  if (!parts.ops.has('mismatch')) return parts;
  const count = parts.count ? { ...parts.count, thing: BREAKS } : null;
  const things = [
    ...parts.things.filter(({ dimension }) => dimension === 'account' || dimension === 'client'),
    BREAKS,
  ];
  return { ...parts, count, which: null, things };
}

/** 'Open breaks': every break is open, and accounts are not spoken of. */
function withOpenBreaks(parts: Parts): Parts {
  const nouns = [...parts.things, parts.count?.thing, parts.which?.thing];
  const isOfBreaks = nouns.some((noun) => noun?.rows?.subject === 'reconciliation');
  if (parts.open !== true || !isOfBreaks || nouns.some((noun) => noun?.dimension === 'account')) return parts;
  return { ...parts, open: null, ops: new Set([...parts.ops].filter((op) => op !== 'open')) };
}

/** 'What fees have I paid as % of my assets', 'what income did my bonds bring': the noun of the question is a figure. */
function withFigureOfWhich(parts: Parts): Parts {
  const thing = parts.which?.thing;
  const isOfKind =
    thing?.plural === false &&
    parts.things.some(
      ({ rows, metrics }) => rows?.subject === 'holdings' && rows.where.length > 0 && metrics.length === 0,
    );
  const isRate = isOfKind || parts.ops.has('in_percent') || parts.ops.has('vs') || parts.ops.has('ratio');
  if (!thing || !isRate || thing.dimension !== null || thing.weak || thing.metrics.length === 0) return parts;
  return { ...parts, which: null, things: [thing, ...parts.things] };
}

const MOVING: ReadonlySet<string> = new Set([
  'withdrawals',
  'outflows',
  'inflows',
  'deposits',
  'net_contributions',
]);

/** 'Who took the most money out': the money that moved, not what the rest is worth. */
function withoutMoneyMoved(parts: Parts): Parts {
  const { rank, things } = parts;
  const isMoney = rank?.thing?.weak === true && /^(?:money|assets|funds)$/.test(rank.thing.said);
  if (!rank || !isMoney || !things.some(({ metrics, weak }) => weak && MOVING.has(metrics[0] ?? '')))
    return parts;
  return { ...parts, rank: { ...rank, thing: null } };
}

/** 'Whose portfolio is furthest from target': what is ranked are portfolios. */
function withoutWholeOfMost(parts: Parts): Parts {
  const { rank, things, ops } = parts;
  const noun = things.find(({ dimension, metrics }) => dimension !== null && metrics.length === 0);
  const isOfWhose = ops.has('who') && noun !== undefined && !noun.plural && ENTITY_NOUNS.has(noun.said);
  if (!isOfWhose || rank === null || parts.which !== null || rank.thing?.metrics[0] !== 'drift') return parts;
  return {
    ...parts,
    ops: new Set([...ops].filter((op) => op !== 'who')),
    which: { thing: noun, limit: null },
    things: things.filter((thing) => thing !== noun),
  };
}

const ENTITY_NOUNS: ReadonlySet<string> = new Set(['portfolio', 'account']);

/** 'Which accounts are up more than 10 %': what each gained is limited. */
function withMovesBounded(parts: Parts): Parts {
  const { ops, bounds, which, count, things } = parts;
  const isDown = ops.has('under_water');
  const [bound, ...more] = bounds;
  const head =
    which?.thing ?? count?.thing ?? things.find(({ dimension, plural }) => plural && dimension !== null);
  const isOfEntity = head?.dimension ? ENTITIES.has(head.dimension) : false;
  const isPercent = bound?.bounds.every(({ number }) => number.unit === 'percent') ?? false;
  // Of a holding a gain in percent is known against its cost.
  const isHeld = head?.rows?.subject === 'holdings' && isPercent && isSinceBought(parts);
  if (!(isDown || ops.has('in_profit')) || !bound || more.length > 0 || bound.metric) return parts;
  if (!isOfEntity && !isHeld) return parts;
  const metric: Thing = {
    ...BREAKS,
    metrics: ['gain'],
    weak: true,
    rows: null,
    plural: false,
    said: isDown ? 'lost' : 'gained',
  };
  return {
    ...parts,
    ops: new Set([...ops].filter((op) => op !== 'under_water' && op !== 'in_profit')),
    bounds: [{ ...bound, metric }],
  };
}

/** 'Any account with an overdraft': all those that have one. */
function withAnyMember(parts: Parts): Parts {
  const { ops, things, whether, bounds } = parts;
  const [noun, ...more] = things.filter(({ dimension }) => dimension !== null && ENTITIES.has(dimension));
  const isLimited = bounds.length > 0 || ops.has('overdrawn') || ops.has('negative');
  if (!ops.has('exists') || whether || !noun || noun.plural || more.length > 0 || !isLimited) return parts;
  return { ...parts, things: things.map((thing) => (thing === noun ? { ...thing, plural: true } : thing)) };
}

/** 'Clients losing money over the last year': which of them did, in it. */
function withMovedMembers(parts: Parts): Parts {
  const { ops, things, which, time, rank, count } = parts;
  const isSided = ops.has('under_water') || ops.has('in_profit');
  const isOver = time?.periods.length === 1 && time.periods[0]?.kind === 'range';
  const [noun, ...more] = things.filter(({ metrics }) => metrics.length === 0);
  const isHeld = noun?.rows?.subject === 'holdings' && !things.some(isEvent);
  const isOfEntity =
    noun?.plural === true && noun.dimension !== null && (isHeld || ENTITIES.has(noun.dimension));
  const isOther = which || rank || count || ops.has('share') || ops.has('in_percent');
  if (!isSided || !isOver || isOther || !isOfEntity || more.length > 0 || (parts.whether && !parts.namesSide))
    return parts;
  return { ...parts, which: { thing: noun, limit: null }, things: things.filter((thing) => thing !== noun) };
}

/** 'Accounts by currency and their value': the currency of the accounts. */
function withCurrencyOfAccounts(parts: Parts): Parts {
  const isOfAccounts = parts.things.length === 1 && parts.things[0]?.rows?.subject === 'accounts';
  if (!(parts.headed.includes('account') || isOfAccounts) || !parts.groups.includes('currency')) return parts;
  return {
    ...parts,
    groups: parts.groups.map((group) => (group === 'currency' ? 'account_currency' : group)),
  };
}

const OF_A_WHOLE: ReadonlySet<string> = new Set(['market_value', 'weight', 'cash', 'drift', 'excess_return']);

/** 'Fees as a percentage of income': the one figure held against the other. */
function withRatioInPercent(parts: Parts): Parts {
  const { ops, things, groups } = parts;
  const [first, second, ...more] = things.filter(({ metrics, weak }) => metrics.length > 0 && !weak);
  const [one = '', other = ''] = [first?.metrics[0], second?.metrics[0]];
  const isPair = parts.unjoined && second !== undefined && more.length === 0;
  if (!ops.has('in_percent') || !isPair || one === other || parts.rank || parts.count || groups.length > 0)
    return parts;
  const isMoney = [one, other].every(
    (name) => METRICS.get(name)?.unit === 'money' && !OF_A_WHOLE.has(name) && !name.endsWith('_gain'),
  );
  if (!isMoney || PARTS_OF_FIGURES[other]?.includes(one)) return parts;
  const rest = [...ops].filter((op) => op !== 'in_percent');
  return { ...parts, unjoined: false, ops: new Set([...rest, 'ratio']) };
}

/** Figures that are part of another one: of those a share is asked for. */
const PARTS_OF_FIGURES: Readonly<Record<string, readonly string[]>> = {
  income: ['dividends', 'interest'],
  fees: ['commissions', 'advisory_fees', 'custody_fees', 'account_fees'],
};

/** 'Positions up more than 20 %': against what they cost. */
function withGainsHeld(parts: Parts): Parts {
  const { bounds, which, count, things } = parts;
  const [bound, ...more] = bounds;
  const head =
    which?.thing ?? count?.thing ?? things.find(({ dimension, plural }) => plural && dimension !== null);
  const isGain = bound?.metric?.metrics[0] === 'gain' && bound.metric.weak;
  const isPercent = bound?.bounds.every(({ number }) => number.unit === 'percent') ?? false;
  if (!bound?.metric || !isGain || !isPercent || more.length > 0 || !isSinceBought(parts)) return parts;
  if (head?.rows?.subject !== 'holdings') return parts;
  const metric: Thing = { ...bound.metric, metrics: ['unrealized_gain'], weak: false };
  return { ...parts, bounds: [{ ...bound, metric }] };
}

/** 'Show me every dividend': all of them, one by one. */
function withEachListed(parts: Parts): Parts {
  const { ops, things, count, which, rank } = parts;
  const isListed = ops.has('list') || (ops.has('each') && ops.has('show'));
  const events = things.filter(({ rows, weak }) => rows !== null && !weak);
  if (!isListed || events.length !== 1 || count || which || rank || parts.groups.length > 0) return parts;
  return {
    ...parts,
    things: things.map((each) => (events.includes(each) ? { ...each, plural: true } : each)),
  };
}

/** 'Compare Amy and Bo by income': the figure that they are compared by. */
function withFigureCompared(parts: Parts): Parts {
  const { ops, order, narrows, things } = parts;
  const isOfSeveral = narrows.length > 0 && narrows.every(({ all, negated }) => !negated && all.length > 1);
  const named = things.filter(({ metrics, weak }) => metrics.length > 0 && !weak);
  const isJoined = named.every(({ at }) => (at?.start ?? 0) > (order?.at?.end ?? Infinity));
  if (!ops.has('compare') || !order || order.metrics.length === 0 || !isOfSeveral || !isJoined) return parts;
  return { ...parts, order: null, things: [order, ...things] };
}

const PAID_OUT: ReadonlySet<string> = new Set(['income', 'dividends', 'interest']);

/** 'Who pays the most dividends': which of the securities held. */
function withPayers(parts: Parts): Parts {
  const { ops, payer, things, rank, which } = parts;
  const isPaid = [...things, rank?.thing ?? null].some((thing) => PAID_OUT.has(thing?.metrics[0] ?? ''));
  if (!payer || !isPaid || which) return parts;
  const thing: Thing = { ...HOLDINGS, plural: false, said: 'holding' };
  return { ...parts, ops: new Set([...ops].filter((op) => op !== 'who')), which: { thing, limit: null } };
}

/** 'Did I buy more Apple': whether any was bought. */
function withMoreTraded(parts: Parts): Parts {
  const { rank, things, whether } = parts;
  const isTraded = things.some(({ weak, rows }) => weak && rows?.subject === 'transactions');
  const isMore = rank?.thing === null && rank.rank.tone === 'amount' && rank.rank.limit === null;
  return whether && isTraded && isMore ? { ...parts, rank: null } : parts;
}

/** 'The history of my trades in Apple' is the list of them. */
function withHistoryListed(parts: Parts): Parts {
  const { ops, things, groups } = parts;
  const isOfBookings = things.some(
    ({ rows, plural, metrics }) => rows?.subject === 'transactions' && plural && metrics.length === 0,
  );
  if (!ops.has('time_series') || !isOfBookings || groups.length > 0) return parts;
  return { ...parts, ops: new Set([...[...ops].filter((op) => op !== 'time_series'), 'list' as const]) };
}
