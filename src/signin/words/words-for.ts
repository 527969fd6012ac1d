import { readsGerman } from '../../vocabulary/locale.ts';
import { ENGLISH, type SignInWords } from './english.ts';
import { GERMAN } from './german.ts';

export type { SignInWords } from './english.ts';

/** The words for a reader, by the header accept-language. */
export function wordsFor(acceptLanguage: string | undefined): SignInWords {
  return readsGerman(acceptLanguage) ? GERMAN : ENGLISH;
}
