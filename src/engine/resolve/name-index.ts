import { setImmediate } from 'node:timers/promises';
import type { Catalog } from '../catalog.ts';
import type { Token } from '../understand/tokens.ts';
import { Names } from './called.ts';
import { matchCodes, matchWords, type NameMatch } from './name-match.ts';
import { type Candidate, haveSameNames, namedIn } from './named-things.ts';
import { isVisible, type Reach } from './reach.ts';

/** Some milliseconds' worth. */
const NAMES_AT_A_TIME = 500;
const CANDIDATES_MAX = 40;

/** Names to things. It knows every name; what it gives back is limited to a reach. */
export interface NameIndex {
  /** The things that the tokens from `at` on may name, longest stretch first. */
  match(tokens: readonly Token[], at: number, reach: Reach): readonly NameMatch[];
  /** Words of names that are like `word` but not it, for the spelling repair; only of things in reach. */
  wordsLike(word: string, reach: Reach): readonly string[];
  hasWord(word: string, reach: Reach): boolean;
}

const INDEXES = new WeakMap<Catalog, NameIndex>();
const NAMES = new WeakMap<Catalog, Names>();

/** The index of a catalog, made once for each. */
export function nameIndexOf(catalog: Catalog): NameIndex {
  const known = INDEXES.get(catalog);
  if (known) return known;
  const names = new Names();
  for (const each of namedIn(catalog)) names.add(each);
  return keptIndex(catalog, names);
}

/**
 * Makes the index of a catalog beside other work: where the names are those of the catalog `before`, out of its index;
 * otherwise name by name, letting others go on in between.
 */
export async function prepareNameIndex(catalog: Catalog, before: Catalog | null): Promise<void> {
  const known = before && NAMES.get(before);
  if (known && haveSameNames(before, catalog)) {
    keptIndex(catalog, known);
    return;
  }
  const names = new Names();
  let added = 0;
  for (const each of namedIn(catalog)) {
    names.add(each);
    if ((added += 1) % NAMES_AT_A_TIME === 0) await setImmediate();
  }
  keptIndex(catalog, names);
}

function keptIndex(catalog: Catalog, names: Names): NameIndex {
  const made = createNameIndex(catalog, names);
  NAMES.set(catalog, names);
  INDEXES.set(catalog, made);
  return made;
}

function createNameIndex(catalog: Catalog, names: Names): NameIndex {
  const { words, codes } = names;
  const byFirstLetter = names.byFirstLetter();
  const visible = (candidate: Candidate, reach: Reach): boolean => isVisible(catalog, candidate, reach);
  const hasWord = (word: string, reach: Reach): boolean =>
    (words.get(word) ?? []).some(({ entry }) => visible(entry.candidate, reach)) ||
    (codes.get(word) ?? []).some((candidate) => visible(candidate, reach));
  return {
    match: (tokens, at, reach) => [
      ...matchCodes(codes, tokens, at).flatMap((found) =>
        limited({ ...found, candidates: found.candidates.filter((c) => visible(c, reach)) }),
      ),
      ...matchWords(words, tokens, at, (c) => visible(c, reach)).flatMap((found) => limited(found)),
    ],
    wordsLike: (word, reach) =>
      (byFirstLetter.get(word.slice(0, 1)) ?? []).filter(
        (other) => Math.abs(other.length - word.length) <= 2 && hasWord(other, reach),
      ),
    hasWord,
  };
}

function limited(found: NameMatch): readonly NameMatch[] {
  const candidates = found.candidates.slice(0, CANDIDATES_MAX);
  return candidates.length === 0 ? [] : [{ ...found, candidates }];
}
