import { METRICS } from '../../../../model/index.ts';
import type { Dimension } from '../../../../vocabulary/plan.ts';
import { figures, listing } from '../builders.ts';
import {
  ENTITY_SUBJECTS,
  GRAINS,
  type Outline,
  type Pattern,
  type Sense,
  isEvent,
  namesSecurity,
  outline,
} from '../outline.ts';
import type { Thing } from '../../chart/items.ts';

/** Averages over groups: 'average monthly income', 'average trade size'. */
const RATES: ReadonlySet<string> = new Set(['fee_rate', 'yield', 'average_cost']);

export const averages: Pattern = (sense) => {
  const made = averaged(sense);
  return made !== null && made !== 'reject' && isOfTwoAverages(sense, made) ? 'reject' : made;
};

/** 'The average account balance in 2024': over its days or over the accounts, which nobody can tell. */
function isOfTwoAverages({ parts, groups }: Sense, { metrics, by, derive, subject }: Outline): boolean {
  const isOver = parts.time?.periods.some(({ kind, from }) => kind === 'range' && from !== null) ?? false;
  const isOfMembers = by.length > 0 && by.every((each) => !GRAINS.has(each));
  const stands = metrics.some((metric) => METRICS.get(metric)?.additivity === 'stock');
  return subject === 'figures' && derive !== null && isOver && stands && isOfMembers && groups.length === 0;
}

function averaged(sense: Sense): Outline | 'reject' | null {
  const { parts } = sense;
  const { thing = null, measure = parts.ops.has('median') ? 'median' : 'average' } = parts.average ?? {};
  if (!thing && !parts.ops.has('average') && !parts.ops.has('median')) return null;
  // The average coupon is a rate, which the data do not hold.
  if (/^coupons?$/.test(thing?.said ?? '')) return 'reject';
  // 'The average deposit size by advisor': of single bookings, which have no groups.
  const isOfSizes = parts.things.some(({ said, weak }) => weak && SIZE.test(said));
  if (thing !== null && isEvent(thing) && isOfSizes && sense.groups.length > 0) return 'reject';
  // 'What did I pay for them on average': what one of them cost.
  const said = [...sense.metrics, ...sense.faint].join();
  const isPaid = thing === null && (said === 'cost_basis' || (said === '' && parts.paysFor));
  const isPrice = thing?.metrics.join() === 'average_cost' && sense.metrics.length === 0;
  if (
    (isPaid || isPrice) &&
    measure === 'average' &&
    sense.groups.length === 0 &&
    sense.narrows.some(namesSecurity)
  )
    return figures(sense, ['average_cost']);
  const metrics = [
    ...new Set([
      ...(thing && thing.metrics.length > 0 && !thing.weak ? thing.metrics.slice(0, 1) : []),
      ...sense.metrics,
    ]),
  ];
  const sizedWord = /^(account|portfolio|client|position|holding) (?:value|balance|size)s?$/.exec(
    thing?.said ?? '',
  )?.[1];
  const perEntity = sizedWord === undefined ? undefined : SIZED[sizedWord];
  const isSize = SIZE.test(thing?.said ?? '');
  const event = isSize ? [...sense.nouns, ...parts.things].find(isEvent) : undefined;
  if (event && metrics.every((metric) => event.metrics.includes(metric)) && measure === 'average')
    return sense.groups.length > 0 ? 'reject' : listing(sense, event, { metrics: [], derive: measure });
  const isOfPayments =
    thing !== null &&
    isEvent(thing) &&
    (isOneBooking(thing) || parts.things.some((each) => each.weak && SIZE.test(each.said))) &&
    sense.faint.every((metric) => metric === 'market_value' || thing.metrics.includes(metric));
  if (
    isOfPayments &&
    measure === 'average' &&
    sense.metrics.length + sense.groups.length === 0 &&
    !parts.rank
  )
    return listing(sense, thing, { metrics: [], derive: measure });
  const sized = sizeOf(sense, thing);
  if (sized !== null && perEntity === undefined)
    return outline(sense, { metrics: ['market_value'], by: [sized], derive: measure });
  // The average account of each custodian is no average of custodians.
  const member: Dimension | undefined =
    perEntity ?? (thing?.dimension && ENTITY_SUBJECTS[thing.dimension] ? thing.dimension : undefined);
  const isOfOthers = sense.groups.some(
    (group) => group !== member && (perEntity !== undefined || !GRAINS.has(group)),
  );
  if (member !== undefined && isOfOthers) return withinOthers(sense, member, metrics, measure);
  if (perEntity !== undefined && sense.groups.length === 0)
    return outline(sense, { metrics: ['market_value'], by: [perEntity], derive: measure });
  const grain =
    sense.groups.length === 1
      ? sense.groups
      : thing?.dimension && (GRAINS.has(thing.dimension) || ENTITY_SUBJECTS[thing.dimension] !== undefined)
        ? [thing.dimension]
        : membersOf(sense);
  const throughout = grain.length === 0 ? onDaysOf(sense, thing, metrics) : null;
  if (throughout) return outline(sense, { metrics: throughout, by: ['day'], derive: measure });
  const [metric] = metrics;
  const nested = monthsOfEach(sense, metrics, measure);
  if (nested) return nested;
  if (metrics.length !== 1 || metric === undefined || grain.length !== 1) return 'reject';
  const additivity = METRICS.get(metric)?.additivity;
  // A ratio of a group is computed from what all of it has: 'average' says no more.
  if (measure === 'average' && RATES.has(metric) && !grain.some((each) => GRAINS.has(each)))
    return sense.groups.length > 0 ? figures(sense, [metric]) : 'reject';
  const isMean = measure === 'average';
  // The plain mean of what each client had is no return of all of them, and is told as a mean.
  const isOfEach = grain.every((each) => ENTITY_SUBJECTS[each] !== undefined) && metric === 'twr';
  if (isMean && !isOfEach && additivity !== 'flow' && additivity !== 'stock') return 'reject';
  return outline(sense, { metrics, by: grain, derive: measure });
}

