import type { DuckDBConnection } from '@duckdb/node-api';
import { isWholeParcel } from '../parcel-file.ts';
import type { Parcel } from '../port.ts';
import { type Database, tryAttach } from './database.ts';

/** The name under which a parcel is attached. */
export const PARCEL = 'parcel';

/** Whether the files are those that the parcel's label describes. Throws `store_corrupt` where one cannot be read. */
export function isWhole(database: Database, parcel: Parcel): Promise<boolean> {
  return isWholeParcel(parcel, database.parcels);
}

/** Gives the key that opened it. */
export async function attachParcel(
  connection: DuckDBConnection,
  database: Database,
  { path }: Pick<Parcel, 'path'>,
  readOnly: boolean,
  name = PARCEL,
): Promise<string> {
  const tried = await tryAttach(connection, path, name, database.keys(), { readOnly, what: 'The parcel' });
  if (typeof tried === 'string') return tried;
  throw tried;
}

export async function detachParcel(connection: DuckDBConnection): Promise<void> {
  await connection.run(`DETACH ${PARCEL}`);
}
