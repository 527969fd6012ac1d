import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { LIMITS } from '../vocabulary/limits.ts';

/** Codes by time, as authenticator apps count them (RFC 6238), and those that are written down for the day of need. */

const PERIOD_SECONDS = 30;

/** What such apps all know: six digits by SHA-1, anew every thirty seconds. */
function countingFrom(secret: string, user: string): TOTP {
  return new TOTP({
    issuer: 'Askfolio',
    label: user,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}

/** 160 random bits in base32 (RFC 4226, 4). */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What an app reads from the picture. */
export function totpAddress(secret: string, user: string): string {
  return countingFrom(secret, user).toString();
}

/** The step of time whose code it is, one step off at the most; null: it is none of them. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const timestamp = now.getTime();
  const delta = countingFrom(secret, '').validate({ token, timestamp, window: LIMITS.totp_steps_off_max });
  return delta === null ? null : Math.floor(timestamp / 1_000 / PERIOD_SECONDS) + delta;
}

/** Without those that are read for one another (Crockford). */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const GROUPS = 4;
const GROUP_LETTERS = 4;

/** Each of 80 random bits: too many to be guessed, so none is ever locked. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: LIMITS.recovery_codes }, () =>
    Array.from({ length: GROUPS }, () =>
      Array.from({ length: GROUP_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
    ).join('-'),
  );
}

/** As it is kept, however it was typed; null: it does not look like one. */
export function recoveryCodeOf(text: string): string | null {
  const letters = text.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
  if (!new RegExp(`^[${LETTERS}]{${GROUPS * GROUP_LETTERS}}$`).test(letters)) return null;
  return letters.match(/.{4}/g)?.join('-') ?? null;
}
