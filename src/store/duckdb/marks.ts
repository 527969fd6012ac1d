import type { DuckDBConnection } from '@duckdb/node-api';
import { PRODUCT_TABLE_NAMES, productTable, type ProductTableName } from '../../model/product-tables.ts';
import { isContinued, type KnownMarks, type ReadMarks } from '../held-marks.ts';
import { markOf, marksAfter, tableMarksOf, type KeptMarks } from '../marks.ts';
import { digestOfRows } from '../parcel-digest.ts';
import { PHYSICAL_SCHEMA } from '../physical-name.ts';
import type { Parcel } from '../port.ts';
import { identifier } from './schema.ts';
import { findPublished, readVersion } from './version.ts';

/** One row beside the version, and one for each account that was touched since all were replaced. */
const MARK_TABLES = (catalog: string): string[] => [
  `CREATE TABLE IF NOT EXISTS ${catalog}.data_marks (version_id VARCHAR NOT NULL, step BIGINT NOT NULL,
   every_account VARCHAR NOT NULL, other_accounts VARCHAR NOT NULL, tables VARCHAR NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${catalog}.account_marks (account_id VARCHAR NOT NULL, mark VARCHAR NOT NULL, step BIGINT NOT NULL)`,
];

/**
 * The marks of the version that a transaction of this connection sees; null before the first publish. A store that an
 * earlier version of the program published into has none for it.
 */
export async function readMarks(
  connection: DuckDBConnection,
  known: KnownMarks | null,
): Promise<ReadMarks | null> {
  await connection.run('BEGIN TRANSACTION READ ONLY');
  const version = await readVersion(connection);
  const kept = version === null ? null : await keptMarks(connection, version.id);
  const since =
    kept !== null && isContinued(known, kept) && (await wasPublished(connection, known.version))
      ? known.step
      : null;
  const accounts = kept === null ? [] : await accountsSince(connection, since ?? 0);
  await connection.run('COMMIT');
  return version === null ? null : { version, kept, accounts, continued: since !== null };
}

/**
 * To be called inside the publishing transaction, when the rows are loaded: the marks move with the data. `catalog` is
 * the store, or the parcel that takes its place; `touched` the table of the accounts that it speaks for, where it has one.
 */
export async function writeMarks(
  connection: DuckDBConnection,
  catalog: string,
  parcel: Parcel,
  touched: string | null,
): Promise<void> {
  for (const statement of MARK_TABLES(catalog)) await connection.run(statement);
  const before =
    catalog === PHYSICAL_SCHEMA && parcel.parent !== null ? await keptMarks(connection, parcel.parent) : null;
  const any = touched !== null && (await count(connection, `SELECT count(*) FROM ${touched}`)) > 0;
  const digests = await digestsOf(connection, catalog, parcel);
  const { kept, voidsAccounts } = marksAfter(before, parcel, digests, any);
  await connection.run(`DELETE FROM ${catalog}.data_marks`);
  await connection.run(`INSERT INTO ${catalog}.data_marks VALUES ($1, CAST($2 AS BIGINT), $3, $4, $5)`, [
    kept.versionId,
    kept.step,
    kept.everyAccount,
    kept.otherAccounts,
    JSON.stringify(kept.tables),
  ]);
  if (voidsAccounts) {
    await connection.run(`DELETE FROM ${catalog}.account_marks`);
    return;
  }
  if (touched === null) return;
  const accounts = `SELECT DISTINCT account_id FROM ${touched}`;
  await connection.run(`DELETE FROM ${catalog}.account_marks WHERE account_id IN (${accounts})`);
  await connection.run(
    `INSERT INTO ${catalog}.account_marks SELECT account_id, $1, CAST($2 AS BIGINT) FROM (${accounts})`,
    [markOf(parcel.version), kept.step],
  );
}

async function digestsOf(
  connection: DuckDBConnection,
  catalog: string,
  { tables }: Parcel,
): Promise<ReadonlyMap<ProductTableName, string>> {
  const digests = new Map<ProductTableName, string>();
  for (const name of PRODUCT_TABLE_NAMES) {
    const table = productTable(name);
    if (table.kind !== 'shared' || tables[name] !== 'replace') continue;
    const digest = await digestOfRows(table, [`${catalog}.${identifier(name)}`], (sql) =>
      first(connection, sql),
    );
    if (digest !== null) digests.set(name, digest);
  }
  return digests;
}

async function keptMarks(connection: DuckDBConnection, versionId: string): Promise<KeptMarks | null> {
  const made = await count(
    connection,
    `SELECT count(*) FROM duckdb_tables() WHERE database_name = '${PHYSICAL_SCHEMA}' AND table_name = 'data_marks'`,
  );
  if (made === 0) return null;
  const row = await first(
    connection,
    `SELECT step, every_account, other_accounts, tables FROM ${PHYSICAL_SCHEMA}.data_marks WHERE version_id = $1`,
    [versionId],
  );
  const tables = row === undefined ? null : tableMarksOf(String(row[3]));
  if (row === undefined || tables === null) return null;
  const [step, everyAccount, otherAccounts] = row;
  return {
    versionId,
    step: Number(step),
    everyAccount: String(everyAccount),
    otherAccounts: String(otherAccounts),
    tables,
  };
}

async function wasPublished(
  connection: DuckDBConnection,
  { id, publishedAt }: KnownMarks['version'],
): Promise<boolean> {
  return (await findPublished(connection, id))?.publishedAt === publishedAt;
}

async function accountsSince(connection: DuckDBConnection, step: number): Promise<ReadMarks['accounts']> {
  const reader = await connection.runAndReadAll(
    `SELECT account_id, mark FROM ${PHYSICAL_SCHEMA}.account_marks WHERE step > CAST($1 AS BIGINT)`,
    [step],
  );
  return reader.getRows().map(([account, mark]) => [String(account), String(mark)] as const);
}

async function first(
  connection: DuckDBConnection,
  sql: string,
  parameters: string[] = [],
): Promise<readonly unknown[] | undefined> {
  return (await connection.runAndReadAll(sql, parameters)).getRows()[0];
}

async function count(connection: DuckDBConnection, sql: string): Promise<number> {
  return Number((await first(connection, sql))?.[0] ?? 0);
}
