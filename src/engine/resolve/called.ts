import { plainWord } from '../understand/word-forms.ts';
import { otherCompanyNames } from './company-names.ts';
import { otherForms } from './given-names.ts';
import { nameWords } from './name-words.ts';
import type { Candidate, Named, NamedKind } from './named-things.ts';

/** One way to call a thing, word by word. */
export interface Entry {
  readonly candidate: Candidate;
  readonly words: readonly string[];
  readonly core: readonly string[];
  /** Where the sequence stands for initials ('ge' for 'general electric'). */
  readonly initials: boolean;
}

/** A word's place in what a thing is called. */
export interface Posting {
  readonly entry: Entry;
  readonly at: number;
}

/** Words and codes of names to the things that have them. */
export class Names {
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
