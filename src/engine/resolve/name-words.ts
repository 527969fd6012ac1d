import { tokenize } from '../understand/tokens.ts';

/** Words that a company's name carries but people leave out. */
const SUFFIXES = new Set(
  (
    'inc incorporated corp corporation co company companies plc ag se nv sa spa ab asa oyj kgaa gmbh ltd limited llc ' +
    'lp llp group holding holdings trust the class adr ads sponsored ordinary common stock share shares registered'
  ).split(' '),
);

/** Words that stand in many names and alone say which one only together with others. */
const GENERIC = new Set(
  (
    'the and of for a an in to at on my our inc corp corporation co company plc group holding holdings trust fund etf ' +
    'index bank capital financial finance services systems technologies international global national american us ' +
    'united states first new old general bond bonds treasury note notes account accounts portfolio portfolios client ' +
    'family joint ira roth 401k 529 sipp rollover savings pension retirement taxable individual cash usd eur gbp chf ' +
    'income growth balanced core equity fixed total market world all country core price class margin special investments wealth asset management reit'
  ).split(' '),
);

export interface NameWords {
  /** All words of the name, in order. */
  readonly words: readonly string[];
  /** The words that must be said for the whole name: without suffixes and what stands in brackets. */
  readonly core: readonly string[];
}

/** The words of a name as a question's words are compared with them: `&` reads 'and'; a company's suffixes may be left out. */
export function nameWords(name: string, isCompany: boolean): NameWords {
  const outside = name.replaceAll(/\([^)]*\)/g, ' ');
  const words = wordsOf(outside);
  const kept = words.filter((word) => (isCompany ? !SUFFIXES.has(word) : word !== 'the'));
  return { words: words.length > 0 ? words : wordsOf(name), core: kept.length > 0 ? kept : words };
}

export function wordsOf(text: string): readonly string[] {
  return tokenize(text).flatMap((token) =>
    token.norm === '&' ? ['and'] : token.kind === 'mark' ? [] : [token.norm.replace(/^[$€£]/, '')],
  );
}

/** Whether the word alone is too common to name anything. */
export function isGenericName(word: string): boolean {
  return GENERIC.has(word) || /^\d+(\.\d+)?%?$/.test(word);
}
