import type { Filter } from '../../../vocabulary/plan.ts';
import type { Token } from '../tokens.ts';
import { limitOf } from '../chart/grammar/ranking.ts';
import type { Item, Op, Sem, Thing } from '../chart/items.ts';
import { ENTITIES } from './clauses.ts';
import { isOnSecurities } from './outline.ts';
import type { Mutable, Narrow, Parts } from './parts.ts';

/** A share is of no currency: 'what part of it is in euros' asks for what is held in them. A limit has its own. */
export function takeCurrency(parts: Mutable<Parts>, ops: ReadonlySet<Op>, narrows: Narrow[]): void {
  if (parts.currency !== null && (ops.has('share') || ops.has('how_much_of'))) {
    narrows.push(on('currency', parts.currency));
    parts.currency = null;
  }
  const said = parts.bounds.flatMap(({ bounds }) => bounds.map(({ number }) => number.currency));
  // A dollar sign is what people write for any currency.
  parts.currency ??= said.find((currency) => currency !== null && currency !== 'USD') ?? null;
}

/** 'The three accounts with the lowest return': that many of them. */
export function takeCountedLed(parts: Mutable<Parts>, items: readonly Item[]): void {
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
export function takeListedShares(items: readonly Item[], tokens: readonly Token[], things: Thing[]): void {
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
export function takeShares({ things, rank, which }: Mutable<Parts>, ops: Set<Op>, narrows: Narrow[]): void {
  const isCounted =
    narrows.some(({ all }) => all.some((each) => each.kind === 'name' && isOnSecurities(each))) ||
    things.some(({ dimension, metrics }) => dimension === 'security' || metrics.includes('quantity'));
  if (!ops.has('in_shares') || isCounted || rank !== null || which !== null) return;
  if (!(ops.has('share') || ops.has('how_much_of') || ops.has('how_much'))) return;
  ops.delete('in_shares');
  narrows.push(on('asset_class', 'Equity'));
}

export function on(dimension: 'asset_class' | 'currency', value: string): Narrow {
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
export function takeLooseWhich(parts: Mutable<Parts>, items: readonly Item[], things: Thing[]): void {
  if (parts.which !== null) return;
  const at = items.findIndex(({ sem }) => sem.cat === 'op' && sem.op === 'which');
  const [named, noun] = at < 0 ? [] : items.slice(at + 1);
  const isName = named?.sem.cat === 'name' && named.sem.name.possessive;
  if (!isName || noun?.sem.cat !== 'thing') return;
  const { filter, plural, rows } = noun.sem.thing;
  // A word for a class of assets stands for what is held of it.
  const isOfClass = filter?.dimension === 'asset_class' && plural && rows === null;
  if (isOfClass) {
    const held = { subject: 'holdings', where: [filter] } as const;
    parts.which = { thing: { ...noun.sem.thing, dimension: 'security', rows: held }, limit: null };
    things.splice(things.indexOf(noun.sem.thing), 1);
    return;
  }
  if (noun.sem.thing.dimension === null) return;
  if (!ENTITIES.has(noun.sem.thing.dimension) && noun.sem.thing.rows?.subject !== 'holdings') return;
  parts.which = { thing: noun.sem.thing, limit: null };
  things.splice(things.indexOf(noun.sem.thing), 1);
}

/** 'Exposure to francs' is what is held in them; 'exposure to banks in francs' is an amount converted to them. */
export function isExposure({ start, end }: Item, items: readonly Item[], tokens: readonly Token[]): boolean {
  if (!tokens.slice(start, end).some(({ norm }) => norm === 'to')) return false;
  return items.some(({ sem }) => sem.cat === 'thing' && /^exposure$/.test(sem.thing.said));
}

/** 'Accounts in francs with their value': the accounts of that currency, of each of which something is told. */
export function accountsIn(index: number, items: readonly Item[]): Thing | null {
  const [noun, figure] = [items[index - 1]?.sem, items[index + 1]?.sem];
  const isHead = noun?.cat === 'thing' && noun.thing.dimension === 'account' && noun.thing.plural;
  const isToldBefore = items
    .slice(0, index)
    .some(({ sem }) => sem.cat === 'thing' && sem.thing.metrics.length > 0);
  return isHead && figure?.cat === 'thing' && figure.thing.metrics.length > 0 && !isToldBefore
    ? noun.thing
    : null;
}

/** 'Securities held in euros' are those of that currency; 'the value held in it, in euros' is converted. */
export function isHeldIn({ start, end }: Item, items: readonly Item[], tokens: readonly Token[]): boolean {
  const nouns = items.flatMap(({ sem }) => (sem.cat === 'thing' || sem.cat === 'which' ? [sem.thing] : []));
  const isHeld = tokens.slice(Math.max(0, start - 1), end).some(({ norm }) => norm === 'held');
  return (isHeld || standsAtHoldings(start, items)) && nouns.some(({ rows }) => rows?.subject === 'holdings');
}

/** 'Holdings in sterling' are those of that currency, where no figure of them is asked for. */
function standsAtHoldings(start: number, items: readonly Item[]): boolean {
  const noun = items.find(({ end }) => end === start)?.sem;
  const isList = noun?.cat === 'thing' && noun.thing.plural && noun.thing.rows?.subject === 'holdings';
  const isOfFigure = items.some(
    ({ sem }) =>
      sem.cat === 'ranked' ||
      sem.cat === 'rank' ||
      sem.cat === 'bounds' ||
      (sem.cat === 'thing' && sem.thing.metrics.length > 0),
  );
  return isList && !isOfFigure;
}

/** The noun that 'only' stands at. */
export function onlyOf(items: readonly Item[]): Thing | null {
  const at = items.findIndex(({ sem }) => sem.cat === 'op' && sem.op === 'only');
  if (at < 0) return null;
  const [before, only, after] = [items[at - 1], items[at], items[at + 1]];
  if (after?.sem.cat === 'thing' && after.start === only?.end) return after.sem.thing;
  return before?.sem.cat === 'thing' && before.end === only?.start ? before.sem.thing : null;
}

export function takeOp(
  op: Op,
  next: Sem | undefined,
  ops: Set<Op>,
  extras: Filter[],
  once: <K extends keyof Parts>(key: K, value: Parts[K]) => void,
): void {
  // The open of 'accounts with open breaks' says nothing of the accounts: every break is open.
  if (op === 'open' && next?.cat === 'thing' && next.thing.rows?.subject === 'reconciliation') return;
  ops.add(op);
  if (op === 'advise' || op === 'still') ops.add('own');
  if (op === 'first' || op === 'last') once('ends', { side: op, limit: null, thing: null });
  if (op === 'open' || op === 'closed') once('open', op === 'open');
  if (op === 'opened') extras.push({ kind: 'during', event: 'opened' });
  if (op === 'inactive') extras.push({ kind: 'without', rows: 'transactions' });

  if (op === 'how_many' && (next?.cat === 'narrow' || next?.cat === 'name') && next.thing) {
    once('count', { thing: next.thing, different: false, open: null });
  }
}

/** The bonds of 'how much does she hold in bonds': the verb has taken the 'in' that narrows to them. */
export function isInside(before: Item | undefined, { sem, start }: Item): boolean {
  if (before?.sem.cat !== 'op' || before.sem.op !== 'own' || before.end !== start) return false;
  const isClass =
    sem.cat === 'thing' && sem.thing.filter?.dimension === 'asset_class' && sem.thing.metrics.length === 0;
  return isClass && before.sem.said.endsWith(' in');
}

const WITH_INCOME: ReadonlySet<string> = new Set(['twr', 'twr_annualized', 'gain', 'mwr']);

/** 'The return including dividends' is the return, which includes them. */
export function takeIncluded(things: Thing[], items: readonly Item[], tokens: readonly Token[]): void {
  const isReturn = things.some(({ metrics, weak }) => !weak && WITH_INCOME.has(metrics[0] ?? ''));
  const included = items.find(({ sem, start }) => {
    if (sem.cat !== 'thing' || !['dividends', 'income', 'interest'].includes(sem.thing.metrics[0] ?? ''))
      return false;
    const own = ['my', 'the', 'all', 'any'].includes(tokens[start - 1]?.norm ?? '');
    return ['including', 'incl', 'counting'].includes(tokens[own ? start - 2 : start - 1]?.norm ?? '');
  });
  if (isReturn && included?.sem.cat === 'thing') things.splice(things.indexOf(included.sem.thing), 1);
}
