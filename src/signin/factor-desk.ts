import type { Passkeys } from '../state/passkeys.ts';
import type { RecoveryCodes } from '../state/recovery-codes.ts';
import type { TotpSecrets } from '../state/totp-secrets.ts';
import type { Audit } from '../vocabulary/audit.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Factors, SignInOrigin, SignInVerdict } from '../vocabulary/sign-in.ts';
import type { KeptOffers } from './kept-offers.ts';
import { newRecoveryCodes, newTotpSecret, recoveryCodeOf, totpAddress, totpStep } from './one-time-codes.ts';
import type { Ceremony, PasskeyCeremonies } from './passkey-ceremony.ts';
import type { Throttle } from './throttle.ts';

/** What somebody shows besides a password: a code, of an app or written down, or a passkey's answer to a challenge. */
export type ShownFactor =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'passkey'; readonly answer: string; readonly challenge: string };

/** Handed to a page and back; only this installation can read or make `kept`. */
export interface AuthenticatorOffer {
  readonly kept: string;
  /** In base32, to be typed where no picture can be taken. */
  readonly secret: string;
  /** What the picture says. */
  readonly address: string;
}
export interface PasskeyOffer {
  readonly kept: string;
  /** JSON for the browser. */
  readonly options: string;
}

/** What came with a new factor: recovery codes with the first one, and none with others. */
export interface AddedFactor {
  readonly recoveryCodes: readonly string[];
}

/** Second factors, and passkeys in place of a password. */
export interface FactorDesk {
  of(user: string): Promise<Factors>;
  /** Whether a password alone does not let this person in: there is a factor, or the role asks for one. */
  isAskedOf(user: string): Promise<boolean>;
  /** Whether the role of this person asks for one. */
  isRequired(user: string): Promise<boolean>;
  has(user: string): Promise<boolean>;
  /** A challenge to the person's passkeys, or, null, to whoever has one; null where there is none to answer. */
  challenge(user: string | null): Promise<Ceremony | null>;
  check(user: string, shown: ShownFactor, origin: SignInOrigin): Promise<SignInVerdict>;
  /** Whose passkey alone answered; null: nobody's who may enter. */
  holderOf(answer: string, challenge: string, origin: SignInOrigin): Promise<string | null>;
  offerAuthenticator(user: string): Promise<AuthenticatorOffer>;
  /** Null where browsers have no passkeys for this address. */
  offerPasskey(user: string): Promise<PasskeyOffer | null>;
  /** Null: the code is not one of the offered secret, or the offer is too old. */
  addAuthenticator(user: string, kept: string, code: string): Promise<AddedFactor | null>;
  /** Null as above. Rejects with `too_many`. */
  addPasskey(user: string, kept: string, answer: string, label: string): Promise<AddedFactor | null>;
  /** Takes one away; `passkey` null: the authenticator app. Rejects with `usage` for the last that the role asks for. */
  remove(user: string, passkey: string | null): Promise<void>;
  renewCodes(user: string): Promise<readonly string[]>;
}

export interface FactorDeskParts {
  readonly passkeys: Passkeys;
  readonly totp: TotpSecrets;
  readonly codes: RecoveryCodes;
  readonly ceremonies: PasskeyCeremonies;
  readonly offers: KeptOffers;
  readonly throttles: { readonly factor: Throttle; readonly code: Throttle };
  readonly mayEnter: (user: string) => Promise<boolean>;
  /** Whether the role of a person asks for a second factor. */
  readonly isRequired: (user: string) => Promise<boolean>;
  readonly audit: Audit;
  readonly now: () => Date;
}

export function createFactorDesk(parts: FactorDeskParts): FactorDesk {
  const { passkeys, totp, codes, ceremonies, isRequired, audit } = parts;
  const has = async (user: string): Promise<boolean> =>
    (await totp.of(user)) !== null || (await passkeys.of(user)).length > 0;
  return {
    of: async (user) => ({
      passkeys: (await passkeys.of(user)).map(({ id, label, madeAt, usedAt }) => ({
        id,
        label,
        madeAt,
        usedAt,
      })),
      authenticatorSince: (await totp.of(user))?.madeAt ?? null,
      recoveryCodesLeft: await codes.left(user),
    }),
    has,
    isRequired,
    isAskedOf: async (user) => (await isRequired(user)) || has(user),
    challenge: async (user) => {
      if (!ceremonies.possible()) return null;
      const known = user === null ? null : await passkeys.of(user);
      return known?.length === 0 ? null : ceremonies.toShow(known);
    },
    ...showing(parts),
    ...making(parts, has),
    remove: async (user, passkey) => {
      const { passkeys: keys, authenticatorSince } = await factorsOf(parts, user);
      if ((await isRequired(user)) && keys.length + (authenticatorSince === null ? 0 : 1) <= 1) {
        throw new Problem(
          'usage',
          'Your role asks for a second factor; set up another one before this goes.',
        );
      }
      const gone = await (passkey === null ? totp.remove(user) : passkeys.remove(user, passkey));
      if (!gone) return;
      if (!(await has(user))) await codes.set(user, []);
      await tell(audit, user, 'removed', passkey === null ? 'authenticator' : 'passkey');
    },
    renewCodes: async (user) => {
      if (!(await has(user))) throw new Problem('usage', 'Set up a second factor first; codes come with it.');
      const fresh = newRecoveryCodes();
      await codes.set(user, fresh);
      await tell(audit, user, 'renewed', 'recovery codes');
      return fresh;
    },
  };
}

