import type { Dimension, Filter } from '../../../vocabulary/plan.ts';
import type { PeriodsRead } from '../calendar/periods.ts';
import type { Token } from '../tokens.ts';
import type { Bound, Item, Op, Rank, Sem, Thing } from '../chart/items.ts';

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
  readonly average: Thing | null;
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
    relative: relativeOf(items, tokens),
    unjoined: areUnjoined(items, tokens),
    joined: joinedOf(items, tokens),
    likeName: isLikeName(items),
    looseNumber: null,
    toldBesides: isToldBesides(items, tokens),
    saidTotal: tokens.some(({ norm }) => norm === 'total' || norm === 'sum'),
    shareWhole: shareWholeOf(items, tokens),
  };
  let clash = setsApart(items) || negatesPart(items, tokens);
  const once = <K extends keyof Parts>(key: K, value: Parts[K]): void => {
    if (parts[key] !== null && parts[key] !== false) clash = true;
    else parts[key] = value;
  };
  items.forEach(({ sem }, index) => {
    switch (sem.cat) {
      case 'op':
        takeOp(sem.op, items[index + 1]?.sem, ops, extras, once);
        if (sem.op === 'split_noun') parts.split = true;
        break;
      case 'thing':
        things.push(sem.thing);
        break;
      case 'name':
        narrows.push({
          cat: 'narrow',
          all: [{ kind: 'name', name: sem.name }],
          negated: false,
          joined: 'and',
          thing: sem.thing,
          from: null,
        });
        break;
      case 'narrow':
        narrows.push(sem);
        break;
      case 'time':
        once('time', sem.time);
        break;
      case 'num':
        once('looseNumber', Number(sem.number.value));
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
        once('currency', sem.currency);
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
        once('average', sem.thing);
        break;
    }
  });
  return clash ? null : parts;
}

/** What narrows by itself, without being a figure too. */
function isCondition({ sem }: Item): boolean {
  return (
    sem.cat === 'narrow' ||
    sem.cat === 'name' ||
    (sem.cat === 'thing' && sem.thing.filter !== null && sem.thing.metrics.length === 0)
  );
}

/** 'Taxable versus retirement accounts' sets two conditions side by side that make no list. */
function setsApart(items: readonly Item[]): boolean {
  return items.some(({ sem }, index) => {
    const [before, after] = [items[index - 1], items[index + 1]];
    const isApart = sem.cat === 'op' && (sem.op === 'vs' || sem.op === 'or');
    return (
      isApart && before !== undefined && after !== undefined && isCondition(before) && isCondition(after)
    );
  });
}

/** 'Not in US stocks' excludes what is both, which two conditions side by side do not say. */
function negatesPart(items: readonly Item[], tokens: readonly Token[]): boolean {
  return items.some(({ sem, start, end }, index) => {
    if (sem.cat !== 'narrow' || !sem.negated || ['non', 'ex'].includes(tokens[start]?.norm ?? ''))
      return false;
    if (sem.thing !== null && sem.thing.filter !== null) return true;
    const next = items[index + 1];
    return next?.start === end && next.sem.cat === 'thing' && next.sem.thing.filter !== null;
  });
}

const BESIDES: ReadonlySet<string> = new Set(['and', 'with', 'plus']);

function isToldBesides(items: readonly Item[], tokens: readonly Token[]): boolean {
  const ranked = items.findIndex(
    ({ sem }) => sem.cat === 'ranked' && sem.thing.metrics.every(() => sem.thing.weak),
  );
  const figure = items.find(
    ({ sem }, index) => index > ranked && sem.cat === 'thing' && sem.thing.metrics.length > 0,
  );
  const end = items[ranked]?.end;
  if (ranked < 0 || end === undefined || !figure) return false;
  return tokens.slice(end, figure.start).some(({ norm }) => BESIDES.has(norm));
}

const IS: ReadonlySet<string> = new Set(['is', 'are', 'was', 'were', 'comes', 'come', 'sits', 'sit']);
const INSIDE: ReadonlySet<string> = new Set(['within', 'among', 'inside']);
const OF: ReadonlySet<string> = new Set(['in', 'of']);

function shareWholeOf(items: readonly Item[], tokens: readonly Token[]): readonly Filter[] | null {
  const share = items.findIndex(({ sem }) => sem.cat === 'op' && sem.op === 'share');
  const [first, second, third] = share < 0 ? [] : items.slice(share + 1).filter(isNarrowing);
  if (!first || !second || third) return null;
  const words = tokens.slice(first.end, second.end).map(({ norm }) => norm);
  if (words.some((word) => INSIDE.has(word))) return filtersOf(second);
  if (words.some((word) => IS.has(word))) return filtersOf(first);
  return words.some((word) => OF.has(word)) ? filtersOf(second) : null;
}

const ON_SECURITIES: ReadonlySet<string> = new Set(['asset_class', 'sector', 'country']);

