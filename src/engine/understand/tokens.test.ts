import { describe, expect, test } from 'vitest';
import { tokenize } from './tokens.ts';

const words = (text: string): readonly string[] => tokenize(text).map(({ norm }) => norm);

describe('tokens', () => {
  test.each([
    ["What's O'Hara's S&P share?", ['what', 'is', "o'hara", 's&p', 'share']],
    ['AT&T vs Johnson & Johnson', ['at&t', 'vs', 'johnson', '&', 'johnson']],
    ['account H-1005 on 12/31/2015', ['account', 'h-1005', 'on', '12/31/2015']],
    ['the P/E of BRK.B', ['the', 'p/e', 'of', 'brk.b']],
    ['long/short, month-end', ['long', 'short', ',', 'month', 'end']],
    ['José Núñez', ['jose', 'nunez']],
  ])('%s', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test.each([
    ['$50,000', '50000', 'USD'],
    ['50k', null, null],
    ['€1.5m', '1500000', 'EUR'],
    ['10 %', '10', null],
    ['2 million', '2000000', null],
    ['.5%', '0.5', null],
  ])('the number of %s', (text, number, currency) => {
    const [token] = tokenize(text);
    expect([token?.number, token?.currency]).toEqual([number, currency]);
  });

  test('say where they stand and whether a capital means anything', () => {
    const [first, , third] = tokenize('Is my Visa up');
    expect([first?.first, first?.capital, third?.first, third?.capital]).toEqual([true, true, false, true]);
    expect([third?.start, third?.end]).toEqual([6, 10]);
  });
});
