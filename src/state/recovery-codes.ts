import { z } from 'zod';
import { digestOf } from '../security/secret.ts';
import type { Records } from './records.ts';

/** Codes that each take the place of a second factor once. Only their digests are kept. */
export interface RecoveryCodes {
  /** How many are left. */
  left(user: string): Promise<number>;
  /** Takes the place of those before. */
  set(user: string, codes: readonly string[]): Promise<void>;
  /** Takes one, once; false: there is no such code, or not any more. */
  take(user: string, code: string): Promise<boolean>;
}

const Digests = z.array(z.string());
const TRIES_MAX = 5;

export const codesPlace = (user: string): string => `recovery_codes.codes:${user}`;

export function recoveryCodesOf({ db, sealing }: Records): RecoveryCodes {
  const read = async (user: string) => {
    const row = await db
      .selectFrom('recovery_codes')
      .select('sealed_codes')
      .where('user', '=', user)
      .executeTakeFirst();
    if (!row) return null;
    const digests = Digests.parse(JSON.parse(sealing.open(row.sealed_codes, codesPlace(user))));
    return { sealed: row.sealed_codes, digests };
  };
  const sealed = (user: string, digests: readonly string[]): string =>
    sealing.seal(JSON.stringify(digests), codesPlace(user));
  return {
    left: async (user) => (await read(user))?.digests.length ?? 0,
    set: async (user, codes) => {
      const values = { sealed_codes: sealed(user, codes.map(digestOf)) };
      await db
        .insertInto('recovery_codes')
        .values({ user, ...values })
        .onConflict((conflict) => conflict.column('user').doUpdateSet(values))
        .execute();
    },
    take: async (user, code) => {
      const digest = digestOf(code);
      // Another code may be taken, or the row sealed anew, between looking and writing: then once more.
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const found = await read(user);
        if (!found?.digests.includes(digest)) return false;
        const rest = found.digests.filter((each) => each !== digest);
        const { numUpdatedRows } = await db
          .updateTable('recovery_codes')
          .set({ sealed_codes: sealed(user, rest) })
          .where('user', '=', user)
          .where('sealed_codes', '=', found.sealed)
          .executeTakeFirst();
        if (numUpdatedRows === 1n) return true;
      }
      return false;
    },
  };
}
