import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { base64url, decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyedDigest } from '../../src/security/secret.ts';
import { apiKeysOf } from '../../src/state/api-keys.ts';
import { passwordsOf } from '../../src/state/passwords.ts';
import { peopleOf } from '../../src/state/people.ts';
import { sessionsOf, tokensPlace } from '../../src/state/sessions.ts';
import { type SigningKey, signingKeysOf } from '../../src/state/signing-keys.ts';
import type { Right } from '../../src/vocabulary/scope.ts';
import { openSignedInstallation, type SignedInstallation } from './signed-installation.ts';
import { Visitor } from './visitor.ts';

const ANN = 'seven green lamps in the attic';

let place: SignedInstallation;
let key: SigningKey;

beforeAll(async () => {
  place = await openSignedInstallation();
  const { secret } = await passwordsOf(place.records).invite('ann');
  await new Visitor(place.app, place.origin).post('/signin/password', {
    link: secret,
    password: ANN,
    again: ANN,
  });
  [key] = await signingKeysOf(place.records).current();
});
afterAll(() => place.close());

const asks = async (token: string, url = '/api/v1/me') => {
  const answer = await place.app.inject({
    method: 'GET',
    url,
    headers: { host: place.host, authorization: `Bearer ${token}` },
  });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>(), headers: answer.headers };
};

