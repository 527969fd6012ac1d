import { expect, test, vi } from 'vitest';
import { LIMITS } from '../vocabulary/limits.ts';
import { lookout } from './lookout.ts';

test('what is slow to come is told as it was, until it has been waited for too long, and again when it comes', async () => {
  vi.useFakeTimers();
  try {
    let asked = 0;
    let answer = Promise.withResolvers<string>();
    const look = lookout(
      () => {
        asked += 1;
        answer = Promise.withResolvers();
        return answer.promise;
      },
      () => undefined,
      () => Date.now(),
    );
    const looked = async (ms: number): Promise<string | null> => {
      const looking = look();
      await vi.advanceTimersByTimeAsync(ms);
      return looking;
    };
    const first = look();
    answer.resolve('well');
    expect(await first).toBe('well');
    expect(await looked(LIMITS.status_wait_ms_max)).toBe('well');
    await vi.advanceTimersByTimeAsync(LIMITS.status_part_seconds_max * 1_000);
    expect(await looked(0)).toBe(null);
    expect(asked).toBe(2);
    answer.resolve('well again');
    await vi.advanceTimersByTimeAsync(0);
    expect(await looked(LIMITS.status_wait_ms_max)).toBe('well again');
  } finally {
    vi.useRealTimers();
  }
});

test('who fails has said nothing, and the reason is heard', async () => {
  const troubles: unknown[] = [];
  const look = lookout(
    () => Promise.reject(new Error('away')),
    (error) => troubles.push(error),
  );
  expect(await look()).toBe(null);
  expect(troubles).toMatchObject([{ message: 'away' }]);
});
