import { accountsOf, accountsOfGrant } from '../engine/scope.ts';
import type { Catalog, CatalogReader } from '../engine/catalog.ts';
import type { Grants } from '../state/grants.ts';
import type { KeptPerson, People } from '../state/people.ts';
import type { Grant } from '../vocabulary/person.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { AccountSet, Actor } from '../vocabulary/scope.ts';

/** The user of whoever holds the installation: no record of people has it. */
export const OWNER = 'owner';

/** Works out who asks and which accounts that opens at the data version of now. Null where nobody is called `user`. */
export type FindActor = (user: string) => Promise<Actor | null>;

export const OWNER_ACTOR: Actor = {
  user: OWNER,
  name: 'Owner',
  role: 'owner',
  advisorId: null,
  clientId: null,
  accounts: 'all',
};

/** Reads the records anew at every call, so that a change of rights counts from the next one on. */
export function createFindActor(people: People, grants: Grants, catalog: CatalogReader): FindActor {
  return async (user) => {
    if (user === OWNER) return OWNER_ACTOR;
    const person = await people.find(user);
    if (!person || person.disabled) return null;
    const { name, role, advisorId, clientId } = person;
    const accounts = await accountsNow(person, await grants.of(user), people, catalog);
    return { user, name, role, advisorId, clientId, accounts };
  };
}

async function accountsNow(
  person: KeptPerson,
  given: readonly Grant[],
  people: People,
  catalog: CatalogReader,
): Promise<AccountSet> {
  let current: Catalog;
  try {
    current = await catalog.current();
  } catch (error) {
    // Before the first import there is no account to see; the questions themselves say that there are no data.
    if (error instanceof Problem && error.code === 'no_data') return [];
    throw error;
  }
  const own = accountsOf(person, current);
  if (own === 'all' || given.length === 0) return own;
  const all = new Set(own);
  for (const grant of given) {
    const opened = accountsOfGrant(grant, current);
    const limit = grant.delegated ? await roleAccounts(grant.givenBy, people, current) : 'all';
    const allowed = limit === 'all' ? null : new Set(limit);
    for (const account of opened) if (allowed === null || allowed.has(account)) all.add(account);
  }
  return [...all];
}

/** What the role of whoever delegated opens now: grants of his or her own cannot be handed on. */
async function roleAccounts(user: string, people: People, catalog: Catalog): Promise<AccountSet> {
  if (user === OWNER) return 'all';
  const giver = await people.find(user);
  return giver && !giver.disabled ? accountsOf(giver, catalog) : [];
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
