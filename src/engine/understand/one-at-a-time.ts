import type { Understanding } from './understand.ts';

/** 'The difference between what I paid in and what it is worth' is one question. */
const JOINING = /\b(?:between|both|difference|compare|ratio)\b/i;
const BETWEEN = /\s*[,;]?\s+and\s+(?:also\s+)?(?=(?:how|what|what's|which|who|whose|when|where|why)\b)/i;

/**
 * 'How many trades were there and what did they cost': two questions where one is read. Those of them that can be asked
 * alone come first among what is suggested; null where none can.
 */
export function oneAtATime(
  text: string,
  declined: Extract<Understanding, { kind: 'declined' }>,
  read: (question: string) => Understanding,
): Understanding | null {
  const halves = text.split(BETWEEN).map((half) => half.trim());
  if (declined.reason !== 'not_understood' || halves.length < 2 || JOINING.test(text)) return null;
  const alone = halves.filter((half) => read(half).kind !== 'declined').map(asQuestion);
  if (alone.length === 0) return null;
  const others = declined.suggestions.slice(0, Math.max(0, declined.suggestions.length - alone.length));
  return {
    ...declined,
    text: 'Those are two questions in one. Please ask them one after the other.',
    suggestions: [...alone, ...others],
  };
}

function asQuestion(text: string): string {
  const bare = text.replace(/[\s?.!]+$/, '');
  return `${bare.charAt(0).toUpperCase()}${bare.slice(1)}?`;
}
