import { SOURCE_TABLE_NAMES, sourceTable } from '../../../model/source-tables.ts';
import type { SourceTableName } from '../../../model/source-tables.ts';
import { LINE, literal, quote } from './input-tables.ts';
import type { InputTable } from './input-tables.ts';
import type { ColumnRule, Mapping, Part } from './mapping.ts';

/** A canonical table as a query over the loaded files. */
export interface MappedTable {
  readonly table: SourceTableName;
  readonly columns: readonly string[];
  /** Gives the line and then the columns, as text. */
  readonly sql: string;
  /** The file whose lines it counts; the mapping itself for rows that it writes. */
  readonly input: InputTable | null;
  /** The columns by which a row is told once; empty where all are told. */
  readonly once: readonly string[];
}

/**
 * What the expressions of a mapping may use besides the engine's own functions:
 * `num(text)` a number as it is written by the mapping's decimal mark, with thousands, a currency sign, a minus behind
 * it or brackets around it; `day(text, format)` a date by a strptime format; both null where the text is none.
 * `told(text)` a name for a booking that has none: what it says, and the how-manieth it is of those that say the same in
 * its file, so that a booking which two exports tell is one.
 */
export function macros({ decimal }: Mapping): readonly string[] {
  const digits =
    decimal === ','
      ? `replace(regexp_replace(t, '[^0-9,()+-]', '', 'g'), ',', '.')`
      : `regexp_replace(t, '[^0-9.()+-]', '', 'g')`;
  return [
    `CREATE MACRO num(t) AS TRY_CAST(CASE
       WHEN t IS NULL OR NOT regexp_matches(t, '[0-9]') THEN NULL
       WHEN regexp_matches(t, '^\\s*-?[0-9.]+[eE][+-]?[0-9]+\\s*$') THEN CAST(TRY_CAST(t AS DECIMAL(38, 12)) AS VARCHAR)
       WHEN ${digits} LIKE '(%)' THEN '-' || ${digits}[2:-2]
       WHEN ${digits} LIKE '%-' THEN '-' || ${digits}[1:-2]
       ELSE ${digits} END AS DECIMAL(38, 12))`,
    `CREATE MACRO day(t, f) AS strftime(try_strptime(trim(t), f), '%Y-%m-%d')`,
    `CREATE MACRO told(t) AS md5(t) || '-' || row_number() OVER (PARTITION BY t, file_name ORDER BY ${LINE})`,
  ];
}

export function compileMapping(
  mapping: Mapping,
  inputs: ReadonlyMap<string, InputTable>,
): readonly MappedTable[] {
  return SOURCE_TABLE_NAMES.flatMap((table) =>
    (mapping.tables[table] ?? []).map((part) => compilePart(table, part, inputs)),
  );
}

function compilePart(
  table: SourceTableName,
  part: Part,
  inputs: ReadonlyMap<string, InputTable>,
): MappedTable {
  if ('rows' in part) {
    const columns = [...new Set(part.rows.flatMap((row) => Object.keys(row)))];
    const rows = part.rows.map((row, place) => {
      const values = columns.map((column) => (row[column] === undefined ? 'NULL' : literal(row[column])));
      return `SELECT ${String(place + 1)} AS line, ${values.join(', ')}`;
    });
    return { table, columns, sql: rows.join(' UNION ALL '), input: null, once: [] };
  }
  const input = inputs.get(part.from ?? [...inputs.keys()][0] ?? '') ?? null;
  if (input === null) throw new Error('a checked mapping names its inputs');
  const columns = Object.keys(part.columns);
  const values = columns.map((column) => `(${valueOf(part.columns[column])})::VARCHAR AS ${quote(column)}`);
  const where = part.where === undefined ? '' : ` WHERE (${part.where})`;
  const rows = `SELECT ${LINE} AS line, ${values.join(', ')} FROM ${input.table}${where}`;
  const once = part.once ? sourceTable(table).key.filter((column) => column in part.columns) : [];
  return {
    table,
    columns,
    sql: once.length > 0 ? onceEach(once, rows) : `${rows} ORDER BY line`,
    input,
    once,
  };
}

/** The first row that has each of its key's values; rows without a key are nothing to tell. */
function onceEach(once: readonly string[], rows: string): string {
  const key = once.map(quote);
  const told = key.map((column) => `${column} IS NOT NULL`).join(' AND ');
  return `SELECT * FROM (${rows}) WHERE ${told} QUALIFY row_number() OVER (PARTITION BY ${key.join(', ')} ORDER BY line) = 1 ORDER BY line`;
}

function valueOf(rule: ColumnRule | undefined): string {
  if (rule === undefined) return 'NULL';
  if ('constant' in rule) return literal(rule.constant);
  if (!('map' in rule) || rule.map === undefined) return rule.value;
  const cases = Object.entries(rule.map).map(
    ([theirs, ours]) => `WHEN ${literal(theirs)} THEN ${literal(ours)}`,
  );
  const rest = rule.otherwise === undefined ? `(${rule.value})::VARCHAR` : literal(rule.otherwise);
  return `CASE trim((${rule.value})::VARCHAR) ${cases.join(' ')} ELSE ${rest} END`;
}

/** Every expression of a mapping with the place where it is written. */
export function expressionsOf(mapping: Mapping): readonly { readonly place: string; readonly sql: string }[] {
  return Object.entries(mapping.tables).flatMap(([table, parts]) =>
    parts.flatMap((part) => {
      if ('rows' in part) return [];
      const columns = Object.entries(part.columns).flatMap(([column, rule]) =>
        'value' in rule ? [{ place: `${table}.${column}`, sql: rule.value }] : [],
      );
      return part.where === undefined ? columns : [...columns, { place: `${table}.where`, sql: part.where }];
    }),
  );
}
