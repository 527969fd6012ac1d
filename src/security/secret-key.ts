import { createSecretKey, type KeyObject } from 'node:crypto';

/** A key of hexadecimal digits as Node's ciphers and macs take it with the least work. */
export function secretKey(keyHex: string): KeyObject {
  return createSecretKey(keyHex, 'hex');
}
