import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { hundredth, near, negated, plainNumber, product, quotient, signOf, sum } from './decimal-text.ts';

const cents = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
const asText = (value: bigint): string => {
  const digits = (value < 0n ? -value : value).toString().padStart(3, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

describe('decimal text', () => {
  test.prop([fc.array(cents, { minLength: 1, maxLength: 8 })])('adds up exactly, however long', (values) => {
    const total = values.reduce((left, right) => left + right, 0n);
    expect(sum(...values.map(asText))).toBe(plainNumber(asText(total)));
  });

  test.prop([cents])('less itself is nothing', (value) => {
    expect(sum(asText(value), negated(asText(value)))).toBe('0');
    expect(signOf(asText(value))).toBe(value < 0n ? -1 : value > 0n ? 1 : 0);
  });

  test('loses the signs and zeros that banks write around it', () => {
    expect(plainNumber('+00000000000007.9500')).toBe('7.95');
    expect(plainNumber('-.50')).toBe('-0.5');
    expect(plainNumber(null)).toBeNull();
  });

  test('that is no number comes back as it was written', () => {
    expect(sum('1.00', 'n/a')).toBe('n/a');
    expect(product('twelve', '2')).toBe('twelve');
  });

  test('divides to twelve decimals, and never by nothing', () => {
    expect(quotient('1', '3')).toBe('0.333333333333');
    expect(quotient('1', '0')).toBeNull();
    expect(hundredth('98.75')).toBe('0.9875');
  });

  test('is near another within a distance, and never near what is absent', () => {
    expect(near('1.00', '1.01', '0.01')).toBe(true);
    expect(near('1.00', '1.02', '0.01')).toBe(false);
    expect(near(null, '1.00', '0.01')).toBe(false);
  });
});
