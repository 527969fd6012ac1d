import { randomBytes, randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Wrapping } from '../security/master-key.ts';
import { seal, unseal } from '../security/seal.ts';
import type { Sealing } from './records.ts';
import type { Schema } from './schema.ts';

/**
 * What a data key is for: fields of these records, the chain of the audit log, the product store with the parcels that
 * become part of it, the staged rows, what a cache outside holds, the cookies of signing in.
 */
export const DATA_KEY_PURPOSES = ['fields', 'audit', 'store', 'stage', 'cache', 'signin'] as const;
export type DataKeyPurpose = (typeof DATA_KEY_PURPOSES)[number];

/** The data keys of the installation: kept in the records, each wrapped under the master key, opened once. */
export interface KeyRing {
  /** Seals with the newest key of fields and opens with any. */
  readonly sealing: Sealing;
  /** The newest key of a purpose: 32 bytes as 64 hexadecimal digits. */
  newest(purpose: DataKeyPurpose): string;
  /** All keys of a purpose, the newest first. */
  all(purpose: DataKeyPurpose): readonly string[];
  /** Makes a newer key, which seals from then on. */
  renew(purpose: DataKeyPurpose): Promise<void>;
  /** Forgets all but the newest key of a purpose. */
  forgetOlder(purpose: DataKeyPurpose): Promise<void>;
  /** Wraps every key anew. */
  rewrap(wrapping: Wrapping): Promise<void>;
}

interface DataKey {
  readonly id: string;
  readonly key: string;
}

export interface KeyRingOptions {
  readonly db: Kysely<Schema>;
  readonly wrapping: Wrapping;
  readonly now: () => Date;
  /** The key that a purpose begins with, where data of before the ring are sealed with it; null: a random one. */
  readonly firstKey: (purpose: DataKeyPurpose) => string | null;
  /** What belongs to the first key of a purpose, in the transaction that keeps the key. */
  readonly onFirst: (
    transaction: Transaction<Schema>,
    purpose: DataKeyPurpose,
    keyHex: string,
  ) => Promise<void>;
}

const place = (id: string): string => `data_keys.key:${id}`;

/** Opens the ring, making what it lacks. Throws Problem `wrong_key` where the master key does not open it. */
export async function openKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { db, now } = options;
  let { wrapping } = options;
  const keys = new Map<DataKeyPurpose, DataKey[]>();
  const make = async (purpose: DataKeyPurpose, keyHex: string): Promise<void> => {
    const id = randomUUID();
    const wrapped = await wrapping.seal(keyHex, place(id));
    const first = !keys.has(purpose);
    await db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('data_keys')
        .values({ id, purpose, wrapped, made_at: now().toISOString() })
        .execute();
      if (first) await options.onFirst(transaction, purpose, keyHex);
    });
    keys.set(purpose, [{ id, key: keyHex }, ...(keys.get(purpose) ?? [])]);
  };
  const rows = await db.selectFrom('data_keys').selectAll().orderBy('ordinal', 'desc').execute();
  for (const { id, purpose, wrapped } of rows) {
    const known = DATA_KEY_PURPOSES.find((each) => each === purpose);
    if (known === undefined) continue;
    const key = await wrapping.open(wrapped, place(id));
    keys.set(known, [...(keys.get(known) ?? []), { id, key }]);
  }
  for (const purpose of DATA_KEY_PURPOSES) {
    if (!keys.has(purpose)) await make(purpose, options.firstKey(purpose) ?? newKey());
  }
  const all = (purpose: DataKeyPurpose): readonly string[] => (keys.get(purpose) ?? []).map(({ key }) => key);
  const newest = (purpose: DataKeyPurpose): string => {
    const [key] = all(purpose);
    if (key === undefined) throw new TypeError(`there is no key for ${purpose}`);
    return key;
  };
  return {
    sealing: {
      seal: (text, context) => seal(newest('fields'), text, context),
      open: (sealed, context) => unseal(all('fields'), sealed, context),
    },
    newest,
    all,
    renew: (purpose) => make(purpose, newKey()),
    forgetOlder: async (purpose) => {
      const [kept, ...older] = keys.get(purpose) ?? [];
      if (kept === undefined || older.length === 0) return;
      await db
        .deleteFrom('data_keys')
        .where(
          'id',
          'in',
          older.map(({ id }) => id),
        )
        .execute();
      keys.set(purpose, [kept]);
    },
    rewrap: async (next) => {
      const wrapped = await Promise.all(
        [...keys.values()].flat().map(async ({ id, key }) => ({ id, text: await next.seal(key, place(id)) })),
      );
      await db.transaction().execute(async (transaction) => {
        for (const { id, text } of wrapped) {
          await transaction.updateTable('data_keys').set({ wrapped: text }).where('id', '=', id).execute();
        }
      });
      wrapping = next;
    },
  };
}

function newKey(): string {
  return randomBytes(32).toString('hex');
}
