import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { passwordsOf } from '../../src/state/passwords.ts';
import { sessionsOf } from '../../src/state/sessions.ts';
import { CLIENT_ID, type HostileIssuer, startHostileIssuer } from './hostile-issuer.ts';
import { openSignedInstallation, type SignedInstallation } from './signed-installation.ts';
import { type Answer, Visitor } from './visitor.ts';

const PASSWORD = 'seven green lamps in the attic';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

let place: SignedInstallation;
let issuer: HostileIssuer;
const visitor = (): Visitor => new Visitor(place.app, place.origin);
const me = async (who: Visitor) => {
  const answer = await who.get('/api/v1/me', { accept: 'application/json' });
  return answer.status === 200 ? (JSON.parse(answer.body) as { user: string }).user : answer.status;
};
const now = (seconds = 0): number => Math.floor(Date.now() / 1_000) + seconds;

/** Goes to the issuer and comes back; what is changed of the way back. */
async function signIn(
  who: Visitor,
  change: Readonly<Record<string, string>> = {},
  invitation = '',
): Promise<Answer> {
  const begun = await who.get(`/signin?with=issuer${invitation === '' ? '' : `&invitation=${invitation}`}`);
  const asked = new URL(begun.to ?? '').searchParams;
  const back = new URLSearchParams({
    code: asked.get('nonce') ?? '',
    state: asked.get('state') ?? '',
    iss: issuer.address.origin,
    ...change,
  });
  return who.get(`/signin/callback?${back.toString()}`);
}

function openAt(origin: string): Promise<SignedInstallation> {
  return openSignedInstallation(origin, {
    issuer: { address: issuer.address, clientId: CLIENT_ID, clientSecret: () => 'secret', byPassword: false },
  });
}

beforeAll(async () => {
  issuer = await startHostileIssuer();
  place = await openAt('http://127.0.0.1:8321');
  const { secret } = await passwordsOf(place.records).invite('ann');
  expect((await signIn(visitor(), {}, secret)).status).toBe(200);
});
beforeEach(() => {
  issuer.next = {};
  issuer.isAway = false;
});
afterAll(async () => {
  await place.close();
  await issuer.close();
});

