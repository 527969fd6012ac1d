import type { GuardedSql } from '../guard/guarded-sql.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Rows } from '../vocabulary/rows.ts';
import type { Store } from './port.ts';

const COLUMN = 'account_id';

/**
 * The same store, whose results are looked at once more on their way out: a column called account_id shows nothing but
 * accounts of the statement's scope, and what the statement itself wrote into it. The guard has limited every
 * statement before; this holds should it ever be wrong. Rejects with `sql_refused`, in the same words whether or not
 * there is an account of that id.
 */
export function checkedStore(store: Store): Store {
  return {
    read: async (statements, limits) => {
      const snapshot = await store.read(statements, limits);
      for (const [at, statement] of statements.entries()) assertInScope(statement, snapshot.results[at]);
      return snapshot;
    },
    version: () => store.version(),
    marks: () => store.marks(),
    publish: (parcel) => store.publish(parcel),
    close: () => store.close(),
  };
}

function assertInScope({ scope, textsAsAccountId }: GuardedSql, result: Rows | undefined): void {
  if (scope.accounts === 'all' || result === undefined) return;
  const positions = result.columns.flatMap(({ name }, at) => (name.toLowerCase() === COLUMN ? [at] : []));
  if (positions.length === 0) return;
  const allowed = new Set([...scope.accounts, ...textsAsAccountId]);
  for (const row of result.rows) {
    for (const at of positions) {
      const cell = row[at] ?? null;
      if (cell !== null && !allowed.has(String(cell))) throw outOfScope();
    }
  }
}

function outOfScope(): Problem {
  return new Problem(
    'sql_refused',
    'A column called account_id may show the ids of accounts alone; give a computed column another name.',
  );
}
