import type { Dimension } from '../../../vocabulary/plan.ts';
import type { Item, Thing } from '../chart/items.ts';
import type { Token } from '../tokens.ts';
import { isEvent } from './outline.ts';

const BESIDES: ReadonlySet<string> = new Set(['and', 'with', 'plus']);

const AMOUNT: ReadonlySet<string> = new Set(['much', 'many']);

export function isToldBesides(items: readonly Item[], tokens: readonly Token[]): boolean {
  const ranked = items.findIndex(
    ({ sem }) =>
      (sem.cat === 'ranked' && sem.thing.metrics.every(() => sem.thing.weak)) || sem.cat === 'count',
  );
  // The 'do' of 'and how much do they have' only helps to ask.
  const helps = (at: number): boolean => AMOUNT.has(tokens[at - 1]?.norm ?? '');
  const figure = items.find(
    ({ sem, start }, index) =>
      index > ranked &&
      sem.cat === 'thing' &&
      sem.thing.metrics.length > 0 &&
      !(sem.thing.weak && helps(start)),
  );
  const end = items[ranked]?.end;
  if (ranked < 0 || end === undefined || !figure) return false;
  return tokens.slice(end, figure.start).some(({ norm }) => BESIDES.has(norm));
}

export const ENTITIES: ReadonlySet<Dimension> = new Set([
  'account',
  'portfolio',
  'client',
  'advisor',
  'custodian',
]);

export function headedBy(items: readonly Item[], tokens: readonly Token[]): readonly Dimension[] {
  return items.flatMap(({ sem, end }) => {
    const noun = sem.cat === 'thing' || sem.cat === 'narrow' || sem.cat === 'state' ? sem.thing : null;
    const isKind = noun?.filter?.dimension === 'account_type' && noun.rows === null;
    const dimension = isKind ? 'account' : (noun?.dimension ?? null);
    if (!noun?.plural || dimension === null) return [];
    const behind = tokens[end]?.norm === 'list' ? end + 1 : end;
    const [next, then] = [tokens[behind]?.norm, tokens[behind + 1]?.norm];
    const shows =
      next === 'with' ||
      (next === 'and' && (then === 'their' || then === 'its' || then === 'how' || then === 'what')) ||
      tellsOfEach(tokens, end);
    return shows && ENTITIES.has(dimension) ? [dimension] : [];
  });
}

/** 'Accounts at a bank and their values': what is told of each of them, further behind. */
function tellsOfEach(tokens: readonly Token[], end: number): boolean {
  return tokens.some(
    ({ norm }, at) =>
      at > end &&
      (norm === 'and' || norm === 'with') &&
      ['their', 'its'].includes(tokens[at + 1]?.norm ?? ''),
  );
}

const CLAUSE: ReadonlySet<string> = new Set(['with', 'that', 'who', 'whose', 'which', 'having', 'paying']);

export function ledBy(items: readonly Item[], tokens: readonly Token[]): Thing | null {
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

const PAYING: ReadonlySet<string> = new Set(['pay', 'pays', 'paid', 'paying', 'gave', 'give', 'gives']);

/** 'Who paid me': the asker is the one who was paid. */
export function paysAsker(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ norm }, at) => (norm === 'me' || norm === 'us') && PAYING.has(tokens[at - 1]?.norm ?? ''),
  );
}

const AUXILIARY: ReadonlySet<string> = new Set(
  'is are was were am do does did has have had isnt arent wasnt werent doesnt didnt hasnt havent'.split(' '),
);

const BEFORE_QUESTION: ReadonlySet<string> = new Set(
  'hi hello hey so and but ok okay please well now also then tell me can you could say know if whether'.split(
    ' ',
  ),
);

/** A verb leads the sentence, so that yes or no is asked for: 'is cash above 5 %', 'tell me whether fees were …'. */
export function asksWhether(tokens: readonly Token[]): boolean {
  const at = tokens.findIndex(({ norm, kind }) => kind !== 'mark' && !BEFORE_QUESTION.has(norm));
  const before = tokens[at - 1]?.norm;
  return AUXILIARY.has(tokens[at]?.norm ?? '') || before === 'if' || before === 'whether';
}

const ANY: ReadonlySet<string> = new Set(
  'any some a an one either anyone anybody someone somebody'.split(' '),
);

