import type { CatalogReader } from '../engine/catalog.ts';
import { resolveScope } from '../engine/scope.ts';
import type { Guard } from '../guard/port.ts';
import { RELATIONS } from '../model/relations.ts';
import type { Store } from '../store/port.ts';
import { isCurrency } from '../vocabulary/currency.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Cell, Column, ColumnType } from '../vocabulary/rows.ts';
import type { Actor } from '../vocabulary/scope.ts';

export interface SqlRequest {
  readonly sql: string;
  /** Empty: everything in view. */
  readonly accounts: readonly string[];
  /** Reporting currency; null: each account's own. */
  readonly currency: string | null;
}

export interface SqlTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly cut: boolean;
}

export type RunSql = (actor: Actor, request: SqlRequest) => Promise<SqlTable>;

const READ_LIMITS = {
  seconds_max: LIMITS.query_seconds_max,
  rows_max: LIMITS.rows_max,
  bytes_max: LIMITS.result_bytes_max,
};

/** Runs a person's own statement through the same guard, scope and limits as generated SQL. */
export function createRunSql(parts: {
  readonly guard: Guard;
  readonly store: Store;
  readonly catalog: CatalogReader;
}): RunSql {
  const { guard, store, catalog } = parts;
  return async (actor, { sql, accounts, currency }) => {
    if (currency !== null && !isCurrency(currency)) {
      throw new Problem('usage', 'The reporting currency must be an ISO 4217 code such as USD.');
    }
    const scope = resolveScope(actor, { accounts }, await catalog.current());
    const judged = await guard.judge(
      { text: sql, parameters: [] },
      { accounts: scope.accounts, currency },
      'written',
    );
    if (judged instanceof Problem) throw judged;
    const { results } = await store.read([judged], READ_LIMITS);
    const [rows] = results;
    if (!rows) throw new TypeError('a read of one statement gave no result');
    return {
      columns: rows.columns.map(({ name, type }) => columnOf(name, type, judged.relations, currency)),
      rows: rows.rows,
      cut: rows.cut,
    };
  };
}

function columnOf(name: string, type: string, relations: readonly string[], currency: string | null): Column {
  const kind = kindOf(name, type.toUpperCase(), relations);
  return { name, label: name, type: kind, ...(kind === 'money' ? { currency } : {}) };
}

/**
 * What a column of the engine's type means to a reader. A name that the relations read have says it best; otherwise
 * the scale does, for money alone is kept with eight decimals (model/product-tables.ts).
 */
function kindOf(name: string, type: string, relations: readonly string[]): ColumnType {
  if (type === 'DATE') return 'date';
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(type)) return 'integer';
  const decimal = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(type);
  if (!decimal && type !== 'DOUBLE' && type !== 'FLOAT') return 'string';
  const known = relations.map((relation) => RELATIONS.get(relation)?.columns[name]);
  if (known.includes('fraction')) return 'percent';
  if (known.includes('money')) return 'money';
  if (known.some((found) => found !== undefined)) return 'number';
  return decimal?.[1] === '8' ? 'money' : 'number';
}
