import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Records } from './records.ts';

/** A private key on the curve P-256 as a JSON Web Key (RFC 7517), for ES256. */
export interface SigningKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly d: string;
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

export interface SigningKeys {
  /** The newest first: it signs; the others are published until every token of theirs is over. Makes the first one. */
  current(): Promise<readonly [SigningKey, ...SigningKey[]]>;
  /** A new key signs from now on. */
  rotate(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const makePair = promisify(generateKeyPair);

export const signingKeyPlace = (id: string): string => `signing_keys.key:${id}`;

export function signingKeysOf({ db, sealing, now }: Records): SigningKeys {
  const read = async (): Promise<SigningKey[]> => {
    const rows = await db.selectFrom('signing_keys').selectAll().orderBy('ordinal', 'desc').execute();
    return rows.map(({ id, sealed_key: sealed }) => JSON.parse(sealing.open(sealed, signingKeyPlace(id))));
  };
  const rotate = async (): Promise<void> => {
    const key = await newSigningKey();
    const at = now();
    const over = new Date(at.getTime() - LIMITS.signing_key_overlap_hours * HOUR_MS).toISOString();
    await db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('signing_keys').where('retired_at', '<', over).execute();
      await transaction
        .updateTable('signing_keys')
        .set({ retired_at: at.toISOString() })
        .where('retired_at', 'is', null)
        .execute();
      await transaction
        .insertInto('signing_keys')
        .values({
          id: key.kid,
          sealed_key: sealing.seal(JSON.stringify(key), signingKeyPlace(key.kid)),
          made_at: at.toISOString(),
          retired_at: null,
        })
        .execute();
    });
  };
  return {
    current: async () => {
      let [newest, ...older] = await read();
      if (!newest) {
        await rotate();
        [newest, ...older] = await read();
      }
      if (!newest) throw new TypeError('there is no key to sign with');
      return [newest, ...older];
    },
    rotate,
  };
}

async function newSigningKey(): Promise<SigningKey> {
  const { privateKey } = await makePair('ec', { namedCurve: 'P-256' });
  const { x, y, d } = privateKey.export({ format: 'jwk' });
  if (x === undefined || y === undefined || d === undefined) throw new TypeError('no key on a curve');
  return { kty: 'EC', crv: 'P-256', x, y, d, kid: randomUUID(), alg: 'ES256', use: 'sig' };
}
