import { expect, test } from 'vitest';
import { dayNumber, dayOf } from '../vocabulary/day.ts';
import { termOf } from './term.ts';

const term = (acquired: string, closed: string) =>
  termOf(dayNumber(dayOf(acquired)), dayNumber(dayOf(closed)));

test('the same date a year later is still short-term, the day after is long-term', () => {
  expect(term('2019-03-01', '2020-03-01')).toBe('short');
  expect(term('2019-03-01', '2020-03-02')).toBe('long');
  expect(term('2020-01-02', '2021-01-02')).toBe('short');
  expect(term('2020-01-02', '2021-01-03')).toBe('long');
});

test('the anniversary of 29 February is 28 February', () => {
  expect(term('2020-02-29', '2021-02-28')).toBe('short');
  expect(term('2020-02-29', '2021-03-01')).toBe('long');
});
