import type { NameIndex } from '../resolve/name-index.ts';
import type { Reach } from '../resolve/reach.ts';
import { ENGLISH } from './lexicon/english.ts';
import { commonWords } from './lexicon/english-words.ts';
import type { Lexicon } from './lexicon/lexicon.ts';
import { FILLERS } from './lexicon/fillers.ts';
import type { Token } from './tokens.ts';
import { stemOf } from './word-forms.ts';

/** A word that was read as another. */
export interface Repair {
  readonly from: string;
  readonly to: string;
}

/**
 * Reads unknown words as known ones that are spelled almost the same: one slip in words of five letters or more, two
 * in longer ones, only two letters changed about in words of four. A common word of English stays what it is. Names are compared only as far as they are in
 * reach, and a word with a capital inside a sentence is compared with names alone.
 */
export function repairSpelling(
  tokens: readonly Token[],
  lexicon: Lexicon,
  names: NameIndex,
  reach: Reach,
): { readonly tokens: readonly Token[]; readonly repairs: readonly Repair[] } {
  const repairs: Repair[] = [];
  const repaired = tokens.map((token, at) => {
    if (BEFORE_FREE_WORDS.has(tokens[at - 1]?.norm ?? '') || !isUnknown(token, lexicon, names, reach))
      return token;
    const owner = ownerIn(token, names, reach);
    if (owner !== null) return { ...token, norm: owner, stem: stemOf(owner), possessive: true };
    const isName = token.capital && !token.first;
    const nearNames = nearest(token.norm, names.wordsLike(token.norm, reach));
    const known = vocabularyLike(token.norm, lexicon).filter((word) => !token.capital || !FILLERS.has(word));
    const nearWords = isName ? null : nearest(token.norm, known);
    const best = better(nearWords, nearNames);
    if (best === null || (commonWords().has(token.norm) && !isFormOf(best, token.norm))) return token;
    repairs.push({ from: token.text, to: best });
    return { ...token, norm: best, stem: stemOf(best) };
  });
  return { tokens: repaired, repairs };
}

/** 'Toms accounts': the name of somebody in reach, with the ending of a possessive and no apostrophe. */
function ownerIn({ norm }: Token, names: NameIndex, reach: Reach): string | null {
  const name = norm.endsWith('s') && !norm.endsWith('ss') ? norm.slice(0, -1) : '';
  return name.length >= 3 && names.hasWord(name, reach) && !commonWords().has(norm) ? name : null;
}

/** 'Charged' and 'charges': alike but for the ending. */
function isFormOf(word: string, other: string): boolean {
  const [shorter, longer] = word.length < other.length ? [word, other] : [other, word];
  return longer.startsWith(shorter.slice(0, -1)) && shorter.length > 4;
}

/** Behind these stand words of people's own, as in a booking's description. */
const BEFORE_FREE_WORDS: ReadonlySet<string> = new Set([
  'as',
  'mentioning',
  'labelled',
  'labeled',
  'tagged',
  'containing',
]);

/** Whether nothing in the lexicon or among the names in reach has this word. */
export function isUnknown(token: Token, lexicon: Lexicon, names: NameIndex, reach: Reach): boolean {
  if (token.kind !== 'word' || token.norm.length < 3 || /\d/.test(token.norm)) return false;
  if (ENGLISH.has(token.norm) || ENGLISH.has(token.stem)) return false;
  return (
    !lexicon.vocabulary.has(token.norm) &&
    !lexicon.vocabulary.has(token.stem) &&
    !names.hasWord(token.norm, reach)
  );
}

const BY_LETTER = new WeakMap<Lexicon, ReadonlyMap<string, readonly string[]>>();

function vocabularyLike(word: string, lexicon: Lexicon): readonly string[] {
  let map = BY_LETTER.get(lexicon);
  if (!map) {
    const words = [...lexicon.vocabulary].filter((each) => each.length >= 4 && /^[a-z]+$/.test(each));
    map = Map.groupBy(words, (each) => each.slice(0, 1));
    BY_LETTER.set(lexicon, map);
  }
  return (map.get(word.slice(0, 1)) ?? []).filter((each) => Math.abs(each.length - word.length) <= 2);
}

interface Near {
  readonly word: string;
  readonly distance: number;
}

/** The one known word that is nearest; null where none is near enough or two are equally near. */
function nearest(word: string, known: readonly string[]): Near | null {
  let best: Near | null = null;
  let tied = false;
  // A wrong letter weighs a little more than one left out, doubled or moved; in short words it makes another word.
  const most = word.length >= 8 ? 2.2 : word.length > 6 ? 1.1 : 1;
  for (const other of known) {
    if (other.length < 4) continue;
    const distance = Math.min(editDistance(word, other, most), editDistance(word, `${other}s`, most));
    if (distance > most || (word.length === 4 && !isSwap(word, other))) continue;
    if (word.length === 5 && other.length === 4 && !word.startsWith(other)) continue;
    const held: Near | null = best;
    const isEqual = held !== null && distance === held.distance;
    const longer = isEqual && word.length >= 8 ? other.length - held.word.length : 0;
    // In a long word a letter was sooner left out than added: 'withdrawls' are withdrawals.
    if (longer < -1) continue;
    if (held === null || distance < held.distance || longer > 1) {
      best = { word: other, distance };
      tied = false;
    } else if (isEqual && stemOf(other) !== stemOf(held.word)) tied = true;
  }
  return tied ? null : best;
}

function better(a: Near | null, b: Near | null): string | null {
  if (a && b) return b.distance < a.distance ? b.word : a.word;
  return (a ?? b)?.word ?? null;
}

function letters(word: string): string {
  return word.split('').toSorted().join('');
}

function isSwap(a: string, b: string): boolean {
  return a.length === b.length && letters(a) === letters(b);
}

const SUBSTITUTION = 1.1;

/** Damerau-Levenshtein distance (neighbouring letters may change places); stops above `most`. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : SUBSTITUTION;
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, (before[j - 2] ?? 0) + 1);
      row.push(value);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}
