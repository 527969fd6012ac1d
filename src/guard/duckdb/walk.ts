import type { Relation } from '../../model/relations.ts';
import type { SqlValue } from '../../vocabulary/sql.ts';
import type { Bounds } from '../bounds.ts';
import type { CteScope } from '../cte-scope.ts';
import type { Branch, Tree } from './tree.ts';

/** What judging one statement has to know and what it finds out. */
export interface Statement {
  readonly bounds: Bounds;
  readonly parameters: readonly SqlValue[];
  /** The subquery that stands for a relation: its declared columns and the rows in reach. */
  readonly replacement: (name: string, relation: Relation) => Branch;
  readonly relations: Set<string>;
  readonly parametersUsed: Set<number>;
  tablesCounted: number;
  ctesCounted: number;
  /** True once it holds an expression that can fail on a row's value; see reach.ts. */
  canFail: boolean;
}

/** Judges one field or node and gives what takes its place; throws a Problem to refuse. */
export type Rule = (tree: Tree, walk: Walk) => Tree;

/** The three kinds of nodes that contain each other. */
export interface Grammar {
  readonly expression: Rule;
  readonly table: Rule;
  readonly query: Rule;
}

/** Where in the statement the walk stands. */
export interface Walk {
  readonly grammar: Grammar;
  readonly statement: Statement;
  readonly ctes: CteScope;
  readonly depth: number;
}
