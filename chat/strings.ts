import { pickedLanguage, readersLanguage, readersLocale } from './language.ts';
import { operations as germanOperations } from './words/de/operations.ts';
import { page as german } from './words/de/page.ts';
import { operations as englishOperations } from './words/en/operations.ts';
import { page as english } from './words/en/page.ts';

const wanted = navigator.languages ?? [navigator.language];

export const LANGUAGE = readersLanguage(pickedLanguage(), wanted);

/** How numbers and days are written. */
export const LOCALE = readersLocale(LANGUAGE, wanted);

/** Every word that the page itself says, a folder a language (words/). Answers come from the server in its own words. */
export const strings = {
  en: { ...english, operations: englishOperations },
  de: { ...german, operations: germanOperations },
}[LANGUAGE];
