import type { GuardedSql } from '../guard/guarded-sql.ts';
import type { Guard } from '../guard/port.ts';
import type { Snapshot, Store } from '../store/port.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { ReadScope } from '../vocabulary/scope.ts';
import type { Sql } from '../vocabulary/sql.ts';

export const FIGURE_LIMITS = {
  seconds_max: LIMITS.query_seconds_max,
  rows_max: LIMITS.figures_rows_max,
  bytes_max: LIMITS.figures_bytes_max,
};

/** Each statement as the guard lets it through. Throws its Problem: a refusal of our own SQL is a fault of ours. */
export async function guarded(
  guard: Guard,
  statements: readonly Sql[],
  scope: ReadScope,
): Promise<readonly GuardedSql[]> {
  const judged = await Promise.all(statements.map((sql) => guard.judge(sql, scope, 'generated')));
  return judged.map((each) => {
    if (each instanceof Problem) throw each;
    return each;
  });
}

/**
 * All of them in one snapshot, so that no figure is of another version than its neighbour. Throws `sql_limit` where
 * rows were cut: what is computed from them would be wrong.
 */
export async function run(
  store: Store,
  statements: readonly GuardedSql[],
  stop?: AbortSignal,
): Promise<Snapshot> {
  const snapshot = await store.read(statements, stop ? { ...FIGURE_LIMITS, stop } : FIGURE_LIMITS);
  if (snapshot.results.some(({ cut }) => cut)) {
    throw new Problem(
      'sql_limit',
      'That needs more rows than one answer may read; ask about fewer accounts or a shorter time.',
    );
  }
  return snapshot;
}

/** Statements in one text, as they are shown: each keeps its own values, numbered on. */
export function shownSql(statements: readonly Sql[]): Sql {
  let offset = 0;
  const texts = statements.map(({ text, parameters }) => {
    const shift = offset;
    offset += parameters.length;
    return text.replaceAll(/\$(\d+)/g, (_, digits: string) => `$${Number(digits) + shift}`);
  });
  return { text: texts.join(';\n\n'), parameters: statements.flatMap(({ parameters }) => parameters) };
}
