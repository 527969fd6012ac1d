import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { Problem } from '../vocabulary/problem.ts';
import { drawRandom } from './drawn-random.ts';
import { secretKey } from './secret-key.ts';

const ALGORITHM = 'aes-256-gcm';
const FORMAT = 's1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Names a key without telling anything about it: 8 hexadecimal digits. */
export function keyId(keyHex: string): string {
  return createHash('sha256').update(`askfolio key id:${keyHex}`).digest('hex').slice(0, 8);
}

/**
 * Seals a field: AES-256-GCM with a fresh random nonce, as text `s1.<key id>.<base64url>`. `context` says where the
 * value stands ('users.email:42'): it is authenticated, so a sealed value moved to another place does not open there.
 */
export function seal(keyHex: string, plaintext: string, context: string): string {
  const id = keyId(keyHex);
  const nonce = drawRandom(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, secretKey(keyHex), nonce);
  cipher.setAAD(associated(id, context));
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return `${FORMAT}.${id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/**
 * Opens what seal made. `keys` are the ones in use, newest first, so that old values open after a rotation. Throws
 * Problems: `wrong_key` when it was sealed with none of them, `store_corrupt` when it was changed or moved.
 */
export function unseal(keysHex: readonly string[], sealed: string, context: string): string {
  const [format, id, body, ...rest] = sealed.split('.');
  const bytes = Buffer.from(body ?? '', 'base64url');
  if (format !== FORMAT || id === undefined || rest.length > 0 || bytes.length < NONCE_BYTES + TAG_BYTES) {
    throw damaged();
  }
  const key = keysHex.find((candidate) => keyId(candidate) === id);
  if (key === undefined) {
    throw new Problem(
      'wrong_key',
      'A sealed record was made with another key; start with the key that this home was made with.',
    );
  }
  try {
    const decipher = createDecipheriv(ALGORITHM, secretKey(key), bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(associated(id, context));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const opened = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([opened, decipher.final()]).toString('utf8');
  } catch (error) {
    throw damaged(error);
  }
}

/** As `seal`, for bytes of a short life under one key: nonce, tag and what was sealed. */
export function sealBytes(keyHex: string, plain: Uint8Array, context: string): Uint8Array {
  const nonce = drawRandom(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, secretKey(keyHex), nonce);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Opens what sealBytes made. Throws `store_corrupt` for anything else: another key, another context, changed. */
export function unsealBytes(keyHex: string, bytes: Uint8Array, context: string): Uint8Array {
  if (bytes.byteLength < NONCE_BYTES + TAG_BYTES) throw damaged();
  try {
    const decipher = createDecipheriv(ALGORITHM, secretKey(keyHex), bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(context, 'utf8'));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw damaged(error);
  }
}

function associated(id: string, context: string): Buffer {
  return Buffer.from(`${FORMAT}.${id}.${context}`, 'utf8');
}

function damaged(cause?: unknown): Problem {
  return new Problem(
    'store_corrupt',
    'A sealed record was changed or stands in the wrong place; restore the records from a backup.',
    { cause },
  );
}
