import { FILLERS } from '../lexicon/fillers.ts';
import type { Token } from '../tokens.ts';
import { brokenDown } from './broken-down.ts';
import { isShouted } from './lattice-parts.ts';
import { isPronoun } from './noun-items.ts';

/** What passing over a word costs a reading; null where no reading may pass over it. */
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
  // 'A good investment' is judged by what it made.
  if (token.norm === 'good' && !/^(?:morning|afternoon|evening|day)$/.test(tokens[at + 1]?.norm ?? ''))
    return null;
  // 'Out of cash' has none.
  const goesOn = token.norm === 'out' && tokens[at + 1]?.norm === 'of';
  if (goesOn && /^(?:cash|money|funds)$/.test(tokens[at + 2]?.norm ?? '')) return null;
  // 'The cost per Disney share' is what one of them cost.
  if (token.norm === 'per' && ['share', 'unit'].includes(tokens[at + 2]?.stem ?? '')) return 0;
  // 'Worth at the beginning' is not worth now.
  if (token.norm === 'beginning' && tokens[at - 1]?.norm === 'the') return null;
  // 'How long', 'how old', 'how fast' ask for a measure of their own.
  if (token.norm === 'how' && MEASURES.has(tokens[at + 1]?.norm ?? '')) return null;
  if (isCode(token, tokens, at)) return null;
  if (token.norm === 'may' && ASKERS.has(tokens[at + 1]?.norm ?? '')) return 0;
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

/** Behind 'may' these ask for leave. */
const ASKERS: ReadonlySet<string> = new Set(['i', 'we']);

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
