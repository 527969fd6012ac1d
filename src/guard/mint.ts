import type { ReadScope } from '../vocabulary/scope.ts';
import type { SqlValue } from '../vocabulary/sql.ts';
import type { GuardedSql, OwnRows } from './guarded-sql.ts';

/** The one place where a GuardedSql comes into being; only a dialect's guard calls it, after it has judged and printed. */
export function mint(judged: {
  readonly text: string;
  readonly parameters: readonly SqlValue[];
  readonly ownRows?: readonly OwnRows[];
  readonly scope: ReadScope;
  readonly relations: readonly string[];
  readonly textsAsAccountId?: readonly string[];
}): GuardedSql {
  return Object.freeze({ ownRows: [], textsAsAccountId: [], ...judged }) as GuardedSql;
}
