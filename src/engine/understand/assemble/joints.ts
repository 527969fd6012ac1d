import type { Dimension } from '../../../vocabulary/plan.ts';
import type { Item, Thing } from '../chart/items.ts';
import type { Token } from '../tokens.ts';
import { ENTITIES } from './clauses.ts';

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
export function compoundsOf(items: readonly Item[], tokens: readonly Token[]): readonly Dimension[] {
  return items.flatMap(({ sem, start, end }, index) => {
    const next = items[index + 1];
    if (sem.cat !== 'thing' || sem.thing.dimension === null || !next) return [];
    // "Clients' returns" are theirs, one by one.
    if (sem.thing.plural && tokens[end - 1]?.possessive !== true) return [];
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
  'relative',
  'compared',
  'than',
]);

const LEADS_ON =
  /^(?:vs|versus|against|from|relative|compared|over|under|behind|ahead|off|away|better|worse|beat|out|lag|trail|compare|stack|measure|hold|held|fare|keep|kept|match)/;

/** 'Taxes on dividends' names two figures, but asks for neither by itself. */
export function areUnjoined(items: readonly Item[], tokens: readonly Token[]): boolean {
  const figures = items.flatMap(({ sem, start, end }) =>
    (sem.cat === 'thing' || sem.cat === 'ranked') && sem.thing.metrics.length > 0 && !sem.thing.weak
      ? [{ thing: sem.thing, start, end }]
      : [],
  );
  const isRatio = items.some(({ sem }) => sem.cat === 'op' && sem.op === 'ratio');
  const isLess = items.some(({ sem }) => sem.cat === 'op' && sem.op === 'minus');
  return figures.some(({ thing, start }, index) => {
    const before = figures[index - 1];
    if (!before || before.thing.metrics[0] === thing.metrics[0] || LEADS_ON.test(thing.said)) return false;
    const between = tokens.slice(before.end, start).map(({ norm }) => norm);
    return !between.some(
      (word) =>
        JOINING.has(word) || (isRatio && word === 'to') || (isLess && (word === 'less' || word === 'net')),
    );
  });
}

const NAMING: ReadonlySet<string> = new Set([
  'income',
  'dividend',
  'interest',
  'growth',
  'gain',
  'cash',
  'family',
  'household',
]);

export function isLikeName(items: readonly Item[], tokens: readonly Token[]): boolean {
  return items.some(({ sem, start, end }, index) => {
    const next = items[index + 1];
    if (sem.cat === 'thing' && isCalledGrowth(items[index - 1], sem.thing, tokens.slice(0, start)))
      return true;
    if (sem.cat === 'thing' && isComparedName(items, index, tokens)) return true;
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

/** 'The value of growth', 'the bookings in growth', 'House and growth': no growth of a value, but what something is called. */
function isCalledGrowth(before: Item | undefined, { said }: Thing, words: readonly Token[]): boolean {
  if (said !== 'growth') return false;
  if (/^(?:in|into|from|inside|within)$/.test(words.at(-1)?.norm ?? '')) return true;
  const [joint = '', ...more] = words.slice(before?.end ?? 0).map(({ norm }) => norm);
  if (!before || more.length > 0) return false;
  const isFigure =
    before.sem.cat === 'thing' && !before.sem.thing.weak && before.sem.thing.metrics.length > 0;
  if (isFigure) return /^(?:of|for)$/.test(joint);
  return (
    /^(?:and|&|,|or|vs|versus)$/.test(joint) && (before.sem.cat === 'name' || before.sem.cat === 'narrow')
  );
}

/** 'Compare the return of House and Income': beside a name that is compared stands a name. */
function isComparedName(items: readonly Item[], index: number, tokens: readonly Token[]): boolean {
  const [figure, before, item] = [items[index - 2], items[index - 1], items[index]];
  const isNamed = before?.sem.cat === 'name' || before?.sem.cat === 'narrow';
  const isFigure = figure?.sem.cat === 'thing' && figure.sem.thing.metrics.length > 0;
  if (!item || !isNamed || !isFigure || item.sem.cat !== 'thing' || !NAMING.has(item.sem.thing.said))
    return false;
  const isCompared = items.some(({ sem }) => sem.cat === 'op' && sem.op === 'compare');
  return isCompared && item.start === before.end + 1 && tokens[before.end]?.norm === 'and';
}

const PAIRING: ReadonlySet<string> = new Set([
  'and',
  '&',
  'plus',
  'vs',
  'versus',
  'und',
  'minus',
  'less',
  'net',
]);

/** What may stand between two figures beside the word that joins them: 'earn and pay in fees'. */
const SAYS_ALSO: ReadonlySet<string> = new Set(
  'i we did have pay paid receive received get got in for also'.split(' '),
);

export function joinedOf(items: readonly Item[], tokens: readonly Token[]): readonly Thing[] {
  const figures = items.flatMap(({ sem, start, end }) =>
    (sem.cat === 'thing' || sem.cat === 'ranked') && sem.thing.metrics.length > 0
      ? [{ thing: sem.thing, start, end }]
      : [],
  );
  return figures.flatMap(({ thing, start }, index) => {
    const before = figures[index - 1];
    if (!before || before.thing.metrics[0] === thing.metrics[0]) return [];
    const between = tokens.slice(before.end, start).filter(({ norm }) => !POSSESSIVE.has(norm));
    const joints = between.filter(({ norm }) => !SAYS_ALSO.has(norm));
    const isPair = joints.length === 1 && joints.some(({ norm }) => PAIRING.has(norm));
    return isPair ? [before.thing, thing] : [];
  });
}
