import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Problem } from '../../vocabulary/problem.ts';
import type { Parcel } from '../port.ts';
import { attachStatement, type Database } from './database.ts';
import { openProblem } from './engine-problems.ts';

/** The name under which a parcel is attached. */
export const PARCEL = 'parcel';

/** Whether the file is the one that the parcel's label describes. Throws `store_corrupt` where it cannot be read. */
export async function isWhole(database: Database, parcel: Parcel): Promise<boolean> {
  const path = resolve(parcel.path);
  if (!`${dirname(path)}/`.startsWith(`${resolve(database.parcels)}/`)) {
    throw new Problem('internal', 'The parcel does not lie in the parcels folder of the home.');
  }
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1_048_576 }), hash);
  } catch (error) {
    throw new Problem(
      'store_corrupt',
      'The parcel cannot be read; nothing was changed: run the import again.',
      { cause: error },
    );
  }
  return hash.digest('hex') === parcel.sha256.toLowerCase();
}

export function notAsLabelled(): Problem {
  return new Problem(
    'store_corrupt',
    'The parcel is not the one that its label describes; nothing was changed: run the import again.',
  );
}

export async function attachParcel(
  connection: DuckDBConnection,
  database: Database,
  parcel: Parcel,
  readOnly: boolean,
): Promise<void> {
  try {
    await connection.run(attachStatement(parcel.path, PARCEL, database.storeKey, readOnly));
  } catch (error) {
    throw openProblem(error, 'The parcel');
  }
}

export async function detachParcel(connection: DuckDBConnection): Promise<void> {
  await connection.run(`DETACH ${PARCEL}`);
}
