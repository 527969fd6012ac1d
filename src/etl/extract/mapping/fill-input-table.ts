import { BIGINT, DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { BATCH_ROWS } from '../source.ts';
import { LINE, quote } from './input-tables.ts';
import type { InputTable } from './input-tables.ts';

/** Makes the empty table of an input: columns as text. */
export async function makeInputTable(
  connection: DuckDBConnection,
  { table, columns }: InputTable,
): Promise<void> {
  const texts = columns.map((column) => `, ${quote(column)} VARCHAR`).join('');
  await connection.run(`CREATE OR REPLACE TABLE ${table} (${LINE} BIGINT, file_name VARCHAR${texts})`);
}

/** Puts rows into the table of an input, in place of those that were there. */
export async function fillInputTable(
  connection: DuckDBConnection,
  input: InputTable,
  rows: readonly (readonly (string | null)[])[],
  missing: readonly string[],
): Promise<void> {
  const words = new Set(missing);
  const told = (value: string | null | undefined): string | null =>
    value === undefined || value === null || value === '' || words.has(value.trim()) ? null : value;
  await makeInputTable(connection, input);
  const types = [BIGINT, VARCHAR, ...input.columns.map(() => VARCHAR)];
  const appender = await connection.createAppender(input.table);
  try {
    for (let from = 0; from < rows.length; from += BATCH_ROWS) {
      const part = rows.slice(from, from + BATCH_ROWS);
      const chunk = DuckDBDataChunk.create(types, part.length);
      chunk.setColumns([
        part.map((_row, place) => BigInt(from + place + 1)),
        part.map(() => input.file),
        ...input.columns.map((_column, place) => part.map((row) => told(row[place]))),
      ]);
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}
