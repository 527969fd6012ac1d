import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passwordsOf } from '../../src/state/passwords.ts';
import { peopleOf } from '../../src/state/people.ts';
import { sessionsOf } from '../../src/state/sessions.ts';
import { openSignedInstallation, type SignedInstallation } from './signed-installation.ts';
import { Visitor } from './visitor.ts';

const ANN = 'seven green lamps in the attic';
const BOB = 'the second ferry leaves at dawn';

let place: SignedInstallation;
const visitor = (address?: string): Visitor => new Visitor(place.app, place.origin, address);
const me = async (who: Visitor) => {
  const answer = await who.get('/api/v1/me', { accept: 'application/json' });
  return answer.status === 200 ? (JSON.parse(answer.body) as { user: string }).user : answer.status;
};

async function setPassword(user: string, password: string): Promise<void> {
  const { secret } = await passwordsOf(place.records).invite(user);
  const guest = visitor();
  const set = await guest.post('/signin/password', { link: secret, password, again: password });
  expect([set.status, set.to]).toEqual([303, '/signin']);
}

beforeAll(async () => {
  place = await openSignedInstallation();
  await setPassword('ann', ANN);
  await setPassword('bob', BOB);
});
afterAll(() => place.close());

describe('signing in with a password', () => {
  it('goes by code and PKCE through the embedded server and ends with a session', async () => {
    const ann = visitor();
    const start = await ann.get('/signin');
    const authorization = new URL(start.to ?? '', place.origin);
    expect(authorization.pathname).toBe('/oidc/auth');
    expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      client_id: 'askfolio',
      redirect_uri: `${place.origin}/signin/callback`,
    });
    const done = await ann.signIn('ann', ANN);
    expect(done.body).toContain('You are signed in.');
    expect(await me(ann)).toBe('ann');
    const cookie = String(done.headers['set-cookie']);
    expect(cookie).toMatch(/askfolio_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict/);
    expect(done.body + JSON.stringify([...ann.cookies])).not.toContain('eyJ');
    expect(place.events()).toContainEqual({ kind: 'sign_in', user: 'ann', details: { by: 'password' } });
  });

  it('shows the same for a wrong password and for somebody who is not there', async () => {
    const answers = await Promise.all(
      [
        ['ann', 'not the password'],
        ['nobody', 'not the password'],
        ['ada', 'she has none yet'],
      ].map(async ([user = '', password = '']) => {
        const guest = visitor('192.0.2.77');
        const { status, body } = await guest.post(await guest.openLogin(), { user, password });
        return [status, body.replaceAll(/\/attempt\/[\w-]+/g, '').replace(`value="${user}"`, '')];
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.[0]).toBe(401);
  });

  it('gives a new session each time, and ends the one that the browser had', async () => {
    const ann = visitor();
    await ann.signIn('ann', ANN);
    const first = ann.cookies.get('askfolio_session');
    const copy = visitor();
    if (first) copy.cookies.set('askfolio_session', first);
    expect(await me(copy)).toBe('ann');
    await ann.get('/api/v1/me');
    ann.cookies.delete('askfolio_session');
    const planted = { value: 'planted-by-somebody-else', path: '/' };
    ann.cookies.set('askfolio_session', planted);
    const from = place.events().length;
    expect(await me(ann)).toBe(401);
    await place.toldOf(from, { route: '/api/v1/me', problem: 'not_signed_in' });
    await ann.signIn('ann', ANN);
    expect(ann.cookies.get('askfolio_session')?.value).not.toBe(planted.value);
  });

  it('takes no code twice, none without its attempt, and none of another browser', async () => {
    const ann = visitor();
    const action = await ann.openLogin();
    let answer = await ann.post(action, { user: 'ann', password: ANN });
    while (answer.to !== null && !answer.to.startsWith('/signin/callback')) answer = await ann.get(answer.to);
    const callback = answer.to ?? '';
    const other = visitor();
    await other.openLogin();
    expect((await other.get(callback)).status).toBe(401);
    expect((await visitor().get(callback)).status).toBe(401);
    const forged = callback.replace(/state=[^&]+/, 'state=forged');
    const attempt = ann.cookies.get('askfolio_signin');
    expect((await ann.get(forged)).status).toBe(401);
    if (attempt) ann.cookies.set('askfolio_signin', attempt);
    expect((await ann.get(callback)).status).toBe(200);
    expect(await me(ann)).toBe('ann');
    if (attempt) ann.cookies.set('askfolio_signin', attempt);
    const from = place.events().length;
    expect((await ann.get(callback)).status).toBe(401);
    await place.toldOf(from, { what: 'token invalid_grant' });
    await place.toldOf(from, { what: 'sign_in_not_valid' });
    // A code that is used again ends what the first use gave (RFC 9700, 4.5).
    expect(await me(ann)).toBe(401);
  });

  it('is refused to another site and to a body that is no form', async () => {
    const guest = visitor();
    const action = await guest.openLogin();
    const form = { user: 'ann', password: ANN };
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:9' },
    ]) {
      const from = place.events().length;
      expect((await guest.post(action, form, headers)).status).toBe(403);
      await place.toldOf(from, { route: '/signin/attempt/:uid', problem: 'not_permitted' });
    }
    expect((await guest.post(action, form, { 'content-type': 'application/json' })).status).toBe(400);
    expect((await guest.post(action, { user: 'ann' })).status).toBe(400);
    expect((await guest.post(action, { ...form, password: 'x'.repeat(20_000) })).status).toBe(413);
  });

  it('goes nowhere but to the page', async () => {
    const guest = visitor();
    const start = await guest.get('/signin?returnTo=https://evil.example&redirect_uri=https://evil.example');
    expect(start.to).not.toContain('evil');
    const asked = new URL(start.to ?? '', place.origin);
    asked.searchParams.set('redirect_uri', 'https://evil.example/callback');
    const from = place.events().length;
    const refused = await guest.get(`${asked.pathname}${asked.search}`);
    expect([refused.status, refused.to]).toEqual([400, null]);
    await place.toldOf(from, { what: 'authorization invalid_redirect_uri' });
    expect(refused.headers['content-security-policy']).toContain("script-src 'self'");
    const plain = new URL(start.to ?? '', place.origin);
    plain.searchParams.delete('code_challenge');
    plain.searchParams.delete('code_challenge_method');
    const without = await guest.get(`${plain.pathname}${plain.search}`);
    expect(new URL(without.to ?? '', place.origin).searchParams.get('error')).toBe('invalid_request');
  });
});

