import { expect, test } from 'vitest';
import { parseScaled } from './decimal.ts';
import { rateBook, rateOn } from './rates.ts';

const rate = (text: string): bigint => parseScaled(text, 14);
const book = rateBook(
  [
    { from: 'EUR', to: 'USD', days: [10, 13], rates: [rate('1.25'), rate('2')] },
    { from: 'CHF', to: 'USD', days: [12], rates: [rate('0.5')] },
    { from: 'GBP', to: 'CHF', days: [11], rates: [rate('0')] },
  ],
  'USD',
  9,
  14,
);
const on = (from: string, to: string, day: number): bigint | null => {
  const dense = book(from, to);
  return dense && rateOn(dense, day);
};

test('the last stated rate on or before the day holds, and before the first the first one', () => {
  expect([9, 10, 12, 13, 14].map((day) => on('EUR', 'USD', day))).toEqual(
    ['1.25', '1.25', '1.25', '2', '2'].map(rate),
  );
  expect(book('EUR', 'USD')?.statedFrom).toBe(10);
});

test('a pair stated only the other way round is inverted', () => {
  expect(on('USD', 'EUR', 13)).toBe(rate('0.5'));
});

test('a missing pair goes through the firm currency and is rounded once', () => {
  expect(on('EUR', 'CHF', 13)).toBe(rate('4'));
  expect(on('CHF', 'EUR', 12)).toBe(rate('0.4'));
  expect(book('EUR', 'CHF')?.statedFrom).toBe(12);
});

test('a pair without any way, or with nothing but rates of zero, is missing', () => {
  expect(book('JPY', 'USD')).toBeNull();
  expect(book('GBP', 'CHF')).toBeNull();
});
