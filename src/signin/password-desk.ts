import type { Passwords } from '../state/passwords.ts';
import type { KnownDevices } from '../state/signin-failures.ts';
import { newSecret } from '../security/secret.ts';
import type { Audit } from '../vocabulary/audit.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { SignInVerdict, SignInOrigin } from '../vocabulary/sign-in.ts';
import type { PasswordHashing } from './hashing.ts';
import type { Throttle } from './throttle.ts';

/** Passwords: whether one is right, and how one is set and changed. */
export interface PasswordDesk {
  check(user: string, password: string, origin: SignInOrigin): Promise<SignInVerdict>;
  /** Whose password a link sets; null where it does not any more. */
  invited(link: string): Promise<string | null>;
  /** Sets it by a link, once; null as `invited`. Rejects with `usage` for one that is too weak. */
  setByLink(link: string, password: string): Promise<string | null>;
  /** Sets another one; null: the one of before was not right, seconds: how long to wait. Rejects as setByLink. */
  change(user: string, from: string | null, to: string, origin: SignInOrigin): Promise<SignInVerdict>;
  has(user: string): Promise<boolean>;
  /** The secret by which a browser is known again: the one it has, or a new one. */
  rememberDevice(user: string, device: string | null): Promise<string>;
}

export interface PasswordDeskParts {
  readonly passwords: Passwords;
  readonly devices: KnownDevices;
  readonly hashing: PasswordHashing;
  readonly throttle: Throttle;
  /** Whether somebody of that name may sign in now. */
  readonly mayEnter: (user: string) => Promise<boolean>;
  readonly audit: Audit;
}

export function createPasswordDesk(parts: PasswordDeskParts): PasswordDesk {
  const { passwords, devices, hashing, throttle, mayEnter, audit } = parts;
  const check: PasswordDesk['check'] = async (user, password, origin) => {
    const seconds = await throttle.attempt(user, origin);
    if (seconds > 0) return { kind: 'wait', seconds };
    const may = await mayEnter(user);
    // The same work for somebody who is not known, so that the time tells nothing.
    const hash = await passwords.hashOf(user);
    const matches = await hashing.matches(may ? hash : null, password.slice(0, LIMITS.password_chars_max));
    if (matches) {
      await throttle.forgive(user, origin);
      return { kind: 'right' };
    }
    const details = { what: 'password', address: origin.address };
    await audit({ kind: 'refused', user: null, ...(may ? { about: [user] } : {}), details });
    return { kind: 'wrong' };
  };
  return {
    check,
    invited: (link) => passwords.invited(link),
    setByLink: async (link, password) => {
      const user = await passwords.invited(link);
      if (user === null || !(await mayEnter(user))) return null;
      checkStrength(password, user);
      const taken = await passwords.take(link, await hashing.hash(password));
      if (taken !== null) {
        await audit({ kind: 'people', user: taken, details: { verb: 'password', by: 'link' } });
      }
      return taken;
    },
    change: async (user, from, to, origin) => {
      if (from !== null || (await passwords.hashOf(user)) !== null) {
        const verdict = await check(user, from ?? '', origin);
        if (verdict.kind !== 'right') return verdict;
      }
      checkStrength(to, user);
      await passwords.set(user, await hashing.hash(to));
      await audit({ kind: 'people', user, details: { verb: 'password', by: 'oneself' } });
      return { kind: 'right' };
    },
    has: async (user) => (await passwords.hashOf(user)) !== null,
    rememberDevice: async (user, device) => {
      const secret = device ?? newSecret();
      await devices.remember(secret, user);
      return secret;
    },
  };
}

/** Length is what counts (NIST SP 800-63B, 3.1.1); what is left out is what everybody tries first. */
export function checkStrength(password: string, user: string): void {
  const { password_chars_min: min, password_chars_max: max } = LIMITS;
  const chars = Array.from(password.normalize('NFKC'));
  if (chars.length < min || chars.length > max) {
    throw new Problem('usage', `A password has from ${min} to ${max} characters; several words are best.`);
  }
  const plain = password.toLowerCase();
  const distinct = new Set(chars).size;
  const steps = chars
    .slice(1)
    .map((char, index) => (char.codePointAt(0) ?? 0) - (chars[index]?.codePointAt(0) ?? 0));
  const isRow = new Set(steps).size <= 2;
  const told = plain.replaceAll(user.toLowerCase(), '').replaceAll('askfolio', '').replaceAll('password', '');
  if (distinct < 5 || isRow || told.length < min / 2) {
    throw new Problem('usage', 'This password is among the first that are guessed; take several words.');
  }
}
