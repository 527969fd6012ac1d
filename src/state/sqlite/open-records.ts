import { chmodSync, existsSync } from 'node:fs';
import { Kysely } from 'kysely';
import type { Wrapping } from '../../security/master-key.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { beginAudit } from '../audit/log.ts';
import { type DataKeyPurpose, openKeyRing } from '../key-ring.ts';
import { migrate, type Records } from '../records.ts';
import type { Schema } from '../schema.ts';
import { countRightsChanges } from '../standing-rights.ts';
import { openRecordsFile, sqliteDialect } from './dialect.ts';

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
    const db = new Kysely<Schema>({ dialect: sqliteDialect({ ...file, onChange: rights.onChange }) });
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
