import type { Role } from '../vocabulary/scope.ts';
import type { Records } from './records.ts';

/** Somebody who may sign in. What accounts that means is worked out from the data when he or she asks. */
export interface Person {
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  readonly advisorId: string | null;
  readonly clientId: string | null;
}

export interface People {
  /** Null where there is no such person; users compare byte for byte. */
  find(user: string): Promise<Person | null>;
  /** Adds people or brings those that are there up to date, all or none. */
  save(people: readonly Person[]): Promise<{ added: number; changed: number }>;
}

const ROLES: readonly string[] = [
  'firm',
  'advisor',
  'client',
  'operations',
  'auditor',
  'administrator',
] satisfies Role[];

export function peopleOf({ db, sealing, now }: Records): People {
  return {
    find: async (user) => {
      const row = await db.selectFrom('people').selectAll().where('user', '=', user).executeTakeFirst();
      if (!row || !ROLES.includes(row.role)) return null;
      return {
        user,
        name: sealing.open(row.sealed_name, `people.name:${user}`),
        role: row.role as Role,
        advisorId: row.advisor_id,
        clientId: row.client_id,
      };
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
            sealed_name: sealing.seal(name, `people.name:${user}`),
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
  };
}
