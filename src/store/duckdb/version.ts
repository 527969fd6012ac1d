import type { DuckDBConnection } from '@duckdb/node-api';
import { dayOf } from '../../vocabulary/day.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { DataVersion } from '../port.ts';
import { PHYSICAL_SCHEMA } from '../physical-name.ts';

const COLUMNS =
  'id VARCHAR NOT NULL, as_of DATE NOT NULL, published_at VARCHAR NOT NULL, firm_currency VARCHAR NOT NULL';

/** The one row that says what readers see, and every version that was ever published, oldest first. */
export const VERSION_TABLES = (catalog: string): string[] => [
  `CREATE TABLE IF NOT EXISTS ${catalog}.data_version (${COLUMNS})`,
  `CREATE TABLE IF NOT EXISTS ${catalog}.data_version_history (${COLUMNS}, parent VARCHAR, parcel_sha256 VARCHAR NOT NULL)`,
];

const SELECT = 'SELECT id, CAST(as_of AS VARCHAR), published_at, firm_currency FROM';

/** The version that this connection's transaction sees; null before the first publish. */
export async function readVersion(connection: DuckDBConnection): Promise<DataVersion | null> {
  return first(connection, `${SELECT} ${PHYSICAL_SCHEMA}.data_version`, []);
}

/** The version as it was published, where this id ever was. */
export async function findPublished(connection: DuckDBConnection, id: string): Promise<DataVersion | null> {
  return first(connection, `${SELECT} ${PHYSICAL_SCHEMA}.data_version_history WHERE id = $1 LIMIT 1`, [id]);
}

/** Gives a parcel the store's own tables, with every version that the store knows. */
export async function carryVersions(connection: DuckDBConnection, catalog: string): Promise<void> {
  for (const statement of VERSION_TABLES(catalog)) await connection.run(statement);
  await connection.run(
    `INSERT INTO ${catalog}.data_version_history SELECT * FROM ${PHYSICAL_SCHEMA}.data_version_history`,
  );
}

/** Whether the database names this version, made from a parcel with this checksum, as the one that readers see. */
export async function holdsVersion(
  connection: DuckDBConnection,
  catalog: string,
  id: string,
  sha256: string,
): Promise<boolean> {
  const made = await connection.runAndReadAll(
    'SELECT 1 FROM duckdb_tables() WHERE database_name = $1 AND table_name = $2',
    [catalog, 'data_version_history'],
  );
  if (made.getRows().length === 0) return false;
  const found = await connection.runAndReadAll(
    `SELECT 1 FROM ${catalog}.data_version v JOIN ${catalog}.data_version_history h ON h.id = v.id
     WHERE v.id = $1 AND h.parcel_sha256 = $2`,
    [id, sha256],
  );
  return found.getRows().length > 0;
}

/** To be called inside the publishing transaction: the version moves with the data. */
export async function writeVersion(
  connection: DuckDBConnection,
  catalog: string,
  version: DataVersion,
  parent: string | null,
  sha256: string,
): Promise<void> {
  const row = [version.id, version.asOf, version.publishedAt, version.firmCurrency];
  await connection.run(`DELETE FROM ${catalog}.data_version`);
  await connection.run(`INSERT INTO ${catalog}.data_version VALUES ($1, CAST($2 AS DATE), $3, $4)`, row);
  await connection.run(
    `INSERT INTO ${catalog}.data_version_history VALUES ($1, CAST($2 AS DATE), $3, $4, CAST($5 AS VARCHAR), $6)`,
    [...row, parent, sha256],
  );
}

async function first(
  connection: DuckDBConnection,
  sql: string,
  parameters: string[],
): Promise<DataVersion | null> {
  const reader = await connection.runAndReadAll(sql, parameters);
  const row = reader.getRows()[0];
  if (row === undefined) return null;
  const [id, asOf, publishedAt, firmCurrency] = row.map(String);
  if (id === undefined || asOf === undefined || publishedAt === undefined || firmCurrency === undefined) {
    throw new Problem(
      'store_corrupt',
      'The store does not say which version it holds; restore it from a backup.',
    );
  }
  return { id, asOf: dayOf(asOf), publishedAt, firmCurrency };
}
