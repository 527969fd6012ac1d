import type { SqlDialect } from '../../store/dialect.ts';
import type { Sql, SqlValue } from '../../vocabulary/sql.ts';

/** A statement while it is written: its common table expressions in order, and its parameters. */
export interface Draft {
  readonly dialect: SqlDialect;
  /** `$n` for the value; the same value has the same number. */
  bind(value: SqlValue): string;
  /** Adds a common table expression, once for each name, and gives its name. */
  define(name: string, body: () => string): string;
  /** The statement that ends in this SELECT. */
  finish(last: string): Sql;
}

export function createDraft(dialect: SqlDialect): Draft {
  const parameters: SqlValue[] = [];
  const expressions = new Map<string, string>();
  return {
    dialect,
    bind(value) {
      const known = parameters.indexOf(value);
      return `$${known >= 0 ? known + 1 : parameters.push(value)}`;
    },
    define(name, body) {
      if (!expressions.has(name)) {
        const text = body();
        // What the body defined stands before it.
        expressions.set(name, text);
      }
      return name;
    },
    finish(last) {
      const head = [...expressions].map(([name, body]) => `${name} AS (\n${indent(body)}\n)`).join(',\n');
      return { text: head === '' ? last : `WITH ${head}\n${last}`, parameters };
    },
  };
}

/** The clauses of a SELECT, one a line; empty ones are left out. */
export interface Select {
  readonly distinct?: boolean;
  readonly columns: readonly string[];
  readonly from: readonly string[];
  readonly where?: readonly string[];
  readonly groupBy?: readonly string[];
  readonly orderBy?: readonly string[];
  readonly limit?: number | null;
}

export function select(parts: Select): string {
  const { columns, from, where = [], groupBy = [], orderBy = [], limit = null } = parts;
  return [
    `SELECT ${parts.distinct === true ? 'DISTINCT ' : ''}${columns.join(', ')}`,
    `FROM ${from.join('\n  ')}`,
    where.length > 0 ? `WHERE ${where.join('\n  AND ')}` : '',
    groupBy.length > 0 ? `GROUP BY ${groupBy.join(', ')}` : '',
    orderBy.length > 0 ? `ORDER BY ${orderBy.join(', ')}` : '',
    limit === null ? '' : `LIMIT ${limit}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** Rows without a value come last in either direction: engines differ in where they put them by themselves. */
export function nullsLast(expression: string, direction: 'ASC' | 'DESC'): readonly string[] {
  return [`${expression} IS NULL`, `${expression} ${direction}`];
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
