import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { secretKey } from './secret-key.ts';

/** 256 random bits as 43 characters that fit into a link or a cookie. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret: enough to recognise it, nothing to use it. The secrets are random, so no salt is needed. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** As digestOf, for text that could be guessed: without the key (hexadecimal) nobody can tell what it stands for. */
export function keyedDigest(keyHex: string, text: string): string {
  return createHmac('sha256', secretKey(keyHex)).update(text).digest('hex');
}

/** Whether two texts are equal, in a time that does not depend on where they differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
