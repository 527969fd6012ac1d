import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import type { Entry } from 'yauzl';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import { ByteBudget } from './byte-budget.ts';

const SYMBOLIC_LINK = 0o120000;
const KIND_OF_FILE = 0o170000;
const LEADING_OUT = 'has a file whose name leads out of its folder; do not import what you do not trust';

/**
 * Unpacks the files of a ZIP archive into a folder, each under the last part of its name: where it says it lies decides
 * nothing. Names that lead out of a folder, links, encrypted and repeated files are refused.
 */
export async function unpackZip(path: string, folder: string, packedBytes: number): Promise<void> {
  const name = basename(path);
  const budget = new ByteBudget(name, packedBytes);
  const zip = await openPromise(path, { validateEntrySizes: true, strictFileNames: true });
  const taken = new Set<string>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      const file = nameOf(entry, name);
      if (taken.has(file.toLowerCase())) throw refused(name, `has two files ${file}; leave one of them out`);
      taken.add(file.toLowerCase());
      if (taken.size > LIMITS.archive_entries_max) throw refused(name, 'has too many files; split it');
      const packed = await zip.openReadStreamPromise(entry);
      await pipeline(
        packed,
        budget.meter(),
        createWriteStream(join(folder, file), { mode: 0o600, flags: 'wx' }),
      );
    }
  } catch (error) {
    // The reader looks at names by itself, before it gives the entry.
    if (error instanceof Error && /relative path|absolute path|characters in fileName/.test(error.message))
      throw refused(name, LEADING_OUT);
    throw error;
  } finally {
    zip.close();
  }
}

function nameOf(entry: Entry, archive: string): string {
  const { fileName } = entry;
  const parts = fileName.split('/');
  if (
    parts.some((part) => part === '..' || part === '.' || /[\0\\]|^[a-z]:/i.test(part)) ||
    fileName.startsWith('/')
  ) {
    throw refused(archive, LEADING_OUT);
  }
  const kind = (entry.externalFileAttributes >>> 16) & KIND_OF_FILE;
  if (kind === SYMBOLIC_LINK) throw refused(archive, 'has a link; pack the file itself');
  if (entry.isEncrypted()) throw refused(archive, 'is locked by a password; unpack it yourself');
  return parts.at(-1) ?? '';
}

function refused(archive: string, why: string): Problem {
  return new Problem('source_unreadable', `${archive} ${why}.`);
}
