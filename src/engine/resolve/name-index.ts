import { setImmediate } from 'node:timers/promises';
import type { Catalog, CatalogAccount } from '../catalog.ts';
import type { EntityDimension } from '../../vocabulary/plan.ts';
import { plainWord } from '../understand/word-forms.ts';
import type { Token } from '../understand/tokens.ts';
import { otherCompanyNames } from './company-names.ts';
import { otherForms } from './given-names.ts';
import { isGenericName, nameWords, wordsOf } from './name-words.ts';

export type NamedKind = EntityDimension | 'benchmark';

/** A thing with a name that the asker may see. */
export interface Candidate {
  readonly kind: NamedKind;
  readonly id: string;
  readonly label: string;
}

/** What a stretch of the question may name. */
export interface NameMatch {
  /** How many tokens it takes. */
  readonly length: number;
  readonly candidates: readonly Candidate[];
  /** `code`: an id, symbol, ISIN or number; `whole`: the name; `part`: some of its words. */
  readonly quality: 'code' | 'whole' | 'part';
}

/** The accounts that names may reach: everything, or exactly these. */
export interface Reach {
  readonly has: (accountId: string) => boolean;
  readonly everything: boolean;
}

interface Entry {
  readonly candidate: Candidate;
  readonly words: readonly string[];
  readonly core: readonly string[];
  /** Where the sequence stands for initials ('ge' for 'general electric'). */
  readonly initials: boolean;
}

interface Posting {
  readonly entry: Entry;
  readonly at: number;
}

/** Some milliseconds' worth. */
const NAMES_AT_A_TIME = 500;
const POSTINGS_MAX = 2_000;
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

/** A thing with all that it is called. */
interface Named extends Candidate {
  readonly codes: readonly (string | null)[];
}

function* namedIn(catalog: Catalog): Generator<Named, undefined> {
  const { accounts, portfolios, clients, advisors, custodians, benchmarks, securities } = catalog;
  for (const { id, name, number } of accounts.values())
    yield { kind: 'account', id, label: name, codes: [id, number] };
  const byName = [
    ['portfolio', portfolios],
    ['client', clients],
    ['advisor', advisors],
    ['custodian', custodians],
    ['benchmark', benchmarks],
  ] as const;
  for (const [kind, things] of byName) {
    for (const { id, name } of things.values()) yield { kind, id, label: name, codes: [id] };
  }
  for (const { id, name, symbol, isin, cusip, assetClass } of securities.values()) {
    if (assetClass !== 'Cash') yield { kind: 'security', id, label: name, codes: [id, symbol, isin, cusip] };
  }
}

function haveSameNames(before: Catalog, after: Catalog): boolean {
  const old = namedIn(before);
  for (const each of namedIn(after)) {
    const { value } = old.next();
    if (!value || value.kind !== each.kind || value.label !== each.label) return false;
    if (value.codes.some((code, at) => code !== each.codes[at])) return false;
  }
  return old.next().done === true;
}

/** Words and codes of names to the things that have them. */
class Names {
  readonly words = new Map<string, Posting[]>();
  readonly codes = new Map<string, Candidate[]>();

  add({ kind, id, label, codes }: Named): void {
    const candidate: Candidate = { kind, id, label };
    const { words, core } = nameWords(label, kind === 'security' || kind === 'custodian');
    const sequences: Entry[] = [{ candidate, words, core, initials: false }];
    if (kind === 'security') {
      sequences.push(...initialsOf(candidate, words));
      for (const called of otherCompanyNames(words)) {
        const said = nameWords(called.join(' '), true);
        sequences.push({ candidate, ...said, initials: false });
      }
    }
    if (OF_PEOPLE.has(kind)) sequences.push(...shortForms(candidate, words, core));
    for (const entry of sequences) {
      for (const [at, word] of entry.words.entries()) addTo(this.words, word, { entry, at });
    }
    for (const code of codes) {
      if (code !== null && code !== '') addTo(this.codes, plainWord(code), candidate);
    }
  }

