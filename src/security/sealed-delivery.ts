import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../vocabulary/problem.ts';
import { seal, unseal } from './seal.ts';

/**
 * The form of a delivery that waits sealed in a folder of its own: a sealed file for each of its files, by number, and
 * a manifest that says what they are called and by which mapping they are read. The folder's name is the delivery's id.
 */
const Manifest = z.object({
  files: z.array(z.object({ number: z.int().positive(), name: z.string() })).readonly(),
  /** The name of a ready mapping, or YAML; null: none. */
  mapping: z.string().nullable(),
});
export type Manifest = z.infer<typeof Manifest>;

const MANIFEST = 'manifest.sealed';

export function partPath(folder: string, number: number): string {
  return join(folder, `${String(number)}.sealed`);
}

/** What a file's pieces are bound to. */
export function partName(id: string, number: number): string {
  return `delivery:${id}:${String(number)}`;
}

export async function writeManifest(
  folder: string,
  id: string,
  keyHex: string,
  manifest: Manifest,
): Promise<void> {
  const written = join(folder, `${MANIFEST}.new`);
  await writeFile(written, seal(keyHex, JSON.stringify(manifest), manifestPlace(id)), { mode: 0o600 });
  await rename(written, join(folder, MANIFEST));
}

/** The manifest of a sealed delivery; null where the path is none. Throws `wrong_key` and `store_corrupt`. */
export async function readManifest(folder: string, id: string, keyHex: string): Promise<Manifest | null> {
  const sealed = await readFile(join(folder, MANIFEST), 'utf8').catch(() => null);
  if (sealed === null) return null;
  if (keyHex === '') {
    throw new Problem(
      'source_unreadable',
      'These files were handed in and wait sealed; confirm them as a delivery.',
    );
  }
  return Manifest.parse(JSON.parse(unseal([keyHex], sealed, manifestPlace(id))));
}

const manifestPlace = (id: string): string => `delivery:${id}:manifest`;
