import type { Dimension, Filter } from '../../../vocabulary/plan.ts';
import type { Token } from '../tokens.ts';
import { namedOf } from '../chart/grammar/conditions.ts';
import type { Item, Op, Thing } from '../chart/items.ts';
import { askedKindOf } from './asked-kind.ts';
import { bothTimes } from './both-times.ts';
import {
  convertsFigure,
  convertsTwice,
  countsTwo,
  datesByName,
  dropsDirection,
  groupsByTime,
  negatesPart,
  setsApart,
  takesByOfGroup,
  takesInOfTime,
  takesRankForName,
} from './clashes.ts';
import {
  anyOf,
  asksBesides,
  asksForPayer,
  partOf,
  asksWhether,
  factsTold,
  gainsOnSales,
  headedBy,
  asksHowItDid,
  asksTwice,
  isPerfect,
  isCurrencyBehind,
  isToldBesides,
  ledBy,
  paysAsker,
  ranksAll,
  paysFor,
  relativeOf,
  saysTotal,
  showsAll,
} from './clauses.ts';
import { areUnjoined, compoundsOf, isLikeName, joinedOf } from './joints.ts';
import { asksForPart, asksForSum, isInSecondHalf } from './second-half.ts';
import { shareWholeOf } from './share-whole.ts';
import {
  accountsIn,
  isExposure,
  isInside,
  isHeldIn,
  on,
  onlyOf,
  takeCountedLed,
  takeCurrency,
  takeIncluded,
  takeListedShares,
  takeLooseWhich,
  takeOp,
  takeShares,
} from './loose-parts.ts';
import type { Mutable, Narrow, Parts } from './parts.ts';
import { summedPeriods } from './summed-periods.ts';

