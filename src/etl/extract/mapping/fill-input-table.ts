import { BIGINT, DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { BATCH_ROWS } from '../source.ts';
import type { PackedRows } from '../packed-rows.ts';
import { unpackingSql } from '../packed-rows.ts';
import { LINE, literal, quote } from './input-tables.ts';
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

/** The same of rows that came as one text. */
export async function fillInputTablePacked(
  connection: DuckDBConnection,
  input: InputTable,
  { text, rows }: PackedRows,
  missing: readonly string[],
): Promise<void> {
  await makeInputTable(connection, input);
  if (rows === 0) return;
  const words = ['', ...missing].map((word) => literal(word)).join(', ');
  const values = input.columns.map(
    (_column, place) =>
      `, CASE WHEN trim(f[${String(place + 1)}]) IN (${words}) THEN NULL ELSE f[${String(place + 1)}] END`,
  );
  await connection.run(
    `INSERT INTO ${input.table} SELECT i + 1, ${literal(input.file)}${values.join('')} FROM (${unpackingSql('$1')})`,
    [text],
  );
}
