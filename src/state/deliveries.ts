import { LIMITS } from '../vocabulary/limits.ts';
import type { DeliveryState, Look } from '../vocabulary/delivery.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Records } from './records.ts';
import type { DeliveriesTable } from './schema.ts';

/** A delivery as it is remembered; its files lie sealed in the inbox. */
export interface KeptDelivery {
  readonly id: string;
  readonly user: string;
  /** ISO 8601 instants, UTC. */
  readonly createdAt: string;
  readonly expiresAt: string;
  /** What its files are sealed with, hexadecimal. */
  readonly key: string;
  readonly state: DeliveryState;
  readonly files: readonly { readonly number: number; readonly name: string; readonly bytes: number }[];
  readonly look: Look | null;
  readonly message: string | null;
  /** As what it was taken in. */
  readonly source: string | null;
  readonly mode: 'full' | 'incremental' | null;
}

/** The deliveries that people hand in. */
export interface Deliveries {
  /** A person's own, the newest first. */
  list(user: string): Promise<readonly KeptDelivery[]>;
  find(id: string): Promise<KeptDelivery | null>;
  /** Rejects with `too_large` where the person has as many as one may have. */
  add(delivery: KeptDelivery): Promise<void>;
  /** Changes one as it is now; `change` may throw to leave it. Rejects with `not_found`. */
  change(id: string, change: (held: KeptDelivery) => KeptDelivery): Promise<KeptDelivery>;
  remove(id: string): Promise<void>;
  /** The ids of all, and of those that are over at a moment. */
  ids(): Promise<readonly { readonly id: string; readonly expiresAt: string }[]>;
}

export const deliveryPlace = (id: string): string => `deliveries.delivery:${id}`;

export function deliveriesOf({ db, sealing }: Records): Deliveries {
  const opened = (row: DeliveriesTable): KeptDelivery =>
    JSON.parse(sealing.open(row.sealed_delivery, deliveryPlace(row.id))) as KeptDelivery;
  const rowOf = (delivery: KeptDelivery): DeliveriesTable => ({
    id: delivery.id,
    user: delivery.user,
    created_at: delivery.createdAt,
    expires_at: delivery.expiresAt,
    sealed_delivery: sealing.seal(JSON.stringify(delivery), deliveryPlace(delivery.id)),
  });
  return {
    list: async (user) => {
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('user', '=', user)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(opened);
    },
    find: async (id) => {
      const row = await db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? opened(row) : null;
    },
    add: (delivery) =>
      db.transaction().execute(async (transaction) => {
        const held = await transaction
          .selectFrom('deliveries')
          .select('id')
          .where('user', '=', delivery.user)
          .execute();
        if (held.length >= LIMITS.deliveries_per_person_max) {
          throw new Problem(
            'too_large',
            'You have as many deliveries waiting as one may have; confirm or remove some first.',
          );
        }
        await transaction.insertInto('deliveries').values(rowOf(delivery)).execute();
      }),
    change: (id, change) =>
      db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('deliveries')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirst();
        if (!row) throw noDelivery();
        const changed = change(opened(row));
        await transaction.updateTable('deliveries').set(rowOf(changed)).where('id', '=', id).execute();
        return changed;
      }),
    remove: async (id) => {
      await db.deleteFrom('deliveries').where('id', '=', id).execute();
    },
    ids: async () => {
      const rows = await db.selectFrom('deliveries').select(['id', 'expires_at']).execute();
      return rows.map((row) => ({ id: row.id, expiresAt: row.expires_at }));
    },
  };
}

/** In the same words where it is another's. */
export function noDelivery(): Problem {
  return new Problem(
    'not_found',
    'There is no such delivery; it may be over or removed: hand the files in again.',
  );
}
