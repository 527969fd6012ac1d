import {
  DuckDBDateValue,
  DuckDBDecimal128Vector,
  DuckDBDecimal64Vector,
  DuckDBDecimalValue,
  type DuckDBConnection,
  type DuckDBDataChunk,
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

/** The rows of one chunk, read where they lie: without an array a column and an object a value. */
export interface RowReader {
  readonly rows: number;
  text(column: number, row: number): string | null;
  /** A whole number of at most 32 bits. */
  integer(column: number, row: number): number | null;
  /** A decimal as the integer that counts its last digit. */
  scaled(column: number, row: number): bigint | null;
}

/** Reads a large result chunk by chunk. */
export async function readChunks(
  connection: DuckDBConnection,
  sql: string,
  onChunk: (reader: RowReader) => void,
): Promise<void> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    onChunk(readerOf(chunk));
  }
}

function readerOf(chunk: DuckDBDataChunk): RowReader {
  const vectors = Array.from({ length: chunk.columnCount }, (_, i) => chunk.getColumnVector(i));
  return {
    rows: chunk.rowCount,
    text(column, row) {
      const value = vectors[column]?.getItem(row);
      return typeof value === 'string' ? value : null;
    },
    integer(column, row) {
      const value = vectors[column]?.getItem(row);
      return typeof value === 'number' ? value : null;
    },
    scaled(column, row) {
      const vector = vectors[column];
      const isDecimal = vector instanceof DuckDBDecimal128Vector || vector instanceof DuckDBDecimal64Vector;
      return isDecimal ? vector.getScaledValue(row) : null;
    },
  };
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
