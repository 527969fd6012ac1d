import { chmodSync, existsSync } from 'node:fs';
import { Kysely } from 'kysely';
import type { Wrapping } from '../../security/master-key.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { Entry } from '../audit/append.ts';
import { beginAudit } from '../audit/log.ts';
import { type DataKeyPurpose, type KeyRing, openKeyRing } from '../key-ring.ts';
import { type EntryWriter, migrate, type Records } from '../records.ts';
import type { Schema } from '../schema.ts';
import { countRightsChanges } from '../standing-rights.ts';
import { openRecordsFile, type RecordsFile, sqliteDialect } from './dialect.ts';
import { Writer } from './writer.ts';

/**
 * Opens the records at `path`, or makes them, with mode 0600, and the data keys in them, which `wrapping` unwraps;
 * `firstKey`: see KeyRingOptions. Throws Problem `store_corrupt` where the file is no
 * database of ours, `home_unusable` where it cannot be written or a newer version wrote it.
 */
export async function openRecords(
  path: string,
  wrapping: Wrapping,
  now: () => Date,
  firstKey: (purpose: DataKeyPurpose) => string | null = () => null,
): Promise<Records> {
  try {
    const fresh = !existsSync(path);
    const file = openRecordsFile(path);
    if (fresh) chmodSync(path, 0o600);
    const rights = countRightsChanges();
    const writer = file.log === null ? null : new Writer(path);
    const dialect = sqliteDialect({ ...file, writer, onChange: rights.onChange });
    const db = new Kysely<Schema>({ dialect });
    await migrate(db);
    const keys = await openKeyRing({
      db,
      wrapping,
      now,
      sharing: null,
      firstKey,
      onFirst: async (transaction, purpose, key) => {
        if (purpose === 'audit') await beginAudit(transaction, key);
      },
    });
    return {
      db,
      sealing: keys.sealing,
      keys,
      now,
      commonTime: () => Promise.resolve(now()),
      rightsChanges: rights.count,
      writer: writer && entryWriter({ db, file, writer, keys, now, rightsChanges: rights.count }),
    };
  } catch (error) {
    if (error instanceof Problem) throw error;
    const damaged = error instanceof Error && /malformed|not a database/i.test(error.message);
    throw new Problem(
      damaged ? 'store_corrupt' : 'home_unusable',
      damaged
        ? `The records ${path} are damaged; put them back from a backup, or move the file away to start without people, conversations and past runs.`
        : `The records ${path} cannot be opened; mend their rights or free some space on the disk.`,
      { cause: error },
    );
  }
}

/** Has batches written by the thread while nobody else has the connection, and brings them to the disk. */
function entryWriter(of: {
  readonly db: Kysely<Schema>;
  readonly file: RecordsFile;
  readonly writer: Writer;
  readonly keys: KeyRing;
  readonly now: () => Date;
  readonly rightsChanges: () => number;
}): EntryWriter {
  const { db, file, writer, keys, now, rightsChanges } = of;
  const write = async (entries: readonly Entry[]): Promise<boolean> => {
    const isCommitted = await db.connection().execute(() =>
      writer.write({
        entries,
        now_ms: now().getTime(),
        fieldKeys: keys.all('fields'),
        auditKeys: keys.all('audit'),
        rightsChanges: rightsChanges(),
      }),
    );
    if (!isCommitted) return false;
    file.checkpoints?.committed();
    await file.log?.sync();
    return true;
  };
  return {
    begin: () => writer.begin(),
    write: (entries) => (writer.takes() ? write(entries) : null),
  };
}