const tokenRequest = async (
  form: Record<string, string>,
  [client, secret]: readonly [string, string],
  path = '/oidc/token',
) => {
  const answer = await place.app.inject({
    method: 'POST',
    url: path,
    headers: {
      host: place.host,
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`,
    },
    payload: new URLSearchParams(form).toString(),
  });
  return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json<Record<string, string>>() };
};

async function program(rights: readonly Right[] = ['ask']) {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const { key: made, secret } = await apiKeysOf(place.records).make({
    user: 'ann',
    label: 'program',
    rights,
    expiresAt,
  });
  return [made.id, secret] as const;
}

describe('a program', () => {
  it('gets a token by its client credentials, which is for the interface alone and limited', async () => {
    const credentials = await program(['ask', 'figures']);
    const { status, body } = await tokenRequest({ grant_type: 'client_credentials' }, credentials);
    expect([status, body['token_type'], body['expires_in']]).toEqual([200, 'Bearer', 600]);
    const token = body['access_token'] ?? '';
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt', kid: key.kid });
    expect(decodeJwt(token)).toMatchObject({
      iss: `${place.origin}/oidc`,
      aud: `${place.origin}/api/v1`,
      sub: credentials[0],
      client_id: credentials[0],
    });
    expect((await asks(token)).body).toMatchObject({ user: 'ann', rights: ['ask', 'figures'] });
    const narrow = await tokenRequest({ grant_type: 'client_credentials', scope: 'ask' }, credentials);
    expect((await asks(narrow.body['access_token'] ?? '')).body).toMatchObject({ rights: ['ask'] });
    const wide = await tokenRequest(
      { grant_type: 'client_credentials', scope: 'people.manage' },
      credentials,
    );
    expect([wide.status, wide.body['error']]).toEqual([400, 'invalid_scope']);
    const elsewhere = { grant_type: 'client_credentials', resource: 'https://elsewhere.example' };
    expect((await tokenRequest(elsewhere, credentials)).body['error']).toBe('invalid_target');
  });

  it("is refused with a wrong secret, another program's, or another grant", async () => {
    const [one, other] = [await program(), await program()];
    const form = { grant_type: 'client_credentials' };
    for (const wrong of [
      [one[0], 'wrong'],
      [one[0], other[1]],
      [randomUUID(), one[1]],
      ['askfolio', 'wrong'],
    ] as const) {
      expect(await tokenRequest(form, wrong)).toMatchObject({
        status: 401,
        body: { error: 'invalid_client' },
      });
    }
    for (const grant of ['password', 'authorization_code', 'refresh_token', 'urn:x']) {
      expect((await tokenRequest({ grant_type: grant }, one)).status).toBe(400);
    }
    const told = JSON.stringify(place.events().filter(({ kind }) => kind === 'refused'));
    expect(told).toContain('token invalid_client');
    expect(told).not.toContain(other[1]);
  });

  it('loses its token at once with its key and with its person', async () => {
    const credentials = await program();
    const { body } = await tokenRequest({ grant_type: 'client_credentials' }, credentials);
    const token = body['access_token'] ?? '';
    expect((await asks(token)).status).toBe(200);
    await peopleOf(place.records).disable('ann', true);
    expect((await asks(token)).status).toBe(401);
    await peopleOf(place.records).disable('ann', false);
    expect((await asks(token)).status).toBe(200);
    await apiKeysOf(place.records).revoke(credentials[0]);
    expect((await asks(token)).status).toBe(401);
    expect((await tokenRequest({ grant_type: 'client_credentials' }, credentials)).status).toBe(401);
  });
});

/** A token that would be good, with one thing changed. */
async function forged(change: {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly signWith?: CryptoKey | Uint8Array;
}): Promise<string> {
  const at = Math.floor(Date.now() / 1_000);
  const [id] = good;
  const claims = {
    iss: `${place.origin}/oidc`,
    aud: `${place.origin}/api/v1`,
    sub: id,
    client_id: id,
    jti: randomUUID(),
    iat: at,
    exp: at + 600,
    scope: 'ask',
    ...change.claims,
  };
  const own = await importJWK({ ...key }, 'ES256');
  return new SignJWT(JSON.parse(JSON.stringify(claims)) as Record<string, unknown>)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...change.header })
    .sign(change.signWith ?? own);
}

let good: readonly [string, string];
const unsigned = (header: object, claims: object): string =>
  `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(claims))}.`;
const soon = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

describe('a token that is not one of ours', () => {
  beforeAll(async () => {
    good = await program();
  });

  it('is told from one that is', async () => {
    expect((await asks(await forged({}))).status).toBe(200);
  });

  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const otherJwk = other.publicKey.export({ format: 'jwk' });
  const otherKey = importJWK(
    { ...other.privateKey.export({ format: 'jwk' }) },
    'ES256',
  ) as Promise<CryptoKey>;

  const cases: Readonly<Record<string, () => Promise<string>>> = {
    'algorithm none': async () => unsigned({ alg: 'none', typ: 'at+jwt' }, decodeJwt(await forged({}))),
    'no signature under the right header': async () =>
      `${(await forged({})).split('.').slice(0, 2).join('.')}.`,
    'another key': async () => forged({ signWith: await otherKey }),
    'a signature of another token': async () => {
      const [one, two] = [await forged({}), await forged({})];
      return [...one.split('.').slice(0, 2), two.split('.')[2]].join('.');
    },
    'the public key as a shared secret': async () =>
      forged({
        header: { alg: 'HS256' },
        signWith: new TextEncoder().encode(JSON.stringify({ x: key.x, y: key.y })),
      }),
    'a key id that nobody has': () => forged({ header: { kid: randomUUID() } }),
    'a key id that is a path': () => forged({ header: { kid: '../../../../dev/null' } }),
    'a key id that is a statement': () => forged({ header: { kid: "' or '1'='1" } }),
    'no key id': () => forged({ header: { kid: undefined } }),
    'a key of its own': async () => forged({ header: { jwk: otherJwk }, signWith: await otherKey }),
    'the address of a key': () => forged({ header: { jku: 'https://evil.example/jwks' } }),
    'the address of a certificate': () => forged({ header: { x5u: 'https://evil.example/x5u' } }),
    "an id token's type": () => forged({ header: { typ: 'JWT' } }),
    'no type': () => forged({ header: { typ: undefined } }),
    'another issuer': () => forged({ claims: { iss: 'https://evil.example' } }),
    'an issuer with a slash more': () => forged({ claims: { iss: `${place.origin}/oidc/` } }),
    'another audience': () => forged({ claims: { aud: 'https://elsewhere.example' } }),
    'no audience': () => forged({ claims: { aud: undefined } }),
    'its time over': () => forged({ claims: { iat: soon(-700), exp: soon(-100) } }),
    'its time to come': () => forged({ claims: { nbf: soon(120) } }),
    'an issue in the future': () => forged({ claims: { iat: soon(300), exp: soon(800) } }),
    'a life without end': () => forged({ claims: { exp: soon(86_400) } }),
    'no end': () => forged({ claims: { exp: undefined } }),
    'an end that is text': () => forged({ claims: { exp: '9999999999' } }),
    'no subject': () => forged({ claims: { sub: undefined } }),
    'another subject': () => forged({ claims: { sub: 'owner' } }),
    'a client that is not there': () => forged({ claims: { client_id: randomUUID() } }),
    'the page as its client, without a grant': () =>
      forged({ claims: { client_id: 'askfolio', sub: 'owner' } }),
    'a grant that is not there': () =>
      forged({ claims: { client_id: 'askfolio', sub: 'owner', grant: 'a'.repeat(64) } }),
    'more than a token holds': () => forged({ claims: { much: 'x'.repeat(9_000) } }),
    'other text': () => Promise.resolve('eyJ.eyJ.x'),
  };

  it.each(Object.entries(cases))('%s: refused in the same words', async (_name, make) => {
    const { status, body, headers } = await asks(await make());
    expect([status, headers['www-authenticate']]).toEqual([
      401,
      'Bearer realm="askfolio", error="invalid_token"',
    ]);
    expect(body).toEqual({
      type: 'urn:askfolio:problem:not_signed_in',
      title: 'Sign in first',
      status: 401,
      detail: 'The key or token is unknown, revoked or over; `askfolio keys create` makes another.',
      code: 'not_signed_in',
    });
  });

  it('with a header that must be understood is refused', async () => {
    const token = await forged({});
    const [header = '', ...rest] = token.split('.');
    const decoded = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
    const critical = base64url.encode(JSON.stringify({ ...decoded, crit: ['exp'], exp: 1 }));
    expect((await asks([critical, ...rest].join('.'))).status).toBe(401);
  });

  it('leaves an entry in the audit log that says nothing of it', () => {
    const refused = place
      .events()
      .filter(({ kind, details }) => kind === 'refused' && details['route'] === '/api/v1/me');
    expect(refused.length).toBeGreaterThanOrEqual(Object.keys(cases).length);
    expect(JSON.stringify(refused)).not.toMatch(/eyJ|evil/);
  });
});

async function signedIn() {
  const visitor = new Visitor(place.app, place.origin);
  await visitor.signIn('ann', ANN);
  const row = await place.records.db
    .selectFrom('sessions')
    .selectAll()
    .orderBy('created_at', 'desc')
    .where('sealed_tokens', 'is not', null)
    .executeTakeFirstOrThrow();
  const tokens = JSON.parse(place.records.sealing.open(row.sealed_tokens ?? '', tokensPlace(row.digest))) as {
    access: string;
    refresh: string;
  };
  return { visitor, tokens };
}
const own = (): readonly [string, string] => [
  'askfolio',
  keyedDigest(place.records.keys.newest('signin'), 'secret of the own client'),
];
const refresh = (token: string) => tokenRequest({ grant_type: 'refresh_token', refresh_token: token }, own());
const isOpen = async (visitor: Visitor): Promise<boolean> => (await visitor.get('/api/v1/me')).status === 200;

describe("a session's tokens", () => {
  it('are turned at each use, and one that is used again ends them all and the session', async () => {
    const { visitor, tokens } = await signedIn();
    expect((await asks(tokens.access)).body).toMatchObject({ user: 'ann' });
    const second = await refresh(tokens.refresh);
    expect(second.status).toBe(200);
    expect(second.body['refresh_token']).not.toBe(tokens.refresh);
    expect((await asks(second.body['access_token'] ?? '')).status).toBe(200);
    expect(await isOpen(visitor)).toBe(true);
    const from = place.events().length;
    const again = await refresh(tokens.refresh);
    await place.toldOf(from, { what: 'token invalid_grant', client: 'askfolio' });
    expect([again.status, again.body['error']]).toEqual([400, 'invalid_grant']);
    for (const token of [tokens.access, second.body['access_token'] ?? '']) {
      expect((await asks(token)).status).toBe(401);
    }
    expect((await refresh(second.body['refresh_token'] ?? '')).status).toBe(400);
    expect(await isOpen(visitor)).toBe(false);
  });

  it('used by two at once go to one at the most', async () => {
    const { tokens } = await signedIn();
    const both = await Promise.all([refresh(tokens.refresh), refresh(tokens.refresh)]);
    expect(both.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });

  it('are over with a revocation, and with signing out', async () => {
    const { visitor, tokens } = await signedIn();
    const revoked = await tokenRequest({ token: tokens.refresh }, own(), '/oidc/token/revocation');
    expect(revoked.status).toBe(200);
    expect((await asks(tokens.access)).status).toBe(401);
    expect(await isOpen(visitor)).toBe(false);
    const next = await signedIn();
    await sessionsOf(place.records).endAll('ann');
    expect((await asks(next.tokens.access)).status).toBe(401);
    expect((await refresh(next.tokens.refresh)).status).toBe(400);
  });

  it('of nobody but their client are turned', async () => {
    const { tokens } = await signedIn();
    const stolen = await tokenRequest(
      { grant_type: 'refresh_token', refresh_token: tokens.refresh },
      await program(),
    );
    expect(stolen.status).toBe(400);
  });

  it('stand nowhere in the records in the clear', async () => {
    const { tokens } = await signedIn();
    const all = JSON.stringify([
      await place.records.db.selectFrom('oidc_entries').selectAll().execute(),
      await place.records.db.selectFrom('sessions').selectAll().execute(),
      await place.records.db.selectFrom('signing_keys').selectAll().execute(),
    ]);
    for (const secret of [tokens.access, tokens.refresh, key.d]) expect(all).not.toContain(secret);
  });
});

describe('a new key to sign with', () => {
  it('signs at once; tokens of the one before are good until they end, and then it is gone', async () => {
    const credentials = await program();
    const grant = { grant_type: 'client_credentials' };
    const before = (await tokenRequest(grant, credentials)).body['access_token'] ?? '';
    await signingKeysOf(place.records).rotate();
    const after = (await tokenRequest(grant, credentials)).body['access_token'] ?? '';
    expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
    for (const token of [before, after]) expect((await asks(token)).status).toBe(200);
    const keySet = async () => {
      const answer = await place.app.inject({ url: '/oidc/jwks', headers: { host: place.host } });
      return answer.json<{ keys: Record<string, unknown>[] }>().keys;
    };
    const keys = await keySet();
    expect(keys.map(({ kid }) => kid)).toEqual([
      decodeProtectedHeader(after).kid,
      decodeProtectedHeader(before).kid,
    ]);
    for (const published of keys) expect(Object.keys(published)).not.toContain('d');
    place.pass(25 * 3_600);
    await signingKeysOf(place.records).rotate();
    expect(await keySet()).toHaveLength(2);
    expect((await asks(before)).status).toBe(401);
  });
});
