import type { Sql } from '../../vocabulary/sql.ts';
import { WRITTEN_BOUNDS } from '../bounds.ts';
import { CteScope } from '../cte-scope.ts';
import { refusal } from '../refusal.ts';
import { printExpression } from './expressions.ts';
import { printQuery } from './queries.ts';
import type { Tree } from './tree.ts';
import type { Statement } from './walk.ts';

/** What printing finds out about a statement begins empty. */
export function newStatement(
  { parameters }: Sql,
  inWrittenOrder: boolean,
  standsFor: Statement['replacement'],
): Statement {
  return {
    bounds: WRITTEN_BOUNDS,
    parameters,
    inWrittenOrder,
    replacement: standsFor,
    relations: new Set(),
    parametersUsed: new Set(),
    texts: new Set(),
    fillsAccountId: false,
    tablesCounted: 0,
    ctesCounted: 0,
    readOnce: new Set(),
    readAlready: new Set(),
  };
}

/** The text of a judged statement. Throws a Problem to refuse. */
export function print(tree: Tree, statement: Statement): string {
  const start = {
    statement,
    ctes: CteScope.EMPTY,
    depth: 0,
    windows: new Set<string>(),
    expression: printExpression,
    query: printQuery,
  };
  return printQuery(tree, start);
}

/** The statement without its limits, read and printed twice: what is printed means what was judged. Throws a Problem else. */
export function assertStable(read: (text: string) => Tree, tree: Tree, sql: Sql): void {
  const echo = (of: Tree): string =>
    print(
      of,
      newStatement(sql, false, () => 'SELECT 1'),
    );
  const once = echo(tree);
  if (echo(read(once)) !== once)
    throw refusal(
      'A name or construct of this statement',
      'it cannot be written down without a doubt; use plain names',
    );
}
