import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { moneyOfNanos, nanosOf, scaledWhole } from './usage.ts';

describe('what a language model costs', () => {
  test('is exact: a million tokens cost their price, cached ones theirs', () => {
    const prices = { currency: 'USD', input: 250_000, cachedInput: 25_000, output: 2_000_000 };
    expect(moneyOfNanos(nanosOf({ input: 1_000_000, output: 0 }, prices))).toBe('0.25');
    expect(
      moneyOfNanos(nanosOf({ input: 1_000_000, cachedInput: 1_000_000, output: 1_000_000 }, prices)),
    ).toBe('2.025');
    expect(moneyOfNanos(nanosOf({ input: 3, output: 1 }, prices))).toBe('0.00000275');
    expect(nanosOf({ input: 3, output: 1 }, null)).toBe(0);
  });

  test.prop([fc.nat({ max: 2 ** 52 })])('is written as decimal text that reads back the same', (nanos) => {
    expect(scaledWhole(moneyOfNanos(nanos), 9)).toBe(nanos);
  });

  test.prop([fc.nat(10_000_000), fc.nat(10_000_000), fc.nat(99_999_999)])(
    'is rounded up, by less than a thousand-millionth a call',
    (input, output, price) => {
      const exact = BigInt(input + output) * BigInt(price);
      const nanos = BigInt(
        nanosOf({ input, output }, { currency: 'USD', input: price, cachedInput: 0, output: price }),
      );
      expect(nanos * 1_000n - exact >= 0n && nanos * 1_000n - exact < 1_000n).toBe(true);
    },
  );
});
