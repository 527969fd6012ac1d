import type { Kysely } from 'kysely';
import type { Leases } from '../queue/leader.ts';
import type { Schema } from './schema.ts';

/** The lease of whoever does the jobs of a lane. */
export const laneLease = (lane: string): string => `lane:${lane}`;

interface Place {
  readonly db: Kysely<Schema>;
  readonly now: () => Date;
}

/** The clocks of several machines may differ by less than a lease; where they do not, the fence still holds. */
export function leasesOf({ db, now }: Place): Leases {
  return {
    take: async (name, lease_ms) => {
      // Whoever waits for another asks again and again: looking costs the others nothing.
      const held = await db
        .selectFrom('leases')
        .select('held_until')
        .where('name', '=', name)
        .executeTakeFirst();
      if ((held?.held_until ?? '') > now().toISOString()) return null;
      return db.transaction().execute((transaction) => takeLease({ db: transaction, now }, name, lease_ms));
    },
    renew: (name, fence, lease_ms) => renewLease({ db, now }, name, fence, lease_ms),
    release: (name, fence) => releaseLease(db, name, fence),
    holder: async (name) => {
      const held = await db
        .selectFrom('leases')
        .select(['held_until', 'fence'])
        .where('name', '=', name)
        .executeTakeFirst();
      return (held?.held_until ?? '') > now().toISOString() ? (held?.fence ?? null) : null;
    },
  };
}

/** Inside a transaction of the caller's. */
export async function takeLease({ db, now }: Place, name: string, lease_ms: number): Promise<number | null> {
  const at = now();
  const known = await db.selectFrom('leases').selectAll().where('name', '=', name).executeTakeFirst();
  if ((known?.held_until ?? '') > at.toISOString()) return null;
  const held_until = new Date(at.getTime() + lease_ms).toISOString();
  const fence = (known?.fence ?? 0) + 1;
  if (known) await db.updateTable('leases').set({ fence, held_until }).where('name', '=', name).execute();
  else await db.insertInto('leases').values({ name, fence, held_until }).execute();
  return fence;
}

export async function renewLease(
  { db, now }: Place,
  name: string,
  fence: number,
  lease_ms: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('leases')
    .set({ held_until: new Date(now().getTime() + lease_ms).toISOString() })
    .where('name', '=', name)
    .where('fence', '=', fence)
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
