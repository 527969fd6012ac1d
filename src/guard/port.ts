import type { Problem } from '../vocabulary/problem.ts';
import type { ReadScope } from '../vocabulary/scope.ts';
import type { Sql } from '../vocabulary/sql.ts';
import type { GuardedSql } from './guarded-sql.ts';

/**
 * Judges one statement: a single read-only SELECT, of allowed constructs, over the relations, each limited to the
 * scope in every position. A refusal is a value that says which construct and why; it never throws for the
 * statement's sake.
 */
export interface Guard {
  /** `origin` generated: written by our compiler, whose statements may be longer than a person's. */
  judge(sql: Sql, scope: ReadScope, origin: 'generated' | 'written'): Promise<GuardedSql | Problem>;
  close(): void;
}
