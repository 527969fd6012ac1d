import { randomUUID } from 'node:crypto';
import { digestOf, newSecret } from '../security/secret.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { OpenSession, SignInMeans } from '../vocabulary/sign-in.ts';
import { SIGN_IN_MEANS } from '../vocabulary/sign-in.ts';
import type { Records } from './records.ts';

/** Somebody who has just shown who he or she is. */
export interface SignedIn {
  readonly user: string;
  readonly means: SignInMeans;
  /** The digest of the authorization server's grant, with which the session ends; null: there is none. */
  readonly grantDigest: string | null;
  /** Tokens of the authorization server, as JSON: they stay here. */
  readonly tokens: string | null;
}

export interface FoundSession {
  readonly user: string;
  readonly means: SignInMeans;
  /** ISO 8601 instant, UTC. */
  readonly since: string;
}

export interface Sessions {
  /** A link's secret that opens one session for `user`, once, within signin_link_minutes_max. */
  invite(user: string): Promise<string>;
  /** Trades a link's secret for a session's; null where the link is unknown, used or too old. */
  open(link: string): Promise<{ readonly secret: string; readonly user: string } | null>;
  /** A new session; its secret is given here alone. */
  begin(signedIn: SignedIn): Promise<string>;
  /** Whose session it is; null where it is unknown or over: by its age, by having lain idle, or with its grant. */
  userOf(secret: string): Promise<string | null>;
  /** As userOf, with how and when its person signed in. */
  find(secret: string): Promise<FoundSession | null>;
  /** Those of a person that are open, the newest first. */
  of(user: string): Promise<readonly OpenSession[]>;
  end(secret: string): Promise<void>;
  /** Ends one of a person's by the id under which it is listed; whether there was one. */
  endOne(user: string, id: string): Promise<boolean>;
  /** Ends those by another issuer, of a person or of anybody, whose kept tokens pass; gives whose they were. */
  endIssued(user: string | null, isMeant: (tokens: string) => boolean): Promise<readonly string[]>;
  /** Ends everything that the person is signed in with, links included. */
  endAll(user: string): Promise<void>;
}

const MINUTE_MS = 60_000;

export const tokensPlace = (digest: string): string => `sessions.tokens:${digest}`;

