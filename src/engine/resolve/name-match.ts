import type { Token } from '../understand/tokens.ts';
import { plainWord } from '../understand/word-forms.ts';
import type { Posting } from './called.ts';
import { isGenericName } from './name-words.ts';
import type { Candidate } from './named-things.ts';

/** What a stretch of the question may name. */
export interface NameMatch {
  /** How many tokens it takes. */
  readonly length: number;
  readonly candidates: readonly Candidate[];
  /** `code`: an id, symbol, ISIN or number; `whole`: the name; `part`: some of its words. */
  readonly quality: 'code' | 'whole' | 'part';
}

const POSTINGS_MAX = 2_000;

/** An id, symbol, ISIN or number at a token. */
export function matchCodes(
  codes: ReadonlyMap<string, readonly Candidate[]>,
  tokens: readonly Token[],
  at: number,
): readonly NameMatch[] {
  const token = tokens[at];
  if (!token || token.kind === 'mark') return [];
  const found = codes.get(plainWord(token.text)) ?? codes.get(token.norm);
  if (found) return [{ length: 1, candidates: found, quality: 'code' }];
  return matchNumber(codes, tokens, at);
}

/** A number of groups of digits (`900-40`), which reads as several tokens. */
function matchNumber(
  codes: ReadonlyMap<string, readonly Candidate[]>,
  tokens: readonly Token[],
  at: number,
): readonly NameMatch[] {
  let text = '';
  for (let end = at; end < Math.min(tokens.length, at + 7); end++) {
    const token = tokens[end];
    const fits = token?.kind === 'number' || token?.norm === '-';
    if (!token || !fits || (end > at && tokens[end - 1]?.end !== token.start)) break;
    text += token.text;
    const found = end > at ? codes.get(text) : undefined;
    if (found) return [{ length: end - at + 1, candidates: found, quality: 'code' }];
  }
  return [];
}

/** Stretches that are a contiguous part of names; for each length the whole names if there are any, else the parts. */
export function matchWords(
  words: ReadonlyMap<string, readonly Posting[]>,
  tokens: readonly Token[],
  at: number,
  keep: (candidate: Candidate) => boolean,
): readonly NameMatch[] {
  const first = wordAt(tokens, at);
  if (first === null) return [];
  // What is out of reach goes before anything is counted: it must not crowd out what the asker can see.
  let postings: readonly Posting[] = (words.get(first) ?? []).filter(({ entry }) => keep(entry.candidate));
  if (postings.length > POSTINGS_MAX) postings = postings.slice(0, POSTINGS_MAX);
  const found: NameMatch[] = [];
  const said: string[] = [];
  for (let end = at; postings.length > 0 && end < tokens.length; end++) {
    const word = wordAt(tokens, end);
    if (word === null) break;
    const offset = end - at;
    postings = postings.filter(({ entry, at: from }) => entry.words[from + offset] === word);
    if (postings.length === 0) break;
    said.push(word);
    const match = matchOf(postings, said);
    if (match) found.push(match);
  }
  return found.toReversed();
}

function wordAt(tokens: readonly Token[], at: number): string | null {
  const token = tokens[at];
  if (!token) return null;
  if (token.norm === '&') return 'and';
  return token.kind === 'mark' ? null : token.norm;
}

function matchOf(postings: readonly Posting[], said: readonly string[]): NameMatch | null {
  const whole = postings.filter(
    ({ entry, at }) =>
      entry.core.every((word) => said.includes(word)) &&
      at <= entry.words.indexOf(entry.core[0] ?? '') &&
      !(entry.initials && said.length < 2),
  );
  const generic = said.every(isGenericName);
  if (whole.length > 0) return { length: said.length, candidates: unique(whole), quality: 'whole' };
  if (generic) return null;
  const parts = postings.filter(({ entry }) => !entry.initials || said.length >= 2);
  if (parts.length === 0 || parts.length > POSTINGS_MAX / 2) return null;
  return { length: said.length, candidates: unique(parts), quality: 'part' };
}

function unique(postings: readonly Posting[]): readonly Candidate[] {
  return [...new Set(postings.map(({ entry }) => entry.candidate))];
}
