import { deeper } from '../bounds.ts';
import { RELATIONS } from '../../model/relations.ts';
import { TABLE_FUNCTIONS } from './functions.ts';
import { limit, refusal, shown } from '../refusal.ts';
import {
  byKind,
  expression,
  type Fields,
  list,
  location,
  name,
  noneOf,
  oneOf,
  only,
  optional,
  shape,
  subquery,
  table,
} from './rules.ts';
import { lowerName } from '../lower-name.ts';
import { isBranch, isList, NOWHERE, textOf, type Branch } from './tree.ts';
import type { Rule, Walk } from './walk.ts';

const noSample: Rule = only(null, 'A sample', 'the same statement must give the same rows; use LIMIT');
const node = (fields: Fields): Rule =>
  shape({ type: name, alias: name, sample: noSample, query_location: location, ...fields });

const unqualified: Rule = only(
  '',
  'A relation with a schema or catalog before it',
  'name the relation alone, as in FROM accounts',
);

const baseTable = node({
  schema_name: unqualified,
  catalog_name: unqualified,
  table_name: name,
  column_name_alias: list(name),
  at_clause: only(null, 'AT', 'there is one version of the data'),
});

const JOINS: Readonly<Record<string, Rule>> = {
  BASE_TABLE: (tree, walk) => {
    const judged = baseTable(tree, walk);
    return isBranch(judged) ? named(judged, walk) : judged;
  },
  SUBQUERY: node({ subquery, column_name_alias: list(name) }),
  JOIN: node({
    left: table,
    right: table,
    condition: optional(expression),
    join_type: oneOf('INNER', 'LEFT', 'RIGHT', 'FULL', 'OUTER', 'SEMI', 'ANTI'),
    ref_type: oneOf('REGULAR', 'CROSS', 'NATURAL', 'ASOF'),
    using_columns: list(name),
    delim_flipped: only(false, 'A join of this kind', 'it cannot be written'),
    duplicate_eliminated_columns: noneOf('A join of this kind', 'it cannot be written'),
  }),
  TABLE_FUNCTION: node({
    function: (tree, walk) => {
      const called = isBranch(tree) ? textOf(tree, 'function_name') : '';
      if (!isBranch(tree) || tree['class'] !== 'FUNCTION' || !TABLE_FUNCTIONS.has(lowerName(called)))
        throw refusal(
          `The function ${shown(called)}`,
          'FROM takes the relations, range, generate_series and unnest only',
        );
      return expression(tree, walk);
    },
    column_name_alias: list(name),
    with_ordinality: oneOf('WITHOUT_ORDINALITY', 'WITH_ORDINALITY'),
  }),
  EXPRESSION_LIST: node({
    expected_names: list(name),
    expected_types: noneOf('A list of values with types', 'cast the values instead'),
    values: list(list(expression)),
  }),
  EMPTY: node({}),
};

const byType = byKind('type', JOINS);

export const judgeTable: Rule = (tree, walk) => byType(tree, deeper(walk));

/** A name in FROM: a WITH query that can be seen here, or else a relation, which its limited subquery replaces. */
function named(tree: Branch, walk: Walk): Branch {
  const { statement } = walk;
  statement.tablesCounted += 1;
  if (statement.tablesCounted > statement.bounds.relations)
    throw limit(`it names more than ${statement.bounds.relations} relations`);
  const received = textOf(tree, 'table_name');
  const alias = textOf(tree, 'alias') || received;
  const cte = walk.ctes.find(received);
  if (cte !== null) return { ...tree, alias, table_name: cte };
  const relationName = lowerName(received);
  const relation = RELATIONS.get(relationName);
  if (relation === undefined)
    throw refusal(`The relation ${shown(received)}`, `there are ${[...RELATIONS.keys()].join(', ')}`);
  statement.relations.add(relationName);
  return {
    type: 'SUBQUERY',
    alias,
    sample: null,
    query_location: NOWHERE,
    subquery: { node: statement.replacement(relationName, relation), named_param_map: [] },
    column_name_alias: isList(tree['column_name_alias']) ? tree['column_name_alias'] : [],
  };
}
