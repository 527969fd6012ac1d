import type { Kysely } from 'kysely';
import type { Leases } from '../queue/leader.ts';
import type { Records } from './records.ts';
import type { Schema } from './schema.ts';

/** The lease of whoever does the jobs of a lane. */
export const laneLease = (lane: string): string => `lane:${lane}`;

/** Leases run out by the one clock that all who share the records go by; should it be set, the fence still holds. */
export function leasesOf({ db, commonTime }: Pick<Records, 'db' | 'commonTime'>): Leases {
  const heldAt = async (
    name: string,
  ): Promise<{ readonly fence: number; readonly left_ms: number } | null> => {
    const held = await db
      .selectFrom('leases')
      .select(['held_until', 'fence'])
      .where('name', '=', name)
      .executeTakeFirst();
    return held ? { fence: held.fence, left_ms: leftOf(held, await commonTime(db)) } : null;
  };
  return {
    take: async (name, lease_ms) => {
      // Whoever waits for another asks again and again: looking costs the others nothing.
      const left_ms = (await heldAt(name))?.left_ms ?? 0;
      if (left_ms > 0 && left_ms <= lease_ms) return null;
      return db
        .transaction()
        .execute(async (transaction) =>
          takeLease(transaction, await commonTime(transaction), name, lease_ms),
        );
    },
    renew: async (name, fence, lease_ms) => renewLease(db, await commonTime(db), name, fence, lease_ms),
    release: (name, fence) => releaseLease(db, name, fence),
    holder: async (name) => {
      const held = await heldAt(name);
      return held && held.left_ms > 0 ? held.fence : null;
    },
  };
}

/** Inside a transaction of the caller's, in which it is `at`. */
export async function takeLease(
  db: Kysely<Schema>,
  at: Date,
  name: string,
  lease_ms: number,
): Promise<number | null> {
  const known = await db.selectFrom('leases').selectAll().where('name', '=', name).executeTakeFirst();
  const left_ms = known ? leftOf(known, at) : 0;
  const held_until = new Date(at.getTime() + lease_ms).toISOString();
  if (known && left_ms > 0) {
    // Longer than anybody takes it for: the clock was set back since. Whoever lives renews it, whoever is gone does not.
    if (left_ms > lease_ms)
      await db.updateTable('leases').set({ held_until }).where('name', '=', name).execute();
    return null;
  }
  const fence = (known?.fence ?? 0) + 1;
  if (known) await db.updateTable('leases').set({ fence, held_until }).where('name', '=', name).execute();
  else await db.insertInto('leases').values({ name, fence, held_until }).execute();
  return fence;
}

export async function renewLease(
  db: Kysely<Schema>,
  at: Date,
  name: string,
  fence: number,
  lease_ms: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('leases')
    .set({ held_until: new Date(at.getTime() + lease_ms).toISOString() })
    .where('name', '=', name)
    .where('fence', '=', fence)
    // Asked before it was let go and heard after: what nobody holds any more must not be held by nobody.
    .where('held_until', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function releaseLease(db: Kysely<Schema>, name: string, fence: number): Promise<void> {
  await db
    .updateTable('leases')
    .set({ held_until: null })
    .where('name', '=', name)
    .where('fence', '=', fence)
    .execute();
}

function leftOf({ held_until }: { readonly held_until: string | null }, at: Date): number {
  return held_until === null ? 0 : Math.max(0, Date.parse(held_until) - at.getTime());
}
