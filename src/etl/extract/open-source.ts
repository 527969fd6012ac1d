import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { SOURCE_TABLE_NAMES } from '../../model/source-tables.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { DeliveryRequest } from '../../vocabulary/run.ts';
import { folderSource } from './folder-source.ts';
import type { Source } from './source.ts';
import type { Directory } from './statement/directory.ts';

/**
 * What stands at a path as a source: any files by a mapping, a custodian's statement by what the file begins with, canonical tables otherwise.
 * `directory` is asked only where a statement has to find its accounts again.
 */
export async function openSource(
  { path, mapping }: Pick<DeliveryRequest, 'path' | 'mapping'>,
  directory: () => Promise<Directory>,
): Promise<Source> {
  // Most deliveries are canonical tables: what reads other forms is loaded where it is needed.
  if (mapping !== null) {
    const { mappedSource } = await import('./mapping/mapped-source.ts');
    const { readMapping } = await import('./mapping/read-mapping.ts');
    return mappedSource(path, await readMapping(mapping));
  }
  if (!(await isLooseFile(path))) return folderSource(path);
  const { BEGINNING_BYTES, statementFormatOf, statementText } =
    await import('./statement/statement-format.ts');
  const { statementSource } = await import('./statement/statement-source.ts');
  const format = statementFormatOf(statementText(await beginningOf(path, BEGINNING_BYTES)));
  return format === null ? folderSource(path) : statementSource(path, format, await directory());
}

/** A file that is not named after a canonical table. */
async function isLooseFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true) return false;
  const stem = basename(path, extname(path)).toLowerCase();
  return !SOURCE_TABLE_NAMES.some((table) => table === stem);
}

async function beginningOf(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path).catch((error: unknown) => {
    throw new Problem('source_unreadable', `${basename(path)} may not be read; check its permissions.`, {
      cause: error,
    });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
