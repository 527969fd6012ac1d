import { createDuckDbGuard } from '../src/guard/duckdb/guard.ts';
import { createMySqlGuard } from '../src/guard/mysql/guard.ts';
import type { Guard } from '../src/guard/port.ts';
import { Problem } from '../src/vocabulary/problem.ts';
import { BENIGN } from '../test/attacks/benign.ts';
import { MINE } from '../test/attacks/firm.ts';
import { MYSQL_BENIGN } from '../test/attacks/mysql-benign.ts';
import type { Measured } from './measured.ts';

const MEDIAN_MS_MAX = 2;
const ROUNDS = 10;

/** What guarding one statement costs in each dialect: analysts' statements, each new to the guard. */
export async function benchGuard(): Promise<{
  readonly rows: readonly Measured[];
  readonly statements: number;
}> {
  const guards: readonly [string, Guard, readonly string[]][] = [
    ['DuckDB', await createDuckDbGuard(), BENIGN],
    ['MySQL', createMySqlGuard(), MYSQL_BENIGN],
  ];
  const rows: Measured[] = [];
  for (const [dialect, guard, statements] of guards) {
    const times = await timesOf(guard, statements);
    rows.push(
      {
        what: `guarding a statement, ${dialect}, median`,
        value: at(times, 0.5),
        unit: 'ms',
        limit: MEDIAN_MS_MAX,
      },
      { what: `guarding a statement, ${dialect}, p95`, value: at(times, 0.95), unit: 'ms', limit: null },
    );
    guard.close();
  }
  return { rows, statements: ROUNDS * (BENIGN.length + MYSQL_BENIGN.length) };
}

async function timesOf(guard: Guard, statements: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // A scope of its own for each round, so that no verdict is remembered from the last one.
    const scope = { accounts: [...MINE, `none-${String(round)}`], currency: null };
    for (const text of statements) {
      const started = performance.now();
      const judged = await guard.judge({ text, parameters: [] }, scope, 'written');
      times.push(performance.now() - started);
      if (judged instanceof Problem) throw judged;
    }
  }
  return times.toSorted((one, other) => one - other);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? 0;
}