export function sessionsOf(records: Records): Sessions {
  const { db, now } = records;
  const later = (minutes: number): string => new Date(now().getTime() + minutes * MINUTE_MS).toISOString();
  const begin = (signedIn: SignedIn): Promise<string> => insertSession(records, signedIn);
  const inForce = () =>
    db
      .selectFrom('sessions')
      .where('expires_at', '>', now().toISOString())
      .where((where) =>
        where.or([
          where('seen_at', 'is', null),
          where('seen_at', '>', later(-LIMITS.session_idle_minutes_max)),
        ]),
      )
      .where((where) =>
        where.or([
          where('grant_digest', 'is', null),
          where.exists(
            where
              .selectFrom('oidc_entries')
              .select('oidc_entries.digest')
              .whereRef('oidc_entries.digest', '=', 'sessions.grant_digest')
              .where('oidc_entries.expires_at', '>', now().toISOString()),
          ),
        ]),
      );
  const find: Sessions['find'] = async (secret) => {
    const digest = digestOf(secret);
    const row = await inForce()
      .select(['user', 'means', 'created_at', 'seen_at'])
      .where('digest', '=', digest)
      .executeTakeFirst();
    if (!row) return null;
    if (row.seen_at === null || row.seen_at < later(-1)) {
      const seen = { seen_at: now().toISOString() };
      await db.updateTable('sessions').set(seen).where('digest', '=', digest).execute();
    }
    return { user: row.user, means: meansFrom(row.means), since: row.created_at };
  };
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
          purpose: 'session',
        })
        .execute();
      return secret;
    },
    open: async (link) => {
      const at = now().toISOString();
      // Only one of two requests with the same link finds it unused when it marks it.
      const digest = digestOf(link);
      const taken = await db
        .updateTable('signin_links')
        .set({ used_at: at })
        .where('digest', '=', digest)
        .where('purpose', '=', 'session')
        .where('used_at', 'is', null)
        .where('expires_at', '>', at)
        .executeTakeFirst();
      if (taken.numUpdatedRows === 0n) return null;
      const { user } = await db
        .selectFrom('signin_links')
        .select('user')
        .where('digest', '=', digest)
        .executeTakeFirstOrThrow();
      const secret = await begin({ user, means: 'link', grantDigest: null, tokens: null });
      return { secret, user };
    },
    begin,
    userOf: async (secret) => (await find(secret))?.user ?? null,
    find,
    of: async (user) => {
      const rows = await inForce()
        .select(['id', 'means', 'created_at', 'seen_at', 'expires_at'])
        .where('user', '=', user)
        .orderBy('created_at', 'desc')
        .execute();
      return rows.flatMap(({ id, means, created_at: since, seen_at: seenAt, expires_at: until }) =>
        id === null ? [] : [{ id, means: meansFrom(means), since, seenAt: seenAt ?? since, until }],
      );
    },
    end: async (secret) => {
      await removeSession(records, { digest: digestOf(secret) });
    },
    endOne: (user, id) => removeSession(records, { user, id }),
    endIssued: async (user, isMeant) => {
      let issued = db
        .selectFrom('sessions')
        .select(['digest', 'user', 'sealed_tokens'])
        .where('means', '=', 'issuer');
      if (user !== null) issued = issued.where('user', '=', user);
      const meant = (await issued.execute()).filter(
        ({ digest, sealed_tokens: sealed }) =>
          sealed !== null && isMeant(records.sealing.open(sealed, tokensPlace(digest))),
      );
      for (const { digest } of meant) await removeSession(records, { digest });
      return [...new Set(meant.map((session) => session.user))];
    },
    endAll: (user) =>
      db.transaction().execute(async (transaction) => {
        for (const table of ['sessions', 'signin_links', 'oidc_entries'] as const) {
          await transaction.deleteFrom(table).where('user', '=', user).execute();
        }
      }),
  };
}

async function insertSession({ db, sealing, now }: Records, signedIn: SignedIn): Promise<string> {
  const { user, means, grantDigest, tokens } = signedIn;
  const secret = newSecret();
  const digest = digestOf(secret);
  const at = now();
  await db
    .insertInto('sessions')
    .values({
      digest,
      id: randomUUID(),
      user,
      means,
      created_at: at.toISOString(),
      expires_at: new Date(at.getTime() + LIMITS.session_hours_max * 60 * MINUTE_MS).toISOString(),
      seen_at: at.toISOString(),
      grant_digest: grantDigest,
      sealed_tokens: tokens === null ? null : sealing.seal(tokens, tokensPlace(digest)),
    })
    .execute();
  return secret;
}

/** With a session goes all that the authorization server keeps under its grant. */
function removeSession(
  { db }: Records,
  which: { readonly digest: string } | { readonly user: string; readonly id: string },
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const sessions = transaction.selectFrom('sessions').select(['digest', 'grant_digest']);
    const gone = await (
      'digest' in which
        ? sessions.where('digest', '=', which.digest)
        : sessions.where('user', '=', which.user).where('id', '=', which.id)
    ).executeTakeFirst();
    if (gone) await transaction.deleteFrom('sessions').where('digest', '=', gone.digest).execute();
    const grant = gone?.grant_digest ?? null;
    if (grant !== null) {
      await transaction
        .deleteFrom('oidc_entries')
        .where((where) => where.or([where('grant_digest', '=', grant), where('digest', '=', grant)]))
        .execute();
    }
    return gone !== undefined;
  });
}

function meansFrom(text: string): SignInMeans {
  return SIGN_IN_MEANS.find((known) => known === text) ?? 'link';
}
