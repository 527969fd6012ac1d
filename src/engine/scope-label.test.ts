import { expect, test } from 'vitest';
import { labelOfNames, scopeWords } from './scope-label.ts';

test.each([
  ['en-US', 'all 1,240 accounts'],
  ['en-GB', 'all 1,240 accounts'],
  ['de-DE', 'all 1.240 accounts'],
  ['fr-FR', 'all 1 240 accounts'],
] as const)('%s writes the count in what accounts are called', (locale, words) => {
  const said = scopeWords({ before: 'all ', count: 1240, after: ' accounts' }, locale);
  expect(said.replaceAll(/\s/gu, ' ')).toBe(words);
});

test('a few names are told, of more the first two and how many others there are', () => {
  expect(scopeWords(labelOfNames(['A', 'B', 'C'], 'the portfolios '))).toBe('the portfolios A, B and C');
  expect(scopeWords(labelOfNames(['A', 'B', 'C', 'D']))).toBe('A, B and 2 others');
});
