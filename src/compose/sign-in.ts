import { readFileSync } from 'node:fs';
import type { Settings } from '../config.ts';
import type { InstallationParts } from '../desk/installation.ts';
import { keyedDigest } from '../security/secret.ts';
import type { AccessTokens } from '../signin/access-tokens.ts';
import type { HashingCost } from '../signin/hashing.ts';
import type { Resource } from '../signin/resources.ts';
import type { SignIn } from '../signin/sign-in.ts';
import type { Throttle } from '../signin/throttle.ts';
import type { Records } from '../state/records.ts';
import { whileRightsStand } from '../state/standing-rights.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Place } from '../vocabulary/place.ts';
import { Problem } from '../vocabulary/problem.ts';
import { RIGHTS, type Role } from '../vocabulary/scope.ts';

export interface OtherIssuer {
  readonly address: URL;
  readonly clientId: string;
  readonly clientSecret: () => string;
  /** Whether passwords of this installation count beside it. */
  readonly byPassword: boolean;
}

/** The issuer that the settings name. Throws Problem `settings_invalid` where something of it is missing. */
export function otherIssuerOf(settings: Settings): OtherIssuer | null {
  const { issuer, issuerClient: clientId, issuerSecretFile: file, passwords } = settings;
  if (issuer === null && clientId === null && file === null && passwords === 'on') return null;
  if (issuer === null || clientId === null || file === null) {
    throw new Problem(
      'settings_invalid',
      'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET_FILE go together; set all of them or none.',
    );
  }
  const clientSecret = (): string => readFileSync(file, 'utf8').trim();
  return { address: new URL(issuer), clientId, clientSecret, byPassword: passwords === 'on' };
}

export interface SignInChoices {
  readonly issuer?: OtherIssuer | null;
  /** The roles for which a password alone is not enough. */
  readonly factorRoles?: readonly Role[];
  readonly cost?: HashingCost;
}

