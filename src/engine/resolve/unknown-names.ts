import { NOT_IN_DATA } from '../understand/lexicon/not-in-data.ts';
import { ENGLISH } from '../understand/lexicon/english.ts';
import type { Lexicon } from '../understand/lexicon/lexicon.ts';
import type { Token } from '../understand/tokens.ts';
import type { NameIndex } from './name-index.ts';
import type { Reach } from './reach.ts';

const PARTY_NOUNS = new Set(
  'account portfolio client advisor adviser ira roth trust pension family household foundation estate fund customer'.split(
    ' ',
  ),
);
const SECURITY_NOUNS = new Set('share stock bond dividend ticker etf holding position lot'.split(' '));
const HOLDING_VERBS = new Set('hold own held owned buy bought sell sold'.split(' '));

interface Unknown {
  readonly token: Token;
  readonly at: number;
}

/**
 * What words that nothing accounts for say: a person, an account or a portfolio that the asker cannot see (or that is
 * not there: the same), or something that the data lack. Null where they are just not understood.
 */
export function unknownNames(
  unknown: readonly Unknown[],
  tokens: readonly Token[],
  lexicon: Lexicon,
  names: NameIndex,
  reach: Reach,
): 'not_permitted' | 'no_data' | null {
  if (unknown.some(({ token }) => NOT_IN_DATA.has(token.norm))) return 'no_data';
  if (unknown.some(({ token }) => !token.capital && ENGLISH.has(token.norm))) return null;
  const fresh = unknown.filter(
    ({ token }) =>
      token.kind === 'id' || (!lexicon.vocabulary.has(token.norm) && !names.hasWord(token.norm, reach)),
  );
  if (fresh.some(({ token }) => token.kind === 'id')) return 'not_permitted';
  const words = fresh.filter(({ token }) => token.kind === 'word' && !/\d/.test(token.norm));
  if (words.length === 0) return null;
  if (words.some((each) => readsAsSecurity(each, tokens))) return 'no_data';
  return words.some((each) => readsAsParty(each, tokens)) ? 'not_permitted' : null;
}

function readsAsSecurity({ at, token }: Unknown, tokens: readonly Token[]): boolean {
  const [before2, before, after] = [
    tokens[at - 2]?.stem ?? '',
    tokens[at - 1]?.stem ?? '',
    tokens[at + 1]?.stem ?? '',
  ];
  if (!token.capital) return false;
  if (SECURITY_NOUNS.has(after)) return true;
  if (SECURITY_NOUNS.has(before2) && ['of', 'in', 'from', 'on'].includes(before)) return true;
  return (
    HOLDING_VERBS.has(before) || (HOLDING_VERBS.has(before2) && ['any', 'of', 'my', 'the'].includes(before))
  );
}

/** A capital inside a sentence, a possessive, or a noun for people and accounts next to it. */
function readsAsParty({ at, token }: Unknown, tokens: readonly Token[]): boolean {
  if (token.possessive && token.norm.length > 2) return true;
  if (token.capital && !token.first && !isShouted(tokens)) return true;
  // Somebody is hardly called 'billed' or 'lagging' without a capital.
  if (!token.capital && /(?:ed|ing|ly|ise|ize)$/.test(token.norm)) return false;
  const near = [tokens[at - 1], tokens[at + 1], tokens[at + 2]].map((each) => each?.stem ?? '');
  return near.some((stem) => PARTY_NOUNS.has(stem));
}

function isShouted(tokens: readonly Token[]): boolean {
  const words = tokens.filter(({ kind, text }) => kind === 'word' && text.length > 1);
  return words.length > 2 && words.every(({ upper }) => upper);
}