/** The conditions on securities that an item is; null where it is another. */
function filtersOf({ sem }: Item): readonly Filter[] | null {
  const [only, more] = sem.cat === 'narrow' && !sem.negated ? sem.all : [];
  const noun = sem.cat === 'thing' || sem.cat === 'narrow' ? sem.thing : null;
  const values = only?.kind === 'values' && !more ? only.filters : [];
  const filters = [...values, ...(noun?.filter ? [noun.filter] : [])];
  const fits = sem.cat === 'thing' || values.length === 1;
  return fits && filters.length > 0 && filters.every(({ dimension }) => ON_SECURITIES.has(dimension))
    ? filters
    : null;
}

function isNarrowing({ sem }: Item): boolean {
  return sem.cat === 'narrow' || sem.cat === 'name' || (sem.cat === 'thing' && sem.thing.filter !== null);
}

const ENTITIES: ReadonlySet<Dimension> = new Set(['account', 'portfolio', 'client', 'advisor', 'custodian']);

function headedBy(items: readonly Item[], tokens: readonly Token[]): readonly Dimension[] {
  return items.flatMap(({ sem, end }) => {
    if (sem.cat !== 'thing' || !sem.thing.plural || sem.thing.dimension === null) return [];
    const [next, then] = [tokens[end]?.norm, tokens[end + 1]?.norm];
    const shows = next === 'with' || (next === 'and' && (then === 'their' || then === 'its'));
    return shows && ENTITIES.has(sem.thing.dimension) ? [sem.thing.dimension] : [];
  });
}

function relativeOf(items: readonly Item[], tokens: readonly Token[]): readonly Dimension[] {
  return items.flatMap(({ sem, end }) => {
    if (sem.cat !== 'thing' || !sem.thing.plural || sem.thing.dimension === null) return [];
    return ['that', 'who', 'which', 'whose'].includes(tokens[end]?.norm ?? '') ? [sem.thing.dimension] : [];
  });
}

const JOINING: ReadonlySet<string> = new Set([
  'and',
  ',',
  '&',
  'vs',
  'versus',
  'plus',
  'with',
  'or',
  'und',
  'against',
]);
const LEADS_ON =
  /^(?:vs|versus|against|from|relative|compared|over|under|behind|ahead|off|away|better|worse|beat|out|lag|trail)/;

/** 'Taxes on dividends' names two figures, but asks for neither by itself. */
function areUnjoined(items: readonly Item[], tokens: readonly Token[]): boolean {
  const figures = items.flatMap(({ sem, start, end }) =>
    (sem.cat === 'thing' || sem.cat === 'ranked') && sem.thing.metrics.length > 0 && !sem.thing.weak
      ? [{ thing: sem.thing, start, end }]
      : [],
  );
  return figures.some(({ thing, start }, index) => {
    const before = figures[index - 1];
    if (!before || before.thing.metrics[0] === thing.metrics[0] || LEADS_ON.test(thing.said)) return false;
    return !tokens.slice(before.end, start).some(({ norm }) => JOINING.has(norm));
  });
}

const NAMING: ReadonlySet<string> = new Set(['income', 'dividend', 'interest', 'growth', 'gain', 'cash']);

function isLikeName(items: readonly Item[]): boolean {
  return items.some(({ sem, end }, index) => {
    const next = items[index + 1];
    if (sem.cat !== 'thing' || !NAMING.has(sem.thing.said) || next?.start !== end) return false;
    if (
      next.sem.cat === 'thing' &&
      sem.thing.said === 'growth' &&
      /^(?:return|value|balance|performance)$/.test(next.sem.thing.said)
    )
      return true;
    return next.sem.cat === 'thing' && /^(?:portfolio|account|mandate|depot)$/.test(next.sem.thing.said);
  });
}

const PAIRING: ReadonlySet<string> = new Set(['and', '&', 'plus', 'vs', 'versus', 'und']);

function joinedOf(items: readonly Item[], tokens: readonly Token[]): readonly Thing[] {
  const figures = items.flatMap(({ sem, start, end }) =>
    (sem.cat === 'thing' || sem.cat === 'ranked') && sem.thing.metrics.length > 0
      ? [{ thing: sem.thing, start, end }]
      : [],
  );
  return figures.flatMap(({ thing, start }, index) => {
    const before = figures[index - 1];
    if (!before || before.thing.metrics[0] === thing.metrics[0]) return [];
    const between = tokens.slice(before.end, start);
    const isPair = between.length === 1 && between.some(({ norm }) => PAIRING.has(norm));
    return isPair ? [before.thing, thing] : [];
  });
}

function takeOp(
  op: Op,
  next: Sem | undefined,
  ops: Set<Op>,
  extras: Filter[],
  once: <K extends keyof Parts>(key: K, value: Parts[K]) => void,
): void {
  ops.add(op);
  if (op === 'first' || op === 'last') once('ends', { side: op, limit: null, thing: null });
  if (op === 'open' || op === 'closed') once('open', op === 'open');
  if (op === 'opened') extras.push({ kind: 'during', event: 'opened' });

  if (op === 'how_many' && (next?.cat === 'narrow' || next?.cat === 'name') && next.thing) {
    once('count', { thing: next.thing, different: false, open: null });
  }
}