/** The authorization server over the records, and this installation as its client. */
export async function openSignIn(
  records: Records,
  place: Place,
  { audit, roleOf }: Parameters<InstallationParts['openSignIn']>[0],
  onTrouble: (error: unknown) => void,
  { issuer = null, factorRoles = [], cost }: SignInChoices = {},
): Promise<SignIn> {
  const { apiKeysOf } = await import('../state/api-keys.ts');
  const { oidcEntriesOf } = await import('../state/oidc-entries.ts');
  const { identitiesOf } = await import('../state/identities.ts');
  const { passkeysOf } = await import('../state/passkeys.ts');
  const { passwordsOf } = await import('../state/passwords.ts');
  const { recoveryCodesOf } = await import('../state/recovery-codes.ts');
  const { knownDevicesOf, signinFailuresOf } = await import('../state/signin-failures.ts');
  const { sessionsOf } = await import('../state/sessions.ts');
  const { signingKeysOf } = await import('../state/signing-keys.ts');
  const { totpSecretsOf } = await import('../state/totp-secrets.ts');
  const { createAccessTokens } = await import('../signin/access-tokens.ts');
  const { assistantsOf } = await import('../signin/assistants.ts');
  const { CALLBACK_PATH, createEmbeddedServer, OWN_CLIENT, SERVER_PATH } =
    await import('../signin/embedded-server.ts');
  const { createFactorDesk } = await import('../signin/factor-desk.ts');
  const { createPasswordHashing } = await import('../signin/hashing.ts');
  const { inProcessFetch } = await import('../signin/in-process-fetch.ts');
  const { createKeptOffers } = await import('../signin/kept-offers.ts');
  const { createPasskeyCeremonies } = await import('../signin/passkey-ceremony.ts');
  const { createPasswordDesk } = await import('../signin/password-desk.ts');
  const { createRelyingParty } = await import('../signin/relying-party.ts');
  const { createSignIn } = await import('../signin/sign-in.ts');
  const { createThrottle } = await import('../signin/throttle.ts');
  const { keys, now } = records;
  const mayEnter = async (user: string): Promise<boolean> => (await roleOf(user)) !== null;
  const { origin } = place;
  const [entries, signingKeys, apiKeys] = [
    oidcEntriesOf(records),
    signingKeysOf(records),
    apiKeysOf(records),
  ];
  const [passwords, devices] = [passwordsOf(records), knownDevicesOf(records)];
  const ownSecret = (): string => keyedDigest(keys.newest('signin'), 'secret of the own client');
  const server = createEmbeddedServer({
    origin,
    entries,
    signingKeys,
    apiKeys,
    cookieKeys: () => keys.all('signin').map((key) => keyedDigest(key, 'cookies')),
    ownSecret,
    now,
    mayEnter,
    onRefusal: (what, client) => {
      audit({ kind: 'refused', user: null, details: { what, client } }).catch(onTrouble);
    },
    onTrouble,
    onAllowed: ({ user, name, host }) =>
      audit({ kind: 'sign_in', user, details: { means: 'assistant', name, host } }),
  });
  const identities = identitiesOf(records);
  const other = issuer && {
    name: issuer.address.host,
    party: createRelyingParty({
      issuer: () => issuer.address,
      callback: () => `${origin()}${CALLBACK_PATH}`,
      clientId: issuer.clientId,
      clientSecret: issuer.clientSecret,
      scope: 'openid',
      now,
      // Plain HTTP is for what does not leave this machine.
      plain: ['127.0.0.1', 'localhost', '[::1]'].includes(issuer.address.hostname),
    }),
  };
  const throttled = (of: 'password' | 'factor' | 'code', perPersonFreeMax: number | null = null): Throttle =>
    createThrottle({ failures: signinFailuresOf(records), devices, now, of, perPersonFreeMax });
  const cookieKeys = (): readonly [string, ...string[]] => [
    keys.newest('signin'),
    ...keys.all('signin').slice(1),
  ];
  const factors = createFactorDesk({
    passkeys: passkeysOf(records),
    totp: totpSecretsOf(records),
    codes: recoveryCodesOf(records),
    ceremonies: createPasskeyCeremonies(origin),
    offers: createKeptOffers(cookieKeys, now),
    throttles: {
      factor: throttled('factor'),
      code: throttled('code', LIMITS.signin_code_failures_per_person_free_max),
    },
    mayEnter,
    isRequired: async (user) => {
      if (factorRoles.length === 0) return false;
      const role = await roleOf(user);
      return role !== null && factorRoles.includes(role);
    },
    audit,
    now,
  });
  return createSignIn({
    server,
    passwords: createPasswordDesk({
      passwords,
      devices,
      hashing: createPasswordHashing(cost),
      throttle: throttled('password'),
      mayEnter,
      audit,
    }),
    factors,
    tokens: whileTheyStand(
      records,
      createAccessTokens({
        origin,
        signingKeys,
        entries,
        apiKeys,
        suffices: async (user, amr) => amr.includes('mfa') || !(await factors.isRequired(user)),
        now,
      }),
    ),
    assistants: assistantsOf(entries),
    own: createRelyingParty({
      issuer: () => new URL(`${origin()}${SERVER_PATH}`),
      callback: () => `${origin()}${CALLBACK_PATH}`,
      clientId: OWN_CLIENT,
      clientSecret: ownSecret,
      scope: ['openid', ...RIGHTS].join(' '),
      now,
      idTokenAlgorithm: 'ES256',
      plain: true,
      fetch: inProcessFetch((request, response) => server.handle(request, response)),
    }),
    other,
    byPassword: issuer?.byPassword ?? true,
    personOf: async (name, subject, invitation) => {
      const known = await identities.personOf(name, subject);
      if (known !== null || invitation === null) return known;
      const user = await identities.bind(invitation, name, subject);
      if (user !== null) await audit({ kind: 'people', user, details: { verb: 'issuer', issuer: name } });
      return user;
    },
    endIssued: async (user, isMeant) => {
      const users = await sessionsOf(records).endIssued(user, isMeant);
      for (const each of users) await audit({ kind: 'sign_out', user: each, details: { by: 'issuer' } });
      return users;
    },
    mayEnter,
    keys: cookieKeys,
    now,
  });
}

/** A token's signature takes as long as the rest of a request: it is checked anew when anything of it may have changed. */
function whileTheyStand(records: Records, tokens: AccessTokens): AccessTokens {
  const opening = {
    api: whileRightsStand(records, (token) => tokens.open(token, 'api')),
    tools: whileRightsStand(records, (token) => tokens.open(token, 'tools')),
  } as const satisfies Record<Resource, unknown>;
  return { ...tokens, open: (token, resource) => opening[resource](token) };
}
