import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { Problem } from '../../../vocabulary/problem.ts';
import { ByteBudget } from './byte-budget.ts';

/** Where something packed lies unpacked, until it is removed. */
export interface Unpacked {
  readonly path: string;
  remove(): Promise<void>;
}

const PACKED: ReadonlySet<string> = new Set(['.gz', '.zst', '.zip']);

/** Whether a path is something packed, or a folder that holds something packed. */
export async function isPacked(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() === true) return packedBy(path) !== null;
  if (found?.isDirectory() !== true) return false;
  return (await readdir(path).catch(() => [])).some(
    (name) => packedBy(name) !== null && !name.startsWith('.'),
  );
}

/**
 * Unpacks a file (gz, zst, zip), or the packed files of a folder, into a folder of its own under `scratch`; plain files
 * beside them are linked to. An archive of one file stands for that file. Problems: `source_unreadable`.
 */
export async function unpack(path: string, scratch: string): Promise<Unpacked> {
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(scratch, 'unpacked-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    if ((await stat(path)).isFile()) {
      await unpackFile(path, folder);
      const [only, ...others] = await readdir(folder);
      return { path: only !== undefined && others.length === 0 ? join(folder, only) : folder, remove };
    }
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (entry.isDirectory() || entry.name.startsWith('.')) continue;
      const file = join(path, entry.name);
      if (packedBy(entry.name) !== null) await unpackFile(file, folder);
      else await link(file, folder);
    }
    return { path: folder, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function packedBy(name: string): string | null {
  const extension = extname(name).toLowerCase();
  return PACKED.has(extension) ? extension : null;
}

async function unpackFile(path: string, folder: string): Promise<void> {
  const name = basename(path);
  const { size } = await stat(path);
  try {
    if (packedBy(path) === '.zip') {
      const { unpackZip } = await import('./zip-entries.ts');
      await unpackZip(path, folder, size);
      return;
    }
    const unpacked = join(folder, basename(path, extname(path)));
    const meter = new ByteBudget(name, size).meter();
    const out = createWriteStream(unpacked, { mode: 0o600, flags: 'wx' });
    await pipeline(createReadStream(path), unpacker(path), meter, out);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (codeOf(error) === 'EEXIST') throw twice(name, error);
    throw new Problem(
      'source_unreadable',
      `${name} could not be unpacked: it is damaged, cut off, or not what its name says; have it sent again.`,
      { cause: error },
    );
  }
}

function unpacker(path: string): Transform {
  return packedBy(path) === '.gz' ? createGunzip() : createZstdDecompress();
}

async function link(file: string, folder: string): Promise<void> {
  await symlink(file, join(folder, basename(file))).catch((error: unknown) => {
    throw codeOf(error) === 'EEXIST' ? twice(basename(file), error) : error;
  });
}

function twice(name: string, cause: unknown): Problem {
  return new Problem(
    'source_unreadable',
    `The delivery has ${name} both packed and plain, or twice; leave one of them out.`,
    { cause },
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
