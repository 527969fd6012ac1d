import type { CatalogReader } from '../engine/catalog.ts';
import { accountsOf } from '../engine/scope.ts';
import type { People } from '../state/people.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Actor } from '../vocabulary/scope.ts';

/** The user of whoever holds the installation: no record of people has it. */
export const OWNER = 'owner';

/** Works out who asks and which accounts that opens at the data version of now. Null where nobody is called `user`. */
export type FindActor = (user: string) => Promise<Actor | null>;

export function createFindActor(people: People, catalog: CatalogReader): FindActor {
  return async (user) => {
    if (user === OWNER) {
      return { user, name: 'Owner', role: 'owner', advisorId: null, clientId: null, accounts: 'all' };
    }
    const person = await people.find(user);
    if (!person) return null;
    return { ...person, accounts: await accountsNow(person, catalog) };
  };
}

async function accountsNow(
  person: Pick<Actor, 'role' | 'advisorId' | 'clientId'>,
  catalog: CatalogReader,
): Promise<Actor['accounts']> {
  try {
    return accountsOf(person, await catalog.current());
  } catch (error) {
    // Before the first import there is no account to see; the questions themselves say that there are no data.
    if (error instanceof Problem && error.code === 'no_data') return [];
    throw error;
  }
}

/** The actor of a command's --as; null: the owner. Throws Problem `not_permitted` for an unknown person. */
export async function actorAs(find: FindActor, as: string | null): Promise<Actor> {
  const actor = await find(as ?? OWNER);
  if (!actor) {
    throw new Problem(
      'not_permitted',
      'There is no person of that name to ask as; `askfolio users import FILE.csv` makes people known.',
    );
  }
  return actor;
}

/** The actor of a session. Throws Problem `not_signed_in` for a person who is not known any more. */
export async function actorOfSession(find: FindActor, user: string): Promise<Actor> {
  const actor = await find(user);
  if (!actor)
    throw new Problem('not_signed_in', 'This person is not known any more; sign in as somebody else.');
  return actor;
}
