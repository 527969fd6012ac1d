import type { SavedQuestion, Watch } from '../../vocabulary/saved-question.ts';

/** An alert in words, read: the question that stands on the board for it, and what is watched. */
export interface AlertWords<W extends Watch = Watch> {
  readonly question: SavedQuestion['question'];
  readonly watch: W;
}

const OPENING =
  /^(?:please\s+)?(?:(?:tell|alert|notify|warn|let)\s+me(?:\s+know)?|alert)\s+(?:when|if|once|whenever)\s+/i;

/** What has to be so for word to be sent: 'cash is above 5 %'. Null where the words are not those of an alert. */
export function afterOpening(words: string): string | null {
  const text = words.trim();
  const opening = OPENING.exec(text);
  return opening ? text.slice(opening[0].length).replace(/[\s.!]+$/, '') : null;
}
