import type { DeclineReason } from '../../vocabulary/answer.ts';
import type { Understanding } from './understand.ts';
import { EXAMPLES } from './words.ts';

/** That a question was not understood, with the words that were not. */
export function notUnderstood(words: readonly string[]): string {
  const named = [...new Set(words)].slice(0, 4).map((word) => `“${word}”`);
  return named.length === 0
    ? 'I did not understand the question as a whole. Please put it another way, for example like these.'
    : `I did not understand ${named.join(', ')}. Please put it another way, for example like these.`;
}

/** A question that is not answered, with what can be asked instead. */
export function declined(reason: DeclineReason, text: string): Understanding {
  return { kind: 'declined', reason, text, suggestions: EXAMPLES };
}
