import { expect, test } from 'vitest';
import { fc, test as property } from '@fast-check/vitest';
import { dealer, divideHalfEven, formatScaled, parseScaled, rescale } from './decimal.ts';
import { RUNS } from './property-runs.fixture.ts';

test('halves round to the even neighbour, on both sides of zero', () => {
  expect([5n, 15n, 25n, -5n, -15n, -25n, 26n, -26n].map((value) => divideHalfEven(value, 10n))).toEqual([
    0n,
    2n,
    2n,
    0n,
    -2n,
    -2n,
    3n,
    -3n,
  ]);
  expect(divideHalfEven(15n, -10n)).toBe(-2n);
});

test('decimal text is read exactly and written with all its digits', () => {
  expect(parseScaled('-12.345', 2)).toBe(-1234n);
  expect(parseScaled('.5', 1)).toBe(5n);
  expect(formatScaled(-5n, 2)).toBe('-0.05');
  expect(formatScaled(1234n, 0)).toBe('1234');
  expect(() => parseScaled('1e3', 2)).toThrow(RangeError);
  expect(() => parseScaled('', 2)).toThrow(RangeError);
});

test('rescaling loses nothing upwards', () => {
  expect(rescale(rescale(123n, 2, 8), 8, 2)).toBe(123n);
});

property.prop(
  [
    fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
    fc.array(fc.bigInt({ min: 1n, max: 10n ** 12n }), { minLength: 1 }),
  ],
  RUNS,
)('what is dealt out sums to the whole', (total, weights) => {
  const deal = dealer(
    total,
    weights.reduce((sum, weight) => sum + weight, 0n),
  );
  expect(weights.reduce((sum, weight) => sum + deal(weight), 0n)).toBe(total);
});
