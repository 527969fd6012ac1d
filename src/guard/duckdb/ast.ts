import { LosslessNumber } from 'lossless-json';
import { NOWHERE, type Branch, type Tree } from './tree.ts';

/*
 * Nodes that the guard adds, field by field in the serializer's order. Texts stand in them as constants, so that the
 * printer escapes them; nothing is put together as text.
 */

const node = (kind: string, type: string): Branch => ({
  class: kind,
  type,
  alias: '',
  query_location: NOWHERE,
});

export function column(name: string): Branch {
  return { ...node('COLUMN_REF', 'COLUMN_REF'), column_names: [name] };
}

export function text(value: string): Branch {
  return {
    ...node('CONSTANT', 'VALUE_CONSTANT'),
    value: { type: { id: 'VARCHAR', type_info: null }, is_null: false, value },
  };
}

function number(value: string): Branch {
  return {
    ...node('CONSTANT', 'VALUE_CONSTANT'),
    value: { type: { id: 'BIGINT', type_info: null }, is_null: false, value: new LosslessNumber(value) },
  };
}

export function parameter(position: number): Branch {
  return { ...node('PARAMETER', 'VALUE_PARAMETER'), identifier: String(position) };
}

export function cast(child: Tree, type: 'VARCHAR' | 'BOOLEAN' | 'DOUBLE'): Branch {
  return {
    ...node('CAST', 'OPERATOR_CAST'),
    child,
    cast_type: { id: type, type_info: null },
    try_cast: false,
  };
}

export function never(): Branch {
  return cast(text('f'), 'BOOLEAN');
}

export function equal(left: Tree, right: Tree): Branch {
  return { ...node('COMPARISON', 'COMPARE_EQUAL'), left, right };
}

export function isOneOf(left: Tree, right: readonly Tree[]): Branch {
  return { ...node('OPERATOR', 'COMPARE_IN'), children: [left, ...right] };
}

/** All of the conditions; null where there is none. */
export function all(conditions: readonly Branch[]): Branch | null {
  const [first = null, ...more] = conditions;
  return more.length === 0 ? first : { ...node('CONJUNCTION', 'CONJUNCTION_AND'), children: conditions };
}

export function call(name: string, children: readonly Tree[], schema: '' | 'main' = ''): Branch {
  return {
    ...node('FUNCTION', 'FUNCTION'),
    function_name: name,
    schema,
    children,
    filter: null,
    order_bys: { type: 'ORDER_MODIFIER', orders: [] },
    distinct: false,
    is_operator: false,
    export_state: false,
    catalog: '',
  };
}

/** `left IN (subquery)`. */
export function isAnyOf(left: Tree, query: Branch): Branch {
  return {
    ...node('SUBQUERY', 'SUBQUERY'),
    subquery_type: 'ANY',
    subquery: { node: query, named_param_map: [] },
    child: left,
    comparison_type: 'COMPARE_EQUAL',
  };
}

export const EMPTY_FROM: Branch = { type: 'EMPTY', alias: '', sample: null, query_location: NOWHERE };

export function physicalTable(schema: string, name: string): Branch {
  return {
    type: 'BASE_TABLE',
    alias: '',
    sample: null,
    query_location: NOWHERE,
    schema_name: schema,
    table_name: name,
    column_name_alias: [],
    catalog_name: '',
    at_clause: null,
  };
}

export function select(
  columns: readonly Tree[],
  from: Branch,
  where: Branch | null,
  modifiers: readonly Tree[] = [],
): Branch {
  return {
    type: 'SELECT_NODE',
    modifiers,
    cte_map: { map: [] },
    select_list: columns,
    from_table: from,
    where_clause: where,
    group_expressions: [],
    group_sets: [],
    aggregate_handling: 'STANDARD_HANDLING',
    having: null,
    sample: null,
    qualify: null,
  };
}

/** A LIMIT that lets every row through. */
export function everyRow(): Branch {
  return { type: 'LIMIT_MODIFIER', limit: number('9223372036854775807'), offset: null };
}

/** What the printer makes of a list of values in FROM: `(VALUES …) AS name` is read as a subquery of that name. */
export function everythingFrom(values: Branch): Branch {
  const star = {
    ...node('STAR', 'STAR'),
    relation_name: '',
    exclude_list: [],
    replace_list: [],
    columns: false,
    expr: null,
    qualified_exclude_list: [],
    rename_list: [],
  };
  return {
    type: 'SUBQUERY',
    alias: values['alias'] ?? '',
    sample: null,
    query_location: NOWHERE,
    subquery: { node: select([star], values, null), named_param_map: [] },
    column_name_alias: [],
  };
}
