/** The languages that the page speaks. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED_AS = 'askfolio.language';

function spoken(tag: string): Language | undefined {
  return LANGUAGES.find((each) => tag.toLowerCase().split('-')[0] === each);
}

/** The language that was picked by hand, otherwise the first of the reader's that the page speaks. */
export function readersLanguage(picked: string | null, wanted: readonly string[]): Language {
  return (
    (picked === null ? undefined : spoken(picked)) ??
    wanted.map(spoken).find((found) => found !== undefined) ??
    'en'
  );
}

/** How numbers and days are written: as the reader's own region writes that language, where it is one of his. */
export function readersLocale(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => spoken(tag) === language) ?? { en: 'en-US', de: 'de-DE' }[language];
}

export function pickedLanguage(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}

/** Keeps the choice and begins anew in it; what was typed is kept beside it. */
export function pickLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED_AS, language);
  } catch {
    return;
  }
  location.reload();
}
