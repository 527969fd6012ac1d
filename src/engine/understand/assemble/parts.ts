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
        parts.time = parts.time === null ? sem.time : bothTimes(parts.time, sem.time, items);
        if (parts.time === null) clash = true;
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
        if (isExposure(item, items, tokens)) narrows.push(inCurrency(sem.currency));
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
  takeLooseWhich(parts, items, things);
  return clash ? null : parts;
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

/** 'The value at year-end 2016 … the fees of 2016': a period and the day that it ends on are one period. */
function endsWith(a: PeriodsRead, b: PeriodsRead): PeriodsRead | null {
  const [[first, ...more], [second, ...others]] = [a.periods, b.periods];
  if (!first || !second || more.length + others.length > 0 || first.to !== second.to) return null;
  if (first.kind === 'asof' && second.kind === 'range') return b;
  return second.kind === 'asof' && first.kind === 'range' ? a : null;
}

const SETS_SIDE_BY_SIDE: ReadonlySet<Op> = new Set(['ratio', 'minus', 'change']);

/** 'The ratio of dividends in 2020 to dividends in 2019' names two periods that are set side by side. */
function bothTimes(a: PeriodsRead, b: PeriodsRead, items: readonly Item[]): PeriodsRead | null {
  const compares = items.some(({ sem }) => sem.cat === 'op' && SETS_SIDE_BY_SIDE.has(sem.op));
  const [[first, ...more], [second, ...others]] = [a.periods, b.periods];
  const isPair = first && second && more.length + others.length === 0 && first.kind === second.kind;
  if (compares && isPair) return { ...a, periods: [first, second], compared: true };
  return endsWith(a, b);
}

/** 'Transfers out' are none of those in: the word that says so may not be passed over. */
function dropsDirection(items: readonly Item[], tokens: readonly Token[]): boolean {
  return items.some(({ sem, end }) => {
    const where = sem.cat === 'thing' ? (sem.thing.rows?.where ?? []) : [];
    const both = where.some(
      (filter) =>
        filter.kind === 'in' &&
        filter.values.includes('TRANSFER_OUT') &&
        filter.values.includes('TRANSFER_IN'),
    );
    return both && tokens[end]?.norm === 'out';
  });
}

/** 'Exposure to francs' is what is held in them; 'exposure to banks in francs' is an amount converted to them. */
function isExposure({ start, end }: Item, items: readonly Item[], tokens: readonly Token[]): boolean {
  if (!tokens.slice(start, end).some(({ norm }) => norm === 'to')) return false;
  return items.some(({ sem }) => sem.cat === 'thing' && /^exposure$/.test(sem.thing.said));
}

function inCurrency(currency: string): Narrow {
  const filter = { kind: 'in', dimension: 'currency', values: [currency], negated: false } as const;
  return {
    cat: 'narrow',
    all: [{ kind: 'values', filters: [filter] }],
    negated: false,
    joined: 'and',
    thing: null,
    from: null,
  };
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
    const noun = sem.cat === 'thing' || sem.cat === 'narrow' ? sem.thing : null;
    const isKind = noun?.filter?.dimension === 'account_type' && noun.said.endsWith('accounts');
    const dimension = isKind ? 'account' : (noun?.dimension ?? null);
    if (!noun?.plural || dimension === null) return [];
    const [next, then] = [tokens[end]?.norm, tokens[end + 1]?.norm];
    const shows = next === 'with' || (next === 'and' && (then === 'their' || then === 'its'));
    return shows && ENTITIES.has(dimension) ? [dimension] : [];
  });
}

const CLAUSE: ReadonlySet<string> = new Set(['with', 'that', 'who', 'whose', 'which', 'having', 'paying']);

function ledBy(items: readonly Item[], tokens: readonly Token[]): Thing | null {
  const ranked = items.findIndex(({ sem }) => sem.cat === 'rank' || sem.cat === 'ranked');
  const led = items
    .slice(0, Math.max(0, ranked))
    .find(
      ({ sem, end }) =>
        sem.cat === 'thing' &&
        sem.thing.dimension !== null &&
        sem.thing.metrics.length === 0 &&
        CLAUSE.has(tokens[end]?.norm ?? ''),
    );
  return led?.sem.cat === 'thing' ? led.sem.thing : null;
}

