import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveKeyPlace, type ArchivedFile, readArchive, readArchiveHeader } from '../security/archive.ts';
import { decodeKey, deriveKey, MASTER_KEY_FILE } from '../security/keys.ts';
import { type Wrapping, wrappingWith } from '../security/master-key.ts';
import type { RestoreOrder } from '../cli/context.ts';
import { RECORDS_FILE } from './backup.ts';
import { Problem } from '../vocabulary/problem.ts';

export interface RestoreParts {
  /** Absolute path of the home, which may hold nothing but a master key. */
  readonly home: string;
  /** What the settings open keys with; null where the key lies in the home or comes with the order. */
  readonly wrapping: Wrapping | null;
  /** Names in the home of the files that it is made of besides the records. */
  readonly dataFiles: readonly string[];
}

const DRAFT_FOLDER = 'restoring';

/** Puts the home of a backup back into an empty place. A restore that is cut off leaves nothing but a folder `restoring`. */
export async function restoreHome(
  parts: RestoreParts,
  order: RestoreOrder,
): Promise<{ readonly files: readonly string[]; readonly madeAt: string }> {
  const { home } = parts;
  await mkdir(home, { recursive: true, mode: 0o700 });
  const there = (await readdir(home)).filter((name) => name !== MASTER_KEY_FILE && name !== DRAFT_FOLDER);
  if (there.length > 0) {
    throw new Problem(
      'home_unusable',
      `The home folder ${home} holds data already; set ASKFOLIO_HOME to an empty folder to restore into.`,
    );
  }
  const header = await readArchiveHeader(order.backup);
  const own = await masterKeyOf(home, order.key);
  const wrapping = own === null ? parts.wrapping : wrappingWith([deriveKey(own, 'wrap')]);
  if (wrapping === null) {
    throw new Problem(
      'wrong_key',
      'The master key of the time of the backup is needed; give its file by --key, or set it as it was set then.',
    );
  }
  const key = await wrapping.open(header.wrapped, archiveKeyPlace(header.id));
  const draft = join(home, DRAFT_FOLDER);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  const files = await readArchive(order.backup, key, (file) => placeIn(draft, file, parts.dataFiles));
  if (own !== null) {
    await writeFile(join(home, MASTER_KEY_FILE), `${own.toString('hex')}\n`, { mode: 0o600 });
    await chmod(join(home, MASTER_KEY_FILE), 0o600);
  }
  // The records last: without them the home counts as empty and can be restored again.
  for (const { name } of files.toReversed()) await rename(join(draft, name), join(home, name));
  await rm(draft, { recursive: true });
  return { files: files.map(({ name }) => name), madeAt: header.madeAt };
}

/** Never a path of the archive's own choice. */
function placeIn(draft: string, { name }: ArchivedFile, dataFiles: readonly string[]): string {
  if (name !== RECORDS_FILE && !dataFiles.includes(name)) {
    throw new Problem(
      'backup_unreadable',
      'The backup holds a file that is none of a home; take another copy.',
    );
  }
  return join(draft, name);
}

async function masterKeyOf(home: string, path: string | null): Promise<Buffer | null> {
  const file = path ?? join(home, MASTER_KEY_FILE);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null && path === null) return null;
  const key = text === null ? null : decodeKey(text);
  if (key !== null) return key;
  throw new Problem('wrong_key', `The file ${file} holds no master key; give the right one by --key.`);
}
