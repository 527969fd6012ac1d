import type { Guard } from './port.ts';

/** The same guard; `follow` does each judgement as a part of what is being worked on. */
export function tracedGuard(
  guard: Guard,
  follow: <T>(name: string, work: () => Promise<T>) => Promise<T>,
): Guard {
  return {
    judge: (sql, scope, origin) => follow('guard.judge', () => guard.judge(sql, scope, origin)),
    close: () => guard.close(),
  };
}
