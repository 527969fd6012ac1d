import { expect, test } from 'vitest';
import { accountsDigest } from './accounts-digest.ts';

test('accounts are told apart by which they are, in which order and how many', () => {
  const sets = [
    'all',
    ['all'],
    [],
    ['A1'],
    ['A1', 'A2'],
    ['A2', 'A1'],
    ['A1,A2'],
    ['A1', 'A2', 'A2'],
  ] as const;
  expect(new Set(sets.map(accountsDigest)).size).toBe(sets.length);
  expect(accountsDigest(['A1', 'A2'])).toBe(accountsDigest(['A1', 'A2']));
});
