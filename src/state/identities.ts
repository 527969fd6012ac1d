import { digestOf } from '../security/secret.ts';
import type { Records } from './records.ts';

/** Whom a subject of another issuer stands for. An address of mail never says that: anybody can come to hold one. */
export interface Identities {
  /** Null: nobody. */
  personOf(issuer: string, subject: string): Promise<string | null>;
  /** Makes it stand for the person of an invitation, which is taken; null where that does not hold any more. */
  bind(link: string, issuer: string, subject: string): Promise<string | null>;
}

export function identitiesOf({ db, now }: Records): Identities {
  return {
    personOf: async (issuer, subject) => {
      const row = await db
        .selectFrom('identities')
        .select('user')
        .where('digest', '=', named(issuer, subject))
        .executeTakeFirst();
      return row?.user ?? null;
    },
    bind: (link, issuer, subject) =>
      db.transaction().execute(async (transaction) => {
        const at = now().toISOString();
        const taken = await transaction
          .updateTable('signin_links')
          .set({ used_at: at })
          .where('digest', '=', digestOf(link))
          .where('purpose', '=', 'password')
          .where('used_at', 'is', null)
          .where('expires_at', '>', at)
          .returning('user')
          .executeTakeFirst();
        if (!taken) return null;
        await transaction
          .insertInto('identities')
          .values({ digest: named(issuer, subject), user: taken.user, at })
          .execute();
        return taken.user;
      }),
  };
}

function named(issuer: string, subject: string): string {
  return digestOf(JSON.stringify([issuer, subject]));
}
