import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Pressure } from './pressure.ts';

/** The longest that anybody is sent away after so many of each. */
function longest(admitted: number, refused: number): number {
  const pressure = new Pressure();
  for (let n = 0; n < admitted; n += 1) pressure.admitted(1);
  for (let n = 1; n < refused; n += 1) pressure.refused(1, 0);
  return pressure.refused(1, 0.999);
}

describe('when to come back', () => {
  it('is soon where a little too much was asked, and later the more it was', () => {
    expect([longest(100, 1), longest(100, 100), longest(100, 900)]).toEqual([2, 2, 10]);
    expect(longest(0, 1_000)).toBe(LIMITS.question_retry_seconds_max);
  });

  it('tells how many are let in for each second, from the first moments on', () => {
    const pressure = new Pressure();
    for (let n = 1; n <= 60; n += 1) pressure.admitted(100_000 + n * 50);
    expect(Math.round(pressure.admittedPerSecond(103_000) / 2)).toBe(10);
    const begun = new Pressure();
    for (let n = 0; n < 10; n += 1) begun.admitted(200_000 + n * 50);
    expect(begun.admittedPerSecond(200_500)).toBe(20);
    expect(begun.admittedPerSecond(300_000)).toBe(0);
  });

  it('forgets what is a while ago', () => {
    const pressure = new Pressure();
    for (let n = 0; n < 1_000; n += 1) pressure.refused(1, 0);
    expect(pressure.refused(5_000, 0.999)).toBe(2);
  });

  test.prop([fc.array(fc.tuple(fc.nat(500), fc.boolean(), fc.nat(999)), { maxLength: 200 })])(
    'is a whole number of seconds within its bounds, whatever comes',
    (steps) => {
      const pressure = new Pressure();
      let at = 0;
      for (const [passed, isRefused, chance] of steps) {
        at += passed;
        if (!isRefused) pressure.admitted(at);
        else {
          const seconds = pressure.refused(at, chance / 1_000);
          expect(Number.isInteger(seconds)).toBe(true);
          expect(seconds).toBeGreaterThanOrEqual(1);
          expect(seconds).toBeLessThanOrEqual(LIMITS.question_retry_seconds_max);
        }
      }
    },
  );
});
