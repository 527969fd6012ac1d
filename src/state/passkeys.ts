import { z } from 'zod';
import { digestOf } from '../security/secret.ts';
import type { Records } from './records.ts';

/** The public half of a key that a person's device, or a key on a ring, holds. */
export interface Passkey {
  /** What it is listed under; it opens nothing. */
  readonly id: string;
  readonly user: string;
  /** What its person calls it. */
  readonly label: string;
  /** As the device names it, in base64url. */
  readonly credential: string;
  /** COSE, in base64url. */
  readonly publicKey: string;
  /** By what the device knows the person: random, the same for all keys of one person. */
  readonly handle: string;
  readonly transports: readonly string[];
  /** How often it was used, as the device counts; 0 where it does not count. */
  readonly counter: number;
  /** ISO 8601 instants, UTC. */
  readonly madeAt: string;
  readonly usedAt: string | null;
}

export interface Passkeys {
  /** The oldest first. */
  of(user: string): Promise<readonly Passkey[]>;
  find(credential: string): Promise<Passkey | null>;
  /** Whether it was added: not where anybody has this one already. */
  add(passkey: Omit<Passkey, 'id' | 'madeAt' | 'usedAt'>): Promise<boolean>;
  /** Notes a use; false: another use came between, or one with a higher count was noted already. */
  use(passkey: Passkey, counter: number): Promise<boolean>;
  remove(user: string, id: string): Promise<boolean>;
}

const Kept = z.strictObject({
  label: z.string(),
  credential: z.string(),
  publicKey: z.string(),
  handle: z.string(),
  transports: z.array(z.string()),
});

/** Bound to the person, too: who can write rows makes nobody's key open for somebody else. */
export const passkeyPlace = (id: string, user: string): string => `passkeys.passkey:${user}:${id}`;

export function passkeysOf({ db, sealing, now }: Records): Passkeys {
  const read = (row: {
    readonly digest: string;
    readonly user: string;
    readonly sealed_passkey: string;
    readonly counter: number;
    readonly made_at: string;
    readonly used_at: string | null;
  }): Passkey => ({
    ...Kept.parse(JSON.parse(sealing.open(row.sealed_passkey, passkeyPlace(row.digest, row.user)))),
    id: row.digest,
    user: row.user,
    counter: row.counter,
    madeAt: row.made_at,
    usedAt: row.used_at,
  });
  return {
    of: async (user) => {
      const rows = await db
        .selectFrom('passkeys')
        .selectAll()
        .where('user', '=', user)
        .orderBy('made_at')
        .execute();
      return rows.map(read);
    },
    find: async (credential) => {
      const row = await db
        .selectFrom('passkeys')
        .selectAll()
        .where('digest', '=', digestOf(credential))
        .executeTakeFirst();
      return row ? read(row) : null;
    },
    add: async ({ user, counter, ...kept }) => {
      const digest = digestOf(kept.credential);
      return db.transaction().execute(async (transaction) => {
        const known = await transaction
          .selectFrom('passkeys')
          .select('digest')
          .where('digest', '=', digest)
          .executeTakeFirst();
        if (known) return false;
        await transaction
          .insertInto('passkeys')
          .values({
            digest,
            user,
            sealed_passkey: sealing.seal(JSON.stringify(kept), passkeyPlace(digest, user)),
            counter,
            made_at: now().toISOString(),
            used_at: null,
          })
          .execute();
        return true;
      });
    },
    use: async ({ id, counter: before }, counter) => {
      const { numUpdatedRows } = await db
        .updateTable('passkeys')
        .set({ counter, used_at: now().toISOString() })
        .where('digest', '=', id)
        .where('counter', '=', before)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    remove: async (user, id) => {
      const { numDeletedRows } = await db
        .deleteFrom('passkeys')
        .where('user', '=', user)
        .where('digest', '=', id)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}
