import { expect, test } from 'vitest';
import { localeOf } from './locale.ts';

test.each([
  ['de-DE', 'de-DE'],
  ['de-CH,de;q=0.9,en;q=0.8', 'de-DE'],
  ['fr;q=0.5, en-GB', 'en-GB'],
  ['es-ES, fr-CA;q=0.8', 'fr-FR'],
  ['de;q=0, en', 'en'],
  ['en', 'en'],
  ['en-US,en;q=0.9', 'en-US'],
  ['*', null],
  ['ja', null],
  ['', null],
  [undefined, null],
  [';;q=9,,', null],
] as const)('%s is read as %s', (header, locale) => {
  expect(localeOf(header)).toBe(locale);
});
