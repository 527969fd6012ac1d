import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../vocabulary/problem.ts';
import type { Parcel } from './port.ts';

/** The folder of the home that parcels lie in. */
export const PARCELS_FOLDER = 'parcels';

/** Whether the files are those that the parcel's label describes. Throws `store_corrupt` where one cannot be read. */
export async function isWholeParcel(parcel: Parcel, folder: string): Promise<boolean> {
  for (const file of [parcel, ...(parcel.parts ?? [])]) {
    if (!(await isWholeFile(file, folder))) return false;
  }
  return true;
}

async function isWholeFile(file: Pick<Parcel, 'path' | 'sha256'>, folder: string): Promise<boolean> {
  const path = resolve(file.path);
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
  return hash.digest('hex') === file.sha256.toLowerCase();
}

export function notAsLabelled(): Problem {
  return new Problem(
    'store_corrupt',
    'The parcel is not the one that its label describes; nothing was changed: run the import again.',
  );
}
