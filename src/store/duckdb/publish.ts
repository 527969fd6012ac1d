import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  PRODUCT_TABLE_NAMES,
  productTable,
  type ProductTable,
  type ProductTableName,
} from '../../model/product-tables.ts';
import { isReplaced } from '../../model/replaced-rows.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { DataVersion, Parcel, TableMode } from '../port.ts';
import { notAsLabelled } from '../parcel-file.ts';
import { PHYSICAL_SCHEMA } from '../physical-name.ts';
import { hasStrangers } from '../parcel-digest.ts';
import { bringsEveryTable, makeAdoptable, refuseStale } from './adopt.ts';
import type { Database } from './database.ts';
import { writeMarks } from './marks.ts';
import { attachParcel, isWhole, PARCEL } from './parcel-file.ts';
import { createTable, identifier, literal, PHYSICAL_TYPES } from './schema.ts';
import { findPublished, writeVersion } from './version.ts';

/** The accounts that a parcel speaks for. */
const TOUCHED = `${PARCEL}.touched_accounts`;
const CHECKPOINT_TRIES = 3;
const CHECKPOINT_RETRY_MS = 50;

/**
 * Loads a parcel in one transaction, the data version with it; one that brings every table is only made ready to take
 * the place of the store's file, which costs no copy, and 'adoptable' is returned. A version that was published
 * already is acknowledged again and nothing changes. `onCommitted` hears the version as soon as readers see it. Throws
 * Problems: `already_running` (the store moved on since the parcel was computed), `store_corrupt` (the parcel is not
 * what its manifest says), and what opening a file may throw.
 */
export async function publishParcel(
  database: Database,
  connection: DuckDBConnection,
  parcel: Parcel,
  onCommitted: (version: DataVersion) => void,
): Promise<DataVersion | 'adoptable'> {
  const published = await findPublished(connection, parcel.version.id);
  if (published !== null) return published;
  await refuseStale(connection, parcel);
  if (bringsEveryTable(parcel)) {
    await makeAdoptable(database, connection, parcel);
    return 'adoptable';
  }
  if (!(await isWhole(database, parcel))) throw notAsLabelled();
  const parts = (parcel.parts ?? []).map((part, n) => ({ ...part, name: `part_${n}` }));
  await attachParcel(connection, database, parcel, true);
  try {
    for (const part of parts) await attachParcel(connection, database, part, true, part.name);
    await inTransaction(connection, async () => {
      const columns = await columnsOf(connection);
      for (const name of PRODUCT_TABLE_NAMES) {
        const further = parts.filter(({ tables }) => tables.includes(name));
        const from = [PARCEL, ...further.map((part) => part.name)];
        await loadTable(connection, name, columns.get(name) ?? [], parcel.tables[name] ?? 'keep', from);
      }
      await writeVersion(connection, PHYSICAL_SCHEMA, parcel.version, parcel.parent, parcel.sha256);
      const speaksForSome = Object.values(parcel.tables).some((mode) => mode !== 'replace');
      await writeMarks(connection, PHYSICAL_SCHEMA, parcel, speaksForSome ? TOUCHED : null);
    });
  } finally {
    for (const name of [PARCEL, ...parts.map((part) => part.name)])
      await connection.run(`DETACH DATABASE IF EXISTS ${name}`);
  }
  onCommitted(parcel.version);
  await checkpoint(connection);
  return parcel.version;
}

async function inTransaction(connection: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  await connection.run('BEGIN TRANSACTION');
  try {
    await work();
  } catch (error) {
    // The engine may have ended the transaction, or itself, already.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
  await connection.run('COMMIT');
}

/** A table that is replaced whole is made anew: that costs nothing, where deleting its rows would touch each of them. */
async function loadTable(
  connection: DuckDBConnection,
  name: ProductTableName,
  found: readonly string[],
  mode: 'keep' | TableMode,
  from: readonly string[],
): Promise<void> {
  const table = productTable(name);
  const target = `${PHYSICAL_SCHEMA}.${identifier(name)}`;
  await ensureTable(connection, found, table, target, mode);
  if (mode === 'keep') return;
  if (mode !== 'replace') {
    const places = from.map((file) => `${file}.${identifier(name)}`);
    const first = async (sql: string) => (await connection.runAndReadAll(sql)).getRows()[0];
    if (await hasStrangers(places, TOUCHED, first)) throw notAsLabelled();
    await connection.run(`DELETE FROM ${target} AS r USING ${TOUCHED} AS t WHERE ${isReplaced(name, mode)}`);
  }
  const columns = Object.keys(table.columns).map(identifier).join(', ');
  for (const file of from) {
    await connection.run(
      `INSERT INTO ${target} (${columns}) SELECT ${columns} FROM ${file}.${identifier(name)}`,
    );
  }
}

/** Leaves an empty table where it is replaced whole, whatever columns an older version of the program gave it. */
async function ensureTable(
  connection: DuckDBConnection,
  found: readonly string[],
  table: ProductTable,
  target: string,
  mode: 'keep' | TableMode,
): Promise<void> {
  const declared = Object.entries(table.columns).map(([column, type]) => `${column} ${PHYSICAL_TYPES[type]}`);
  if (mode !== 'replace' && found.join() === declared.join()) return;
  if (mode !== 'replace' && found.length > 0) {
    throw new Problem(
      'store_unavailable',
      'The store was made by another version of the program; run the import again with --full.',
    );
  }
  if (found.length > 0) await connection.run(`DROP TABLE ${target}`);
  await connection.run(createTable(target, table));
}

/** The store's columns with their types, by table, in their order. */
async function columnsOf(connection: DuckDBConnection): Promise<ReadonlyMap<string, readonly string[]>> {
  const reader = await connection.runAndReadAll(
    `SELECT table_name, column_name || ' ' || data_type FROM duckdb_columns()
     WHERE database_name = ${literal(PHYSICAL_SCHEMA)} ORDER BY table_name, column_index`,
  );
  const byTable = Map.groupBy(reader.getRows(), ([table]) => String(table));
  return new Map([...byTable].map(([table, rows]) => [table, rows.map(([, column]) => String(column))]));
}

/**
 * Moves what a commit had to leave in the log into the file. While readers hold older versions it may have to wait: then
 * the next one does it.
 */
async function checkpoint(connection: DuckDBConnection): Promise<void> {
  for (let tries = 1; tries <= CHECKPOINT_TRIES; tries += 1) {
    try {
      await connection.run(`CHECKPOINT ${PHYSICAL_SCHEMA}`);
      return;
    } catch (error) {
      if (!/Cannot CHECKPOINT/.test(String(error))) throw error;
      await sleep(CHECKPOINT_RETRY_MS);
    }
  }
}
