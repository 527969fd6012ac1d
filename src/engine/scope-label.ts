import { numberWords } from '../present/sentence-words.ts';
import type { Locale } from '../vocabulary/locale.ts';

/** What accounts are called together; the count in it, if there is one, is written for the reader. */
export interface ScopeLabel {
  readonly before: string;
  readonly count: number | null;
  readonly after: string;
}

/** A label without a count. */
export function plainLabel(text: string): ScopeLabel {
  return { before: text, count: null, after: '' };
}

export function scopeWords({ before, count, after }: ScopeLabel, locale?: Locale): string {
  return `${before}${count === null ? '' : numberWords(count, locale)}${after}`;
}

const LISTED_MAX = 3;

/** 'A', 'A and B', 'A, B and 3 others'. */
export function labelOfNames(names: readonly string[], lead = ''): ScopeLabel {
  if (names.length < 2) return plainLabel(`${lead}${names.join('')}`);
  if (names.length <= LISTED_MAX)
    return plainLabel(`${lead}${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`);
  const first = names.slice(0, LISTED_MAX - 1);
  return { before: `${lead}${first.join(', ')} and `, count: names.length - first.length, after: ' others' };
}