const SIZE = /^(?:size|amount|value)$/;

/** 'The average dividend', 'the average deposit': of one booking. */
function isOneBooking({ said, plural, rows }: Thing): boolean {
  const isKind = rows?.subject === 'transactions' && rows.where.length > 0;
  return (isKind && !plural) || /\b(?:payment|payout|booking|dividend|fee|coupon)$/.test(said);
}

/** 'My average balance in 2024': what stands on a day, over the days of a time. */
function onDaysOf(
  { parts, narrows }: Sense,
  thing: Thing | null,
  metrics: readonly string[],
): readonly string[] | null {
  const isStock = metrics.length === 1 && metrics.every((metric) => ON_DAYS.has(metric));
  const [period, ...more] = parts.time?.periods ?? [];
  const isOver = period?.kind === 'range' && more.length === 0;
  const isBare =
    !parts.rank && !parts.which && !parts.count && parts.bounds.length === 0 && !parts.ops.has('each');
  const isSpokenOf =
    (thing === null || thing.dimension === null) &&
    narrows.every(({ joined, all }) => joined === 'and' || all.length === 1);
  return isStock && isOver && isBare && isSpokenOf ? metrics : null;
}

const ON_DAYS: ReadonlySet<string> = new Set(['market_value', 'cash']);

const SIZED: Readonly<Record<string, Dimension>> = {
  account: 'account',
  portfolio: 'portfolio',
  client: 'client',
  position: 'security',
  holding: 'security',
};

/** 'Average account size by advisor': of the accounts of each advisor. */
function withinOthers(
  sense: Sense,
  member: Dimension,
  named: readonly string[],
  measure: 'average' | 'median',
): Outline | 'reject' {
  const [outer, ...more] = sense.groups.filter((group) => group !== member);
  const [metric = 'market_value', ...others] = named;
  const holders = member === 'security' ? OF_ALL : OF_ACCOUNTS;
  const isOfAccounts = outer !== undefined && (holders.has(outer) || GRAINS.has(outer));
  const additivity = METRICS.get(metric)?.additivity;
  const adds = additivity === 'stock' || additivity === 'flow';
  const isBare = sense.parts.bounds.length === 0 && sense.parts.rank === null && sense.parts.which === null;
  if (!isOfAccounts || more.length + others.length > 0 || !adds || !isBare) return 'reject';
  return outline(sense, { metrics: [metric], by: [outer, member], derive: measure });
}

/** 'Average monthly income by account': over the months of each account. */
function monthsOfEach(
  sense: Sense,
  [metric, ...others]: readonly string[],
  measure: 'average' | 'median',
): Outline | null {
  const grain = sense.groups.find((group) => GRAINS.has(group));
  const [outer, ...more] = sense.groups.filter((group) => group !== grain);
  const isFlow = metric !== undefined && METRICS.get(metric)?.additivity === 'flow';
  const isPair = outer !== undefined && OF_ALL.has(outer) && more.length + others.length === 0;
  if (grain === undefined || !isPair || !isFlow || sense.parts.rank || sense.parts.bounds.length > 0)
    return null;
  return outline(sense, { metrics: [metric], by: [outer, grain], derive: measure });
}

const OF_ACCOUNTS: ReadonlySet<Dimension> = new Set([
  'portfolio',
  'client',
  'advisor',
  'custodian',
  'account_type',
  'account_currency',
  'cost_method',
]);

const OF_ALL: ReadonlySet<Dimension> = new Set([...OF_ACCOUNTS, 'account']);

/** 'The average return of my clients': of each of them. */
function membersOf({ nouns, parts, metrics }: Sense): readonly Dimension[] {
  const [noun, ...more] = nouns.filter(({ dimension }) => dimension !== null);
  const isBare = more.length === 0 && !parts.which && !parts.rank && !parts.count && metrics.length < 2;
  const dimension = noun?.plural === true ? noun.dimension : null;
  return isBare && dimension !== null && ENTITY_SUBJECTS[dimension] ? [dimension] : [];
}

/** 'The median size of my positions': of what stands behind the size, each by what it is worth. */
function sizeOf({ parts, metrics, groups, nouns }: Sense, thing: Thing | null): Dimension | null {
  const isSize = thing?.weak === true && thing.metrics[0] === 'market_value';
  if (!isSize || metrics.length > 0 || groups.length > 0 || parts.which || parts.rank) return null;
  const [noun, ...more] = nouns.filter(({ dimension }) => dimension !== null);
  const isMember = noun?.plural === true && (noun.dimension === 'security' || noun.dimension !== null);
  return isMember && more.length === 0 ? noun.dimension : null;
}
