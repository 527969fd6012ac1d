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

/** To be called inside the publishing transaction: the version moves with the data. */
export async function writeVersion(
  connection: DuckDBConnection,
  version: DataVersion,
  parent: string | null,
  sha256: string,
): Promise<void> {
  const row = [version.id, version.asOf, version.publishedAt, version.firmCurrency];
  await connection.run(`DELETE FROM ${PHYSICAL_SCHEMA}.data_version`);
  await connection.run(
    `INSERT INTO ${PHYSICAL_SCHEMA}.data_version VALUES ($1, CAST($2 AS DATE), $3, $4)`,
    row,
  );
  await connection.run(
    `INSERT INTO ${PHYSICAL_SCHEMA}.data_version_history VALUES ($1, CAST($2 AS DATE), $3, $4, CAST($5 AS VARCHAR), $6)`,
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
