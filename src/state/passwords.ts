import { digestOf, newSecret } from '../security/secret.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Records } from './records.ts';

export interface Passwords {
  /** The hash of a person's password, in the PHC format; null: there is none. */
  hashOf(user: string): Promise<string | null>;
  /** Sets it, and ends every session and link that was opened before. */
  set(user: string, hash: string): Promise<void>;
  /** A link's secret that sets the person's password once; the ones of before open nothing any more. */
  invite(user: string): Promise<{ readonly secret: string; readonly expiresAt: string }>;
  /** Whose password the link sets; null where it is unknown, used or too old. It stays as good as it was. */
  invited(link: string): Promise<string | null>;
  /** Takes the link, once, and sets the password of its person; null as `invited`. */
  take(link: string, hash: string): Promise<string | null>;
}

const HOUR_MS = 3_600_000;

export const hashPlace = (user: string): string => `passwords.hash:${user}`;

export function passwordsOf({ db, sealing, now }: Records): Passwords {
  const links = (link: string) => ({ digest: digestOf(link), at: now().toISOString() });
  const row = (user: string, hash: string) => ({
    user,
    sealed_hash: sealing.seal(hash, hashPlace(user)),
    set_at: now().toISOString(),
  });
  const save = (transaction: typeof db, user: string, hash: string) => {
    const values = row(user, hash);
    return transaction
      .insertInto('passwords')
      .values(values)
      .onConflict((conflict) => conflict.column('user').doUpdateSet(values))
      .execute();
  };
  const signOut = async (transaction: typeof db, user: string): Promise<void> => {
    for (const table of ['sessions', 'signin_links', 'oidc_entries'] as const) {
      await transaction.deleteFrom(table).where('user', '=', user).execute();
    }
  };
  return {
    hashOf: async (user) => {
      const found = await db
        .selectFrom('passwords')
        .select('sealed_hash')
        .where('user', '=', user)
        .executeTakeFirst();
      return found ? sealing.open(found.sealed_hash, hashPlace(user)) : null;
    },
    set: (user, hash) =>
      db.transaction().execute(async (transaction) => {
        await save(transaction, user, hash);
        await signOut(transaction, user);
      }),
    invite: async (user) => {
      const secret = newSecret();
      const expiresAt = new Date(now().getTime() + LIMITS.invitation_hours_max * HOUR_MS).toISOString();
      await db.transaction().execute(async (transaction) => {
        await transaction
          .deleteFrom('signin_links')
          .where('user', '=', user)
          .where('purpose', '=', 'password')
          .execute();
        await transaction
          .insertInto('signin_links')
          .values({
            digest: digestOf(secret),
            user,
            expires_at: expiresAt,
            used_at: null,
            purpose: 'password',
          })
          .execute();
      });
      return { secret, expiresAt };
    },
    invited: async (link) => {
      const { digest, at } = links(link);
      const found = await db
        .selectFrom('signin_links')
        .select('user')
        .where('digest', '=', digest)
        .where('purpose', '=', 'password')
        .where('used_at', 'is', null)
        .where('expires_at', '>', at)
        .executeTakeFirst();
      return found?.user ?? null;
    },
    take: (link, hash) =>
      db.transaction().execute(async (transaction) => {
        const { digest, at } = links(link);
        const taken = await transaction
          .updateTable('signin_links')
          .set({ used_at: at })
          .where('digest', '=', digest)
          .where('purpose', '=', 'password')
          .where('used_at', 'is', null)
          .where('expires_at', '>', at)
          .executeTakeFirst();
        if (taken.numUpdatedRows === 0n) return null;
        const { user } = await transaction
          .selectFrom('signin_links')
          .select('user')
          .where('digest', '=', digest)
          .executeTakeFirstOrThrow();
        await save(transaction, user, hash);
        await signOut(transaction, user);
        return user;
      }),
  };
}