  /** Words that may be misspelt, by their first letter. */
  byFirstLetter(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const word of this.words.keys()) {
      if (word.length >= 4 && !/\d/.test(word)) addTo(found, word.slice(0, 1), word);
    }
    return found;
  }
}

function addTo<T>(into: Map<string, T[]>, key: string, value: T): void {
  const held = into.get(key);
  if (held) held.push(value);
  else into.set(key, [value]);
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

/** Names of people stand in these. */
const OF_PEOPLE: ReadonlySet<NamedKind> = new Set(['client', 'advisor', 'account', 'portfolio']);

/** 'William Hart' may be called 'Bill Hart', 'Bill' or 'W. Hart'. */
function shortForms(
  candidate: Candidate,
  words: readonly string[],
  core: readonly string[],
): readonly Entry[] {
  const put = (at: number, said: string, initials: boolean): Entry => {
    const replaced = (all: readonly string[]): readonly string[] =>
      all.map((word) => (word === words[at] ? said : word));
    return { candidate, words: replaced(words), core: replaced(core), initials };
  };
  const nicknames = words.flatMap((word, at) => otherForms(word).map((form) => put(at, form, false)));
  const isPerson = candidate.kind === 'client' || candidate.kind === 'advisor';
  const [first = ''] = words;
  const initial = isPerson && words.length > 1 && first.length > 1 ? [put(0, first.slice(0, 1), true)] : [];
  return [...nicknames, ...initial];
}

/** 'General Electric Capital' may be called 'GE Capital'. */
function initialsOf(candidate: Candidate, words: readonly string[]): readonly Entry[] {
  return [2, 3, 4]
    .filter((count) => words.length >= count && words.slice(0, count).every((word) => /^[a-z]/.test(word)))
    .map((count) => {
      const initials = words
        .slice(0, count)
        .map((word) => word.slice(0, 1))
        .join('');
      const sequence = [initials, ...words.slice(count)];
      return { candidate, words: sequence, core: sequence, initials: true };
    });
}

function matchCodes(
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
function matchWords(
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

/** The accounts in reach that a thing stands for; for a security or a benchmark none. */
export function accountsBehind(
  catalog: Catalog,
  candidate: Candidate,
  reach: Reach,
): readonly CatalogAccount[] {
  const all = accountsOf(catalog, candidate);
  return reach.everything ? all : all.filter((account) => reach.has(account.id));
}

function accountsOf(catalog: Catalog, { kind, id }: Candidate): readonly CatalogAccount[] {
  if (kind === 'account') {
    const account = catalog.accounts.get(id);
    return account ? [account] : [];
  }
  if (kind === 'portfolio') return catalog.accountsOfPortfolio.get(id) ?? [];
  if (kind === 'client') return catalog.accountsOfClient.get(id) ?? [];
  return kind === 'advisor' ? (catalog.accountsOfAdvisor.get(id) ?? []) : [];
}

const CUSTODIANS_IN_USE = new WeakMap<Catalog, Map<string, CatalogAccount[]>>();

/** Whether it may be named to somebody with this reach. */
export function isVisible(catalog: Catalog, candidate: Candidate, reach: Reach): boolean {
  if (reach.everything || candidate.kind === 'security' || candidate.kind === 'benchmark') return true;
  if (candidate.kind === 'account') return reach.has(candidate.id);
  if (candidate.kind !== 'custodian') return accountsBehind(catalog, candidate, reach).length > 0;
  let byCustodian = CUSTODIANS_IN_USE.get(catalog);
  if (!byCustodian) {
    byCustodian = Map.groupBy(catalog.accounts.values(), (account) => account.custodianId);
    CUSTODIANS_IN_USE.set(catalog, byCustodian);
  }
  return (byCustodian.get(candidate.id) ?? []).some((account) => reach.has(account.id));
}

/** Whether every word that is said stands in the name. */
export function isNamed(label: string, said: readonly string[]): boolean {
  const words = new Set(wordsOf(label));
  return said.every((word) => words.has(word));
}
