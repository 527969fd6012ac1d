import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import { Names, readerOf, widthsOf, type RowReader } from './row-reader.ts';

/**
 * Reads a large result chunk by chunk, the next one fetched while one is worked on. A reader is good until its turn
 * ends.
 */
export async function* readChunks(connection: DuckDBConnection, sql: string): AsyncGenerator<RowReader> {
  const result = await connection.stream(sql);
  const widths = widthsOf(result.columnTypes());
  const names = new Names();
  let ahead = result.fetchChunk();
  for (;;) {
    const chunk = await ahead;
    if (!chunk || chunk.rowCount === 0) return;
    ahead = result.fetchChunk();
    // Whoever awaits it hears of its failure; until then it must not count as unheard.
    ahead.catch(() => undefined);
    yield readerOf(chunk, widths, names);
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
