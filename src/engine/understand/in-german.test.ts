import { describe, expect, test } from 'vitest';
import { isGerman } from './in-german.ts';

describe('German', () => {
  test.each([
    'Wie viel Geld habe ich insgesamt?',
    'Welche Dividenden habe ich 2024 bekommen?',
    'Was sind meine größten Positionen?',
  ])('%s is German', (text) => {
    expect(isGerman(text)).toBe(true);
  });

  test.each([
    'How much cash do I have?',
    'dividends from the Deutsche Bund 2030 in my pension',
    'Was my IRA worth more in 2020?',
  ])('%s is not', (text) => {
    expect(isGerman(text)).toBe(false);
  });
});
