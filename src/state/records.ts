import { type Kysely, sql } from 'kysely';
import { seal, unseal } from '../security/seal.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Entry } from './audit/append.ts';
import type { KeyRing } from './key-ring.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Schema } from './schema.ts';

/** The open records: what every part of this room works on. */
export interface Records {
  readonly db: Kysely<Schema>;
  /** Seals text for the place that `context` names; `open` reads it back from there. */
  readonly sealing: Sealing;
  readonly keys: KeyRing;
  /** What time it is: by the server's clock as this process reckons it where the records are on one. */
  readonly now: () => Date;
  /**
   * The same, asked of the server at this moment: what several processes take from each other goes by it. Inside a
   * transaction it is read after those before have ended.
   */
  readonly commonTime: (db: Kysely<Schema>) => Promise<Date>;
  /** Grows whenever something is written that rights may rest on; null: other processes write, too. */
  readonly rightsChanges: (() => number) | null;
  /** Writes entries of the audit log beside the event loop; null: they are written here. */
  readonly writer: EntryWriter | null;
}

export interface EntryWriter {
  /** Begins it at once, and not only when there is enough to write; resolves with whether it takes entries then. */
  begin(): Promise<boolean>;
  /**
   * Resolves with whether all of them are on the disk or none was written; rejects where nobody knows. Null: it takes none
   * now, they are to be written here.
   */
  write(entries: readonly Entry[]): Promise<boolean> | null;
}

export interface Sealing {
  seal(text: string, context: string): string;
  open(sealed: string, context: string): string;
}

/** `keysHex`: newest first; the first one seals. */
export function sealingWith(keysHex: readonly [string, ...string[]]): Sealing {
  return {
    seal: (text, context) => seal(keysHex[0], text, context),
    open: (sealed, context) => unseal(keysHex, sealed, context),
  };
}

/** Brings the records to the newest version, each step in one transaction; a newer version than ours is refused. */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ user_version: number }>`PRAGMA user_version`.execute(db);
  const version = rows[0]?.user_version ?? 0;
  if (version > MIGRATIONS.length) {
    throw new Problem(
      'home_unusable',
      'A newer version of askfolio has worked on this home; install that version again, or set ASKFOLIO_HOME to another folder.',
    );
  }
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < version) continue;
    await db.transaction().execute(async (transaction) => {
      for (const statement of statements) await sql.raw(statement).execute(transaction);
      await sql.raw(`PRAGMA user_version = ${index + 1}`).execute(transaction);
    });
  }
}
