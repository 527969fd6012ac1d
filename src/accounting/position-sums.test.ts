import { expect } from 'vitest';
import { fc, test as property } from '@fast-check/vitest';
import { closeOn, denseCloses } from './closes.ts';
import { positionSums } from './position-sums.ts';
import { RUNS } from './property-runs.fixture.ts';

const FIRST = 100;
const COUNT = 12;

const scaled = (digits: number): fc.Arbitrary<bigint> =>
  fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** BigInt(digits) }), fc.integer({ min: 0, max: 10 }))
    .map(([value, zeros]) => value * 10n ** BigInt(zeros));

const position = fc.record({
  steps: fc.array(fc.tuple(scaled(14), fc.boolean()), { minLength: 1, maxLength: 4 }),
  closes: fc.array(scaled(18), { minLength: 1, maxLength: 5 }),
  from: fc.integer({ min: FIRST - 3, max: FIRST + 3 }),
});

property.prop([fc.array(position, { minLength: 1, maxLength: 12 })], RUNS)(
  'sums are exact for any number of digits, by limbs or without them',
  (positions) => {
    const sums = positionSums(FIRST, COUNT);
    const exact = Array<bigint>(COUNT).fill(0n);
    for (const { steps: quantities, closes: values, from } of positions) {
      const steps = quantities.map(([quantity, short], i) => ({
        day: FIRST + i * 3,
        quantity: short ? -quantity : quantity,
        cost: [],
      }));
      const days = values.map((_, i) => from + i * 2);
      const closes = denseCloses(days, values, FIRST, FIRST + COUNT - 1);
      if (!closes) continue;
      sums.add(steps, closes);
      for (let n = 0; n < COUNT; n += 1) {
        const held = steps.findLast((step) => step.day <= FIRST + n)?.quantity ?? 0n;
        exact[n] = (exact[n] ?? 0n) + held * (closeOn(closes, FIRST + n) ?? 0n);
      }
    }
    exact.forEach((sum, n) => {
      expect(sums.at(n)).toBe(sum);
      if (n > 0 && sums.unchanged(n)) expect(sum).toBe(exact[n - 1]);
    });
  },
);
