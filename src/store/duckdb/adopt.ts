import type { DuckDBConnection } from '@duckdb/node-api';
import { PRODUCT_TABLE_NAMES } from '../../model/product-tables.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { DataVersion, Parcel } from '../port.ts';
import { notAsLabelled } from '../parcel-file.ts';
import type { Database } from './database.ts';
import { writeMarks } from './marks.ts';
import { attachParcel, detachParcel, isWhole, PARCEL } from './parcel-file.ts';
import { carryVersions, findPublished, holdsVersion, readVersion, writeVersion } from './version.ts';

/**
 * A parcel that brings every table in one file is a store already but for the tables that say which versions there are. It gets
 * them beside the readers (`makeAdoptable`), and then its file takes the store's place (`adoptParcel`): a rename, where
 * loading would copy every row.
 */
export function bringsEveryTable(parcel: Parcel): boolean {
  if (parcel.parts !== undefined) return false;
  return PRODUCT_TABLE_NAMES.every((name) => parcel.tables[name] === 'replace');
}

/** Throws `already_running` when the store moved on since the parcel was computed. */
export async function refuseStale(connection: DuckDBConnection, parcel: Parcel): Promise<void> {
  const current = await readVersion(connection);
  if ((current?.id ?? null) === parcel.parent) return;
  throw new Problem(
    'already_running',
    'Another import was published while this one ran; run it again on top of that.',
  );
}

/**
 * Gives the parcel the store's own tables, in one transaction of its file; one that has them already, because a process
 * ended before it was adopted, stays as it is. Throws `store_corrupt` when it is not what its label says.
 */
export async function makeAdoptable(
  database: Database,
  connection: DuckDBConnection,
  parcel: Parcel,
): Promise<void> {
  const whole = await isWhole(database, parcel);
  await attachParcel(connection, database, parcel, false);
  try {
    if (await isAdoptable(connection, parcel)) return;
    if (!whole) throw notAsLabelled();
    await connection.run('BEGIN TRANSACTION');
    await connection.run(`DROP TABLE IF EXISTS ${PARCEL}.touched_accounts`);
    await carryVersions(connection, PARCEL);
    await writeVersion(connection, PARCEL, parcel.version, parcel.parent, parcel.sha256);
    await writeMarks(connection, PARCEL, parcel, null);
    await connection.run('COMMIT');
    await connection.run(`CHECKPOINT ${PARCEL}`);
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await detachParcel(connection);
  }
}

/**
 * Puts the parcel's file in the place of the store's. Nothing else may run meanwhile. `onCommitted` hears the version
 * as soon as readers see it. Throws what `publishParcel` throws; what the engine throws ends the process, and the next
 * one finds the old file or the new one.
 */
export async function adoptParcel(
  database: Database,
  connection: DuckDBConnection,
  parcel: Parcel,
  onCommitted: (version: DataVersion) => void,
): Promise<DataVersion> {
  const published = await findPublished(connection, parcel.version.id);
  if (published !== null) return published;
  await refuseStale(connection, parcel);
  const key = await attachParcel(connection, database, parcel, true);
  const adoptable = await isAdoptable(connection, parcel);
  await detachParcel(connection);
  if (!adoptable) throw notAsLabelled();
  await database.replaceFile(connection, parcel.path, key);
  onCommitted(parcel.version);
  return parcel.version;
}

function isAdoptable(connection: DuckDBConnection, parcel: Parcel): Promise<boolean> {
  return holdsVersion(connection, PARCEL, parcel.version.id, parcel.sha256);
}
