import type { Item } from '../chart/items.ts';
import type { Token } from '../tokens.ts';

/** 'Transfers out' are none of those in: the word that says so may not be passed over. */
export function dropsDirection(items: readonly Item[], tokens: readonly Token[]): boolean {
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

/** The 'by' of 'AUM change by client' groups, and is no 'change by'. */
export function takesByOfGroup(items: readonly Item[], tokens: readonly Token[]): boolean {
  return items.some(({ sem, end }, index) => {
    const next = items[index + 1];
    return (
      sem.cat === 'op' &&
      sem.op === 'change' &&
      tokens[end - 1]?.norm === 'by' &&
      next?.start === end &&
      next.sem.cat === 'thing' &&
      next.sem.thing.dimension !== null
    );
  });
}

const SUPERLATIVE = /^(?:largest|biggest|deepest|steepest|worst|greatest) /;

/** 'The client with the largest drawdown' ranks clients: the superlative is not only a part of what the figure is called. */
export function takesRankForName(items: readonly Item[], tokens: readonly Token[]): boolean {
  const figure = items.findIndex(
    ({ sem }) =>
      sem.cat === 'thing' && sem.thing.metrics[0] === 'max_drawdown' && SUPERLATIVE.test(sem.thing.said),
  );
  const before = items.slice(0, Math.max(0, figure));
  const isLed = before.some(({ sem, end }) => sem.cat === 'thing' && tokens[end]?.norm === 'with');
  return (isLed || before.some(isRanked)) && !items.some(({ sem }) => sem.cat === 'group');
}

/** Whoever, or whatever of several, is asked for. */
function isRanked({ sem }: Item): boolean {
  if (sem.cat === 'op') return sem.op === 'who' || sem.op === 'which';
  if (sem.cat === 'which') return sem.thing.dimension !== null;
  return (
    sem.cat === 'thing' &&
    sem.thing.metrics.length === 0 &&
    (sem.thing.dimension === 'client' || sem.thing.dimension === 'advisor' || sem.thing.plural)
  );
}

const STANDS_ALONE =
  /^(?:last|this|previous|past|prior|current|next|since|during|for|from|between|before|after|until|up|as|on|over|yesterday|today|ytd|qtd|mtd|ever|within|by|at|the)$/;

/** The 'in' of 'transfers in 2020' belongs to the year, and both directions are meant. */
export function takesInOfTime(items: readonly Item[], tokens: readonly Token[]): boolean {
  return items.some(({ sem, end }, index) => {
    const noun =
      sem.cat === 'thing' || sem.cat === 'count' || sem.cat === 'extra' ? tokens.slice(end - 2, end) : [];
    const [kind, way] = noun.map(({ norm }) => norm);
    if (way !== 'in' || !kind?.startsWith('transfer')) return false;
    const next = items[index + 1];
    return next?.sem.cat === 'time' && next.start === end && !STANDS_ALONE.test(tokens[end]?.norm ?? '');
  });
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
export function setsApart(items: readonly Item[]): boolean {
  return items.some(({ sem }, index) => {
    const [before, after] = [items[index - 1], items[index + 1]];
    const isApart = sem.cat === 'op' && (sem.op === 'vs' || sem.op === 'or');
    return (
      isApart && before !== undefined && after !== undefined && isCondition(before) && isCondition(after)
    );
  });
}

/** 'Not in US stocks' excludes what is both, which two conditions side by side do not say. */
export function negatesPart(items: readonly Item[], tokens: readonly Token[]): boolean {
  return items.some(({ sem, start, end }, index) => {
    if (sem.cat !== 'narrow' || !sem.negated || ['non', 'ex'].includes(tokens[start]?.norm ?? ''))
      return false;
    if (sem.thing !== null && sem.thing.filter !== null) return true;
    const next = items[index + 1];
    return next?.start === end && next.sem.cat === 'thing' && next.sem.thing.filter !== null;
  });
}

const BEGAN: ReadonlySet<string> = new Set(['opened', 'started', 'joined', 'began']);

/** 'Since I opened the Roth': the Roth says from when, and not of what. */
export function datesByName(items: readonly Item[], tokens: readonly Token[]): boolean {
  return items.some(({ sem, start, end }, index) => {
    const next = items[index + 1];
    if (sem.cat !== 'time' || !next || tokens[start]?.norm !== 'since') return false;
    if (!BEGAN.has(tokens[end - 1]?.norm ?? '')) return false;
    const isNamed =
      next.sem.cat === 'name' ||
      next.sem.cat === 'narrow' ||
      (next.sem.cat === 'thing' && next.sem.thing.filter !== null);
    return isNamed && tokens.slice(end, next.start).every(({ norm }) => ARTICLES.has(norm));
  });
}

const ARTICLES: ReadonlySet<string> = new Set(['the', 'my', 'our', 'his', 'her', 'their', 'an', 'a']);

/** 'The number of clients and accounts' asks for two counts. */
export function countsTwo(items: readonly Item[], tokens: readonly Token[]): boolean {
  return items.some(({ sem, end }, index) => {
    const next = items[index + 1]?.sem;
    const then = items[index + 2]?.sem;
    const joint = tokens[end]?.norm === 'and' || tokens[end]?.norm === '&';
    const noun = next?.cat === 'thing' ? next : then?.cat === 'thing' && next?.cat === 'op' ? then : null;
    return sem.cat === 'count' && joint && noun !== null && noun.thing.plural && noun.thing.rows !== null;
  });
}

/** 'Return by account, year to date': the year is a time, and nothing is told by year. */
export function groupsByTime(items: readonly Item[], tokens: readonly Token[]): boolean {
  return items.some(
    ({ sem, end }) =>
      sem.cat === 'group' &&
      /^(?:year|quarter|month|week)$/.test(tokens[end - 1]?.norm ?? '') &&
      tokens[end]?.norm === 'to' &&
      tokens[end + 1]?.norm === 'date',
  );
}

const STANDS_FOR_FIGURE: ReadonlySet<string> = new Set(['it', 'that', 'this', 'they', 'those', 'these']);

/** 'How much would it be in pounds' converts a figure; it does not ask for what is kept in pounds. */
export function convertsFigure(items: readonly Item[], tokens: readonly Token[]): boolean {
  return items.some(({ sem, start }) => {
    if (!isOnCurrency(sem)) return false;
    const at = tokens[start]?.norm === 'in' ? start : start - 1;
    const before = tokens[at - 1]?.norm === 'be' ? at - 2 : at - 1;
    return tokens[at]?.norm === 'in' && STANDS_FOR_FIGURE.has(tokens[before]?.norm ?? '');
  });
}

function isOnCurrency(sem: Item['sem']): boolean {
  if (sem.cat === 'thing') return sem.thing.filter?.dimension === 'currency' && sem.thing.rows === null;
  const isBare = sem.cat === 'narrow' && sem.thing === null && !sem.negated;
  return (
    isBare &&
    sem.all.every(
      (each) => each.kind === 'values' && each.filters.every(({ dimension }) => dimension === 'currency'),
    )
  );
}

/** 'The value in dollars and euros' asks for it twice. */
export function convertsTwice(items: readonly Item[], tokens: readonly Token[]): boolean {
  return items.some(({ sem, end }, index) => {
    const next = items[index + 1];
    const isJoined = next?.start === end + 1 && /^(?:and|or|&)$/.test(tokens[end]?.norm ?? '');
    if (!isJoined || !saysCurrency(sem) || !saysCurrency(next.sem)) return false;
    return sem.cat === 'currency' || next.sem.cat === 'currency';
  });
}

function saysCurrency(sem: Item['sem']): boolean {
  return sem.cat === 'currency' || isOnCurrency(sem);
}
