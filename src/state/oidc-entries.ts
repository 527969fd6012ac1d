import { digestOf } from '../security/secret.ts';
import type { Records } from './records.ts';

/** What the authorization server keeps of one model, as its library asks for it. Payloads are plain JSON. */
export interface OidcShelf {
  upsert(id: string, payload: OidcPayload, expiresInSeconds: number): Promise<void>;
  find(id: string): Promise<OidcPayload | undefined>;
  findByUid(uid: string): Promise<OidcPayload | undefined>;
  /** Marks it as used; false where it was used before, or is gone: of two at once only one gets true. */
  consume(id: string): Promise<boolean>;
  destroy(id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
}

export type OidcPayload = Readonly<Record<string, unknown>>;

export interface OidcEntries {
  shelf(model: string): OidcShelf;
  /** What is kept of the id of a grant. */
  grantDigest(grantId: string): string;
  /** Whether the grant of that digest is in force. */
  isGranted(grantDigest: string): Promise<boolean>;
}

export const entryPlace = (digest: string): string => `oidc_entries.payload:${digest}`;

const grantDigestOf = (grantId: string): string => digestOf(`Grant:${grantId}`);

export function oidcEntriesOf(records: Records): OidcEntries {
  return {
    shelf: (model) => shelfOf(records, model),
    grantDigest: grantDigestOf,
    isGranted: async (grantDigest) => {
      const { db, now } = records;
      const found = await db
        .selectFrom('oidc_entries')
        .select('digest')
        .where('digest', '=', grantDigest)
        .where('expires_at', '>', now().toISOString())
        .executeTakeFirst();
      return found !== undefined;
    },
  };
}

function shelfOf({ db, sealing, now }: Records, model: string): OidcShelf {
  const digest = (id: string): string => digestOf(`${model}:${id}`);
  const uidDigest = (uid: string): string => digestOf(`${model}.uid:${uid}`);
  const read = async (column: 'digest' | 'uid_digest', value: string): Promise<OidcPayload | undefined> => {
    const row = await db
      .selectFrom('oidc_entries')
      .selectAll()
      .where(column, '=', value)
      .where((where) =>
        where.or([where('expires_at', 'is', null), where('expires_at', '>', now().toISOString())]),
      )
      .executeTakeFirst();
    if (!row) return undefined;
    const payload: OidcPayload = JSON.parse(sealing.open(row.sealed_payload, entryPlace(row.digest)));
    if (row.consumed_at === null) return payload;
    return { ...payload, consumed: Math.floor(Date.parse(row.consumed_at) / 1_000) };
  };
  return {
    upsert: async (id, payload, expiresInSeconds) => {
      const { uid, grantId, accountId } = payload;
      const at = now();
      const values = {
        model,
        user: typeof accountId === 'string' ? accountId : null,
        uid_digest: typeof uid === 'string' ? uidDigest(uid) : null,
        grant_digest: typeof grantId === 'string' ? grantDigestOf(grantId) : null,
        sealed_payload: sealing.seal(JSON.stringify(payload), entryPlace(digest(id))),
        expires_at: Number.isFinite(expiresInSeconds)
          ? new Date(at.getTime() + expiresInSeconds * 1_000).toISOString()
          : null,
      };
      await db.deleteFrom('oidc_entries').where('expires_at', '<', at.toISOString()).execute();
      await db
        .insertInto('oidc_entries')
        .values({ digest: digest(id), consumed_at: null, ...values })
        .onConflict((conflict) => conflict.column('digest').doUpdateSet(values))
        .execute();
    },
    find: (id) => read('digest', digest(id)),
    findByUid: (uid) => read('uid_digest', uidDigest(uid)),
    consume: async (id) => {
      const taken = await db
        .updateTable('oidc_entries')
        .set({ consumed_at: now().toISOString() })
        .where('digest', '=', digest(id))
        .where('consumed_at', 'is', null)
        .executeTakeFirst();
      return taken.numUpdatedRows > 0n;
    },
    destroy: async (id) => {
      await db.deleteFrom('oidc_entries').where('digest', '=', digest(id)).execute();
    },
    revokeByGrantId: async (grantId) => {
      const grant = grantDigestOf(grantId);
      await db
        .deleteFrom('oidc_entries')
        .where((where) => where.or([where('grant_digest', '=', grant), where('digest', '=', grant)]))
        .execute();
    },
  };
}
