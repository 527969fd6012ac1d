import type { Relation } from '../../model/relations.ts';
import type { SqlValue } from '../../vocabulary/sql.ts';
import type { Bounds } from '../bounds.ts';
import type { CteScope } from '../cte-scope.ts';
import { limit } from '../refusal.ts';
import type { Tree } from './tree.ts';

/** What judging one statement has to know and what it finds out. */
export interface Statement {
  readonly bounds: Bounds;
  readonly parameters: readonly SqlValue[];
  /** The text of the query that stands for a relation: its declared columns and the rows in reach. */
  readonly replacement: (relation: Relation) => string;
  /** Whether relations are read in the order in which they are written; see queries.ts. */
  readonly inWrittenOrder: boolean;
  readonly relations: Set<string>;
  readonly parametersUsed: Set<number>;
  /** Texts of the statement itself, and whether one of them can stand in a column called account_id. */
  readonly texts: Set<string>;
  fillsAccountId: boolean;
  tablesCounted: number;
  ctesCounted: number;
  /** WITH queries, as they are printed, that may be read once; those that have been move to the other. */
  readonly readOnce: Set<string>;
  readonly readAlready: Set<string>;
}

/** Judges one node and prints it anew; throws a Problem to refuse. */
export type Print = (tree: Tree | undefined, walk: Walk) => string;

/** Where in the statement the walk stands, and the two kinds of nodes that contain each other. */
export interface Walk {
  readonly statement: Statement;
  readonly ctes: CteScope;
  readonly depth: number;
  /** The windows of the SELECT that is printed, as they are printed or by their names. */
  readonly windows: Set<string>;
  readonly expression: Print;
  /** A query without parentheses around it. */
  readonly query: Print;
}

/** The items of a list in the statement. Throws `sql_limit` where there are too many. */
export function printList(items: readonly Tree[], walk: Walk, print: Print): string {
  const { listItems } = walk.statement.bounds;
  if (items.length > listItems) throw limit(`a list has more than ${listItems} items`);
  return items.map((item) => print(item, walk)).join(', ');
}
