import { randomBytes, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { KeyRing } from '../key-ring.ts';
import type { Records } from '../records.ts';
import type { AuditPeopleTable, Schema } from '../schema.ts';
import { userDigest } from './chain.ts';

/** A person as the log knows him or her: by a name that says nothing, with a key of his or her own. */
export interface AuditPerson {
  readonly person: string;
  /** Null: the installation itself. */
  readonly user: string | null;
  readonly key: string;
}

/** With what people are found and named. */
export interface PeopleKeys extends Pick<Records, 'sealing'> {
  readonly keys: Pick<KeyRing, 'all' | 'newest'>;
}

/** The installation itself: what nobody did, or somebody who is not known. No user can have this name. */
const NOBODY = '';

export const userPlace = (person: string): string => `audit_people.user:${person}`;
export const keyPlace = (person: string): string => `audit_people.key:${person}`;

/** What a row opens to; null where the person's data were erased. Throws the Problems of unseal, and on a digest that is another's. */
export function openPerson({ sealing, keys }: PeopleKeys, row: AuditPeopleTable): AuditPerson | null {
  const { person, sealed_user: sealedUser, sealed_key: sealedKey } = row;
  if (sealedUser === null || sealedKey === null) return null;
  const user = sealing.open(sealedUser, userPlace(person));
  if (!keys.all('audit').some((key) => userDigest(key, user) === row.user_digest)) {
    throw new TypeError('the digest of a person is not that of the user');
  }
  return { person, user: user === NOBODY ? null : user, key: sealing.open(sealedKey, keyPlace(person)) };
}

/** Finds the person of a user; null where the log has none. */
export async function findPerson(
  records: PeopleKeys,
  db: Kysely<Schema>,
  user: string | null,
): Promise<AuditPerson | null> {
  // One of before stands there until the log has gone over to a new key (rechain.ts).
  const digests = records.keys.all('audit').map((key) => userDigest(key, user ?? NOBODY));
  const row = await db
    .selectFrom('audit_people')
    .selectAll()
    .where('user_digest', 'in', digests)
    .executeTakeFirst();
  return row ? openPerson(records, row) : null;
}

/** Finds the person of a user, or makes one. */
export async function personFor(
  records: PeopleKeys,
  db: Kysely<Schema>,
  user: string | null,
): Promise<AuditPerson> {
  const known = await findPerson(records, db, user);
  if (known) return known;
  const { sealing, keys } = records;
  const made = { person: randomUUID(), user, key: randomBytes(32).toString('hex') };
  await db
    .insertInto('audit_people')
    .values({
      person: made.person,
      user_digest: userDigest(keys.newest('audit'), user ?? NOBODY),
      sealed_user: sealing.seal(user ?? NOBODY, userPlace(made.person)),
      sealed_key: sealing.seal(made.key, keyPlace(made.person)),
      erased_at: null,
    })
    .execute();
  return made;
}

/** Names everybody by digests with the newest key. */
export async function renamePeople({ sealing, keys }: PeopleKeys, db: Kysely<Schema>): Promise<void> {
  for (const { person, sealed_user: sealedUser } of await db
    .selectFrom('audit_people')
    .selectAll()
    .execute()) {
    if (sealedUser === null) continue;
    const user = sealing.open(sealedUser, userPlace(person));
    await db
      .updateTable('audit_people')
      .set({ user_digest: userDigest(keys.newest('audit'), user) })
      .where('person', '=', person)
      .execute();
  }
}
