import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../vocabulary/limits.ts';
import { RefusalPace } from './refusal-pace.ts';

/** How long each refusal is held back that comes at a steady rate for some seconds. */
function held(refusedPerSecond: number, admittedPerSecond: number, seconds: number): number[] {
  const pace = new RefusalPace();
  return Array.from({ length: refusedPerSecond * seconds }, (_, n) =>
    pace.hold(10_000 + (n * 1_000) / refusedPerSecond, admittedPerSecond),
  );
}

describe('how long a refusal is held back', () => {
  it('is not at all at ten times of what is let in, however much or little that is', () => {
    for (const admitted of [1, 15, 60, 500]) expect(Math.max(...held(9 * admitted, admitted, 10))).toBe(0);
  });

  it('is not at all for a crowd that is over in a moment', () => {
    expect(Math.max(...held(100, 0, 1))).toBe(0);
  });

  it('grows for those who ask on without a pause, up to its bound', () => {
    const times = held(5_000, 60, 10);
    expect(times[0]).toBe(0);
    expect(times.at(-1)).toBeCloseTo(LIMITS.refusal_held_ms_max, 0);
  });

  it('is nothing again once the flood is over', () => {
    const pace = new RefusalPace();
    for (let n = 0; n < 5_000; n += 1) pace.hold(1_000, 0);
    expect(pace.hold(1_000, 0)).toBe(LIMITS.refusal_held_ms_max);
    expect(pace.hold(1_000 + LIMITS.refusal_held_ms_max, 0)).toBe(0);
  });

  test.prop([fc.array(fc.tuple(fc.nat(50), fc.nat(1_000)), { maxLength: 300 })])(
    'keeps its bounds whatever comes',
    (steps) => {
      const pace = new RefusalPace();
      let at = 0;
      for (const [passed, admitted] of steps) {
        at += passed;
        const held_ms = pace.hold(at, admitted);
        expect(held_ms).toBeGreaterThanOrEqual(0);
        expect(held_ms).toBeLessThanOrEqual(LIMITS.refusal_held_ms_max);
      }
    },
  );
});
