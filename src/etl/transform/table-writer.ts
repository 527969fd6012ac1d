import duckdb from '@duckdb/node-bindings';
import {
  DuckDBDataChunk,
  DuckDBDecimalType,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBType,
} from '@duckdb/node-api';
import { productTable, type ProductTableName, type ProductType } from '../../model/product-tables.ts';
import {
  CHUNK_ROWS,
  Days,
  Doubles,
  Texts,
  WideDecimals,
  type ColumnBuffer,
  type Run,
  type WrittenValue,
} from './column-buffer.ts';

/** Appends rows to one table of the parcel, in chunks of columns. */
export interface TableWriter {
  /** Values in the order of the table's columns. */
  add(values: readonly WrittenValue[]): void;
  /** Adds `count` rows at once, a run for each column. */
  addRuns(count: number, runs: readonly Run[]): void;
  /** Writes what is left and ends the appender. */
  close(): void;
}

/** Throws RangeError when a value is not of its column's kind. */
export async function writeTable(
  connection: DuckDBConnection,
  table: ProductTableName,
): Promise<TableWriter> {
  const appender = await connection.createAppender(table, 'main', 'parcel');
  const kinds = Object.values(productTable(table).columns);
  const types = kinds.map((_, i) => appender.columnType(i));
  const columns = kinds.map((kind, i) => bufferOf(kind, types[i]));
  let rows = 0;
  const flush = (): void => {
    if (rows > 0) append(appender, types, columns, rows);
    rows = 0;
  };
  return {
    add(values) {
      for (let i = 0; i < columns.length; i += 1) columns[i]?.set(rows, values[i] ?? null);
      rows += 1;
      if (rows === CHUNK_ROWS) flush();
    },
    addRuns(count, runs) {
      for (let from = 0; from < count;) {
        const size = Math.min(count - from, CHUNK_ROWS - rows);
        for (const [i, run] of runs.entries()) columns[i]?.setRun(rows, size, run, from);
        rows += size;
        from += size;
        if (rows === CHUNK_ROWS) flush();
      }
    },
    close() {
      flush();
      appender.closeSync();
    },
  };
}

function append(
  appender: DuckDBAppender,
  types: readonly DuckDBType[],
  columns: readonly ColumnBuffer[],
  rows: number,
): void {
  const chunk = DuckDBDataChunk.create(types, rows);
  for (const [i, column] of columns.entries()) column.flush(duckdb.data_chunk_get_vector(chunk.chunk, i));
  appender.appendDataChunk(chunk);
}

function bufferOf(kind: ProductType, type: DuckDBType | undefined): ColumnBuffer {
  if (kind === 'day') return new Days();
  if (kind === 'double') return new Doubles();
  if (kind === 'text') return new Texts();
  if (type instanceof DuckDBDecimalType && type.width > 18) return new WideDecimals();
  throw new RangeError(`columns of type ${kind} are not written row by row`);
}
