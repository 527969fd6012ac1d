import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { partName, partPath, readManifest } from '../../../security/sealed-delivery.ts';
import { readSealed } from '../../../security/sealed-file.ts';

/** A delivery that waited sealed, readable until it is removed. */
export interface Unsealed {
  /** The file, or the folder of several. */
  readonly path: string;
  /** As a request names it: the path of a file, or a ready mapping's name; null: none. */
  readonly mapping: string | null;
  remove(): Promise<void>;
}

/**
 * Opens a delivery that people handed in, below `scratch`; null where the path is no such folder. `secret` is the key
 * that its files were sealed with. Problems: `wrong_key`, `store_corrupt`, `source_unreadable`.
 */
export async function unsealDelivery(
  path: string,
  secret: string,
  scratch: string,
): Promise<Unsealed | null> {
  const id = basename(path);
  const manifest = await readManifest(path, id, secret);
  if (manifest === null) return null;
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const root = await mkdtemp(join(scratch, 'unsealed-'));
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true });
  try {
    const folder = join(root, 'files');
    await mkdir(folder, { mode: 0o700 });
    for (const { number, name } of manifest.files) {
      // The desk lets no name in that is more than a file's; here it is one all the same.
      const out = createWriteStream(join(folder, basename(name)), { mode: 0o600, flags: 'wx' });
      await pipeline(Readable.from(readSealed(partPath(path, number), secret, partName(id, number))), out);
    }
    const [only, ...others] = manifest.files;
    return {
      path: only !== undefined && others.length === 0 ? join(folder, basename(only.name)) : folder,
      mapping: await mappingIn(root, manifest.mapping),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function mappingIn(root: string, mapping: string | null): Promise<string | null> {
  if (mapping === null) return null;
  if (/^[a-z0-9-]+$/.test(mapping)) return join(root, mapping);
  const written = join(root, 'mapping.yaml');
  await writeFile(written, mapping, { mode: 0o600 });
  return written;
}
