import type { Dimension, Filter } from '../../../vocabulary/plan.ts';
import type { Token } from '../tokens.ts';
import { namedOf } from '../chart/grammar/conditions.ts';
import type { Item, Op, Thing } from '../chart/items.ts';
import { bothTimes } from './both-times.ts';
import { countsTwo, dropsDirection, negatesPart, setsApart } from './clashes.ts';
import {
  anyOf,
  asksWhether,
  headedBy,
  isPerfect,
  isToldBesides,
  ledBy,
  paysAsker,
  relativeOf,
} from './clauses.ts';
import { areUnjoined, compoundsOf, isLikeName, joinedOf } from './joints.ts';
import { shareWholeOf } from './share-whole.ts';
import {
  isExposure,
  on,
  takeCountedLed,
  takeCurrency,
  takeListedShares,
  takeLooseWhich,
  takeOp,
  takeShares,
} from './loose-parts.ts';
import type { Mutable, Narrow, Parts } from './parts.ts';

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
    whether: asksWhether(tokens),
    anyOf: anyOf(items, tokens),
    perfect: isPerfect(tokens),
    relative: relativeOf(items, tokens),
    unjoined: areUnjoined(items, tokens),
    joined: joinedOf(items, tokens),
    likeName: isLikeName(items),
    looseNumber: null,
    toldBesides: isToldBesides(items, tokens),
    saidTotal: tokens.some(({ norm }) => norm === 'total' || norm === 'sum'),
    shareWhole: shareWholeOf(items, tokens),
  };
  let clash =
    countsTwo(items, tokens) ||
    setsApart(items) ||
    negatesPart(items, tokens) ||
    dropsDirection(items, tokens);
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
        break;
      case 'thing':
        things.push(sem.thing);
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
        groups.push(...sem.dimensions.filter((each) => !groups.includes(each)));
        break;
      case 'split':
        groups.push(...sem.dimensions.filter((each) => !groups.includes(each)));
        parts.split = true;
        break;
      case 'order':
        once('order', sem.thing);
        break;
      case 'state':
        once('open', sem.open);
        things.push(sem.thing);
        break;
      case 'extra':
        extras.push(sem.filter);
        break;
      case 'currency':
        if (isExposure(item, items, tokens)) narrows.push(on('currency', sem.currency));
        else once('currency', sem.currency);
        break;
      case 'which':
        once('which', sem);
        break;
      case 'count':
        once('count', sem);
        break;
      case 'ends':
        once('ends', sem);
        break;
      case 'average':
        once('average', sem);
        break;
    }
  });
  takeListedShares(items, tokens, things);
  takeLooseWhich(parts, items, things);
  takeShares(parts, ops, narrows);
  takeCurrency(parts, ops, narrows);
  takeCountedLed(parts, items);
  return clash ? null : parts;
}

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
