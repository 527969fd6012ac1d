import {
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { productTable, type ProductTableName, type ProductType } from '../../model/product-tables.ts';

const CHUNK_ROWS = 2_048;

/** Decimals as scaled integers, days counted from 1970-01-01. */
export type WrittenValue = string | number | bigint | null;

/** Appends rows to one table of the parcel, in chunks of columns. */
export interface TableWriter {
  /** Values in the order of the table's columns. */
  add(values: readonly WrittenValue[]): void;
  /** Writes what is left and ends the appender. */
  close(): void;
}

/** Throws RangeError when a value is not of its column's kind. */
export async function writeTable(
  connection: DuckDBConnection,
  table: ProductTableName,
): Promise<TableWriter> {
  const appender = await connection.createAppender(table, 'main', 'parcel');
  const columns = Object.values(productTable(table).columns);
  const types = columns.map((_, i) => appender.columnType(i));
  const encode = columns.map((type, i) => encoder(type, types[i]));
  let buffer: DuckDBValue[][] = columns.map(() => []);
  let rows = 0;
  const flush = (): void => {
    if (rows > 0) appendColumns(appender, types, buffer);
    buffer = columns.map(() => []);
    rows = 0;
  };
  return {
    add(values) {
      for (let i = 0; i < columns.length; i += 1) {
        const value = values[i] ?? null;
        buffer[i]?.push(value === null ? null : (encode[i]?.(value) ?? null));
      }
      rows += 1;
      if (rows === CHUNK_ROWS) flush();
    },
    close() {
      flush();
      appender.closeSync();
    },
  };
}

function appendColumns(
  appender: DuckDBAppender,
  types: readonly DuckDBType[],
  columns: readonly (readonly DuckDBValue[])[],
): void {
  const chunk = DuckDBDataChunk.create(types);
  chunk.setColumns(columns);
  appender.appendDataChunk(chunk);
}

function encoder(type: ProductType, sqlType: DuckDBType | undefined): (value: WrittenValue) => DuckDBValue {
  if (type === 'day') return (value) => new DuckDBDateValue(numberOf(value));
  if (type === 'double') return numberOf;
  if (sqlType instanceof DuckDBDecimalType) {
    const { width, scale } = sqlType;
    return (value) => {
      if (typeof value !== 'bigint') throw new RangeError('a decimal column takes scaled integers');
      return new DuckDBDecimalValue(value, width, scale);
    };
  }
  if (type === 'text') return (value) => value;
  throw new RangeError(`columns of type ${type} are not written row by row`);
}

function numberOf(value: WrittenValue): number {
  if (typeof value !== 'number') throw new RangeError('a day or double column takes numbers');
  return value;
}
