import { randomBytes, randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Wrapping } from '../security/master-key.ts';
import { seal, unseal } from '../security/seal.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Sealing } from './records.ts';
import type { Schema } from './schema.ts';

/**
 * What a data key is for: fields of these records, the chain of the audit log, the product store with the parcels that
 * become part of it, the staged rows, what a cache outside holds, the cookies of signing in.
 */
export const DATA_KEY_PURPOSES = ['fields', 'audit', 'store', 'stage', 'cache', 'signin'] as const;
export type DataKeyPurpose = (typeof DATA_KEY_PURPOSES)[number];
/** What the chain of the audit log was made with up to some entry: to check what stands there, and for nothing else. */
const RETIRED = 'audit_before';
type KeptPurpose = DataKeyPurpose | typeof RETIRED;

/**
 * The data keys of the installation: kept in the records, each wrapped under the master key, opened once. Where several
 * processes share the records, each looks for new keys every few seconds (`follow`), and a new one seals only when every
 * process has had the time to learn of it: whatever one seals, all can open.
 */
export interface KeyRing {
  /** Seals with the newest key of fields and opens with any. */
  readonly sealing: Sealing;
  /** The newest key of a purpose: 32 bytes as 64 hexadecimal digits. */
  newest(purpose: DataKeyPurpose): string;
  /** All keys of a purpose: the one that seals now, then the others, the newest first. */
  all(purpose: KeptPurpose): readonly string[];
  /** Makes a newer key; resolves when it seals, in every process. */
  renew(purpose: DataKeyPurpose): Promise<void>;
  /** Forgets all but the newest key of a purpose. */
  forgetOlder(purpose: DataKeyPurpose): Promise<void>;
  /** Keeps all but the newest key of the audit log's chain as `audit_before`. */
  retireOlder(): Promise<void>;
  /** Wraps every key anew. */
  rewrap(wrapping: Wrapping): Promise<void>;
  /** Learns what other processes have made and forgotten. */
  follow(): Promise<void>;
}

export interface KeySharing {
  /** From when a process has learnt of a key until it seals with it: more than others need to learn of it. */
  readonly spread_ms: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly elapsed: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

export interface KeyRingOptions {
  readonly db: Kysely<Schema>;
  readonly wrapping: Wrapping;
  readonly now: () => Date;
  /** Others work on these records too, and look for new keys; null: nobody does. */
  readonly sharing: KeySharing | null;
  /** The key that a purpose begins with, where data of before the ring are sealed with it; null: a random one. */
  readonly firstKey: (purpose: DataKeyPurpose) => string | null;
  /** What belongs to the first key of a purpose, in the transaction that keeps the key. */
  readonly onFirst: (
    transaction: Transaction<Schema>,
    purpose: DataKeyPurpose,
    keyHex: string,
  ) => Promise<void>;
}

interface DataKey {
  readonly id: string;
  readonly key: string;
  /** From when it seals, by the clock that only goes forward. */
  readonly seals_from_ms: number;
}

const place = (id: string): string => `data_keys.key:${id}`;
const isPurpose = (text: string): text is KeptPurpose =>
  text === RETIRED || DATA_KEY_PURPOSES.some((each) => each === text);

/** Opens the ring, making what it lacks. Throws Problem `wrong_key` where the master key does not open it. */
export async function openKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { db, now, sharing } = options;
  let { wrapping } = options;
  let keys: ReadonlyMap<KeptPurpose, readonly DataKey[]> = new Map();
  let followed_ms = 0;
  const elapsed = (): number => sharing?.elapsed() ?? 0;

  /** Keys that were there when the ring was opened seal at once. */
  const read = async (isFirst: boolean): Promise<void> => {
    const asked_ms = elapsed();
    const known = new Map([...keys.values()].flat().map((key) => [key.id, key]));
    const found = new Map<KeptPurpose, DataKey[]>();
    const rows = await db.selectFrom('data_keys').selectAll().orderBy('ordinal', 'desc').execute();
    for (const { id, purpose, wrapped } of rows) {
      if (!isPurpose(purpose)) continue;
      const key = known.get(id) ?? {
        id,
        key: await wrapping.open(wrapped, place(id)),
        seals_from_ms: isFirst ? 0 : asked_ms + (sharing?.spread_ms ?? 0),
      };
      found.set(purpose, [...(found.get(purpose) ?? []), key]);
    }
    keys = found;
    followed_ms = asked_ms;
  };
  const make = async (purpose: DataKeyPurpose, keyHex: string): Promise<void> => {
    const id = randomUUID();
    const wrapped = await wrapping.seal(keyHex, place(id));
    const isFirst = !keys.has(purpose);
    await db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('data_keys')
        .values({ id, purpose, wrapped, made_at: now().toISOString() })
        .execute();
      if (isFirst) await options.onFirst(transaction, purpose, keyHex);
    });
    const seals_from_ms = isFirst ? 0 : elapsed() + (sharing?.spread_ms ?? 0);
    keys = new Map(keys).set(purpose, [{ id, key: keyHex, seals_from_ms }, ...(keys.get(purpose) ?? [])]);
  };
  await read(true);
  for (const purpose of DATA_KEY_PURPOSES) {
    if (!keys.has(purpose)) await make(purpose, options.firstKey(purpose) ?? newKey());
  }
  /** A key that nobody may know yet comes last: it opens, and seals nothing. */
  const inOrder = (purpose: KeptPurpose): readonly DataKey[] => {
    const all = keys.get(purpose) ?? [];
    const seals = all.find((key) => key.seals_from_ms <= elapsed()) ?? all.at(-1);
    return seals === undefined ? [] : [seals, ...all.filter((key) => key !== seals)];
  };
  const all = (purpose: KeptPurpose): readonly string[] => inOrder(purpose).map(({ key }) => key);
  const newest = (purpose: DataKeyPurpose): string => {
    const [key] = all(purpose);
    if (key === undefined) throw new TypeError(`there is no key for ${purpose}`);
    return key;
  };
  return {
    sealing: {
      seal: (text, context) => {
        // Whoever has not looked for so long may seal with a key that the others have forgotten by now.
        if (sharing && elapsed() - followed_ms > sharing.spread_ms) throw notFollowed();
        return seal(newest('fields'), text, context);
      },
      open: (sealed, context) => unseal(all('fields'), sealed, context),
    },
    newest,
    all,
    renew: async (purpose) => {
      await make(purpose, newKey());
      // By then a process that looked last just before it was made has stopped sealing with the one of before.
      if (sharing) await sharing.pause(2 * sharing.spread_ms);
    },
    forgetOlder: async (purpose) => {
      const [kept, ...older] = inOrder(purpose);
      if (kept === undefined || older.length === 0) return;
      await db
        .deleteFrom('data_keys')
        .where(
          'id',
          'in',
          older.map(({ id }) => id),
        )
        .execute();
      keys = new Map(keys).set(purpose, [kept]);
    },
    retireOlder: async () => {
      const [kept, ...older] = inOrder('audit');
      if (kept === undefined || older.length === 0) return;
      const ids = older.map(({ id }) => id);
      await db.updateTable('data_keys').set({ purpose: RETIRED }).where('id', 'in', ids).execute();
      keys = new Map(keys).set('audit', [kept]).set(RETIRED, [...older, ...(keys.get(RETIRED) ?? [])]);
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
    follow: () => read(false),
  };
}

function notFollowed(): Problem {
  return new Problem(
    'store_unavailable',
    'The database of the records has not been reached for a while; try again when it is there.',
  );
}

function newKey(): string {
  return randomBytes(32).toString('hex');
}
