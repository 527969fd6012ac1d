import { brokenDown } from './broken-down.ts';
import { nameItems } from './name-items.ts';
import { wordItems } from './free-words.ts';
import { readPeriods } from '../calendar/periods.ts';
import type { Entry, Lexicon } from '../lexicon/lexicon.ts';
import type { Noun } from '../lexicon/things.ts';
import { type NumberRead, ordinalOf, readNumber } from '../numbers.ts';
import type { Token } from '../tokens.ts';
import type { Item, Op } from './items.ts';
import { type LatticeParts, item, saidFrom } from './lattice-parts.ts';
import { nounItems } from './noun-items.ts';

/** Every typed item that the words alone give, by the token it starts at. */
export function lexicalItems(parts: LatticeParts): readonly (readonly Item[])[] {
  const verb = brokenDown(parts.tokens);
  return parts.tokens.map((_token, at) => [
    ...(verb?.includes(at) === true ? [] : entryItems(parts, at)),
    ...timeItems(parts, at),
    ...numberItems(parts, at),
    ...nameItems(parts, at),
    ...wordItems(parts, at),
  ]);
}

function entryItems({ tokens, lexicon }: LatticeParts, at: number): readonly Item[] {
  const first = tokens[at];
  if (!first) return [];
  const entries = lexicon.byFirst.get(first.stem) ?? [];
  const found = entries.filter(
    ({ words }) =>
      words.every((word, index) => tokens[at + index]?.stem === word) &&
      !(words.length > 1 && isMannerOf(tokens, at + words.length)),
  );
  return found.flatMap((entry) => itemsOf(entry, lexicon, tokens, at));
}

/** 'The dearest account fee-wise': the account, by its fees, and no account fee. */
function isMannerOf(tokens: readonly Token[], at: number): boolean {
  return tokens[tokens[at]?.norm === '-' ? at + 1 : at]?.norm === 'wise';
}

function itemsOf(entry: Entry, lexicon: Lexicon, tokens: readonly Token[], at: number): readonly Item[] {
  const length = entry.words.length;
  const said = saidFrom(tokens, at, length);
  switch (entry.kind) {
    case 'op':
      if (SIDES.has(entry.op) && MOVED.has(said) && !asksWhether(tokens)) return [];
      if (said === 'out of' && /^(?:cash|money|funds)$/.test(tokens[at + 2]?.norm ?? '')) return [];
      // 'Any of my stocks' asks of each of them; nothing is narrowed to stocks.
      if (said === 'of' && ANY_OF.has(tokens[at - 1]?.norm ?? '')) return [];
      // 'What makes up more than 5 %' is no rise.
      if (said === 'up' && /^mak(?:e|es|ing)$|^made$/.test(tokens[at - 1]?.norm ?? '')) return [];
      if (entry.op === 'yes_no' && !opensQuestion(tokens, at)) return [];
      if (entry.op === 'own' && said === 'holdings') return [];
      // 'The account number of …' counts nothing.
      if (entry.op === 'how_many' && said.startsWith('number') && tokens[at - 1]?.stem === 'account')
        return [];
      if (entry.op === 'open' && isDone(tokens, at))
        return [item(at, length, 0.6, { cat: 'op', op: 'opened', said })];
      if (entry.op !== 'in_shares' && tokens.slice(at, at + length).some(({ norm }) => norm === 'shares'))
        return [];
      return [item(at, length, opScore(entry.op, length), { cat: 'op', op: entry.op, said })];
    case 'rank': {
      if (entry.words.join() === 'less' && isBehindFigure(lexicon, tokens, at)) return [];
      const { words: _words, nominal, ...rank } = entry.rank;
      const last = tokens[at + length - 1];
      const many = last !== undefined && last.norm !== last.stem;
      const named = nominal === true ? { nominal: many ? ('many' as const) : ('one' as const) } : {};
      return [
        item(at, length, 0.9 * length + 0.2 * (length - 1), {
          cat: 'rank',
          rank: { ...rank, ...named, limit: null },
        }),
      ];
    }
    case 'grain':
      return [item(at, length, 1.02 * length, { cat: 'group', dimensions: [entry.dimension], things: [] })];
    case 'noun':
      if (said === 'split' && tokens[at]?.first === true && tokens.length > 2) return [];
      return isCutByOwner(entry.noun, tokens, at) ? [] : nounItems(entry.noun, tokens, at);
    default:
      return [];
  }
}

