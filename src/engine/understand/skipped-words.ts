import { brokenDown } from './chart/broken-down.ts';
import type { Item } from './chart/items.ts';
import { isShouted } from './chart/lattice-parts.ts';
import { isPronoun } from './chart/noun-items.ts';
import { FILLERS } from './lexicon/fillers.ts';
import type { Token } from './tokens.ts';

/** What it costs to pass over a word; null where it may not be passed over. */
export function skipCost(token: Token, tokens: readonly Token[], at: number): number | null {
  if (brokenDown(tokens)?.includes(at) === true) return 0;
  if (token.kind === 'mark')
    return token.norm === ',' || token.norm === '-' ? 0 : token.norm === '&' ? 0.3 : null;
  if (token.kind !== 'word') return null;
  if (token.norm === 'us') return isPronoun(tokens, at) ? 0 : null;
  // A statement of an account is more than any one figure of it.
  if (token.norm === 'statement' && /^(?:of|for)$/.test(tokens[at + 1]?.norm ?? '')) return null;
  // 'Money in and money out' goes two ways.
  if (token.norm === 'out' && MONEY.has(tokens[at - 1]?.norm ?? '')) return null;
  // So does 'money in by year', where nothing follows that it came into.
  if (token.norm === 'in' && tokens[at - 1]?.norm === 'money' && ENDS_MOVE.has(tokens[at + 1]?.norm ?? ''))
    return null;
  // 'Out of cash' has none.
  if (
    token.norm === 'out' &&
    tokens[at + 1]?.norm === 'of' &&
    /^(?:cash|money|funds)$/.test(tokens[at + 2]?.norm ?? '')
  )
    return null;
  // 'Worth at the beginning' is not worth now.
  if (token.norm === 'beginning' && tokens[at - 1]?.norm === 'the') return null;
  // 'How long', 'how old', 'how fast' ask for a measure of their own.
  if (token.norm === 'how' && MEASURES.has(tokens[at + 1]?.norm ?? '')) return null;
  if (isCode(token, tokens, at)) return null;
  return FILLERS.has(token.norm) ? 0 : null;
}

/** 'The value of HI': in capitals behind a preposition a word is a symbol or an abbreviation, unless it is stressed. */
function isCode({ upper, norm }: Token, tokens: readonly Token[], at: number): boolean {
  return (
    upper &&
    norm.length > 1 &&
    BEFORE_CODE.has(tokens[at - 1]?.norm ?? '') &&
    !STRESSED.has(norm) &&
    !isShouted(tokens)
  );
}

const BEFORE_CODE: ReadonlySet<string> = new Set(['of', 'in', 'for', 'from', 'at', 'on', 'with']);
const STRESSED: ReadonlySet<string> = new Set(
  'my our your his her their the a an all each every this that these those me us total entire whole'.split(
    ' ',
  ),
);

const ENDS_MOVE: ReadonlySet<string> = new Set([
  '',
  'by',
  'per',
  'each',
  'and',
  'minus',
  'versus',
  'vs',
  'less',
  '?',
]);

const MONEY: ReadonlySet<string> = new Set(['money', 'cash', 'in', 'and']);

const MEASURES: ReadonlySet<string> = new Set(
  'long old fast quickly slowly soon late early far close near likely safe risky good bad'.split(' '),
);

const BOUND_OPS: ReadonlySet<string> = new Set(
  'by not non or between more less at_least at_most as_word about without aside in of and comma denominated both neither nor than outdid'.split(
    ' ',
  ),
);

/** Whether an item means something without others beside it. */
export function standsAlone({ sem }: Item): boolean {
  return sem.cat !== 'op' || !BOUND_OPS.has(sem.op);
}
