import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { Cell, Rows } from '../../vocabulary/rows.ts';
import type { Sql } from '../../vocabulary/sql.ts';
import type { ReadLimits, Snapshot } from '../port.ts';
import { cellOf, typeOf } from './cells.ts';
import type { Session } from './session.ts';
import { bindStatement, type BoundStatement } from './statement.ts';
import { readVersion } from './version.ts';

/**
 * Runs statements in order inside one read-only transaction, which sees one version: the row that names it, and the
 * tables that this row names. Rows past `rows_max` of a statement, or past `bytes_max` of all of them together, are
 * cut. Throws `no_data` before the first publish, `sql_invalid`, and what the driver throws.
 */
export async function readSnapshot(
  session: Session,
  statements: readonly Sql[],
  limits: ReadLimits,
): Promise<Snapshot> {
  // One row more than may be shown says that there are more; the server stops there by itself. Its own time limit is
  // for a reader that has gone away, and later than the reader's.
  const limit = session.flavour.statementLimit(limits.seconds_max + LIMITS.query_grace_seconds_max);
  await session.set(`${limit}, sql_select_limit = ${limits.rows_max + 1}`);
  await session.query('START TRANSACTION READ ONLY');
  const published = await readVersion(session);
  if (published === null) {
    throw new Problem(
      'no_data',
      'No data have been imported yet; run `askfolio import` or `askfolio demo` first.',
    );
  }
  const results: Rows[] = [];
  const budget = { bytes: limits.bytes_max };
  for (const { text, parameters } of statements) {
    const bound = bindStatement(text, parameters, (table) => published.tables.get(table)?.name ?? null);
    results.push(await fetchRows(session, bound, limits.rows_max, budget));
  }
  session.endReading();
  return { version: published.version, results };
}

async function fetchRows(
  session: Session,
  { text, values }: BoundStatement,
  rowsMax: number,
  budget: { bytes: number },
): Promise<Rows> {
  let columns: { readonly name: string; readonly type: string }[] = [];
  const rows: Cell[][] = [];
  let cut = false;
  await session.stream(
    text,
    values,
    (fields) => (columns = fields.map((field) => ({ name: field.name, type: typeOf(field) }))),
    (values_) => {
      if (cut) return;
      const row = values_.map((value, at) => cellOf(value, columns[at]?.type ?? ''));
      const bytes = bytesOf(row);
      cut = rows.length >= rowsMax || bytes > budget.bytes;
      if (cut) return;
      budget.bytes -= bytes;
      rows.push(row);
    },
  );
  return { columns, rows, cut };
}

/** As JSON, about: text in UTF-8 and a few characters for everything else. */
function bytesOf(row: readonly Cell[]): number {
  return row.reduce<number>(
    (sum, cell) => sum + (typeof cell === 'string' ? Buffer.byteLength(cell) + 3 : 12),
    2,
  );
}
