/** How numbers and days are written for a reader; `en` where nothing is known of his country. Sentences are English. */
export const LOCALES = ['en', 'en-US', 'en-GB', 'de-DE', 'fr-FR'] as const;
export type Locale = (typeof LOCALES)[number];

export const DEFAULT_LOCALE: Locale = 'en';

/** Whether somebody reads German rather than English, by the same header. */
export function readsGerman(acceptLanguage: string | undefined): boolean {
  return localeOf(acceptLanguage)?.startsWith('de') ?? false;
}

/** The first locale that is known, or speaks a known language, of what a browser accepts; null for none of them. */
export function localeOf(acceptLanguage: string | undefined): Locale | null {
  // As most programs ask.
  if (acceptLanguage === undefined) return null;
  const wanted = acceptLanguage
    .split(',')
    .map((part, index) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters.map((each) => /^\s*q=([01](?:\.\d{1,3})?)$/.exec(each)?.[1]).find(Boolean);
      return { tag: tag.trim().toLowerCase(), quality: Number(quality ?? '1'), index };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .toSorted((a, b) => b.quality - a.quality || a.index - b.index);
  for (const { tag } of wanted) {
    const exact = LOCALES.find((locale) => locale.toLowerCase() === tag);
    const [language = ''] = tag.split('-');
    const kin = exact ?? LOCALES.find((locale) => locale.startsWith(`${language}-`));
    if (kin !== undefined) return kin;
  }
  return null;
}
