import { expect, test } from 'vitest';
import { fc, test as property } from '@fast-check/vitest';
import { RUNS } from './property-runs.fixture.ts';
import { annualized, linkedReturn, moneyWeightedReturn } from './returns.ts';

test('a return of up to 365 days is never annualized', () => {
  expect(annualized(0.2, 365)).toBeNull();
  expect(annualized(0.21, 730)).toBeCloseTo(0.1, 12);
  expect(annualized(-1.5, 730)).toBeNull();
});

test('daily factors link to one return', () => {
  expect(linkedReturn([1.1, 0.5, 2])).toBeCloseTo(0.1, 12);
});

test('without a change of sign, or without a root, the money-weighted return is undefined', () => {
  expect(moneyWeightedReturn(100, 0, [], 0)).toBeNull();
  expect(moneyWeightedReturn(100, 100, [], -5)).toBeNull();
  expect(moneyWeightedReturn(100, 1, [{ day: 50, amount: -2.5 }], -2)).toBeNull();
});

test('a period of up to a year gives its own rate, a longer one the yearly rate', () => {
  expect(moneyWeightedReturn(1, 100, [], 150)).toBeCloseTo(0.5, 12);
  expect(moneyWeightedReturn(730, 100, [], 121)).toBeCloseTo(0.1, 12);
});

property.prop(
  [
    fc.integer({ min: 1, max: 4000 }),
    fc.double({ min: -0.9, max: 5, noNaN: true }),
    fc.array(
      fc.record({
        day: fc.double({ min: 0, max: 1, noNaN: true }),
        amount: fc.integer({ min: 1, max: 1_000_000 }),
      }),
    ),
  ],
  RUNS,
)('what grows at one rate has that rate', (days, rate, parts) => {
  const flows = parts.map(({ day, amount }) => ({ day: Math.floor(day * days), amount }));
  const grown = (amount: number, from: number): number => amount * (1 + rate) ** ((days - from) / days);
  const closing = flows.reduce((sum, { day, amount }) => sum + grown(amount, day), grown(1000, 0));
  const expected = days > 365 ? (1 + rate) ** (365 / days) - 1 : rate;
  expect(moneyWeightedReturn(days, 1000, flows, closing)).toBeCloseTo(expected, 8);
});
