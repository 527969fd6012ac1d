import { createDuckDbGuard } from '../../../src/guard/duckdb/guard.ts';
import { Problem } from '../../../src/vocabulary/problem.ts';
import { BENIGN } from '../benign.ts';
import { REFUSED, SCOPED } from '../hostile.ts';
import { Oracle } from '../oracle.ts';
import { MY_SCOPE, SCOPES } from '../trial.ts';

/** What the attacks find wrong with this guard, the quick ones first; null where it holds. */
export async function noticed(): Promise<string | null> {
  const guard = await createDuckDbGuard();
  for (const text of Object.values(REFUSED).flat()) {
    const judged = await guard.judge({ text, parameters: [] }, MY_SCOPE, 'written');
    if (!(judged instanceof Problem)) return `let through: ${text}`;
    if (judged.code === 'internal') return `fell over: ${text}`;
  }
  for (const text of BENIGN) {
    const judged = await guard.judge({ text, parameters: [] }, MY_SCOPE, 'written');
    if (judged instanceof Problem) return `refused: ${text}`;
  }
  guard.close();
  await using oracle = await Oracle.open();
  const scoped = Object.values(SCOPED).flat();
  for (const text of [...scoped, ...BENIGN]) {
    for (const scope of scoped.includes(text) ? SCOPES : [MY_SCOPE]) {
      for (const origin of ['generated', 'written'] as const) {
        const [outcome, expected] = await Promise.all([
          oracle.throughGuard(text, scope, origin),
          oracle.truth(text, scope),
        ]);
        if (JSON.stringify(outcome) !== JSON.stringify(expected)) return `differs: ${text}`;
      }
    }
  }
  return null;
}
