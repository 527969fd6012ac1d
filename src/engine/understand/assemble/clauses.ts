import type { Dimension } from '../../../vocabulary/plan.ts';
import type { Item, Thing } from '../chart/items.ts';
import type { Token } from '../tokens.ts';

const BESIDES: ReadonlySet<string> = new Set(['and', 'with', 'plus']);

export function isToldBesides(items: readonly Item[], tokens: readonly Token[]): boolean {
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

export const ENTITIES: ReadonlySet<Dimension> = new Set([
  'account',
  'portfolio',
  'client',
  'advisor',
  'custodian',
]);

export function headedBy(items: readonly Item[], tokens: readonly Token[]): readonly Dimension[] {
  return items.flatMap(({ sem, end }) => {
    const noun = sem.cat === 'thing' || sem.cat === 'narrow' ? sem.thing : null;
    const isKind = noun?.filter?.dimension === 'account_type' && noun.said.endsWith('accounts');
    const dimension = isKind ? 'account' : (noun?.dimension ?? null);
    if (!noun?.plural || dimension === null) return [];
    const behind = tokens[end]?.norm === 'list' ? end + 1 : end;
    const [next, then] = [tokens[behind]?.norm, tokens[behind + 1]?.norm];
    const shows =
      next === 'with' || (next === 'and' && (then === 'their' || then === 'its')) || tellsOfEach(tokens, end);
    return shows && ENTITIES.has(dimension) ? [dimension] : [];
  });
}

/** 'Accounts at a bank and their values': what is told of each of them, further behind. */
function tellsOfEach(tokens: readonly Token[], end: number): boolean {
  return tokens.some(({ norm }, at) => at > end && norm === 'and' && tokens[at + 1]?.norm === 'their');
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
