import type { Dimension, Filter } from '../../../vocabulary/plan.ts';
import type { PeriodsRead } from '../calendar/period.ts';
import type { Token } from '../tokens.ts';
import { namedOf } from '../chart/grammar/conditions.ts';
import { limitOf } from '../chart/grammar/ranking.ts';
import type { Bound, Item, Op, Rank, Sem, Thing } from '../chart/items.ts';
import { bothTimes } from './both-times.ts';
import { dropsDirection, negatesPart, setsApart } from './clashes.ts';
import {
  anyOf,
  asksWhether,
  ENTITIES,
  headedBy,
  isPerfect,
  isToldBesides,
  ledBy,
  paysAsker,
  relativeOf,
} from './clauses.ts';
import { areUnjoined, compoundsOf, isLikeName, joinedOf } from './joints.ts';
import { shareWholeOf } from './share-whole.ts';

export type Narrow = Extract<Sem, { cat: 'narrow' }>;

/** What a cover says, by the part each item plays. */
export interface Parts {
  readonly ops: ReadonlySet<Op>;
  readonly groups: readonly Dimension[];
  /** The grouping is meant as shares of the whole ('split by'). */
  readonly split: boolean;
  readonly things: readonly Thing[];
  readonly which: { readonly thing: Thing; readonly limit: number | null } | null;
  readonly count: {
    readonly thing: Thing;
    readonly different: boolean;
    readonly open: boolean | null;
  } | null;
  readonly rank: { readonly rank: Rank; readonly thing: Thing | null } | null;
  readonly ends: {
    readonly side: 'first' | 'last';
    readonly limit: number | null;
    readonly thing: Thing | null;
  } | null;
  readonly average: { readonly thing: Thing; readonly measure: 'average' | 'median' } | null;
  readonly narrows: readonly Narrow[];
  readonly extras: readonly Filter[];
  readonly bounds: readonly { readonly bounds: readonly Bound[]; readonly metric: Thing | null }[];
  readonly currency: string | null;
  readonly time: PeriodsRead | null;
  readonly order: Thing | null;
  readonly open: boolean | null;
  /** A verb was passed over that would mean something if no figure were named ('paid', 'received'). */
  readonly passedVerb: boolean;
  /** Nouns that figures are shown for: the clients of 'clients with their assets'. */
  readonly headed: readonly Dimension[];
  /** What is ranked by the figure of its clause: the custodian of 'the custodian with the highest fees'. */
  readonly led: Thing | null;
  /** Members that figures are shown for: the client of 'client returns'. */
  readonly compounds: readonly Dimension[];
  /** Yes or no is asked for: 'is …', 'have my fees …'. */
  readonly whether: boolean;
  /** What any of may meet a limit: 'has any account …'. */
  readonly anyOf: readonly Dimension[];
  /** The asker was paid: 'who pays me'. */
  readonly paysAsker: boolean;
  /** What was held at any time is meant: 'have I owned'. */
  readonly perfect: boolean;
  /** Nouns that a clause narrows ('accounts that lost money'): only those may be answered with. */
  readonly relative: readonly Dimension[];
  /** Two figures stand side by side without a word that joins them. */
  readonly unjoined: boolean;
  /** Figures that stand side by side, joined by 'and' or 'vs'. */
  readonly joined: readonly Thing[];
  /** A figure's word stands where a portfolio's or account's name would: 'income portfolio'. */
  readonly likeName: boolean;
  /** A number that nothing took. */
  readonly looseNumber: number | null;
  /** A figure is told besides what is ranked: 'the five largest positions and what each has gained'. */
  readonly toldBesides: boolean;
  /** A sum was asked for, even where the word could be passed over. */
  readonly saidTotal: boolean;
  /** The condition that a share is a share of: 'what part of A is B', 'the share of B in A'. */
  readonly shareWhole: readonly Filter[] | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

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
  let clash = setsApart(items) || negatesPart(items, tokens) || dropsDirection(items, tokens);
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

/** A share is of no currency: 'what part of it is in euros' asks for what is held in them. A limit has its own. */
function takeCurrency(parts: Mutable<Parts>, ops: ReadonlySet<Op>, narrows: Narrow[]): void {
  if (parts.currency !== null && (ops.has('share') || ops.has('how_much_of'))) {
    narrows.push(on('currency', parts.currency));
    parts.currency = null;
  }
  const said = parts.bounds.flatMap(({ bounds }) => bounds.map(({ number }) => number.currency));
  // A dollar sign is what people write for any currency.
  parts.currency ??= said.find((currency) => currency !== null && currency !== 'USD') ?? null;
}

/** 'The three accounts with the lowest return': that many of them. */
function takeCountedLed(parts: Mutable<Parts>, items: readonly Item[]): void {
  const at = items.findIndex(({ sem }) => sem.cat === 'num');
  const [number, noun] = [items[at]?.sem, items[at + 1]?.sem];
  if (number?.cat !== 'num' || noun?.cat !== 'thing' || noun.thing !== parts.led || !noun.thing.plural)
    return;
  const limit = limitOf(number.number);
  if (limit === null || parts.rank === null || parts.rank.rank.limit !== null) return;
  parts.rank = { ...parts.rank, rank: { ...parts.rank.rank, limit } };
  parts.looseNumber = null;
}

/** 'Netflix shares, cost and value': how many of them, beside the other figures. */
function takeListedShares(items: readonly Item[], tokens: readonly Token[], things: Thing[]): void {
  const at = items.findIndex(
    ({ sem }) => sem.cat === 'name' && sem.thing !== null && /^(?:shares|units)$/.test(sem.thing.said),
  );
  const [named, figure] = at < 0 ? [] : items.slice(at);
  if (named?.sem.cat !== 'name' || figure?.sem.cat !== 'thing' || figure.sem.thing.metrics.length === 0)
    return;
  const between = tokens.slice(named.end, figure.start).map(({ norm }) => norm);
  if (!between.includes(',') || figure.sem.thing.weak || named.sem.thing === null) return;
  things.unshift({
    ...named.sem.thing,
    metrics: ['quantity'],
    weak: false,
    dimension: null,
    rows: null,
    filter: null,
  });
}

/** 'What part of it is in shares': a class of assets, where no security is counted in them. */
function takeShares({ things, rank, which }: Mutable<Parts>, ops: Set<Op>, narrows: Narrow[]): void {
  const isCounted =
    narrows.some(({ all }) => all.some(({ kind }) => kind === 'name')) ||
    things.some(({ dimension, metrics }) => dimension === 'security' || metrics.includes('quantity'));
  if (!ops.has('in_shares') || isCounted || rank !== null || which !== null) return;
  if (!(ops.has('share') || ops.has('how_much_of') || ops.has('how_much'))) return;
  ops.delete('in_shares');
  narrows.push(on('asset_class', 'Equity'));
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

function on(dimension: 'asset_class' | 'currency', value: string): Narrow {
  const filter = { kind: 'in', dimension, values: [value], negated: false } as const;
  return {
    cat: 'narrow',
    all: [{ kind: 'values', filters: [filter] }],
    negated: false,
    joined: 'and',
    thing: null,
    from: null,
  };
}

/** 'Which of Omar's clients': the noun of the question stands behind a name. */
function takeLooseWhich(parts: Mutable<Parts>, items: readonly Item[], things: Thing[]): void {
  if (parts.which !== null) return;
  const at = items.findIndex(({ sem }) => sem.cat === 'op' && sem.op === 'which');
  const [named, noun] = at < 0 ? [] : items.slice(at + 1);
  const isName = named?.sem.cat === 'name' && named.sem.name.possessive;
  if (!isName || noun?.sem.cat !== 'thing' || noun.sem.thing.dimension === null) return;
  if (!ENTITIES.has(noun.sem.thing.dimension)) return;
  parts.which = { thing: noun.sem.thing, limit: null };
  things.splice(things.indexOf(noun.sem.thing), 1);
}

/** 'Exposure to francs' is what is held in them; 'exposure to banks in francs' is an amount converted to them. */
function isExposure({ start, end }: Item, items: readonly Item[], tokens: readonly Token[]): boolean {
  if (!tokens.slice(start, end).some(({ norm }) => norm === 'to')) return false;
  return items.some(({ sem }) => sem.cat === 'thing' && /^exposure$/.test(sem.thing.said));
}

function takeOp(
  op: Op,
  next: Sem | undefined,
  ops: Set<Op>,
  extras: Filter[],
  once: <K extends keyof Parts>(key: K, value: Parts[K]) => void,
): void {
  ops.add(op);
  if (op === 'advise') ops.add('own');
  if (op === 'first' || op === 'last') once('ends', { side: op, limit: null, thing: null });
  if (op === 'open' || op === 'closed') once('open', op === 'open');
  if (op === 'opened') extras.push({ kind: 'during', event: 'opened' });

  if (op === 'how_many' && (next?.cat === 'narrow' || next?.cat === 'name') && next.thing) {
    once('count', { thing: next.thing, different: false, open: null });
  }
}
