import type { Selectable } from 'kysely';
import { digestOf } from '../security/secret.ts';
import { type Grant, GRANT_KINDS } from '../vocabulary/person.ts';
import type { Records } from './records.ts';
import type { GrantsTable } from './schema.ts';

/** A delegation's code, as it is kept until somebody takes it. */
export interface GrantCode {
  readonly secret: string;
  readonly expiresAt: string;
}

/** Who may see which accounts besides those of the role. A grant that has expired is as good as none. */
export interface Grants {
  /** Those that are in force for a person now. */
  of(user: string): Promise<readonly Grant[]>;
  givenBy(user: string): Promise<readonly Grant[]>;
  /** Everybody's, the oldest first. */
  list(): Promise<readonly Grant[]>;
  find(id: string): Promise<Grant | null>;
  add(grant: Grant, code: GrantCode | null): Promise<void>;
  /** Gives the grant of a code to `user`, once; null where the code is unknown, used or too old. */
  take(secret: string, user: string): Promise<Grant | null>;
  remove(id: string): Promise<boolean>;
}

export const targetPlace = (id: string): string => `grants.target:${id}`;

export function grantsOf({ db, sealing, now }: Records): Grants {
  const read = (row: Selectable<GrantsTable>): Grant[] => {
    const kind = GRANT_KINDS.find((known) => known === row.kind);
    if (kind === undefined) return [];
    const { id, user, given_by: givenBy, created_at: createdAt, expires_at: expiresAt } = row;
    const target = sealing.open(row.sealed_target, targetPlace(id));
    return [{ id, user, kind, target, givenBy, delegated: row.delegated === 1, createdAt, expiresAt }];
  };
  const inForce = () => {
    const at = now().toISOString();
    return db
      .selectFrom('grants')
      .selectAll()
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', at)]))
      .orderBy('created_at')
      .orderBy('id');
  };
  return {
    of: async (user) => (await inForce().where('user', '=', user).execute()).flatMap(read),
    givenBy: async (user) => (await inForce().where('given_by', '=', user).execute()).flatMap(read),
    list: async () => (await inForce().execute()).flatMap(read),
    find: async (id) => {
      const row = await db.selectFrom('grants').selectAll().where('id', '=', id).executeTakeFirst();
      return (row ? read(row) : [])[0] ?? null;
    },
    add: async ({ id, user, kind, target, givenBy, delegated, createdAt, expiresAt }, code) => {
      const at = now().toISOString();
      await db.deleteFrom('grants').where('expires_at', '<', at).execute();
      await db.deleteFrom('grants').where('user', 'is', null).where('code_expires_at', '<', at).execute();
      await db
        .insertInto('grants')
        .values({
          id,
          user,
          kind,
          sealed_target: sealing.seal(target, targetPlace(id)),
          given_by: givenBy,
          delegated: delegated ? 1 : 0,
          created_at: createdAt,
          expires_at: expiresAt,
          code_digest: code ? digestOf(code.secret) : null,
          code_expires_at: code?.expiresAt ?? null,
        })
        .execute();
    },
    take: async (secret, user) => {
      // One transaction takes the code, so that of two who have it only one gets the grant.
      const row = await db.transaction().execute(async (transaction) => {
        const open = await transaction
          .selectFrom('grants')
          .selectAll()
          .where('code_digest', '=', digestOf(secret))
          .where('user', 'is', null)
          .where('code_expires_at', '>', now().toISOString())
          .where('given_by', '!=', user)
          .executeTakeFirst();
        if (!open) return null;
        const taken = { user, code_digest: null, code_expires_at: null };
        await transaction.updateTable('grants').set(taken).where('id', '=', open.id).execute();
        return { ...open, ...taken };
      });
      return (row ? read(row) : [])[0] ?? null;
    },
    remove: async (id) => {
      const removed = await db.deleteFrom('grants').where('id', '=', id).executeTakeFirst();
      return removed.numDeletedRows > 0n;
    },
  };
}
