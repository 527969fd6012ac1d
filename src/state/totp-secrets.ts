import type { Records } from './records.ts';

/** The secrets that people's authenticator apps count from, one a person. */
export interface TotpSecrets {
  /** In base32; null: there is none. */
  of(user: string): Promise<{ readonly secret: string; readonly madeAt: string } | null>;
  /** Takes the place of the one before. `step`: of the code that confirmed it. */
  set(user: string, secret: string, step: number): Promise<void>;
  /** Takes a step of time, once; false: that one, or a later one, was taken before. */
  take(user: string, step: number): Promise<boolean>;
  remove(user: string): Promise<boolean>;
}

export const totpPlace = (user: string): string => `totp_secrets.secret:${user}`;

export function totpSecretsOf({ db, sealing, now }: Records): TotpSecrets {
  return {
    of: async (user) => {
      const row = await db.selectFrom('totp_secrets').selectAll().where('user', '=', user).executeTakeFirst();
      return row ? { secret: sealing.open(row.sealed_secret, totpPlace(user)), madeAt: row.made_at } : null;
    },
    set: async (user, secret, step) => {
      const values = {
        sealed_secret: sealing.seal(secret, totpPlace(user)),
        last_step: step,
        made_at: now().toISOString(),
      };
      await db
        .insertInto('totp_secrets')
        .values({ user, ...values })
        .onConflict((conflict) => conflict.column('user').doUpdateSet(values))
        .execute();
    },
    take: async (user, step) => {
      const { numUpdatedRows } = await db
        .updateTable('totp_secrets')
        .set({ last_step: step })
        .where('user', '=', user)
        .where('last_step', '<', step)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    remove: async (user) => {
      const { numDeletedRows } = await db
        .deleteFrom('totp_secrets')
        .where('user', '=', user)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}
