import type { DuckDBConnection } from '@duckdb/node-api';
import { isWholeParcel } from '../parcel-file.ts';
import type { Parcel } from '../port.ts';
import { attachStatement, type Database } from './database.ts';
import { openProblem } from './engine-problems.ts';

/** The name under which a parcel is attached. */
export const PARCEL = 'parcel';

/** Whether the files are those that the parcel's label describes. Throws `store_corrupt` where one cannot be read. */
export function isWhole(database: Database, parcel: Parcel): Promise<boolean> {
  return isWholeParcel(parcel, database.parcels);
}

export async function attachParcel(
  connection: DuckDBConnection,
  database: Database,
  { path }: Pick<Parcel, 'path'>,
  readOnly: boolean,
  name = PARCEL,
): Promise<void> {
  try {
    await connection.run(attachStatement(path, name, database.storeKey, readOnly));
  } catch (error) {
    throw openProblem(error, 'The parcel');
  }
}

export async function detachParcel(connection: DuckDBConnection): Promise<void> {
  await connection.run(`DETACH ${PARCEL}`);
}