/** The parts of a cover; null where two items claim the same part. */
export function partsOf(items: readonly Item[], passedVerb: boolean, tokens: readonly Token[]): Parts | null {
  const ops = new Set<Op>();
  const groups: Dimension[] = [];
  const things: Thing[] = [];
  const narrows: Narrow[] = [];
  const extras: Filter[] = [];
  const bounds: Parts['bounds'][number][] = [];
  const parts: Mutable<Parts> = {
    ops,
    groups,
    split: false,
    things,
    which: null,
    count: null,
    rank: null,
    ends: null,
    average: null,
    narrows,
    extras,
    bounds,
    currency: null,
    time: null,
    order: null,
    open: null,
    passedVerb,
    headed: headedBy(items, tokens),
    led: ledBy(items, tokens),
    compounds: compoundsOf(items, tokens),
    paysAsker: paysAsker(tokens),
    paysFor: paysFor(tokens),
    payer: asksForPayer(tokens),
    whether: asksWhether(tokens),
    anyOf: anyOf(items, tokens),
    asksTwice: asksTwice(tokens),
    asksHowItDid: asksHowItDid(tokens),
    perfect: isPerfect(tokens),
    relative: relativeOf(items, tokens),
    unjoined: areUnjoined(items, tokens),
    joined: joinedOf(items, tokens),
    likeName: isLikeName(items, tokens),
    looseNumber: null,
    looseAmount: null,
    toldBesides: isToldBesides(items, tokens),
    saidTotal: saysTotal(items, tokens),
    gainsOnSales: gainsOnSales(items, tokens),
    factsTold: factsTold(items, tokens),
    asksBesides: asksBesides(tokens),
    saysAnything: items.some(({ sem }) => sem.cat === 'op' && sem.op === 'exists' && sem.said === 'anything'),
    asksPart: asksForPart(items, tokens),
    asksSum: asksForSum(tokens),
    asked: askedKindOf(items, tokens, asksWhether(tokens)),
    whichBesides: null,
    onlyOf: onlyOf(items),
    namesSide: items.some(({ sem }) => sem.cat === 'op' && /^(?:losers|winners)$/.test(sem.said)),
    shareWhole: shareWholeOf(items, tokens),
    partOf: partOf(items),
    moved: null,
    ranksAll: ranksAll(tokens),
    currencyBehind: isCurrencyBehind(items, tokens),
    per: tokens.some(({ norm }) => norm === 'per'),
  };
  let clash =
    countsTwo(items, tokens) ||
    setsApart(items) ||
    negatesPart(items, tokens) ||
    dropsDirection(items, tokens) ||
    takesInOfTime(items, tokens) ||
    takesByOfGroup(items, tokens) ||
    takesRankForName(items, tokens) ||
    convertsFigure(items, tokens) ||
    convertsTwice(items, tokens) ||
    groupsByTime(items, tokens) ||
    datesByName(items, tokens);
  const once = <K extends keyof Parts>(key: K, value: Parts[K]): void => {
    if (parts[key] !== null && parts[key] !== false) clash = true;
    else parts[key] = value;
  };
  items.forEach((item, index) => {
    const { sem } = item;
    switch (sem.cat) {
      case 'op':
        takeOp(sem.op, items[index + 1]?.sem, ops, extras, once);
        if (sem.op === 'split_noun') parts.split = true;
        if (sem.op === 'change') parts.moved = sem.said;
        if (/^(?:have )?(?:made|lost) money$/.test(sem.said)) ops.add('made_money');
        break;
      case 'thing':
        // 'My clients’ accounts' are accounts.
        if (ownedBy(sem.thing, item, items[index + 1]) !== sem.thing) break;
        if (isInside(items[index - 1], item))
          narrows.push(on('asset_class', sem.thing.filter?.values[0] ?? ''));
        else if (parts.count?.thing !== sem.thing) things.push(sem.thing);
        break;
      case 'name':
        narrows.push(namedOf(sem));
        break;
      case 'narrow':
        narrows.push(sem);
        if (sem.perMember && sem.thing?.dimension && !groups.includes(sem.thing.dimension))
          groups.push(sem.thing.dimension);
        if (sem.judged) {
          ops.add('how_did');
          things.push(DOING);
        }
        break;
      case 'time':
        parts.time = parts.time === null ? sem.time : bothTimes(parts.time, sem.time, items);
        if (parts.time === null) clash = true;
        for (const { by } of sem.time.periods) if (by && !groups.includes(by)) groups.push(by);
        break;
      case 'num':
        once('looseNumber', Number(sem.number.value));
        parts.looseAmount = sem.number;
        break;
      case 'nth':
        clash = true;
        break;
      case 'rank':
        once('rank', { rank: sem.rank, thing: null });
        break;
      case 'ranked':
        once('rank', { rank: sem.rank, thing: sem.thing });
        break;
      case 'bounds':
        bounds.push({ bounds: sem.bounds, metric: sem.metric ?? null });
        break;
      case 'group':
        // 'The largest deposit by any client' is one of all, not one of each.
        if (tokens.slice(item.start, item.end).some(({ norm }) => norm === 'any')) break;
        // 'The largest account of each client and its custodian': the custodian is told of the account.
        if (tokens.slice(item.start, item.end).some(({ norm }) => norm === 'its' || norm === 'their'))
          clash = true;
        groups.push(...sem.dimensions.filter((each) => !groups.includes(each)));
        extras.push(...kindsOfEach(sem.things));
        break;
      case 'split':
        groups.push(...sem.dimensions.filter((each) => !groups.includes(each)));
        parts.split = true;
        break;
      case 'order':
        once('order', sem.thing);
        if (sem.direction) ops.add(sem.direction === 'asc' ? 'order_up' : 'order_down');
        break;
      case 'above':
        things.push(...sem.things);
        ops.add('exceeds');
        break;
      case 'state':
        once('open', sem.open);
        things.push(sem.thing);
        break;
      case 'extra':
        extras.push(sem.filter);
        break;
      case 'currency':
        if (isExposure(item, items, tokens) || isHeldIn(item, items, tokens))
          narrows.push(on('currency', sem.currency));
        else if (accountsIn(index, items) !== null)
          narrows.push({ ...on('currency', sem.currency), thing: accountsIn(index, items) });
        else once('currency', sem.currency);
        break;
      case 'which':
        if (index > 0 && isInSecondHalf(item, tokens)) parts.whichBesides = sem.thing;
        if (parts.which !== null && isFact(sem.thing)) things.push(sem.thing);
        else once('which', { ...sem, thing: ownedBy(sem.thing, item, items[index + 1]) });
        break;
      case 'count':
        once('count', countedOf(sem, item, items[index + 1]));
        break;
      case 'ends':
        once('ends', sem);
        break;
      case 'average':
        once('average', sem);
        break;
    }
  });
  const summed = parts.time && summedPeriods(parts.time, tokens);
  if (parts.time !== null && summed === null) clash = true;
  parts.time = summed;
  if (showsAll(items)) ops.add('list');
  takeIncluded(things, items, tokens);
  takeListedShares(items, tokens, things);
  takeLooseWhich(parts, items, things);
  takeShares(parts, ops, narrows);
  takeCurrency(parts, ops, narrows);
  takeCountedLed(parts, items);
  return clash ? null : parts;
}

/** 'On each of my stocks' is about stocks alone; 'by stock' is by security. */
function kindsOfEach(things: readonly Thing[]): readonly Filter[] {
  return things.flatMap(({ plural, rows }) => (plural && rows?.subject === 'holdings' ? rows.where : []));
}

/** 'How many of my clients’ accounts': accounts are counted. */
function countedOf(sem: Extract<Item['sem'], { cat: 'count' }>, item: Item, next: Item | undefined) {
  return { ...sem, thing: ownedBy(sem.thing, item, next) };
}

/** 'Which of my clients’ accounts': accounts are asked for. */
function ownedBy(owner: Thing, { end }: Item, next: Item | undefined): Thing {
  const isOwner = (owner.plural && owner.dimension === 'client') || owner.dimension === 'portfolio';
  if (!isOwner || next?.sem.cat !== 'thing' || next.start !== end) return owner;
  return next.sem.thing.rows?.subject === 'accounts' && next.sem.thing.plural ? next.sem.thing : owner;
}

/** 'What accounts do I have and what type are they': what is told of each. */
function isFact({ dimension, metrics }: Thing): boolean {
  return metrics.length === 0 && dimension !== null && FACTS.has(dimension);
}

const FACTS: ReadonlySet<Dimension> = new Set([
  'transaction_type',
  'account_type',
  'custodian',
  'cost_method',
]);

/** The 'do' of 'did A do better than B'. */
const DOING: Thing = {
  metrics: ['twr'],
  weak: true,
  dimension: null,
  rows: null,
  filter: null,
  plural: false,
  said: 'do',
  at: null,
};
