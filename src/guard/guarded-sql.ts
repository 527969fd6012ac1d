import type { ReadScope } from '../vocabulary/scope.ts';
import type { Sql, SqlValue } from '../vocabulary/sql.ts';

/**
 * The rows of one relation that are in reach, which a statement reads from a temporary table of this name instead of
 * the relation: it runs where there is no row of others, so that nothing it does can depend on one.
 */
export interface OwnRows extends Sql {
  readonly name: string;
}

declare const minted: unique symbol;

/**
 * A statement that the guard has judged, limited to a scope and printed anew in the store's dialect. Only the guard
 * makes one (the brand cannot be written elsewhere without a cast), and a store runs nothing else.
 */
export interface GuardedSql {
  readonly [minted]: true;
  /** In the store's dialect, over its physical tables. */
  readonly text: string;
  readonly parameters: readonly SqlValue[];
  /** What is copied first, in the same transaction; empty where the statement reads the physical tables alone. */
  readonly ownRows: readonly OwnRows[];
  readonly scope: ReadScope;
  /** The relations it reads, in alphabetical order. */
  readonly relations: readonly string[];
  /** What a result column called account_id may show besides ids in reach: texts that the statement itself puts there. */
  readonly textsAsAccountId: readonly string[];
}
