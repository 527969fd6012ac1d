import { describe, expect, test } from 'vitest';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import { whenReachable } from './when-reachable.ts';

const away = new Problem('store_unavailable', 'Start it.');

/** Time that passes when somebody waits. */
function waiting(isOver = () => false) {
  let now_ms = 0;
  const heard: string[] = [];
  return {
    heard,
    elapsed: () => now_ms,
    parts: {
      timers: {
        elapsed: () => now_ms,
        every: () => () => undefined,
        after: (ms: number, work: () => void) => {
          now_ms += ms;
          queueMicrotask(work);
          return () => undefined;
        },
      },
      isOver,
      onWait: ({ code }: Problem) => void heard.push(code),
    },
  };
}

describe('work that needs a server', () => {
  test('is done when the server is there, and says once what it waits for', async () => {
    const { parts, heard } = waiting();
    let tries = 0;
    const work = (): Promise<string> => (++tries < 6 ? Promise.reject(away) : Promise.resolve('done'));
    expect(await whenReachable(work, parts)).toBe('done');
    expect([tries, heard]).toEqual([6, ['store_unavailable']]);
  });

  test('is given up when the server does not come in time', async () => {
    const { parts, elapsed } = waiting();
    await expect(whenReachable(() => Promise.reject(away), parts)).rejects.toBe(away);
    expect(elapsed()).toBeGreaterThan(LIMITS.start_wait_seconds_max * 1_000 - 5_000);
    expect(elapsed()).toBeLessThanOrEqual(LIMITS.start_wait_seconds_max * 1_000);
  });

  test('is given up at once where waiting would not help, or nobody waits', async () => {
    const wrong = new Problem('settings_invalid', 'Mend it.');
    const { parts, elapsed } = waiting();
    await expect(whenReachable(() => Promise.reject(wrong), parts)).rejects.toBe(wrong);
    await expect(whenReachable(() => Promise.reject(away), waiting(() => true).parts)).rejects.toBe(away);
    expect(elapsed()).toBe(0);
  });
});
