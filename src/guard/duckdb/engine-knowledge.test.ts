import { DuckDBInstance, type DuckDBConnection, type DuckDBInstance as Instance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SESSION_NAMES } from './expressions.ts';
import { CALLABLE, TABLE_FUNCTIONS, WINDOWED } from './functions.ts';
import { DuckDbParser } from './parser.ts';
import { isBranch, isList, readTree, textOf, type Tree } from './tree.ts';

/* What the guard takes for granted about this DuckDB; a new version that differs fails here first. */

let instance: Instance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const column = async (sql: string) =>
  (await connection.runAndReadAll(sql))
    .getRowsJson()
    .flatMap(([cell]) => (typeof cell === 'string' ? [cell] : []));

test('every allowed function exists, is no table function and changes nothing', async () => {
  const known = new Set(
    await column(
      `SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro', 'window')
       AND NOT coalesce(has_side_effects, false)`,
    ),
  );
  // The parser turns these into expressions of their own.
  const syntax = new Set(
    'row_number rank dense_rank rank_dense percent_rank cume_dist ntile lead lag first_value last_value nth_value'.split(
      ' ',
    ),
  );
  const names = [...CALLABLE, ...WINDOWED].filter((name) => !syntax.has(name) && !TABLE_FUNCTIONS.has(name));
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

test('no bare name but the known ones reads the session', async () => {
  const names = await column(
    `SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('scalar', 'macro')
     AND regexp_full_match(function_name, '[a-z_]+')`,
  );
  const bare: string[] = [];
  for (const name of new Set([
    ...names,
    ...SESSION_NAMES,
    'current_date',
    'user',
    'localtime',
    'localtimestamp',
  ])) {
    const works = await connection.prepare(`SELECT "${name}"`).then(
      () => true,
      () => false,
    );
    if (works) bare.push(name);
  }
  expect(bare.filter((name) => !SESSION_NAMES.has(name) && name !== 'current_date')).toEqual([]);
});

test('nodes have the fields that the tables name', async () => {
  const parser = await DuckDbParser.open();
  const json = await parser.read(
    `WITH RECURSIVE w(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM w), v AS (SELECT 1)
     SELECT DISTINCT ON (a) a.*, count(*) FILTER (WHERE b) OVER (PARTITION BY c ORDER BY d), sum(e ORDER BY f),
     CASE WHEN g THEN 1 END, CAST(h AS DECIMAL(9, 2)), i COLLATE nocase, j BETWEEN 1 AND 2, k AND NOT l, $1, (SELECT 1)
     FROM accounts AS a JOIN (SELECT 1) AS s ON m = n, range(3) AS r, (VALUES (1)) AS t
     GROUP BY ROLLUP (a) HAVING o QUALIFY p ORDER BY q LIMIT 1 OFFSET 2`,
  );
  parser.close();
  expect(fieldsByKind(readTree(json))).toMatchInlineSnapshot(`
    {
      "BASE_TABLE": "type alias sample query_location schema_name table_name column_name_alias catalog_name at_clause",
      "BETWEEN": "class type alias query_location input lower upper",
      "CASE": "class type alias query_location case_checks else_expr",
      "CAST": "class type alias query_location child cast_type try_cast",
      "COLLATE": "class type alias query_location child collation",
      "COLUMN_REF": "class type alias query_location column_names",
      "COMPARISON": "class type alias query_location left right",
      "CONJUNCTION": "class type alias query_location children",
      "CONSTANT": "class type alias query_location value",
      "DECIMAL": "id type_info",
      "DECIMAL_TYPE_INFO": "type alias extension_info width scale",
      "DISTINCT_MODIFIER": "type distinct_on_targets",
      "EMPTY": "type alias sample query_location",
      "EXPRESSION_LIST": "type alias sample query_location expected_names expected_types values",
      "FUNCTION": "class type alias query_location function_name schema children filter order_bys distinct is_operator export_state catalog",
      "INTEGER": "id type_info",
      "JOIN": "type alias sample query_location left right condition join_type ref_type using_columns delim_flipped duplicate_eliminated_columns",
      "LIMIT_MODIFIER": "type limit offset",
      "NULL": "id type_info",
      "OPERATOR": "class type alias query_location children",
      "ORDER_DEFAULT": "type null_order expression",
      "ORDER_MODIFIER": "type orders",
      "PARAMETER": "class type alias query_location identifier",
      "RECURSIVE_CTE_NODE": "type modifiers cte_map cte_name union_all left right aliases key_targets",
      "SELECT_NODE": "type modifiers cte_map select_list from_table where_clause group_expressions group_sets aggregate_handling having sample qualify",
      "STAR": "class type alias query_location relation_name exclude_list replace_list columns expr qualified_exclude_list rename_list",
      "SUBQUERY": "type alias sample query_location subquery column_name_alias",
      "TABLE_FUNCTION": "type alias sample query_location function column_name_alias with_ordinality",
      "WINDOW": "class type alias query_location function_name schema catalog children partitions orders start end start_expr end_expr offset_expr default_expr ignore_nulls filter_expr exclude_clause distinct arg_orders",
    }
  `);
});

function fieldsByKind(tree: Tree): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (at: Tree): void => {
    if (isList(at)) at.forEach(visit);
    if (!isBranch(at)) return;
    const kind = textOf(at, 'class') || textOf(at, 'type') || textOf(at, 'id');
    if (kind !== '') found[kind] = Object.keys(at).join(' ');
    Object.values(at).forEach(visit);
  };
  visit(tree);
  return Object.fromEntries(Object.entries(found).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
