import type { Subject } from '../../../../vocabulary/plan.ts';
import type { Thing } from '../../chart/items.ts';
import { conditionsOf, figures, listing } from '../builders.ts';
import { nounFilters } from '../narrow.ts';
import { LOSS, soldOnSide } from './closed-lots.ts';
import {
  EVENTS,
  HOLDINGS,
  type Outline,
  type Pattern,
  SPLITS,
  type Sense,
  eventNoun,
  isOnSecurities,
  namesSecurity,
  outline,
} from '../outline.ts';
import type { Parts } from '../parts.ts';
import { namesAccounts } from './whiches.ts';

/** 'List my purchases', 'holdings worth more than $50,000', 'what do I own', 'just the bonds'. */
export const listings: Pattern = (sense) => {
  const { parts, nouns, metrics, head } = sense;
  const { ops } = parts;
  if (
    parts.average ||
    ops.has('how_much') ||
    ops.has('total') ||
    ops.has('how_did') ||
    ops.has('time_series')
  )
    return null;
  // 'UK vs US stocks': what there is of each.
  const isCompared = sense.narrows.some(
    ({ joined, all }) => joined === 'vs' && all.length > 1 && all.every(({ kind }) => kind === 'values'),
  );
  if (isCompared && metrics.length === 0 && head?.rows?.subject === 'holdings' && sense.groups.length === 0)
    return figures(sense, ['market_value']);
  const sold = soldOnSide(sense);
  if (sold) return sold;
  const losses = lossesWithin(sense);
  if (losses) return losses;
  const bookings = mergedBookings(
    parts.things.filter((thing) => thing.rows && EVENTS.has(thing.rows.subject) && isListed(thing, parts)),
  );
  const gains = gainsOfSales(sense, bookings);
  if (gains) return gains;
  const [amount] = bookings?.metrics ?? [];
  if (bookings && amount !== undefined && isOfEntities(sense, bookings)) return figures(sense, [amount]);
  if (bookings && sense.groups.length === 0) {
    const others = metrics.filter((metric) => !bookings.metrics.includes(metric));
    if (
      others.every((metric) =>
        ['quantity', 'price', 'transaction_amount', 'cost_basis', 'realized_gain'].includes(metric),
      ) &&
      !(others.includes('cost_basis') && isExchange(bookings))
    ) {
      const rows = listing(sense, bookings, { metrics: [], having: [] });
      const isLosses = bookings.rows?.subject === 'realized_gains' && isOfLosses(bookings);
      if (!isLosses || rows === 'reject') return rows;
      return parts.bounds.length > 0 ? rows : { ...rows, where: [...rows.where, LOSS] };
    }
    return metrics.length > 0 ? null : 'reject';
  }
  const breaks = parts.things.find((thing) => thing.rows?.subject === 'reconciliation');
  if (breaks && sense.groups.length === 0 && metrics.every((metric) => breaks.metrics.includes(metric))) {
    return listing(sense, breaks, { metrics: [] });
  }
  const ownsWhat =
    !parts.saidTotal &&
    ops.has('own') &&
    (ops.has('what') || (ops.has('which') && parts.which === null)) &&
    !sense.narrows.some(namesSecurity);
  const carried =
    sense.narrows.find(({ thing }) => thing?.rows?.subject === 'holdings' && thing.plural)?.thing ?? null;
  const held = nouns.find((noun) => noun.rows?.subject === 'holdings' && noun.plural) ?? carried;
  const lossy =
    held !== null &&
    metrics.length === 1 &&
    metrics[0] === 'unrealized_gain' &&
    parts.things.some(({ said }) => /\bloss/.test(said));
  if (lossy && sense.groups.length === 0) {
    return listing(sense, held, {
      metrics,
      having: [{ metric: 'unrealized_gain', comparison: '<', value: '0' }],
    });
  }
  if (ops.has('what_in') && metrics.length === 0 && sense.groups.length === 0)
    return listing(sense, HOLDINGS);
  if (
    held &&
    (ops.has('list') || !sense.narrows.some(namesSecurity)) &&
    (metrics.length === 0 ||
      ops.has('list') ||
      ops.has('show') ||
      parts.bounds.length > 0 ||
      conditionsOf(sense).length > 0)
  ) {
    if (sense.groups.every((group) => group === 'security'))
      return listing({ ...sense, groups: [] }, held, { metrics });
    if (ops.has('list') && sense.groups.length === 1 && sense.groups.every((group) => SPLITS.has(group)))
      return listing(sense, held, { metrics });
    if (metrics.length === 0 && !parts.passedVerb)
      return figures(sense, ['market_value'], {
        derive: sense.groups.every((group) => SPLITS.has(group)) ? 'share' : null,
        where: [...sense.base, ...nounFilters(held)],
      });
  }
  const isSide = ops.has('under_water') || ops.has('in_profit');
  const asksWhat =
    (ops.has('what') || ops.has('which') || ops.has('exists')) &&
    nouns.length === 0 &&
    sense.faint.length === 0;
  if (isSide && asksWhat && parts.time === null && metrics.length === 0 && sense.groups.length === 0)
    return listing(sense, HOLDINGS);
  const isAllBut =
    ops.has('all') && sense.narrows.some((narrow) => narrow.negated && narrow.all.some(isOnSecurities));
  if (
    isAllBut &&
    metrics.length + nouns.length + sense.faint.length + sense.groups.length === 0 &&
    !parts.passedVerb
  )
    return listing(sense, HOLDINGS);
  if (ownsWhat && metrics.length === 0 && sense.groups.length === 0) return listing(sense, HOLDINGS);
  const onlyValues =
    metrics.length === 0 &&
    nouns.every((noun) => noun.dimension === 'account' || noun.dimension === 'portfolio') &&
    sense.groups.length === 0;
  const securityValues = sense.narrows.some(({ all }) =>
    all.some(
      (each) =>
        each.kind === 'values' &&
        each.filters.some(
          ({ dimension }) => dimension === 'asset_class' || dimension === 'sector' || dimension === 'country',
        ),
    ),
  );
  if (
    onlyValues &&
    securityValues &&
    (ops.has('list') || ops.has('show') || ops.has('only')) &&
    !parts.passedVerb
  )
    return listing(sense, HOLDINGS);
  const any = anyWithout(sense);
  if (any) return listing(sense, any, { holders: true });
  if (metrics.length === 0 && head?.rows && ENTITY_OF_ROWS.has(head.rows.subject) && head.plural) {
    if (parts.asksHowItDid || (sense.faint.length > 0 && !ops.has('own'))) return null;
    return parts.bounds.some(({ metric }) => metric !== null)
      ? boundedEntities(sense, head)
      : listing(sense, head);
  }
  return null;
};

