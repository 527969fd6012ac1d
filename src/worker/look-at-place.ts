import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A digest of what lies at a path: names, sizes and times of change of its files; null where there is nothing. */
export async function lookAtPlace(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  const names = found.isDirectory()
    ? (await readdir(path)).filter((name) => !name.startsWith('.')).toSorted()
    : ['.'];
  if (names.length === 0) return null;
  const hash = createHash('sha256');
  for (const name of names) {
    const file = await stat(join(path, name)).catch(() => null);
    hash.update(JSON.stringify([name, file?.size ?? null, file?.mtimeMs ?? null]));
  }
  return hash.digest('hex');
}
