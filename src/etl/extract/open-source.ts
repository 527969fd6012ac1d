import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { DeliveryRequest } from '../../vocabulary/run.ts';
import { isServerAddress } from '../../vocabulary/source.ts';
import { isPacked, unpack } from './archive/unpack.ts';
import type { DatabaseServer } from './database/database-server.ts';
import { folderSource, isTableFile } from './folder-source.ts';
import type { Source } from './source.ts';
import type { Directory } from './statement/directory.ts';
import type { StatementFile } from './statement/statement-source.ts';

type Place = Pick<DeliveryRequest, 'path' | 'secret' | 'mapping'>;

/**
 * What stands at a path as a source: the tables of a database, any files by a mapping, a custodian's statement by what
 * the file begins with, canonical tables otherwise. `directory` is asked only where a statement has to find its accounts
 * again; what is sealed is opened and what is packed unpacked into `scratch` until the source is closed.
 */
export async function openSource(
  place: Place,
  directory: () => Promise<Directory>,
  scratch: string,
): Promise<Source> {
  if (isServerAddress(place.path)) return openPlain(place, directory, scratch);
  const { unsealDelivery } = await import('./sealed/unseal.ts');
  const unsealed = await unsealDelivery(place.path, place.secret ?? '', scratch);
  if (unsealed !== null) {
    const { path, mapping } = unsealed;
    return until(unsealed, () => openSource({ path, mapping }, directory, scratch));
  }
  if (!(await isPacked(place.path))) return openPlain(place, directory, scratch);
  const unpacked = await unpack(place.path, scratch);
  return until(unpacked, () => openPlain({ ...place, path: unpacked.path }, directory, scratch));
}

/** A source that stands on something which is taken away when it is closed, or could not be opened. */
async function until(ground: { remove(): Promise<void> }, opened: () => Promise<Source>): Promise<Source> {
  try {
    const source = await opened();
    return {
      ...source,
      close: async () => {
        await source.close();
        await ground.remove();
      },
    };
  } catch (error) {
    await ground.remove();
    throw error;
  }
}

async function openPlain(
  place: Place,
  directory: () => Promise<Directory>,
  scratch: string,
): Promise<Source> {
  // Most deliveries are canonical tables: what reads other forms is loaded where it is needed.
  const { path, mapping } = place;
  if (isServerAddress(path)) return serverSource(place);
  const loose = await isLooseFile(path);
  const beginning = loose ? await beginningOf(path) : Buffer.alloc(0);
  if (beginning.subarray(0, 6).toString('latin1') === 'SQLite') {
    const { databaseInFile } = await import('./database/open-database.ts');
    return databaseBy(databaseInFile(path), mapping);
  }
  if (mapping !== null) {
    const { mappedSource } = await import('./mapping/mapped-source.ts');
    const { readMapping } = await import('./mapping/read-mapping.ts');
    return mappedSource(path, await readMapping(mapping), scratch);
  }
  if (!loose) return (await statementsAt(path, directory)) ?? folderSource(path);
  const { ecbSource, isEcbRates } = await import('./ecb-source.ts');
  if (isEcbRates(beginning.toString('utf8'))) return ecbSource(path);
  const { statementFormatOf, statementText } = await import('./statement/statement-format.ts');
  const { statementSource } = await import('./statement/statement-source.ts');
  const format = statementFormatOf(statementText(beginning));
  return format === null ? folderSource(path) : statementSource([{ path, format }], await directory());
}

/** A folder that holds statements and no canonical table: all of them in one, in the order of their names. */
async function statementsAt(path: string, directory: () => Promise<Directory>): Promise<Source | null> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'));
  if (names.length === 0 || names.some(({ name }) => isTableFile(name))) return null;
  const { statementFormatOf, statementText } = await import('./statement/statement-format.ts');
  const files: StatementFile[] = [];
  const ignored: string[] = [];
  for (const { name } of names.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const format = statementFormatOf(statementText(await beginningOf(join(path, name))));
    if (format === null) ignored.push(name);
    else files.push({ path: join(path, name), format });
  }
  if (files.length === 0) return null;
  if (files.length > LIMITS.statement_files_max) {
    throw new Problem(
      'source_unreadable',
      `The folder has ${String(files.length)} statements, more than one run takes in (${String(LIMITS.statement_files_max)}); take them in a year or a custodian at a time.`,
    );
  }
  const { statementSource } = await import('./statement/statement-source.ts');
  return statementSource(files, await directory(), ignored);
}

async function serverSource({ path, secret, mapping }: Place): Promise<Source> {
  const { databaseAt, isDatabaseScheme } = await import('./database/open-database.ts');
  const scheme = new URL(path).protocol.replace(/:$/, '');
  if (scheme === 'https' || scheme === 'http') return interfaceSource(path, secret ?? '', mapping);
  if (!isDatabaseScheme(scheme)) {
    throw new Problem(
      'source_unreadable',
      `Askfolio does not read ${scheme}://; it reads mysql, mariadb, postgres and https, and folders and files by their path.`,
    );
  }
  return databaseBy(databaseAt(scheme, path, secret ?? ''), mapping);
}

async function interfaceSource(address: string, secret: string, mapping: string | null): Promise<Source> {
  if (mapping === null) {
    throw new Problem('source_unreadable', 'An interface is read by a mapping; name one with --mapping.');
  }
  const { httpServer } = await import('./http/http-server.ts');
  const { mappedServerSource } = await import('./mapping/mapped-server-source.ts');
  const { readMapping } = await import('./mapping/read-mapping.ts');
  const read = await readMapping(mapping);
  return patiently(mappedServerSource(httpServer(address, secret, read), read));
}

async function patiently(source: Source): Promise<Source> {
  const { resumingSource } = await import('./resuming-source.ts');
  return resumingSource(source, { triesMax: LIMITS.source_tries_max, sleep, random: Math.random });
}

async function databaseBy(server: DatabaseServer, mapping: string | null): Promise<Source> {
  if (mapping === null) {
    const { databaseSource } = await import('./database/database-source.ts');
    return patiently(databaseSource(server));
  }
  const { mappedServerSource } = await import('./mapping/mapped-server-source.ts');
  const { readMapping } = await import('./mapping/read-mapping.ts');
  return patiently(mappedServerSource(server, await readMapping(mapping)));
}

/** A file that is not named after a canonical table. */
async function isLooseFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true) return false;
  return !isTableFile(path);
}

/** In the home: where what is packed is unpacked, each run in a folder of its own. */
export const SCRATCH_FOLDER = 'unpacked';

export function scratchOf(home: string, run: string): string {
  return join(home, SCRATCH_FOLDER, run);
}

/** How much of a file is looked at to know its format. */
const BEGINNING_BYTES = 8_192;

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path).catch((error: unknown) => {
    throw new Problem('source_unreadable', `${basename(path)} may not be read; check its permissions.`, {
      cause: error,
    });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
