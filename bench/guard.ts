import { createDuckDbGuard } from '../src/guard/duckdb/guard.ts';
import { Problem } from '../src/vocabulary/problem.ts';
import { BENIGN } from '../test/attacks/benign.ts';
import { MINE } from '../test/attacks/firm.ts';
import type { Measured } from './etl.ts';

const MEDIAN_MS_MAX = 2;
const ROUNDS = 10;

/** What guarding one statement costs: analysts' statements, each new to the guard, and the same ones once more. */
export async function benchGuard(): Promise<{
  readonly rows: readonly Measured[];
  readonly statements: number;
}> {
  const guard = await createDuckDbGuard();
  const [fresh, known]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    // A scope of its own for each round, so that no verdict is remembered from the last one.
    const scope = { accounts: [...MINE, `none-${String(round)}`], currency: null };
    for (const text of BENIGN) {
      for (const times of [fresh, known]) {
        const started = performance.now();
        const judged = await guard.judge({ text, parameters: [] }, scope, 'written');
        times.push(performance.now() - started);
        if (judged instanceof Problem) throw judged;
      }
    }
  }
  guard.close();
  return {
    statements: fresh.length,
    rows: [
      { what: 'guarding a statement, median', value: at(fresh, 0.5), unit: 'ms', limit: MEDIAN_MS_MAX },
      { what: 'guarding a statement, p95', value: at(fresh, 0.95), unit: 'ms', limit: null },
      { what: 'guarding it again, median', value: at(known, 0.5), unit: 'ms', limit: null },
    ],
  };
}

function at(times: readonly number[], share: number): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * share)] ?? 0;
}
