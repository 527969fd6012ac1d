import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { LANGUAGES, readersLanguage, readersLocale } from './language.ts';
import { operations as germanOperations } from './words/de/operations.ts';
import { page as german } from './words/de/page.ts';
import { operations as englishOperations } from './words/en/operations.ts';
import { page as english } from './words/en/page.ts';

describe('the language of the page', () => {
  test('is what was picked, otherwise the first of the reader’s that it speaks, otherwise English', () => {
    expect(readersLanguage('de', ['en-GB'])).toBe('de');
    expect(readersLanguage(null, ['fr', 'de-CH', 'en'])).toBe('de');
    expect(readersLanguage(null, ['fr'])).toBe('en');
    expect(readersLanguage('xx', ['de-AT'])).toBe('de');
  });

  test('writes numbers and days as the reader’s region does, where that speaks it', () => {
    expect(readersLocale('de', ['en', 'de-CH'])).toBe('de-CH');
    expect(readersLocale('en', ['de-DE'])).toBe('en-US');
  });

  test.prop([fc.option(fc.string(), { nil: null }), fc.array(fc.string())])(
    'is one that there is, whatever the browser says',
    (picked, wanted) => {
      expect(LANGUAGES).toContain(readersLanguage(picked, wanted));
    },
  );
});

/** The digits in it: what was put in, and what is always there. */
function marks(text: string): string {
  return [...new Set(text.match(/\d/g) ?? [])].toSorted().join('');
}

/** Every text, by where it stands; those that take something are given marks. */
function texts(words: unknown, at = ''): readonly (readonly [string, string])[] {
  if (typeof words === 'string') return [[at, words]];
  if (typeof words === 'function')
    return [[at, String(Reflect.apply(words, null, ['1', '2', '3', '4', '5']))]];
  return Object.entries(words ?? {}).flatMap(([key, value]) => texts(value, `${at}.${key}`));
}

describe.each([
  { what: 'page', en: english, de: german },
  { what: 'operations', en: englishOperations, de: germanOperations },
])('the German words of the $what', ({ en, de }) => {
  const inEnglish = new Map(texts(en));
  const inGerman = new Map(texts(de));

  test('are there for all English ones', () => {
    expect([...inEnglish.keys()].filter((key) => !inGerman.has(key))).toEqual([]);
  });

  test('keep everything that is put into them', () => {
    const lost = [...inEnglish].filter(([key, text]) => marks(text) !== marks(inGerman.get(key) ?? ''));
    expect(lost.map(([key]) => key)).toEqual([]);
  });

  test('are German where they are sentences', () => {
    const same = [...inEnglish].filter(
      ([key, text]) => text === inGerman.get(key) && text.split(' ').length > 3,
    );
    // Questions are put in the language that is understood.
    expect(same.map(([key]) => key).filter((key) => !/question$|starts\.\d$|placeholder$/.test(key))).toEqual(
      [],
    );
  });
});
