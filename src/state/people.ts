import type { Selectable } from 'kysely';
import { type Person, PERSON_ROLES } from '../vocabulary/person.ts';
import type { Records } from './records.ts';
import type { PeopleTable } from './schema.ts';

/** A person as the records have him or her. */
export interface KeptPerson extends Person {
  readonly disabled: boolean;
  /** ISO 8601 instant, UTC: sessions and tokens from before it are void; null: none are. */
  readonly signedOutAt: string | null;
}

export interface People {
  /** Null where there is no such person; users compare byte for byte. */
  find(user: string): Promise<KeptPerson | null>;
  /** Everybody, by user. */
  list(): Promise<readonly KeptPerson[]>;
  /** Adds people or brings those that are there up to date, all or none. */
  save(people: readonly Person[]): Promise<{ added: number; changed: number }>;
  /** A disabled person may not sign in, and whatever he or she is signed in with is void at once. */
  disable(user: string, disabled: boolean): Promise<void>;
  /** Takes every second factor away, and ends what the person is signed in with. */
  resetFactors(user: string): Promise<void>;
  /** Makes no subject of another issuer stand for the person any more, who is signed out. */
  unlink(user: string): Promise<void>;
  /** Forgets a person with everything that is his or hers; whether there was one. */
  remove(user: string): Promise<boolean>;
}

export const namePlace = (user: string): string => `people.name:${user}`;

export function peopleOf(records: Records): People {
  const { db, sealing, now } = records;
  return {
    find: async (user) => {
      const row = await db.selectFrom('people').selectAll().where('user', '=', user).executeTakeFirst();
      return row ? personFrom(row, records) : null;
    },
    list: async () => {
      const rows = await db.selectFrom('people').selectAll().orderBy('user').execute();
      return rows.flatMap((row) => personFrom(row, records) ?? []);
    },
    save: (people) =>
      db.transaction().execute(async (transaction) => {
        let added = 0;
        for (const { user, name, role, advisorId, clientId } of people) {
          const known = await transaction
            .selectFrom('people')
            .select('user')
            .where('user', '=', user)
            .executeTakeFirst();
          if (!known) added += 1;
          const values = {
            sealed_name: sealing.seal(name, namePlace(user)),
            role,
            advisor_id: advisorId,
            client_id: clientId,
            updated_at: now().toISOString(),
          };
          await transaction
            .insertInto('people')
            .values({ user, ...values })
            .onConflict((conflict) => conflict.column('user').doUpdateSet(values))
            .execute();
        }
        return { added, changed: people.length - added };
      }),
    disable: (user, disabled) =>
      db.transaction().execute(async (transaction) => {
        const at = now().toISOString();
        await transaction
          .updateTable('people')
          .set({
            disabled_at: disabled ? at : null,
            ...(disabled ? { signed_out_at: at } : {}),
            updated_at: at,
          })
          .where('user', '=', user)
          .execute();
        if (!disabled) return;
        for (const table of SIGNED_IN_TABLES) {
          await transaction.deleteFrom(table).where('user', '=', user).execute();
        }
      }),
    resetFactors: (user) =>
      db.transaction().execute(async (transaction) => {
        for (const table of [...FACTOR_TABLES, ...SIGNED_IN_TABLES]) {
          await transaction.deleteFrom(table).where('user', '=', user).execute();
        }
      }),
    unlink: (user) =>
      db.transaction().execute(async (transaction) => {
        for (const table of ['identities', ...SIGNED_IN_TABLES] as const) {
          await transaction.deleteFrom(table).where('user', '=', user).execute();
        }
      }),
    remove: (user) => removePerson(records, user),
  };
}

function personFrom(row: Selectable<PeopleTable>, { sealing }: Records): KeptPerson | null {
  const role = PERSON_ROLES.find((known) => known === row.role);
  if (role === undefined) return null;
  return {
    user: row.user,
    name: sealing.open(row.sealed_name, namePlace(row.user)),
    role,
    advisorId: row.advisor_id,
    clientId: row.client_id,
    disabled: row.disabled_at !== null,
    signedOutAt: row.signed_out_at,
  };
}

/** What somebody is signed in with. */
const SIGNED_IN_TABLES = ['sessions', 'signin_links', 'oidc_entries'] as const;

/** What somebody shows besides a password, or in its place. */
const FACTOR_TABLES = ['passkeys', 'totp_secrets', 'recovery_codes'] as const;

/** Tables whose rows belong to one person, by their column `user`. */
const OWN_TABLES = [
  'grants',
  'signin_links',
  'sessions',
  'passwords',
  'known_devices',
  'identities',
  ...FACTOR_TABLES,
  'oidc_entries',
  'api_keys',
  'conversations',
  'conversation_shares',
  'answers',
  'exchanges',
  'feedback',
  'saved_questions',
  'model_usage',
] as const;

function removePerson({ db }: Records, user: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    for (const table of OWN_TABLES) {
      await transaction.deleteFrom(table).where('user', '=', user).execute();
    }
    await transaction.deleteFrom('grants').where('given_by', '=', user).where('delegated', '=', 1).execute();
    const removed = await transaction.deleteFrom('people').where('user', '=', user).executeTakeFirst();
    return removed.numDeletedRows > 0n;
  });
}
