import { readsGerman } from '../../vocabulary/locale.ts';
import { type Problem, PROBLEMS } from '../../vocabulary/problem.ts';
import { GERMAN, GERMAN_SENTENCES } from './german.ts';

/** The words of a problem for a reader. */
export interface ProblemWords {
  readonly language: 'en' | 'de';
  readonly title: string;
  readonly detail: string;
}

/**
 * A problem in the reader's language, by the header accept-language: its sentence where it is known in that language,
 * otherwise what its code says. The code stays the same in every language.
 */
export function problemWords({ code, message }: Problem, acceptLanguage: string | undefined): ProblemWords {
  if (!readsGerman(acceptLanguage)) return { language: 'en', title: PROBLEMS[code].title, detail: message };
  const [title, general] = GERMAN[code];
  return { language: 'de', title, detail: inGerman(message) ?? general };
}

const PATTERNS = GERMAN_SENTENCES.map(([english, german]) => ({ pattern: patternOf(english), german }));

/** A sentence of ours in German, with what was put into it; null: it is not known. */
export function inGerman(sentence: string): string | null {
  for (const { pattern, german } of PATTERNS) {
    const [, ...put] = pattern.exec(sentence) ?? [];
    if (!pattern.test(sentence)) continue;
    return german.replaceAll('{}', () => put.shift() ?? '');
  }
  return null;
}

function patternOf(english: string): RegExp {
  const fixed = english.split('{}').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${fixed.join('(.{1,200})')}$`);
}
