import { createHmac } from 'node:crypto';
import { secretKey } from '../../security/secret-key.ts';

/** What the first entry of a log follows. */
export const NOTHING_BEFORE = '0'.repeat(64);

/** An entry as it is kept; `details` is sealed for its person, or plain JSON where nobody's data are in it. */
export interface ChainedEntry {
  readonly sequence: number;
  readonly at: string;
  readonly kind: string;
  readonly person: string;
  readonly details: string;
  /** The mac of the entry before. */
  readonly previous: string;
}

/**
 * HMAC-SHA256 over an entry and the mac of the one before. With a key, so that somebody who can write the database
 * but not open the installation's keys cannot work out a chain of their own.
 */
export function macOf(keyHex: string, entry: ChainedEntry): string {
  const { sequence, at, kind, person, details, previous } = entry;
  return mac(keyHex, ['entry', sequence, at, kind, person, details, previous]);
}

/** Binds the end of the log, so that entries cannot be cut off there unseen. */
export function macOfHead(keyHex: string, sequence: number, last: string): string {
  return mac(keyHex, ['head', sequence, last]);
}

/** By which a user is found without his or her name standing there. */
export function userDigest(keyHex: string, user: string): string {
  return mac(keyHex, ['user', user]);
}

function mac(keyHex: string, parts: readonly (string | number)[]): string {
  return createHmac('sha256', secretKey(keyHex)).update(JSON.stringify(parts)).digest('hex');
}
