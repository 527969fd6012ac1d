import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../vocabulary/problem.ts';
import type { Parcel } from './port.ts';

/** The folder of the home that parcels lie in. */
export const PARCELS_FOLDER = 'parcels';

/**
 * Holds a parcel's file against its label. Throws Problems: `store_corrupt` where it is not what the label says, and
 * `internal` where it lies outside of the one folder that parcels come from.
 */
export async function verifyParcel(parcel: Parcel, folder: string): Promise<void> {
  const path = resolve(parcel.path);
  if (path !== folder && !`${dirname(path)}/`.startsWith(`${resolve(folder)}/`)) {
    throw new Problem('internal', 'The parcel does not lie in the parcels folder of the home.');
  }
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw new Problem(
      'store_corrupt',
      'The parcel cannot be read; nothing was changed: run the import again.',
      { cause: error },
    );
  }
  if (hash.digest('hex') !== parcel.sha256.toLowerCase()) {
    throw new Problem(
      'store_corrupt',
      'The parcel is not the one that its label describes; nothing was changed: run the import again.',
    );
  }
}
