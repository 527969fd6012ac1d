import type { InstallationParts } from '../desk/installation.ts';
import { keyedDigest } from '../security/secret.ts';
import type { HashingCost } from '../signin/hashing.ts';
import type { SignIn } from '../signin/sign-in.ts';
import type { Records } from '../state/records.ts';
import type { Place } from '../vocabulary/place.ts';
import { RIGHTS } from '../vocabulary/scope.ts';

/** The authorization server over the records, and this installation as its client. */
export async function openSignIn(
  records: Records,
  place: Place,
  { audit, mayEnter }: Parameters<InstallationParts['openSignIn']>[0],
  onTrouble: (error: unknown) => void,
  cost?: HashingCost,
): Promise<SignIn> {
  const { apiKeysOf } = await import('../state/api-keys.ts');
  const { oidcEntriesOf } = await import('../state/oidc-entries.ts');
  const { passwordsOf } = await import('../state/passwords.ts');
  const { knownDevicesOf, signinFailuresOf } = await import('../state/signin-failures.ts');
  const { signingKeysOf } = await import('../state/signing-keys.ts');
  const { createAccessTokens } = await import('../signin/access-tokens.ts');
  const { CALLBACK_PATH, createEmbeddedServer, OWN_CLIENT, SERVER_PATH } =
    await import('../signin/embedded-server.ts');
  const { createPasswordHashing } = await import('../signin/hashing.ts');
  const { inProcessFetch } = await import('../signin/in-process-fetch.ts');
  const { createPasswordDesk } = await import('../signin/password-desk.ts');
  const { createRelyingParty } = await import('../signin/relying-party.ts');
  const { createSignIn } = await import('../signin/sign-in.ts');
  const { createThrottle } = await import('../signin/throttle.ts');
  const { keys, now } = records;
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
    mayEnter,
    onRefusal: (what, client) => {
      audit({ kind: 'refused', user: null, details: { what, client } }).catch(onTrouble);
    },
    onTrouble,
  });
  const throttle = createThrottle({ failures: signinFailuresOf(records), devices, now });
  return createSignIn({
    server,
    passwords: createPasswordDesk({
      passwords,
      devices,
      hashing: createPasswordHashing(cost),
      throttle,
      mayEnter,
      audit,
    }),
    tokens: createAccessTokens({ origin, signingKeys, entries, apiKeys, now }),
    own: createRelyingParty({
      issuer: () => new URL(`${origin()}${SERVER_PATH}`),
      callback: () => `${origin()}${CALLBACK_PATH}`,
      clientId: OWN_CLIENT,
      clientSecret: ownSecret,
      scope: ['openid', ...RIGHTS].join(' '),
      idTokenAlgorithm: 'ES256',
      plain: true,
      fetch: inProcessFetch((request, response) => server.handle(request, response)),
    }),
    other: null,
    personOf: () => Promise.resolve(null),
    mayEnter,
    keys: () => [keys.newest('signin'), ...keys.all('signin').slice(1)],
    now,
  });
}