describe('guessing', () => {
  it('is slowed down where it comes from, and keeps nobody out of a browser known before', async () => {
    const ann = visitor('192.0.2.1');
    await ann.signIn('ann', ANN);
    const attacker = visitor('192.0.2.1');
    const action = await attacker.openLogin();
    const tries = [];
    for (let index = 0; index < 8; index += 1) {
      tries.push((await attacker.post(action, { user: 'ann', password: 'guess' })).status);
    }
    expect(tries).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const blocked = await attacker.post(action, { user: 'ann', password: ANN });
    expect([blocked.status, blocked.headers['retry-after']]).toEqual([429, '1']);
    ann.cookies.delete('askfolio_session');
    await ann.signIn('ann', ANN);
    expect(await me(ann)).toBe('ann');
    const elsewhere = visitor('198.51.100.9');
    await elsewhere.signIn('ann', ANN);
    expect(await me(elsewhere)).toBe('ann');
    place.pass(2);
    expect((await attacker.post(action, { user: 'ann', password: 'guess' })).status).toBe(401);
    expect((await attacker.post(action, { user: 'ann', password: 'guess' })).headers['retry-after']).toBe(
      '2',
    );
  });
});

describe('an invitation', () => {
  it('is used up by the form alone, sets one password, and signs out what was open', async () => {
    const bob = visitor();
    await bob.signIn('bob', BOB);
    expect(await me(bob)).toBe('bob');
    const { secret } = await passwordsOf(place.records).invite('bob');
    const guest = visitor();
    for (let look = 0; look < 2; look += 1) {
      expect((await guest.get(`/signin/password?token=${secret}`)).body).toContain('Choose a password');
    }
    const form = (password: string, again = password) => ({ link: secret, password, again });
    const weak = ['short', 'aaaaaaaaaaaaaaaa', 'abcdefghijklmnop', 'askfolio-bob-password', 'x'.repeat(257)];
    for (const password of weak) {
      expect((await guest.post('/signin/password', form(password))).status).toBe(400);
    }
    const mistyped = await guest.post('/signin/password', form('four old bicycles', 'five old bicycles'));
    expect(mistyped.status).toBe(400);
    const both = await Promise.all([
      guest.post('/signin/password', form('four old bicycles')),
      guest.post('/signin/password', form('nine old bicycles')),
    ]);
    expect(both.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([303, 401]);
    expect(await me(bob)).toBe(401);
    expect((await guest.get(`/signin/password?token=${secret}`)).status).toBe(401);
    expect((await guest.get(`/signin?token=${secret}`)).status).toBe(401);
  });

  it('is over when its time is, and when another is given', async () => {
    const desk = passwordsOf(place.records);
    const first = await desk.invite('ada');
    const second = await desk.invite('ada');
    expect([await desk.invited(first.secret), await desk.invited(second.secret)]).toEqual([null, 'ada']);
    place.pass(72 * 3_600 + 1);
    expect(await desk.invited(second.secret)).toBeNull();
  });
});

describe('a session', () => {
  it('ends idle, with its grant, with its person, and everywhere at once', async () => {
    const open = async (): Promise<Visitor> => {
      const ann = visitor();
      await ann.signIn('ann', ANN);
      expect(await me(ann)).toBe('ann');
      return ann;
    };
    const idle = await open();
    place.pass(59 * 60);
    expect(await me(idle)).toBe('ann');
    place.pass(61 * 60);
    expect(await me(idle)).toBe(401);
    const aged = await open();
    for (let hour = 0; hour < 13; hour += 1) {
      place.pass(3_500);
      await me(aged);
    }
    expect(await me(aged)).toBe(401);
    const [here, there] = [await open(), await open()];
    const listed = JSON.parse((await here.get('/api/v1/sessions')).body) as { items: { id: string }[] };
    expect(listed.items).toHaveLength(2);
    expect((await here.send('DELETE', `/api/v1/sessions/${listed.items[1]?.id}`, null, {})).status).toBe(204);
    expect(new Set([await me(here), await me(there)])).toEqual(new Set([401, 'ann']));
    const everywhere = [await open(), await open()];
    expect((await everywhere[0]?.post('/account/signout', {}))?.to).toBe('/signin');
    for (const gone of [...everywhere, here]) expect(await me(gone)).toBe(401);
    const disabled = await open();
    await peopleOf(place.records).disable('ann', true);
    expect(await me(disabled)).toBe(401);
    await peopleOf(place.records).disable('ann', false);
    expect(await me(disabled)).toBe(401);
  });

  it('of another person cannot be ended', async () => {
    const ann = visitor();
    await ann.signIn('ann', ANN);
    const ada = visitor();
    await ada.get(`/signin?token=${await sessionsOf(place.records).invite('ada')}`);
    const [session] = await sessionsOf(place.records).of('ann');
    expect((await ada.send('DELETE', `/api/v1/sessions/${session?.id}`, null, {})).status).toBe(404);
    await ada.post('/account/sessions', { session: session?.id ?? '' });
    expect(await me(ann)).toBe('ann');
  });

  it('changes its own password with the one of now, and is signed out by it', async () => {
    const ann = visitor();
    await ann.signIn('ann', ANN);
    const change = (current: string, password: string) =>
      ann.post('/account/password', { current, password, again: password });
    expect((await change('wrong', 'eleven quiet rivers')).status).toBe(401);
    expect((await change(ANN, 'short')).status).toBe(400);
    expect((await change(ANN, 'eleven quiet rivers')).to).toBe('/signin');
    expect(await me(ann)).toBe(401);
    await ann.signIn('ann', 'eleven quiet rivers');
    expect(await me(ann)).toBe('ann');
  });
});
