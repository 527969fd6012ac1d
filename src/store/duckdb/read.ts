import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import { Problem } from '../../vocabulary/problem.ts';
import type { Cell, Rows } from '../../vocabulary/rows.ts';
import type { OwnRows } from '../../guard/guarded-sql.ts';
import { OWN_ROWS_SCHEMA } from '../physical-name.ts';
import type { Snapshot } from '../port.ts';
import { cellOf } from './cells.ts';
import type { SizeLimits, StatementToRun } from './protocol.ts';
import { identifier } from './schema.ts';
import { readVersion } from './version.ts';

/**
 * Runs statements in order inside one read-only transaction, on a connection of their own that the caller closes.
 * Rows past `rows_max` of a statement, or past `bytes_max` of all of them together, are cut. Throws `no_data` before
 * the first publish, what the engine throws, and what `stopIfInterrupted` throws, which is called between its calls.
 */
export async function readSnapshot(
  connection: DuckDBConnection,
  statements: readonly StatementToRun[],
  limits: SizeLimits,
  stopIfInterrupted: () => void,
): Promise<Snapshot> {
  await connection.run('BEGIN TRANSACTION READ ONLY');
  const version = await readVersion(connection);
  if (version === null) {
    throw new Problem(
      'no_data',
      'No data have been imported yet; run `askfolio import` or `askfolio demo` first.',
    );
  }
  const results: Rows[] = [];
  const budget = { bytes: limits.bytes_max };
  for (const { text, parameters, ownRows } of statements) {
    for (const rows of ownRows) {
      stopIfInterrupted();
      await copyRows(connection, rows);
    }
    stopIfInterrupted();
    const result = await connection.stream(text, [...parameters]);
    results.push(await fetchRows(result, limits.rows_max, budget, stopIfInterrupted));
  }
  await connection.run('COMMIT');
  return { version, results };
}

/** Into the connection's own temporary tables, which end with it and which the transaction may write. */
export async function copyRows(
  connection: DuckDBConnection,
  { name, text, parameters }: OwnRows,
): Promise<void> {
  const table = `${OWN_ROWS_SCHEMA}.${identifier(name)}`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${text}`, [...parameters]);
}

async function fetchRows(
  result: DuckDBResult,
  rowsMax: number,
  budget: { bytes: number },
  stopIfInterrupted: () => void,
): Promise<Rows> {
  const types = result.columnTypes();
  const columns = result.columnNames().map((name, index) => ({ name, type: String(types[index]) }));
  const rows: Cell[][] = [];
  for (;;) {
    stopIfInterrupted();
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { columns, rows, cut: false };
    if (!appendRows(rows, chunk, rowsMax, budget)) return { columns, rows, cut: true };
  }
}

/** Appends a chunk's rows as far as the limits allow; false when there were more. */
function appendRows(
  rows: Cell[][],
  chunk: DuckDBDataChunk,
  rowsMax: number,
  budget: { bytes: number },
): boolean {
  const columns = chunk.getColumns().map((values) => values.map(cellOf));
  for (let at = 0; at < chunk.rowCount; at += 1) {
    const row = columns.map((values) => values[at] ?? null);
    const bytes = bytesOf(row);
    if (rows.length >= rowsMax || bytes > budget.bytes) return false;
    budget.bytes -= bytes;
    rows.push(row);
  }
  return true;
}

/** As JSON, about: text in UTF-8 and a few characters for everything else. */
function bytesOf(row: readonly Cell[]): number {
  return row.reduce<number>(
    (sum, cell) => sum + (typeof cell === 'string' ? Buffer.byteLength(cell) + 3 : 12),
    2,
  );
}
