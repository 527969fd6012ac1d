import { Problem } from '../vocabulary/problem.ts';
import type { Guard } from './port.ts';

/** The same guard; `observe` hears who wrote each statement, and 'passed' or the code of the refusal. */
export function observedGuard(guard: Guard, observe: (origin: string, outcome: string) => void): Guard {
  return {
    judge: async (sql, scope, origin) => {
      const verdict = await guard.judge(sql, scope, origin);
      observe(origin, verdict instanceof Problem ? verdict.code : 'passed');
      return verdict;
    },
    close: () => guard.close(),
  };
}
