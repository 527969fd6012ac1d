import { assert, property, stringMatching } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance } from './spelling.ts';

describe('the edit distance', () => {
  const word = stringMatching(/^[a-z]{0,9}$/);

  test('is nothing from a word to itself, and the same both ways', () => {
    assert(
      property(word, word, (a, b) => {
        expect(editDistance(a, a, 20)).toBe(0);
        expect(editDistance(a, b, 20)).toBeCloseTo(editDistance(b, a, 20), 9);
      }),
    );
  });

  test('counts letters changed about, left out and doubled as one slip', () => {
    expect(editDistance('retrun', 'return', 2)).toBe(1);
    expect(editDistance('dividnd', 'dividend', 2)).toBe(1);
    expect(editDistance('feees', 'fees', 2)).toBe(1);
  });
});
