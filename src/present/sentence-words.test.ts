import { expect, test } from 'vitest';
import { longDay, moneyWords, periodWords, rateWords } from './sentence-words.ts';

test.each([
  ['en', '3 Dec 2026', '$1,204.50'],
  ['en-US', 'Dec 3, 2026', '$1,204.50'],
  ['en-GB', '3 Dec 2026', 'US$1,204.50'],
  ['de-DE', '03.12.2026', '1.204,50 $'],
  ['fr-FR', '03/12/2026', '1 204,50 $US'],
] as const)('%s writes days and amounts in its own way', (locale, day, amount) => {
  expect(longDay('2026-12-03', locale)).toBe(day);
  expect(periodWords('2026-12-03', locale)).toBe(day);
  expect(moneyWords('1204.50', 'USD', locale).replaceAll(/\s/gu, ' ')).toBe(amount);
});

test.each([
  ['en-US', '5%', '12.5%'],
  ['en-GB', '5%', '12.5%'],
  ['de-DE', '5 %', '12,5 %'],
  ['fr-FR', '5 %', '12,5 %'],
] as const)('%s writes a limit with no more decimals than it has', (locale, whole, part) => {
  expect(rateWords('0.05', locale).replaceAll(/\s/gu, ' ')).toBe(whole);
  expect(rateWords('0.125', locale).replaceAll(/\s/gu, ' ')).toBe(part);
});
