import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';

/** Reads a result column by column, chunk by chunk. Decimals come as exact objects, never as doubles. */
export async function readColumns(
  connection: DuckDBConnection,
  sql: string,
  onChunk: (columns: readonly (readonly DuckDBValue[])[], rows: number) => void,
): Promise<void> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    onChunk(chunk.getColumns(), chunk.rowCount);
  }
}

/** All rows of a small result. */
export async function readRows(
  connection: DuckDBConnection,
  sql: string,
): Promise<readonly (readonly DuckDBValue[])[]> {
  const result = await connection.runAndReadAll(sql);
  return result.getRows();
}

/** A decimal as the integer that counts its last digit; null stays null. */
export function scaled(value: DuckDBValue | undefined): bigint | null {
  return value instanceof DuckDBDecimalValue ? value.value : null;
}

/** A date as days since 1970-01-01; null stays null. */
export function days(value: DuckDBValue | undefined): number | null {
  return value instanceof DuckDBDateValue ? value.days : null;
}

export function text(value: DuckDBValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

export function count(value: DuckDBValue | undefined): number {
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : 0;
}
