import { DuckDBInstance } from '@duckdb/node-api';
import { type SourceTableName, type SourceType, sourceTable } from '../model/source-tables.ts';

const TYPES: Readonly<Record<SourceType, string>> = {
  key: 'VARCHAR',
  text: 'VARCHAR',
  currency: 'VARCHAR',
  day: 'DATE',
  instant: 'TIMESTAMP WITH TIME ZONE',
  amount: 'DECIMAL(38, 8)',
  quantity: 'DECIMAL(28, 10)',
  price: 'DECIMAL(28, 10)',
  rate: 'DECIMAL(24, 14)',
  fraction: 'DECIMAL(18, 10)',
};

/** Turns CSV files that openCsv wrote into typed Parquet files; one thread, so that the bytes are always the same. */
export async function toParquet(
  files: readonly { readonly table: SourceTableName; readonly csv: string; readonly parquet: string }[],
): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '512MB' });
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    for (const { table, csv, parquet } of files) {
      const columns = Object.entries(sourceTable(table).columns).map(
        ([name, { type }]) => `'${name}': '${TYPES[type]}'`,
      );
      await connection.run(
        `COPY (SELECT * FROM read_csv(${quoted(csv)}, header = true, columns = {${columns.join(', ')}}))
         TO ${quoted(parquet)} (FORMAT parquet, COMPRESSION zstd)`,
      );
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
