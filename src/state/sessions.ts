import { digestOf, newSecret } from '../security/secret.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Records } from './records.ts';

export interface Sessions {
  /** A link's secret that opens one session for `user`, once, within signin_link_minutes_max. */
  invite(user: string): Promise<string>;
  /** Trades a link's secret for a session's; null where the link is unknown, used or too old. */
  open(link: string): Promise<{ readonly secret: string; readonly user: string } | null>;
  /** Whose session it is; null where it is unknown or over. */
  userOf(secret: string): Promise<string | null>;
  end(secret: string): Promise<void>;
}

const MINUTE_MS = 60_000;

export function sessionsOf({ db, now }: Records): Sessions {
  const later = (minutes: number): string => new Date(now().getTime() + minutes * MINUTE_MS).toISOString();
  return {
    invite: async (user) => {
      const secret = newSecret();
      const at = now().toISOString();
      await db.deleteFrom('signin_links').where('expires_at', '<', at).execute();
      await db.deleteFrom('sessions').where('expires_at', '<', at).execute();
      await db
        .insertInto('signin_links')
        .values({
          digest: digestOf(secret),
          user,
          expires_at: later(LIMITS.signin_link_minutes_max),
          used_at: null,
        })
        .execute();
      return secret;
    },
    open: async (link) => {
      const at = now().toISOString();
      // One statement takes the link, so that of two requests with it only one gets a session.
      const taken = await db
        .updateTable('signin_links')
        .set({ used_at: at })
        .where('digest', '=', digestOf(link))
        .where('used_at', 'is', null)
        .where('expires_at', '>', at)
        .returning('user')
        .executeTakeFirst();
      if (!taken) return null;
      const secret = newSecret();
      await db
        .insertInto('sessions')
        .values({
          digest: digestOf(secret),
          user: taken.user,
          created_at: at,
          expires_at: later(LIMITS.session_hours_max * 60),
        })
        .execute();
      return { secret, user: taken.user };
    },
    userOf: async (secret) => {
      const row = await db
        .selectFrom('sessions')
        .select('user')
        .where('digest', '=', digestOf(secret))
        .where('expires_at', '>', now().toISOString())
        .executeTakeFirst();
      return row?.user ?? null;
    },
    end: async (secret) => {
      await db.deleteFrom('sessions').where('digest', '=', digestOf(secret)).execute();
    },
  };
}
