import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArchiveSource, archiveKeyPlace, newArchiveKey, writeArchive } from '../security/archive.ts';
import type { MasterKey } from '../security/master-key.ts';
import type { Backup } from '../vocabulary/custody.ts';
import { Problem } from '../vocabulary/problem.ts';

export interface BackupParts {
  readonly master: MasterKey;
  /** Absolute paths of the home, and of its folder for what does not last. */
  readonly home: string;
  readonly temporary: string;
  /** Names in the home of the files that it is made of besides the records; those that are not there are left out. */
  readonly dataFiles: readonly string[];
  /** Writes a copy of the records as of one moment, while others go on working with them. */
  readonly copyRecords: (path: string) => Promise<void>;
  /** Runs work while no delivery is being taken in, so that the files of the store stand still. */
  readonly whileNothingIsTakenIn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly now: () => Date;
}

export const RECORDS_FILE = 'records.sqlite';

/**
 * Writes everything that a home holds into one encrypted file, as of one moment: questions are answered meanwhile,
 * deliveries wait. The master key is not in it.
 */
export function createBackup(parts: BackupParts): (path: string) => Promise<Backup> {
  const { master, home, temporary, now } = parts;
  return async (path) => {
    if (await isThere(path)) {
      throw new Problem('usage', 'There is such a file already; give the backup a name of its own.');
    }
    const id = randomUUID();
    const key = newArchiveKey();
    const header = {
      format: 'askfolio-backup-1',
      id,
      madeAt: now().toISOString(),
      wrapped: await master.wrapping.seal(key, archiveKeyPlace(id)),
    } as const;
    await mkdir(temporary, { recursive: true, mode: 0o700 });
    const records = join(temporary, `backup-${id}.sqlite`);
    const draft = `${path}.part`;
    try {
      return await parts.whileNothingIsTakenIn(async () => {
        await parts.copyRecords(records);
        const files = [
          await sourceOf(RECORDS_FILE, records),
          ...(await Promise.all(parts.dataFiles.map((name) => sourceOf(name, join(home, name))))),
        ].filter((file) => file !== null);
        await rm(draft, { force: true });
        await writeArchive(draft, header, key, files);
        await rename(draft, path);
        const bytes = (await stat(path)).size;
        return { path, id, madeAt: header.madeAt, files: files.map(({ name }) => name), bytes };
      });
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem(
        'usage',
        'The backup cannot be written there; choose a folder that may be written, on a disk with enough room.',
        { cause: error },
      );
    } finally {
      await rm(records, { force: true });
      await rm(draft, { force: true });
    }
  };
}

async function sourceOf(name: string, path: string): Promise<ArchiveSource | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : { name, path, bytes: found.size };
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
