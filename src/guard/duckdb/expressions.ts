import { deeper } from '../bounds.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { cast, text } from './ast.ts';
import { judgeCall, judgeWindow } from './functions.ts';
import { limit, refusal, shown, unknownConstruct } from '../refusal.ts';
import {
  byKind,
  expression,
  type Fields,
  flag,
  list,
  location,
  name,
  oneOf,
  only,
  optional,
  ORDER,
  plainName,
  shape,
  subquery,
} from './rules.ts';
import { lowerName } from '../lower-name.ts';
import { isBranch, isList, isNumber, textOf, type Tree } from './tree.ts';
import { castType, collation, constant } from './types.ts';
import type { Rule } from './walk.ts';

const COMPARISONS = [
  'COMPARE_EQUAL',
  'COMPARE_NOTEQUAL',
  'COMPARE_LESSTHAN',
  'COMPARE_GREATERTHAN',
  'COMPARE_LESSTHANOREQUALTO',
  'COMPARE_GREATERTHANOREQUALTO',
  'COMPARE_DISTINCT_FROM',
  'COMPARE_NOT_DISTINCT_FROM',
];
const OPERATORS = [
  'OPERATOR_NOT',
  'OPERATOR_IS_NULL',
  'OPERATOR_IS_NOT_NULL',
  'OPERATOR_COALESCE',
  'COMPARE_IN',
  'COMPARE_NOT_IN',
  'GROUPING_FUNCTION',
  'ARRAY_CONSTRUCTOR',
  'ARRAY_EXTRACT',
];
const WINDOWS = (
  'WINDOW_AGGREGATE WINDOW_ROW_NUMBER WINDOW_RANK WINDOW_RANK_DENSE WINDOW_PERCENT_RANK WINDOW_CUME_DIST ' +
  'WINDOW_NTILE WINDOW_LEAD WINDOW_LAG WINDOW_FIRST_VALUE WINDOW_LAST_VALUE WINDOW_NTH_VALUE'
).split(' ');
const FRAME_ENDS = (
  'UNBOUNDED_PRECEDING UNBOUNDED_FOLLOWING CURRENT_ROW_RANGE CURRENT_ROW_ROWS CURRENT_ROW_GROUPS ' +
  'EXPR_PRECEDING_ROWS EXPR_FOLLOWING_ROWS EXPR_PRECEDING_RANGE EXPR_FOLLOWING_RANGE ' +
  'EXPR_PRECEDING_GROUPS EXPR_FOLLOWING_GROUPS'
).split(' ');
/** The engine reads these bare names as functions where no column is called so. */
export const SESSION_NAMES: ReadonlySet<string> = new Set(
  (
    'current_catalog current_database current_role current_schema current_time current_timestamp current_user ' +
    'localtime localtimestamp session_user user'
  ).split(' '),
);

const columnNames: Rule = (tree, walk) => {
  const names = list(name)(tree, walk);
  if (!isList(names) || names.length === 0) throw unknownConstruct('without a column');
  if (names.length > 2)
    throw refusal('A column with more than one qualifier', 'write it as column or relation.column');
  const [only_] = names;
  if (names.length === 1 && typeof only_ === 'string' && SESSION_NAMES.has(lowerName(only_)))
    throw refusal(shown(only_), 'a statement knows nothing of its session; write the value');
  return names;
};

const identifier: Rule = (tree, walk) => {
  const position = typeof tree === 'string' && /^[1-9]\d{0,4}$/.test(tree) ? Number(tree) : 0;
  if (position === 0) throw refusal('A named parameter', 'number parameters as $1, $2');
  if (position > walk.statement.parameters.length)
    throw new Problem('sql_invalid', `There is no value for the parameter $${position}; give one.`);
  walk.statement.parametersUsed.add(position);
  return tree;
};

const excludedColumn = shape({
  catalog: only('', 'A column with more than one qualifier', 'write relation.column'),
  schema: only('', 'A column with more than one qualifier', 'write relation.column'),
  table: name,
  column: name,
});

/** COLUMNS(*) or COLUMNS('pattern'); other forms choose columns by running an expression. */
const columnsPattern: Rule = (tree, walk) => {
  if (!isBranch(tree) || tree['class'] !== 'CONSTANT')
    throw refusal('COLUMNS with an expression', 'write COLUMNS(*) or COLUMNS with a pattern');
  return expression(tree, walk);
};

const types = (...values: readonly string[]): Fields => ({ type: oneOf(...values) });
const node = (fields: Fields): Rule =>
  shape({ class: name, alias: name, query_location: location, ...fields });

