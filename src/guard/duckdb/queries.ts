import { deeper } from '../bounds.ts';
import { CteScope } from '../cte-scope.ts';
import { groupSets, judgeExpression } from './expressions.ts';
import { limit, refusal } from '../refusal.ts';
import {
  byKind,
  expression,
  type Fields,
  flag,
  list,
  name,
  noneOf,
  oneOf,
  only,
  optional,
  ORDER,
  query,
  shape,
  table,
} from './rules.ts';
import { judgeTable } from './tables.ts';
import { isBranch, isList, textOf, type Branch, type Tree } from './tree.ts';
import type { Grammar, Rule, Statement, Walk } from './walk.ts';

const written: Rule = (tree, walk) => {
  if (!isBranch(tree) || (tree['class'] !== 'CONSTANT' && tree['class'] !== 'PARAMETER'))
    throw refusal('A computed LIMIT or OFFSET', 'write the number');
  return expression(tree, walk);
};

const modifier: Rule = byKind('type', {
  ORDER_MODIFIER: shape({ type: name, orders: list(ORDER) }),
  LIMIT_MODIFIER: shape({ type: name, limit: optional(written), offset: optional(written) }),
  DISTINCT_MODIFIER: shape({ type: name, distinct_on_targets: list(expression) }),
});

/** Fields after the WITH, which is judged apart because it changes what the others see. */
const node = (fields: Fields): Rule =>
  shape({ type: name, cte_map: (tree) => tree, modifiers: list(modifier), ...fields });

const noKeys = noneOf('USING KEY', 'a recursive query takes UNION or UNION ALL');

const recursive = node({
  cte_name: name,
  union_all: flag,
  left: query,
  right: query,
  aliases: list(name),
  key_targets: noKeys,
});

const QUERIES: Readonly<Record<string, Rule>> = {
  SELECT_NODE: node({
    select_list: list(expression),
    from_table: table,
    where_clause: optional(expression),
    group_expressions: list(expression),
    group_sets: groupSets,
    aggregate_handling: oneOf('STANDARD_HANDLING', 'FORCE_AGGREGATES'),
    having: optional(expression),
    sample: only(null, 'A sample', 'the same statement must give the same rows; use LIMIT'),
    qualify: optional(expression),
  }),
  SET_OPERATION_NODE: node({
    setop_type: oneOf('UNION', 'EXCEPT', 'INTERSECT', 'UNION_BY_NAME'),
    left: query,
    right: query,
    setop_all: flag,
  }),
};

const byType = byKind('type', QUERIES);

const judgeQuery: Rule = (tree, walk) => withCtes(tree, deeper(walk), byType);

/** Judges the WITH of a query, then the query itself in the scope that it opens. */
function withCtes(tree: Tree, walk: Walk, rest: Rule): Tree {
  const map = isBranch(tree) ? tree['cte_map'] : undefined;
  if (!isBranch(tree) || !isBranch(map) || Object.keys(map).length !== 1 || !isList(map['map']))
    throw refusal('A query of this kind', 'it is not known to be safe');
  const entries: Tree[] = [];
  let { ctes } = walk;
  for (const entry of map['map']) {
    const { judged, key, printedAs } = judgeCte(entry, { ...walk, ctes });
    entries.push(judged);
    ctes = ctes.with(key, printedAs);
  }
  return rest({ ...tree, cte_map: { map: entries } }, { ...walk, ctes });
}

function judgeCte(entry: Tree, walk: Walk) {
  const { statement } = walk;
  statement.ctesCounted += 1;
  if (statement.ctesCounted > statement.bounds.ctes)
    throw limit(`it has more than ${statement.bounds.ctes} WITH queries`);
  const printedAs = `with_${statement.ctesCounted}`;
  const key = isBranch(entry) ? textOf(entry, 'key') : '';
  const definition: Rule = shape({
    node: (tree, at) =>
      isBranch(tree) && tree['type'] === 'RECURSIVE_CTE_NODE'
        ? judgeRecursive(tree, at, key, printedAs)
        : query(tree, at),
    named_param_map: () => [],
  });
  const judged = shape({
    key: () => printedAs,
    value: shape({
      aliases: list(name),
      query: definition,
      materialized: oneOf('CTE_MATERIALIZE_DEFAULT', 'CTE_MATERIALIZE_ALWAYS', 'CTE_MATERIALIZE_NEVER'),
      key_targets: noKeys,
    }),
  })(entry, walk);
  return { judged, key, printedAs };
}

/** A recursive query sees itself in its second part; the engine can stop it, so its time is limited like any other's. */
function judgeRecursive(tree: Branch, walk: Walk, key: string, printedAs: string): Tree {
  const inside = { ...walk, ctes: walk.ctes.with(key, printedAs) };
  return withCtes({ ...tree, cte_name: printedAs }, deeper(inside), recursive);
}

const GRAMMAR: Grammar = { expression: judgeExpression, table: judgeTable, query: judgeQuery };

/** The judged and rewritten tree of a whole query. Throws a Problem that says what cannot be used. */
export function judgeTree(tree: Tree, statement: Statement): Tree {
  return judgeQuery(tree, { grammar: GRAMMAR, statement, ctes: CteScope.EMPTY, depth: 0 });
}
