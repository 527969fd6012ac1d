import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { openKeyRing } from '../../src/state/key-ring.ts';
import { migrate, type Records, sealingWith } from '../../src/state/records.ts';
import type { Schema } from '../../src/state/schema.ts';
import { sqliteDialect } from '../../src/state/sqlite/dialect.ts';

const now = (): Date => new Date();

/** The records as every installation has them, in memory. */
export async function openRecordsInMemory(): Promise<Records> {
  const db = new Kysely<Schema>({
    dialect: sqliteDialect({ database: new DatabaseSync(':memory:'), log: null, checkpoints: null }),
  });
  await migrate(db);
  const keys = await openKeyRing({
    db,
    wrapping: sealingWith(['ab'.repeat(32)]),
    now,
    sharing: null,
    firstKey: () => null,
    onFirst: () => Promise.resolve(),
  });
  return {
    db,
    sealing: keys.sealing,
    keys,
    now,
    commonTime: () => Promise.resolve(now()),
    rightsChanges: null,
    writer: null,
  };
}

/** As new, for the next life. */
export async function emptyRecords({ db }: Records): Promise<void> {
  await db.deleteFrom('jobs').execute();
  await db.deleteFrom('leases').execute();
  await db.deleteFrom('sources').execute();
}
