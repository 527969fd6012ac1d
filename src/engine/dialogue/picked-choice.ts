import type { Turn } from '../../vocabulary/conversation.ts';
import { plainWord } from '../understand/word-forms.ts';

const PLACES: readonly RegExp[] = [
  /^(?:the )?(?:first|1st|1|one|former|number one|number 1)(?: one| please)*$/,
  /^(?:the )?(?:second|2nd|2|two|latter|number two|number 2)(?: one| please)*$/,
  /^(?:the )?(?:third|3rd|3|three|last|number three|number 3)(?: one| please)*$/,
];

/** The question behind the choice that a reply names, by its place or its words; null where it names none. */
export function pickedChoice(reply: string, last: Turn): string | null {
  if (last.answer.kind !== 'clarification') return null;
  const { choices } = last.answer;
  const said = bare(reply).replace(/^(?:i mean|i meant|the|no|yes) /, '');
  if (said === '') return null;
  const place = PLACES.findIndex((pattern) => pattern.test(bare(reply)));
  const byPlace =
    place < 0 ? undefined : (choices[place] ?? (bare(reply).includes('last') ? choices.at(-1) : undefined));
  if (byPlace) return byPlace.question;
  const exact = choices.find(({ label }) => bare(label) === said);
  if (exact) return exact.question;
  const partial = choices.filter(({ label }) => ` ${bare(label)} `.includes(` ${said} `));
  return partial.length === 1 ? (partial[0]?.question ?? null) : null;
}

function bare(text: string): string {
  return plainWord(text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
