import type { Item } from '../chart/items.ts';
import type { Token } from '../tokens.ts';

const JOINTS: ReadonlySet<string> = new Set(['and', '&', 'plus']);

/** Where the second half of a question begins: behind an 'and' and what leads up to what it asks for. */
function behindJoint(tokens: readonly Token[], words: RegExp): boolean {
  return tokens.some(({ norm }, at) => {
    if (!JOINTS.has(norm)) return false;
    const next = tokens.slice(at + 1, at + 5).map((token) => token.norm);
    return words.test(next.join(' '));
  });
}

const PART_OF =
  /^(?:for |to )?(?:how much of|(?:what|which|the) (?:percent\w*|share|part|portion|proportion|fraction|weight))\b/;

/** 'Who has the most cash, and how much of the portfolio is it': what part of the whole it is. */
export function asksForPart(items: readonly Item[], tokens: readonly Token[]): boolean {
  const isSaid = items.some(
    ({ sem }) =>
      sem.cat === 'op' && sem.op === 'by_how_much' && /\b(?:share|percent\w*|weight)$/.test(sem.said),
  );
  return isSaid || behindJoint(tokens, PART_OF);
}

const SUM_OF =
  /^(?:(?:what|how much) (?:is|was|are|were|did) )?(?:their|its|the) (?:\w+ )?(?:total|sum|amount|value)\b/;

/** 'The number of deposits and their total': how many they are is not all. */
export function asksForSum(tokens: readonly Token[]): boolean {
  return behindJoint(tokens, SUM_OF);
}

/** 'The biggest loss, and in which account': the noun of the second half is told of what the first half finds. */
export function isInSecondHalf({ start }: Item, tokens: readonly Token[]): boolean {
  const word = (at: number): string => tokens[at]?.norm ?? '';
  return JOINTS.has(word(start - 1)) || (JOINTS.has(word(start - 2)) && LEADING.has(word(start - 1)));
}

const LEADING: ReadonlySet<string> = new Set(['in', 'on', 'from', 'at', 'to', 'for', 'of', 'by', 'with']);
