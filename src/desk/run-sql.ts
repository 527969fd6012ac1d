import type { CatalogReader } from '../engine/catalog.ts';
import { columnOf } from '../engine/query/result-columns.ts';
import { resolveScope } from '../engine/scope.ts';
import type { GuardedSql } from '../guard/guarded-sql.ts';
import type { Guard } from '../guard/port.ts';
import type { Store } from '../store/port.ts';
import { isCurrency } from '../vocabulary/currency.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Cell, Column } from '../vocabulary/rows.ts';
import type { Actor, Role } from '../vocabulary/scope.ts';
import type { Sql, SqlCost } from '../vocabulary/sql.ts';

export interface SqlRequest {
  readonly sql: string;
  /** Empty: everything in view. */
  readonly accounts: readonly string[];
  /** Reporting currency; null: each account's own. */
  readonly currency: string | null;
  /** Only what it would read: it is judged, and not run. */
  readonly explain: boolean;
}

export interface SqlTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly cut: boolean;
  readonly cost: SqlCost;
}

export type RunSql = (actor: Actor, request: SqlRequest) => Promise<SqlTable>;

const READ_LIMITS = {
  seconds_max: LIMITS.query_seconds_max,
  rows_max: LIMITS.rows_max,
  bytes_max: LIMITS.result_bytes_max,
};

/** They work on the installation, not with its clients' figures; a grant of accounts opens those. */
const ROLES_WITHOUT_FIGURES: ReadonlySet<Role> = new Set(['operations', 'auditor', 'administrator']);

/**
 * Runs a person's own statement through the same guard, scope and limits as generated SQL. Its cost is told in rows of
 * the asker's own: what the engine estimates would count the rows of others too.
 */
export function createRunSql(parts: {
  readonly guard: Guard;
  readonly store: Store;
  readonly catalog: CatalogReader;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}): RunSql {
  const { guard, store, catalog, clock } = parts;
  return async (actor, { sql, accounts, currency, explain }) => {
    if (currency !== null && !isCurrency(currency)) {
      throw new Problem('usage', 'The reporting currency must be an ISO 4217 code such as USD.');
    }
    assertMay(actor);
    const scope = resolveScope(actor, { accounts }, await catalog.current());
    const reach = { accounts: scope.accounts, currency };
    const judged = passed(await guard.judge({ text: sql, parameters: [] }, reach, 'written'));
    const counting = await Promise.all(
      judged.relations.map(async (name) => passed(await guard.judge(countOf(name), reach, 'generated'))),
    );
    const started = clock();
    const { results } = await store.read([...counting, ...(explain ? [] : [judged])], READ_LIMITS);
    const cost: SqlCost = {
      relations: judged.relations.map((name, at) => ({
        name,
        rowsInReach: Number(results[at]?.rows[0]?.[0]),
      })),
      milliseconds: Math.round((clock() - started) * 10) / 10,
    };
    const rows = explain ? { columns: [], rows: [], cut: false } : results[counting.length];
    if (!rows) throw new TypeError('a read of one statement gave no result');
    return {
      columns: rows.columns.map(({ name, type }) => columnOf(name, type, judged.relations, currency)),
      rows: rows.rows,
      cut: rows.cut,
      cost,
    };
  };
}

function assertMay({ role, accounts }: Actor): void {
  if (!ROLES_WITHOUT_FIGURES.has(role) || accounts === 'all' || accounts.length > 0) return;
  throw new Problem(
    'not_permitted',
    `The role ${role} sees no figures and runs no statements; ask an administrator for a grant.`,
  );
}

function passed(judged: GuardedSql | Problem): GuardedSql {
  if (judged instanceof Problem) throw judged;
  return judged;
}

/** The name is one of the model's, not the asker's. */
function countOf(relation: string): Sql {
  return { text: `SELECT count(*) FROM ${relation}`, parameters: [] };
}