/** Nouns of which any may be meant: 'has any account lost more than 5 %', 'is there a client with over a million'. */
export function anyOf(items: readonly Item[], tokens: readonly Token[]): readonly Dimension[] {
  return items.flatMap(({ sem, start }) => {
    if (sem.cat !== 'thing' || sem.thing.dimension === null || sem.thing.metrics.length > 0) return [];
    return sem.thing.plural || ANY.has(tokens[start - 1]?.norm ?? '') || ANY.has(tokens[start]?.norm ?? '')
      ? [sem.thing.dimension]
      : [];
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

export function isPerfect(tokens: readonly Token[]): boolean {
  return tokens.some(({ norm }, at) => {
    if (norm !== 'owned' && norm !== 'held' && norm !== 'possessed') return false;
    let before = at - 1;
    while (BETWEEN_HAVE.has(tokens[before]?.norm ?? '')) before -= 1;
    return HAVE.has(tokens[before]?.norm ?? '');
  });
}

const RELATIVE: ReadonlySet<string> = new Set(
  'that who which whose using paying making earning losing receiving owing generating beating outperforming underperforming lagging trailing'.split(
    ' ',
  ),
);

export function relativeOf(items: readonly Item[], tokens: readonly Token[]): readonly Dimension[] {
  return items.flatMap(({ sem, end }) => {
    if (sem.cat !== 'thing' || !sem.thing.plural || sem.thing.dimension === null) return [];
    return RELATIVE.has(tokens[end]?.norm ?? '') ? [sem.thing.dimension] : [];
  });
}

const ON_SALES: ReadonlySet<string> = new Set('on from off by with'.split(' '));

/** 'What did I make on my sales': what came of them, and not what they brought in. */
export function gainsOnSales(items: readonly Item[], tokens: readonly Token[]): boolean {
  return items.some(({ sem, end }, index) => {
    const next = items[index + 1];
    if (sem.cat !== 'thing' || !sem.thing.weak || !/^(?:ma[dk]e|making|earn|earned)$/.test(sem.thing.said))
      return false;
    if (next?.sem.cat !== 'thing' || next.sem.thing.weak || next.sem.thing.metrics[0] !== 'sales')
      return false;
    return ON_SALES.has(tokens[end]?.norm ?? '');
  });
}

/** 'The largest accounts and their custodians': what is to be told of each. */
export function factsTold(items: readonly Item[], tokens: readonly Token[]): readonly Dimension[] {
  return items.flatMap(({ sem, start }) => {
    if (sem.cat !== 'thing' || sem.thing.dimension === null || sem.thing.metrics.length > 0) return [];
    const isTold =
      ['their', 'its'].includes(tokens[start - 1]?.norm ?? '') &&
      ['and', 'with'].includes(tokens[start - 2]?.norm ?? '');
    return isTold ? [sem.thing.dimension] : [];
  });
}

const OWN: ReadonlySet<string> = new Set('i we they it each he she did was were is are'.split(' '));

/** 'Everything I sold and what I made on each': something is asked of what is listed. */
export function asksBesides(tokens: readonly Token[]): boolean {
  return tokens.some(({ norm }, at) => {
    if (norm !== 'and' || !['what', 'how'].includes(tokens[at + 1]?.norm ?? '')) return false;
    const then = tokens[at + 2]?.norm ?? '';
    return OWN.has(then === 'much' ? (tokens[at + 3]?.norm ?? '') : then);
  });
}

/** 'Show me all my dividends': all of them, one by one. */
export function showsAll(items: readonly Item[]): boolean {
  return items.some(({ sem }, at) => {
    const [all, noun] = [items[at + 1]?.sem, items[at + 2]?.sem];
    const isShown = sem.cat === 'op' && sem.op === 'show' && all?.cat === 'op' && all.op === 'all';
    return isShown && noun?.cat === 'thing' && noun.thing.plural && !noun.thing.weak && isEvent(noun.thing);
  });
}

/** 'What percentage of accounts': the things right behind the words for a part. */
export function partOf(items: readonly Item[]): Thing | null {
  const at = items.findIndex(({ sem }) => sem.cat === 'op' && sem.op === 'share');
  const next = at < 0 ? undefined : items[at + 1]?.sem;
  const noun = next?.cat === 'thing' || next?.cat === 'narrow' ? next.thing : null;
  return noun?.plural === true && noun.dimension !== null ? noun : null;
}

/** A sum is asked for; the 'total value' that things are put in order by is that of each of them. */
/** 'Rank them all', 'list all' at the end of a question. */
export function ranksAll(tokens: readonly Token[]): boolean {
  const said = tokens.map(({ norm }) => norm).join(' ');
  return /\b(?:rank|list|show|order|sort)(?: me)?(?: them| these| those)? all(?: of them)?(?: [.?!])*$/.test(
    said,
  );
}

/** The last word is a currency, behind a comma. */
export function isCurrencyBehind(items: readonly Item[], tokens: readonly Token[]): boolean {
  const last = items.at(-1);
  return (
    last?.sem.cat === 'thing' &&
    last.sem.thing.filter?.dimension === 'currency' &&
    tokens[last.start - 1]?.norm === ','
  );
}

export function saysTotal(items: readonly Item[], tokens: readonly Token[]): boolean {
  const isOfEach = (at: number): boolean =>
    items.some(
      ({ sem, start, end }) => (sem.cat === 'order' || sem.cat === 'ranked') && start <= at && at < end,
    );
  return tokens.some(({ norm }, at) => (norm === 'total' || norm === 'sum') && !isOfEach(at));
}

const ASKING: ReadonlySet<string> = new Set('how what which who whose where why'.split(' '));

/** 'How much did I earn and what did I pay in fees': a second question behind a first one. */
export function asksTwice(tokens: readonly Token[]): boolean {
  const first = tokens.findIndex(({ norm }) => ASKING.has(norm));
  return (
    first >= 0 &&
    tokens.some(({ norm }, at) => at > first && norm === 'and' && ASKING.has(tokens[at + 1]?.norm ?? ''))
  );
}

const DOING: ReadonlySet<string> = new Set(
  'they it each that those these did do does has have is are'.split(' '),
);

/** 'My largest positions and how they did': how something did is asked for besides. */
export function asksHowItDid(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ norm }, at) =>
      norm === 'and' && tokens[at + 1]?.norm === 'how' && DOING.has(tokens[at + 2]?.norm ?? ''),
  );
}

/** 'What did I pay on average for Apple': what was bought was paid for. */
export function paysFor(tokens: readonly Token[]): boolean {
  const paid = tokens.findIndex(({ norm }) => /^(?:pay|paid|paying)$/.test(norm));
  return paid >= 0 && tokens.some(({ norm }, at) => at > paid && norm === 'for');
}

/** 'Who pays the most dividends': whoever pays them out, and no client. */
export function asksForPayer(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ norm }, at) => norm === 'who' && /^(?:pays?|paid|paying)$/.test(tokens[at + 1]?.norm ?? ''),
  );
}