/** 'My sales with the gain on each': the closed lots tell it. */
function gainsOfSales(sense: Sense, bookings: Thing | undefined): Outline | 'reject' | null {
  const { metrics, parts, groups } = sense;
  const isOfSales = bookings?.rows?.subject === 'transactions' && bookings.metrics.join() === 'sales';
  const isGain =
    metrics.length > 0 && metrics.every((metric) => ['gain', 'realized_gain', 'sales'].includes(metric));
  if (!isOfSales || !isGain || !metrics.some((metric) => metric !== 'sales') || !bookings?.plural)
    return null;
  if (groups.length > 0 || parts.bounds.length > 0) return 'reject';
  return outline(sense, { subject: 'realized_gains' });
}

/** 'Unrealized losses over 10,000': the holdings that have one. */
function lossesWithin(sense: Sense): Outline | 'reject' | null {
  const { parts, metrics, nouns, groups, faint } = sense;
  const [bound, ...more] = parts.bounds;
  const isOne = metrics.length === 0 && nouns.length === 0 && groups.length === 0 && faint.length === 0;
  if (!isOne || more.length > 0 || bound?.metric?.metrics[0] !== 'unrealized_gain' || parts.whether)
    return null;
  return bound.metric.plural
    ? listing(sense, HOLDINGS, {
        metrics: ['unrealized_gain'],
        order: { by: 'unrealized_gain', direction: /\bloss/.test(bound.metric.said) ? 'asc' : 'desc' },
      })
    : null;
}

/** 'Accounts with income over 1,000' are accounts; 'deposits over 1,000 in my accounts' are deposits. */
function isOfEntities({ head, parts, groups }: Sense, { at }: Thing): boolean {
  const isEntity = head?.rows && head.plural && ENTITY_OF_ROWS.has(head.rows.subject);
  const comesFirst = head?.at && at ? head.at.start < at.start : false;
  return Boolean(isEntity && comesFirst && parts.bounds.length > 0 && groups.length === 0);
}

/** What changing money cost stands in none of its bookings. */
function isExchange({ rows }: Thing): boolean {
  return (rows?.where ?? []).some((filter) => filter.kind === 'in' && filter.values.includes('FX'));
}

const ENTITY_OF_ROWS: ReadonlySet<Subject> = new Set(['accounts', 'portfolios', 'clients', 'advisors']);

/** 'Deposits and withdrawals' are one list of both types. */
function mergedBookings(things: readonly Thing[]): Thing | undefined {
  const [first, ...rest] = things;
  if (!first || rest.length === 0) return first;
  const filters = things.map((thing) => (thing.rows?.where.length === 1 ? thing.rows.where[0] : undefined));
  const values: (string | null)[] = [];
  for (const [index, filter] of filters.entries()) {
    const sameSubject = things[index]?.rows?.subject === first.rows?.subject;
    if (!sameSubject || filter?.kind !== 'in' || filter.negated) return undefined;
    values.push(...filter.values);
  }
  const [filter] = filters;
  if (filter?.kind !== 'in' || !first.rows) return undefined;
  return {
    ...first,
    metrics: things.flatMap(({ metrics }) => metrics),
    rows: { ...first.rows, where: [{ ...filter, values: [...new Set(values)] }] },
  };
}