const call = node({
  ...types('FUNCTION'),
  function_name: name,
  schema: name,
  catalog: name,
  children: list(expression),
  filter: optional(expression),
  order_bys: shape({ type: oneOf('ORDER_MODIFIER'), orders: list(ORDER) }),
  distinct: flag,
  is_operator: flag,
  export_state: only(false, 'EXPORT_STATE', 'it hands out what an aggregate keeps inside'),
});
const windowCall = node({
  ...types(...WINDOWS),
  function_name: name,
  schema: name,
  catalog: name,
  children: list(expression),
  partitions: list(expression),
  orders: list(ORDER),
  start: oneOf(...FRAME_ENDS),
  end: oneOf(...FRAME_ENDS),
  start_expr: optional(expression),
  end_expr: optional(expression),
  offset_expr: optional(expression),
  default_expr: optional(expression),
  ignore_nulls: flag,
  filter_expr: optional(expression),
  exclude_clause: oneOf('NO_OTHER', 'CURRENT_ROW', 'GROUP', 'TIES'),
  distinct: flag,
  arg_orders: list(ORDER),
});
const castCall = node({
  ...types('OPERATOR_CAST'),
  child: expression,
  cast_type: castType,
  try_cast: flag,
});
const subqueryExpression = node({
  ...types('SUBQUERY'),
  subquery_type: oneOf('SCALAR', 'EXISTS', 'NOT_EXISTS', 'ANY'),
  subquery,
  child: optional(expression),
  comparison_type: oneOf('INVALID', ...COMPARISONS),
});
const operator = node({ ...types(...OPERATORS), children: list(expression) });

const literal = node({ ...types('VALUE_CONSTANT'), value: constant });

/** Doubles and booleans come back from the printer as other types unless they are written as casts. */
function asPrinted(tree: Tree): Tree {
  const value = isBranch(tree) ? tree['value'] : undefined;
  const type = isBranch(value) && value['is_null'] === false ? value['type'] : undefined;
  if (!isBranch(tree) || !isBranch(value) || !isBranch(type)) return tree;
  const held = value['value'];
  switch (textOf(type, 'id')) {
    case 'DOUBLE':
      return isNumber(held) ? { ...cast(text(held.toString()), 'DOUBLE'), alias: tree['alias'] ?? '' } : tree;
    case 'BOOLEAN':
      return { ...cast(text(held === true ? 't' : 'f'), 'BOOLEAN'), alias: tree['alias'] ?? '' };
    default:
      return tree;
  }
}

const EXPRESSIONS: Readonly<Record<string, Rule>> = {
  COLUMN_REF: node({ ...types('COLUMN_REF'), column_names: columnNames }),
  CONSTANT: (tree, walk) => asPrinted(literal(tree, walk)),
  PARAMETER: node({ ...types('VALUE_PARAMETER'), identifier }),
  COMPARISON: node({ ...types(...COMPARISONS), left: expression, right: expression }),
  CONJUNCTION: node({ ...types('CONJUNCTION_AND', 'CONJUNCTION_OR'), children: list(expression) }),
  BETWEEN: node({
    ...types('COMPARE_BETWEEN', 'COMPARE_NOT_BETWEEN'),
    input: expression,
    lower: expression,
    upper: expression,
  }),
  CASE: node({
    ...types('CASE_EXPR'),
    case_checks: list(shape({ when_expr: expression, then_expr: expression })),
    else_expr: expression,
  }),
  COLLATE: node({ ...types('COLLATE'), child: expression, collation }),
  STAR: node({
    ...types('STAR'),
    relation_name: (tree, walk) => (tree === '' ? tree : plainName(tree, walk)),
    exclude_list: list(name),
    replace_list: list(shape({ key: name, value: expression })),
    columns: flag,
    expr: optional(columnsPattern),
    qualified_exclude_list: list(excludedColumn),
    rename_list: list(shape({ key: excludedColumn, value: name })),
  }),
  OPERATOR: (tree, walk) => {
    if (isBranch(tree) && tree['type'] === 'ARRAY_EXTRACT') walk.statement.canFail = true;
    return operator(tree, walk);
  },
  CAST: (tree, walk) => {
    if (isBranch(tree) && !castIsSafe(tree)) walk.statement.canFail = true;
    return castCall(tree, walk);
  },
  SUBQUERY: (tree, walk) => {
    // A scalar subquery fails on a second row.
    if (isBranch(tree) && tree['subquery_type'] === 'SCALAR') walk.statement.canFail = true;
    return subqueryExpression(tree, walk);
  },
  FUNCTION: (tree, walk) => {
    if (isBranch(tree)) judgeCall(tree, walk.statement);
    return call(tree, walk);
  },
  WINDOW: (tree, walk) => {
    if (isBranch(tree)) judgeWindow(tree, walk.statement);
    return windowCall(tree, walk);
  },
};

const byClass = byKind('class', EXPRESSIONS);

export const judgeExpression: Rule = (tree, walk) => byClass(tree, deeper(walk));

/** A cast of something written is done before any row is read; one to text has a value for every argument. */
function castIsSafe(node_: { readonly [field: string]: Tree }): boolean {
  const [child, type] = [node_['child'], node_['cast_type']];
  const written = isBranch(child) && (child['class'] === 'CONSTANT' || child['class'] === 'PARAMETER');
  return written || node_['try_cast'] === true || (isBranch(type) && textOf(type, 'id') === 'VARCHAR');
}

/** GROUPING SETS, ROLLUP and CUBE, spelt out as lists of positions. */
export const groupSets: Rule = (tree, walk) => {
  if (!isList(tree)) throw unknownConstruct('without a list');
  if (tree.length > LIMITS.sql_grouping_sets_max)
    throw limit(`it groups in more than ${LIMITS.sql_grouping_sets_max} ways`);
  return list((set) => {
    if (!isList(set)) throw unknownConstruct('without a list');
    return set;
  })(tree, walk);
};