const ANY_OF: ReadonlySet<string> = new Set(['any', 'either', 'some']);

/** 'My book's value' is the value of a book, and no book value; a portfolio's value is the portfolio value. */
function isCutByOwner({ words, metrics }: Noun, tokens: readonly Token[], at: number): boolean {
  return (
    !metrics.includes('market_value') &&
    tokens.slice(at, at + words.length - 1).some(({ possessive }) => possessive)
  );
}

/** 'Income less fees' takes one from the other; 'which paid less' compares. */
function isBehindFigure({ byFirst }: Lexicon, tokens: readonly Token[], at: number): boolean {
  const entries = byFirst.get(tokens[at - 1]?.stem ?? '') ?? [];
  return entries.some(
    (entry) =>
      entry.kind === 'noun' && entry.words.length === 1 && !entry.noun.weak && entry.noun.metrics.length > 0,
  );
}

/** 'How many accounts did we open': what was done, no state. */
function isDone(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  const isActor = ['i', 'we', 'you', 'they', 'he', 'she', 'client'].includes(before?.stem ?? '');
  return (
    (isActor || before?.capital === true) &&
    tokens.slice(Math.max(0, at - 4), at).some(({ norm }) => norm === 'did')
  );
}

/** 'Is it up' asks on which side of nothing something stands; elsewhere the word is part of others. */
const MOVED: ReadonlySet<string> = new Set('up,down,gone up,gone down,go up,go down'.split(','));

const SIDES: ReadonlySet<Op> = new Set<Op>(['in_profit', 'under_water']);

function asksWhether(tokens: readonly Token[]): boolean {
  return WHETHER.has(tokens[0]?.norm ?? '') && !tokens.some(({ norm }) => OF_EACH.has(norm));
}

/** With these it is asked of several, one by one, or of both sides. */
const OF_EACH: ReadonlySet<string> = new Set('or any some each every all'.split(' '));

const WHETHER: ReadonlySet<string> = new Set('is are am was were has have did'.split(' '));

/** 'Do we' asks yes or no only where a sentence begins: not in 'how much do we'. */
function opensQuestion(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  const before = tokens[at - 1]?.norm;
  if (token?.norm === 'if' || token?.norm === 'whether' || token?.norm === 'can') return true;
  return (
    before === undefined ||
    token?.first === true ||
    ['and', 'if', 'whether', 'please', 'so', ',', 'or', 'ok', 'hi', 'hello'].includes(before)
  );
}

/** Longer phrases say more; bare prepositions next to nothing. */
function opScore(op: Op, length: number): number {
  if (op === 'in' || op === 'of' || op === 'and' || op === 'comma') return 0.1 * length;
  return length === 1 ? 0.55 : 0.85 * length + 0.1;
}

function timeItems({ tokens, today, yearStarts }: LatticeParts, at: number): readonly Item[] {
  return readPeriods(tokens, at, today, yearStarts)
    .slice(0, 4)
    .map((time) =>
      item(at, time.length, time.length * 1.0 + 0.1, { cat: 'time', time, said: [at, at + time.length] }),
    );
}

/** Behind these 'half' is half of the whole. */
const LIMITING: ReadonlySet<string> = new Set([
  'than',
  'over',
  'under',
  'above',
  'below',
  'least',
  'most',
  'exceed',
]);

const HALF: NumberRead = { value: '50', unit: 'percent', currency: null, length: 1 };

function numberItems({ tokens }: LatticeParts, at: number): readonly Item[] {
  const number = readNumber(tokens, at);
  const place = ordinalOf(tokens[at]?.norm ?? '');
  if (tokens[at]?.norm === 'half' && LIMITING.has(tokens[at - 1]?.norm ?? ''))
    return [item(at, 1, 0.6, { cat: 'num', number: HALF })];
  return [
    ...(number ? [item(at, number.length, 0.6 * number.length, { cat: 'num', number })] : []),
    ...(place !== null && place > 1 ? [item(at, 1, 0.6, { cat: 'nth', place })] : []),
  ];
}