describe('an id token of another issuer', () => {
  it('that is right signs in whom its subject stands for', async () => {
    const ann = visitor();
    await signIn(ann);
    expect(await me(ann)).toBe('ann');
  });

  it.each<[string, HostileIssuer['next']]>([
    ['of a wrong issuer', { claims: { iss: 'https://evil.example' } }],
    ['for another client', { claims: { aud: 'somebody-else' } }],
    ['for several, of which we are none', { claims: { aud: ['a', 'b'] } }],
    ['for several, given to another', { claims: { aud: [CLIENT_ID, 'b'], azp: 'b' } }],
    ['with the nonce of another attempt', { claims: { nonce: 'another' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['that is over', { claims: { iat: now(-700), exp: now(-600) } }],
    ['without an end', { claims: { exp: undefined } }],
    ['of a key that the issuer has not', { header: { kid: 'k2' } }],
    ['with another signature', { alter: (token) => `${token.slice(0, -6)}AAAAAA` }],
    [
      'that is not signed',
      { alter: (token) => `${btoa('{"alg":"none"}').replace('=', '')}.${token.split('.')[1]}.` },
    ],
    ['of somebody whom no invitation named', { claims: { sub: 'nobody', email: 'ann@example.com' } }],
  ])('%s signs nobody in, and stands in the audit log', async (_name, next) => {
    issuer.next = next;
    const guest = visitor();
    const from = place.events().length;
    const answer = await signIn(guest);
    expect([answer.status, answer.body]).toEqual([401, expect.stringContaining('could not be signed in')]);
    await place.toldOf(from, { address: '127.0.0.1' });
    expect(await me(guest)).toBe(401);
  });

  it('does not count where the way back is of another issuer or another attempt', async () => {
    expect((await signIn(visitor(), { iss: 'https://evil.example' })).status).toBe(401);
    expect((await signIn(visitor(), { state: 'another' })).status).toBe(401);
  });
});

describe('an issuer that is away', () => {
  it('leaves signed in who is, tells who comes to try again, and signs in when it is back', async () => {
    const ann = visitor();
    await signIn(ann);
    const nobody = await issuer.sign(logout({ sub: 'nobody' }));
    expect((await tell(nobody)).statusCode).toBe(200);
    issuer.isAway = true;
    expect(await me(ann)).toBe('ann');
    // It went away between the two ways, or before anybody came.
    const answers = [await signIn(visitor())];
    const fresh = await openAt('http://127.0.0.1:8322');
    answers.push(await new Visitor(fresh.app, fresh.origin).get('/signin?with=issuer'));
    for (const { status, body } of answers) {
      expect(status).toBe(503);
      expect(body).toContain('does not answer; try again in a moment');
    }
    // Its keys are known by now.
    expect((await tell(nobody)).statusCode).toBe(200);
    issuer.isAway = false;
    expect((await new Visitor(fresh.app, fresh.origin).get('/signin?with=issuer')).to).toContain('/auth?');
    await fresh.close();
    const back = visitor();
    await signIn(back);
    expect(await me(back)).toBe('ann');
  });
});

describe('where passwords do not count', () => {
  it('nobody sets or gives one, and signing in goes to the issuer', async () => {
    const guest = visitor();
    expect((await guest.get('/signin')).to).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/auth\?/);
    const { secret } = await passwordsOf(place.records).invite('bob');
    expect((await guest.get(`/signin/password?token=${secret}`)).body).not.toContain('name="password"');
    const set = await guest.post('/signin/password', { link: secret, password: PASSWORD, again: PASSWORD });
    expect(set.status).toBe(401);
    const { search } = new URL((await guest.get('/signin')).to ?? '');
    const own = new URLSearchParams(search);
    own.set('client_id', 'askfolio');
    own.set('redirect_uri', `${place.origin}/signin/callback`);
    const attempt = await guest.follow(await guest.get(`/oidc/auth?${own.toString()}`));
    expect([attempt.status, attempt.body]).toEqual([401, expect.stringContaining('over')]);
    const ann = visitor();
    await signIn(ann);
    expect((await ann.get('/account')).body).not.toMatch(/password"|passkey/);
  });
});

const logout = (claims: Readonly<Record<string, unknown>> = {}) => ({
  iss: issuer.address.origin,
  aud: CLIENT_ID,
  iat: now(),
  jti: randomUUID(),
  sub: 'subject-of-ann',
  events: { [EVENT]: {} },
  ...claims,
});
const tell = (token: string) =>
  place.app.inject({
    method: 'POST',
    url: '/signin/backchannel-logout',
    headers: { host: place.host, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ logout_token: token }).toString(),
  });
const open = async (sid: string): Promise<Visitor> => {
  issuer.next = { claims: { sid } };
  const ann = visitor();
  await signIn(ann);
  expect(await me(ann)).toBe('ann');
  return ann;
};

describe('word of the issuer that somebody is signed out there', () => {
  it('ends every session of a subject, or the one that it names, at once', async () => {
    const [first, second, third] = [await open('s1'), await open('s2'), await open('s3')];
    expect((await tell(await issuer.sign(logout({ sid: 's1' })))).statusCode).toBe(200);
    expect([await me(first), await me(second)]).toEqual([401, 'ann']);
    expect((await tell(await issuer.sign(logout({ sid: 's2', sub: undefined })))).statusCode).toBe(200);
    expect([await me(second), await me(third)]).toEqual([401, 'ann']);
    expect((await tell(await issuer.sign(logout({ sub: 'nobody' })))).statusCode).toBe(200);
    expect(await me(third)).toBe('ann');
    expect((await tell(await issuer.sign(logout()))).statusCode).toBe(200);
    expect(await me(third)).toBe(401);
    expect(place.events()).toContainEqual({ kind: 'sign_out', user: 'ann', details: { by: 'issuer' } });
  });

  it('that is not right ends nothing, and stands in the audit log', async () => {
    const ann = await open('s4');
    const forged = new SignJWT(logout())
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(issuer.stranger);
    const tokens = await Promise.all([
      forged,
      issuer.sign(logout({ iss: 'https://evil.example' })),
      issuer.sign(logout({ aud: 'somebody-else' })),
      issuer.sign(logout({ iat: now(-600) })),
      issuer.sign(logout({ jti: undefined })),
      issuer.sign(logout({ events: undefined })),
      issuer.sign(logout({ events: { 'urn:other': {} } })),
      issuer.sign(logout({ nonce: 'n' })),
      issuer.sign(logout({ sub: undefined })),
      Promise.resolve('x.y.z'),
      Promise.resolve('x'.repeat(9_000)),
    ]);
    for (const token of tokens) {
      const from = place.events().length;
      const answer = await tell(token);
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([
        400,
        'application/problem+json; charset=utf-8',
      ]);
      await place.toldOf(from, { route: '/signin/backchannel-logout', problem: 'usage' });
    }
    expect(await me(ann)).toBe('ann');
  });
});

describe('taking an issuer’s subject away from a person', () => {
  it('signs out at once, and lets it sign in as nobody', async () => {
    const ann = visitor();
    await signIn(ann);
    const ada = visitor();
    await ada.get(`/signin?token=${await sessionsOf(place.records).invite('ada')}`);
    expect((await ada.send('DELETE', '/api/v1/people/ann/identities', null, {})).status).toBe(204);
    expect(await me(ann)).toBe(401);
    expect((await signIn(visitor())).status).toBe(401);
    expect(place.events()).toContainEqual({
      kind: 'people',
      user: 'ada',
      about: ['ann'],
      details: { verb: 'unlink' },
    });
  });
});