const POSSESSIVE: ReadonlySet<string> = new Set([
  'my',
  'our',
  'his',
  'her',
  'their',
  'its',
  'your',
  'this',
  'the',
]);

/** 'Client returns' are a figure for each client; 'my account returns' may be those of the one account. */
function compoundsOf(items: readonly Item[], tokens: readonly Token[]): readonly Dimension[] {
  return items.flatMap(({ sem, start, end }, index) => {
    const next = items[index + 1];
    if (sem.cat !== 'thing' || sem.thing.plural || sem.thing.dimension === null || !next) return [];
    const { dimension, metrics } = sem.thing;
    const isFigure =
      next.sem.cat === 'thing' &&
      next.sem.thing.plural &&
      !next.sem.thing.weak &&
      next.sem.thing.metrics.length > 0;
    if (!isFigure || next.start !== end || metrics.length > 0 || !ENTITIES.has(dimension)) return [];
    const isOwn = POSSESSIVE.has(tokens[start - 1]?.norm ?? '');
    return isOwn && (dimension === 'account' || dimension === 'portfolio') ? [] : [dimension];
  });
}

const HAVE: ReadonlySet<string> = new Set(['have', 'has', 'had']);
const BETWEEN_HAVE: ReadonlySet<string> = new Set([
  'i',
  'we',
  'you',
  'they',
  'he',
  'she',
  'ever',
  'always',
  'previously',
  'been',
]);

function isPerfect(tokens: readonly Token[]): boolean {
  return tokens.some(({ norm }, at) => {
    if (norm !== 'owned' && norm !== 'held' && norm !== 'possessed') return false;
    let before = at - 1;
    while (BETWEEN_HAVE.has(tokens[before]?.norm ?? '')) before -= 1;
    return HAVE.has(tokens[before]?.norm ?? '');
  });
}

const RELATIVE: ReadonlySet<string> = new Set(
  'that who which whose using paying making earning losing receiving owing generating'.split(' '),
);

function relativeOf(items: readonly Item[], tokens: readonly Token[]): readonly Dimension[] {
  return items.flatMap(({ sem, end }) => {
    if (sem.cat !== 'thing' || !sem.thing.plural || sem.thing.dimension === null) return [];
    return RELATIVE.has(tokens[end]?.norm ?? '') ? [sem.thing.dimension] : [];
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
  'minus',
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
  const isRatio = items.some(({ sem }) => sem.cat === 'op' && sem.op === 'ratio');
  return figures.some(({ thing, start }, index) => {
    const before = figures[index - 1];
    if (!before || before.thing.metrics[0] === thing.metrics[0] || LEADS_ON.test(thing.said)) return false;
    const between = tokens.slice(before.end, start).map(({ norm }) => norm);
    return !between.some((word) => JOINING.has(word) || (isRatio && word === 'to'));
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

const PAIRING: ReadonlySet<string> = new Set(['and', '&', 'plus', 'vs', 'versus', 'und', 'minus']);

function joinedOf(items: readonly Item[], tokens: readonly Token[]): readonly Thing[] {
  const figures = items.flatMap(({ sem, start, end }) =>
    (sem.cat === 'thing' || sem.cat === 'ranked') && sem.thing.metrics.length > 0
      ? [{ thing: sem.thing, start, end }]
      : [],
  );
  return figures.flatMap(({ thing, start }, index) => {
    const before = figures[index - 1];
    if (!before || before.thing.metrics[0] === thing.metrics[0]) return [];
    const between = tokens.slice(before.end, start).filter(({ norm }) => !POSSESSIVE.has(norm));
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
  if (op === 'advise') ops.add('own');
  if (op === 'first' || op === 'last') once('ends', { side: op, limit: null, thing: null });
  if (op === 'open' || op === 'closed') once('open', op === 'open');
  if (op === 'opened') extras.push({ kind: 'during', event: 'opened' });

  if (op === 'how_many' && (next?.cat === 'narrow' || next?.cat === 'name') && next.thing) {
    once('count', { thing: next.thing, different: false, open: null });
  }
}
