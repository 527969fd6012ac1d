import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { BatchBuilder } from './batch-builder.ts';
import type { RawBatch } from './source.ts';

/** The names of a Parquet file's columns. Throws what the reader throws where the file is none. */
export async function parquetHeader(path: string): Promise<readonly string[]> {
  return withReader(async (connection) => [...(await typesOf(connection, path)).keys()]);
}

/** The types of its columns, in the engine's words, and how many rows it has. */
export async function parquetShape(
  path: string,
): Promise<{ readonly types: ReadonlyMap<string, string>; readonly rows: number }> {
  return withReader(async (connection) => {
    const types = await typesOf(connection, path);
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${parquetReader(path)}`);
    return { types, rows: Number(counted.getRows()[0]?.[0] ?? 0) };
  });
}

/**
 * The rows of a Parquet file as text, in batches: dates as ISO days, moments as ISO instants in UTC, numbers as
 * decimals with a point. `days` are the columns that hold days. A row's line is its number in the file, from 1.
 */
export async function* parquetBatches(
  path: string,
  columns: readonly string[],
  days: ReadonlySet<string>,
): AsyncGenerator<RawBatch> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const types = await typesOf(connection, path);
    const texts = columns.map((name) => asText(name, types.get(name) ?? 'VARCHAR', days.has(name)));
    const result = await connection.stream(
      `SELECT file_row_number + 1, ${texts.join(', ')} FROM ${parquetReader(path)}`,
    );
    const builder = new BatchBuilder(columns.length);
    for await (const chunk of result) {
      const [numbers = [], ...values] = chunk.getColumns();
      for (const [row, number] of numbers.entries()) {
        const fields = values.map((column) => (typeof column[row] === 'string' ? column[row] : null));
        const bad = fields.findIndex((field) => field?.includes('\0') === true);
        if (bad >= 0) fields[bad] = null;
        const fault = bad < 0 ? null : { column: columns[bad] ?? null, reason: 'the text has a NUL byte' };
        builder.add(Number(number), fields, fault);
        if (builder.full) yield builder.take();
      }
    }
    if (!builder.empty) yield builder.take();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function typesOf(connection: DuckDBConnection, path: string): Promise<ReadonlyMap<string, string>> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${parquetReader(path)}`);
  const texts = described
    .getRowsJson()
    .map(([name, type]) => [name, type].filter((cell) => typeof cell === 'string'));
  return new Map(texts.map(([name = '', type = '']) => [name, type]));
}

/** A column as the text that the same value has in a CSV file; the midnight of a moment that stands for a day is that day. */
export function asText(name: string, type: string, isDay: boolean): string {
  const column = `"${name.replaceAll('"', '""')}"`;
  if (!type.startsWith('TIMESTAMP')) return `CAST(${column} AS VARCHAR)`;
  const zoned = type === 'TIMESTAMP WITH TIME ZONE';
  const moment = zoned ? `(${column} AT TIME ZONE 'UTC')` : `CAST(${column} AS TIMESTAMP)`;
  const instant = `strftime(${moment}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
  if (!isDay) return instant;
  return `CASE WHEN ${moment} = date_trunc('day', ${moment}) THEN strftime(${moment}, '%Y-%m-%d') ELSE ${instant} END`;
}

export function parquetReader(path: string): string {
  return `read_parquet('${path.replaceAll("'", "''")}', file_row_number = true, binary_as_string = true)`;
}

/** Making an engine takes longer than asking it what a file looks like: there is one for all files. */
let reader: Promise<DuckDBInstance> | null = null;

async function withReader<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  reader ??= DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await (await reader).connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
  }
}
