import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../vocabulary/problem.ts';
import type { Parcel } from './port.ts';

/** The folder of the home that parcels lie in. */
export const PARCELS_FOLDER = 'parcels';

/** Whether the file is the one that the parcel's label describes. Throws `store_corrupt` where it cannot be read. */
export async function isWholeParcel(parcel: Parcel, folder: string): Promise<boolean> {
  const path = resolve(parcel.path);
  if (!`${dirname(path)}/`.startsWith(`${resolve(folder)}/`)) {
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