/** Nouns with a figure of their own are listed when they are asked for one by one. */
const DONE = /^(?:bought|sold|traded|deposited|withdrew|withdrawn)$/;

const DIRECTIONS = ['order_up', 'order_down', 'newest_first', 'oldest_first'] as const;

function isListed(thing: Thing, { ops, bounds, groups }: Parts): boolean {
  if (thing.metrics.length === 0) return true;
  // Losses by themselves have no net figure: they are told one by one.
  if (thing.rows?.subject === 'realized_gains' && isOfLosses(thing) && groups.length === 0) return true;
  if (bounds.length > 0 && groups.length === 0 && !thing.weak) return true;
  if (thing.weak && ops.has('show') && DONE.test(thing.said) && groups.length === 0) return true;
  if (thing.weak) return ops.has('list') && (thing.plural || DONE.test(thing.said));
  if (/\b(payments|bookings|transactions|lots|trades)$/.test(thing.said)) return true;
  const isEach = ops.has('each') && (ops.has('list') || thing.plural);
  const isOrdered = groups.length === 0 && DIRECTIONS.some((op) => ops.has(op));
  if (thing.rows?.subject === 'fees') return thing.plural && ops.has('list') && groups.length === 0;
  return isEach || (thing.plural && (ops.has('list') || isOrdered));
}

/** Losses alone, not 'gains and losses'. */
function isOfLosses({ said }: Thing): boolean {
  return /\blosses$/.test(said) && !/gain|profit/.test(said);
}

/** 'Clients with more than 50,000 in cash'. */
function boundedEntities(sense: Sense, head: Thing): Outline | 'reject' {
  const metric = sense.parts.bounds[0]?.metric?.metrics[0];
  if (metric === undefined || !head.dimension) return 'reject';
  return figures(sense, [metric], { by: [head.dimension, ...sense.groups] });
}

/** 'Any client without bonds': the register of those. */
function anyWithout({ nouns, parts, metrics, narrows, groups, base }: Sense): Thing | null {
  const [noun, ...more] = nouns;
  const isOfHolders = narrows.some(({ negated }) => negated) || base.some(({ kind }) => kind === 'without');
  const isAny =
    parts.ops.has('exists') && isOfHolders && metrics.length + groups.length + parts.bounds.length === 0;
  return isAny && noun?.rows && more.length === 0 && ENTITY_OF_ROWS.has(noun.rows.subject) ? noun : null;
}

/** 'Do I hold any Facebook?', 'Did I ever sell Apple?' */
export const yesNo: Pattern = (sense) => {
  const { parts, metrics } = sense;
  const isEver = parts.time?.periods.some(({ label }) => label === 'since inception') ?? false;
  // 'Was Apple ever in my portfolio'.
  const asksOfAnyTime = parts.whether && isEver && parts.ops.has('own') && sense.narrows.every(namesSecurity);
  const asksOfHolder =
    parts.whether &&
    parts.ops.has('own') &&
    sense.narrows.some(namesAccounts) &&
    sense.narrows.some(namesSecurity);
  if (
    !(parts.ops.has('yes_no') || asksOfHolder || asksOfAnyTime) ||
    metrics.length > 0 ||
    sense.groups.length > 0
  )
    return null;
  const isBeside = sense.narrows.some(({ joined, all }) => joined === 'vs' && all.length > 1);
  if (parts.ops.has('own') && isBeside && sense.faint.length === 0) return figures(sense, ['market_value']);
  const sold = soldOnSide(sense);
  if (sold) return sold === 'reject' ? sold : { ...sold, derive: 'exists' };
  // 'Do both A and B hold Apple': how much of it each of them holds.
  const isOfBoth = sense.narrows.some((narrow) => narrow.each === true && namesAccounts(narrow));
  if (isOfBoth) return figures({ ...sense, groups: ['account'] }, ['quantity', 'market_value']);
  const event = eventNoun(parts, sense);
  const asksWhen = parts.ops.has('and_when') || parts.ops.has('when');
  if (event) return listing(sense, event, { metrics: [], derive: asksWhen ? null : 'exists' });
  const held = sense.nouns.find((noun) => noun.rows?.subject === 'holdings' && noun.filter);
  if (parts.ops.has('own') && held && !parts.ops.has('how_much'))
    return listing(sense, held, { metrics: [] });
  if (!parts.ops.has('own') || sense.narrows.length === 0) return null;
  if (parts.ops.has('how_much')) return figures(sense, ['market_value']);
  if (isEver) return listing(sense, EVER, { metrics: [], derive: 'exists' });
  return listing(sense, HOLDINGS, { metrics: [] });
};

const EVER: Thing = { ...HOLDINGS, rows: { subject: 'transactions', where: [] } };