async function factorsOf({ passkeys, totp }: FactorDeskParts, user: string) {
  return { passkeys: await passkeys.of(user), authenticatorSince: (await totp.of(user))?.madeAt ?? null };
}

function tell(audit: Audit, user: string, did: string, what: string): Promise<void> {
  return audit({ kind: 'people', user, details: { verb: 'second_factor', did, what } });
}

function showing(parts: FactorDeskParts): Pick<FactorDesk, 'check' | 'holderOf'> {
  const { passkeys, totp, codes, ceremonies, throttles, mayEnter, audit, now } = parts;
  const byPasskey = async (
    answer: string,
    challenge: string,
    user: string | null,
  ): Promise<string | null> => {
    const credential = ceremonies.credentialOf(answer);
    const passkey = credential === null ? null : await passkeys.find(credential);
    if (!passkey || (user !== null && passkey.user !== user)) return null;
    const shown = await ceremonies.shown(answer, challenge, passkey, user === null);
    return shown && (await passkeys.use(passkey, shown.counter)) ? passkey.user : null;
  };
  const byApp = async (user: string, code: string): Promise<boolean> => {
    const kept = await totp.of(user);
    const step = kept === null ? null : totpStep(kept.secret, code, now());
    return step !== null && totp.take(user, step);
  };
  const byRecovery = async (user: string, code: string): Promise<boolean> => {
    if (!(await codes.take(user, code))) return false;
    await tell(audit, user, 'used', 'recovery code');
    return true;
  };
  return {
    check: async (user, shown, origin) => {
      const recovery = shown.kind === 'code' ? recoveryCodeOf(shown.code) : null;
      const kind =
        shown.kind === 'passkey' ? 'passkey' : recovery === null ? 'authenticator' : 'recovery code';
      const throttle = kind === 'authenticator' ? throttles.code : throttles.factor;
      const seconds = await throttle.attempt(user, origin);
      if (seconds > 0) return { kind: 'wait', seconds };
      const isRight =
        shown.kind === 'passkey'
          ? (await byPasskey(shown.answer, shown.challenge, user)) !== null
          : recovery === null
            ? await byApp(user, shown.code)
            : await byRecovery(user, recovery);
      if (isRight) {
        await throttle.forgive(user, origin);
        return { kind: 'right' };
      }
      // Whoever came here knew the password: worth a look.
      const details = { what: 'second_factor', kind, address: origin.address };
      await audit({ kind: 'refused', user: null, about: [user], details });
      return { kind: 'wrong' };
    },
    holderOf: async (answer, challenge, origin) => {
      const user = await byPasskey(answer, challenge, null);
      if (user !== null && (await mayEnter(user))) return user;
      const details = { what: 'passkey', address: origin.address };
      await audit({ kind: 'refused', user: null, ...(user === null ? {} : { about: [user] }), details });
      return null;
    },
  };
}

function making(
  parts: FactorDeskParts,
  has: FactorDesk['has'],
): Pick<FactorDesk, 'offerAuthenticator' | 'offerPasskey' | 'addAuthenticator' | 'addPasskey'> {
  const { passkeys, totp, codes, ceremonies, offers, audit, now } = parts;
  const added = async (user: string, what: string, isFirst: boolean): Promise<AddedFactor> => {
    const recoveryCodes = isFirst ? newRecoveryCodes() : [];
    if (isFirst) await codes.set(user, recoveryCodes);
    await tell(audit, user, 'added', what);
    return { recoveryCodes };
  };
  return {
    offerAuthenticator: async (user) => {
      const secret = newTotpSecret();
      return {
        kept: offers.keep(user, 'authenticator', secret),
        secret,
        address: totpAddress(secret, user),
      };
    },
    offerPasskey: async (user) => {
      if (!ceremonies.possible()) return null;
      const { options, challenge } = await ceremonies.toMake(user, await passkeys.of(user));
      return { options, kept: offers.keep(user, 'passkey', challenge) };
    },
    addAuthenticator: async (user, kept, code) => {
      const secret = offers.kept(user, 'authenticator', kept);
      const step = secret === null ? null : totpStep(secret, code, now());
      if (secret === null || step === null) return null;
      const isFirst = !(await has(user));
      await totp.set(user, secret, step);
      return added(user, 'authenticator', isFirst);
    },
    addPasskey: async (user, kept, answer, label) => {
      const known = await passkeys.of(user);
      if (known.length >= LIMITS.passkeys_per_person_max) {
        throw new Problem('too_many', 'You have as many passkeys as there can be; remove one first.');
      }
      const challenge = offers.kept(user, 'passkey', kept);
      const made = challenge === null ? null : await ceremonies.made(answer, challenge, known);
      if (made === null) return null;
      const isFirst = !(await has(user));
      const name = label.trim().slice(0, LIMITS.passkey_label_chars_max) || 'Passkey';
      if (!(await passkeys.add({ ...made, user, label: name }))) return null;
      return added(user, 'passkey', isFirst);
    },
  };
}
