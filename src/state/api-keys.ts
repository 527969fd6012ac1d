import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { digestOf, sameSecret } from '../security/secret.ts';
import type { ApiKey } from '../vocabulary/custody.ts';
import { type Right, RIGHTS } from '../vocabulary/scope.ts';
import type { Records } from './records.ts';
import type { ApiKeysTable } from './schema.ts';

/** Whose a key is, and what it is limited to. */
export interface OpenedKey {
  readonly id: string;
  readonly user: string;
  readonly rights: readonly Right[];
}

/** Keys with which programs come to the API in the name of a person. Of a key's secret only a digest is kept. */
export interface ApiKeys {
  /** The secret is given once, here. */
  make(
    key: Pick<ApiKey, 'user' | 'label' | 'rights' | 'expiresAt'>,
  ): Promise<{ key: ApiKey; secret: string }>;
  /** Null for what is no key of ours, or one that was revoked or is over. */
  open(secret: string): Promise<OpenedKey | null>;
  /** The key of that id, where it is in use. */
  find(id: string): Promise<OpenedKey | null>;
  /** All, or those of one person; the newest first. */
  list(user: string | null): Promise<readonly ApiKey[]>;
  /** From now on it opens nothing; whether there was one to revoke. */
  revoke(id: string): Promise<boolean>;
}

const PREFIX = 'askfolio';
const CHECK_CHARS = 6;
const USED_EVERY_MS = 60_000;

export const labelPlace = (id: string): string => `api_keys.label:${id}`;

export function apiKeysOf({ db, sealing, now }: Records): ApiKeys {
  const entry = (row: ApiKeysTable): ApiKey => ({
    id: row.id,
    user: row.user,
    label: sealing.open(row.sealed_label, labelPlace(row.id)),
    rights: rightsFrom(row.rights),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  });
  return {
    make: async ({ user, label, rights, expiresAt }) => {
      const id = randomUUID();
      const secret = secretOf(id);
      const row = {
        id,
        user,
        digest: digestOf(secret),
        sealed_label: sealing.seal(label, labelPlace(id)),
        rights: rights.join(' '),
        created_at: now().toISOString(),
        expires_at: expiresAt,
        last_used_at: null,
        revoked_at: null,
      };
      await db.insertInto('api_keys').values(row).execute();
      return { key: entry(row), secret };
    },
    open: async (secret) => {
      const id = idOf(secret);
      if (id === null) return null;
      const row = await db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst();
      const at = now().toISOString();
      if (!row || !sameSecret(row.digest, digestOf(secret))) return null;
      if (row.revoked_at !== null || row.expires_at <= at) return null;
      if (row.last_used_at === null || Date.parse(at) - Date.parse(row.last_used_at) > USED_EVERY_MS) {
        await db.updateTable('api_keys').set({ last_used_at: at }).where('id', '=', id).execute();
      }
      return { id, user: row.user, rights: rightsFrom(row.rights) };
    },
    find: async (id) => {
      const row = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now().toISOString())
        .executeTakeFirst();
      return row ? { id, user: row.user, rights: rightsFrom(row.rights) } : null;
    },
    list: async (user) => {
      let select = db.selectFrom('api_keys').selectAll().orderBy('created_at', 'desc').orderBy('id');
      if (user !== null) select = select.where('user', '=', user);
      return (await select.execute()).map(entry);
    },
    revoke: async (id) => {
      const result = await db
        .updateTable('api_keys')
        .set({ revoked_at: now().toISOString() })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
  };
}

/** `askfolio_<id>_<256 random bits><checksum>`: scanners of leaked secrets know it by its beginning and its end. */
function secretOf(id: string): string {
  const body = `${PREFIX}_${id.replaceAll('-', '')}_${randomBytes(32).toString('hex')}`;
  return `${body}${checkOf(body)}`;
}

/** The id in a secret that is well formed; null for anything else, which costs no look at the records. */
function idOf(secret: string): string | null {
  const parts =
    /^askfolio_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_[0-9a-f]{70}$/.exec(secret);
  if (!parts) return null;
  const body = secret.slice(0, -CHECK_CHARS);
  return checkOf(body) === secret.slice(-CHECK_CHARS) ? parts.slice(1).join('-') : null;
}

function checkOf(body: string): string {
  return createHash('sha256').update(`check:${body}`).digest('hex').slice(0, CHECK_CHARS);
}

function rightsFrom(text: string): readonly Right[] {
  const named = text.split(' ');
  return RIGHTS.filter((right) => named.includes(right));
}
