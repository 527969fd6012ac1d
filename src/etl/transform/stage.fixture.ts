import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { SOURCE_TABLE_NAMES, sourceTable, type SourceTableName } from '../../model/source-tables.ts';
import { CHANGED_DAYS } from '../stage/changed-days.ts';
import { SOURCE_SQL_TYPES, quoted } from '../stage/sql-types.ts';

const instances = new WeakMap<DuckDBConnection, DuckDBInstance>();

/** Further connections to the database that `openStage` made this connection to. */
export async function connectBeside(connection: DuckDBConnection): Promise<DuckDBConnection> {
  const instance = instances.get(connection);
  if (!instance) throw new Error('this connection was not made by openStage');
  return instance.connect();
}

/** An in-memory database with the catalogs `stage` and `parcel`, as the transform meets them; for tests. */
export async function openStage(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  instances.set(connection, instance);
  await connection.run(`ATTACH ':memory:' AS stage; ATTACH ':memory:' AS parcel`);
  await connection.run(`CREATE TABLE stage.main.touched_accounts (account_id VARCHAR);
    CREATE TABLE stage.main.deliveries (sequence BIGINT); ${CHANGED_DAYS}`);
  return connection;
}

/** Empties the parcel for another transform. */
export async function freshParcel(connection: DuckDBConnection): Promise<void> {
  await connection.run(`DETACH parcel; ATTACH ':memory:' AS parcel`);
}

/** Stages a folder of canonical CSV files; a table without a file is empty. */
export async function stageFolder(connection: DuckDBConnection, folder: string): Promise<void> {
  for (const table of SOURCE_TABLE_NAMES) {
    const file = join(folder, `${table}.csv`);
    const from = existsSync(file)
      ? `read_csv(${quoted(file)}, header = true, all_varchar = true)`
      : `(SELECT ${columnsOf(table)
          .map((name) => `NULL::VARCHAR AS ${name}`)
          .join(', ')} WHERE false)`;
    await stageTable(connection, table, from);
  }
}

/** Stages rows given as text, by column; tables that are not named are empty. */
export async function stageRows(
  connection: DuckDBConnection,
  tables: Readonly<Partial<Record<SourceTableName, readonly Readonly<Record<string, string>>[]>>>,
): Promise<void> {
  for (const table of SOURCE_TABLE_NAMES) {
    const columns = columnsOf(table);
    const rows = (tables[table] ?? []).map(
      (row) => `(${columns.map((name) => (row[name] ? quoted(row[name]) : 'NULL')).join(', ')})`,
    );
    const empty = `(${columns.map(() => 'NULL').join(', ')})`;
    const values = `(VALUES ${(rows.length > 0 ? rows : [empty]).join(', ')}) AS given(${columns.join(', ')})`;
    await stageTable(connection, table, `(SELECT * FROM ${values} ${rows.length > 0 ? '' : 'WHERE false'})`);
  }
}

async function stageTable(connection: DuckDBConnection, table: SourceTableName, from: string): Promise<void> {
  const casts = Object.entries(sourceTable(table).columns).map(
    ([name, column]) => `CAST(${name} AS ${SOURCE_SQL_TYPES[column.type]}) AS ${name}`,
  );
  if (table === 'prices') casts.push('row_number() OVER () AS place');
  if (table === 'transactions') {
    casts.push(
      `'main' AS source, 'run' AS run, 'transactions.csv' AS file, 1 + row_number() OVER () AS line, row_number() OVER () AS place`,
    );
  }
  await connection.run(
    `CREATE OR REPLACE TABLE stage.main.merged_${table} AS SELECT ${casts.join(', ')} FROM ${from}`,
  );
}

function columnsOf(table: SourceTableName): readonly string[] {
  return Object.keys(sourceTable(table).columns);
}
