import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passwordsOf } from '../../src/state/passwords.ts';
import { sessionsOf } from '../../src/state/sessions.ts';
import { openSignedInstallation, type SignedInstallation } from './signed-installation.ts';
import { type Showing, softwarePasskey } from './software-passkey.ts';
import { type Answer, Visitor } from './visitor.ts';

const ORIGIN = 'https://askfolio.example';
const PASSWORD = 'seven green lamps in the attic';

let place: SignedInstallation;
const visitor = (): Visitor => new Visitor(place.app, place.origin);
const me = async (who: Visitor) => {
  const answer = await who.get('/api/v1/me', { accept: 'application/json' });
  return answer.status === 200 ? (JSON.parse(answer.body) as { user: string }).user : answer.status;
};
const optionsOn = (page: Answer): string =>
  (/data-options="([^"]*)"/.exec(page.body)?.[1] ?? '').replaceAll('&quot;', '"');
const keptOn = (page: Answer): string => /name="kept" value="([^"]*)"/.exec(page.body)?.[1] ?? '';

/** A passkey of a person, made on the own page. */
async function withPasskey(user: string) {
  const who = visitor();
  await who.get(`/signin?token=${await sessionsOf(place.records).invite(user)}`);
  const page = await who.get('/account');
  const passkey = softwarePasskey();
  const kept = keptOn(page);
  const answer = passkey.make(optionsOn(page), ORIGIN);
  const made = await who.post('/account/passkey', { kept, answer, label: 'phone' });
  expect(made.status).toBe(200);
  return { passkey, who, again: () => who.post('/account/passkey', { kept, answer, label: 'twice' }) };
}

/** The page of signing in, with its challenge. */
async function challenged(who: Visitor): Promise<{ path: string; options: string }> {
  const page = await who.follow(await who.get('/signin'));
  return {
    path: /action="([^"]+\/passkey)"/.exec(page.body)?.[1] ?? '',
    options: optionsOn(page),
  };
}

beforeAll(async () => {
  place = await openSignedInstallation(ORIGIN);
  for (const user of ['ann', 'bob']) {
    const { secret } = await passwordsOf(place.records).invite(user);
    await visitor().post('/signin/password', { link: secret, password: PASSWORD, again: PASSWORD });
  }
});
afterAll(() => place.close());

describe('a passkey', () => {
  it('opens a session alone, once for each challenge', async () => {
    const { passkey } = await withPasskey('ann');
    const ann = visitor();
    const { path, options } = await challenged(ann);
    const answer = passkey.show(options, ORIGIN);
    await ann.follow(await ann.post(path, { answer }));
    expect(await me(ann)).toBe('ann');
    expect(place.events()).toContainEqual({ kind: 'sign_in', user: 'ann', details: { by: 'passkey' } });
    const other = visitor();
    const { path: elsewhere } = await challenged(other);
    expect((await other.post(elsewhere, { answer })).status).toBe(401);
    expect((await ann.post(path, { answer })).status).toBe(401);
  });

  it.each<[string, Showing & { origin?: string }]>([
    ['of another site', { origin: 'https://evil.example' }],
    ['for another site', { rpId: 'evil.example' }],
    ['of a device that did not ask its holder', { verified: false }],
    ['in the name of somebody else', { handle: 'c29tZWJvZHktZWxzZQ' }],
    ['that was made to make one', { type: 'webauthn.create' }],
    ['of a copy, whose count lies behind', { counter: 1 }],
  ])('opens nothing by an answer %s', async (_name, { origin = ORIGIN, ...how }) => {
    const { passkey } = await withPasskey('bob');
    const guest = visitor();
    const { path, options } = await challenged(guest);
    const refused = await guest.post(path, { answer: passkey.show(options, origin, how) });
    expect(refused.status).toBe(401);
    expect(place.events().at(-1)).toMatchObject({ kind: 'refused', details: { what: 'passkey' } });
    expect(await me(guest)).toBe(401);
  });

  it('of nobody, malformed or huge, opens nothing and says nothing', async () => {
    const guest = visitor();
    for (const answer of ['{}', '[', 'null', '{"id":"x"}', `{"id":"${'x'.repeat(13_000)}"}`, '"__proto__"']) {
      const { path } = await challenged(guest);
      const refused = await guest.post(path, { answer });
      expect([answer.slice(0, 10), refused.status]).toEqual([answer.slice(0, 10), 401]);
      expect(refused.body).not.toMatch(/node_modules|at \w+ \(/);
    }
    const { path, options } = await challenged(guest);
    expect((await guest.post(path, { answer: softwarePasskey().show(options, ORIGIN) })).status).toBe(401);
  });

  it('as a second factor is the one of whoever gave the password, and of nobody else', async () => {
    const [{ passkey }, { passkey: foreign }] = [await withPasskey('ann'), await withPasskey('bob')];
    const ann = visitor();
    const login = await ann.follow(await ann.get('/signin'));
    const action = /<form method="post" action="([^"]+)"/.exec(login.body)?.[1] ?? '';
    const factor = (await ann.post(action, { user: 'ann', password: PASSWORD })).to ?? '';
    const page = await ann.get(factor);
    const refused = await ann.post(factor, { answer: foreign.show(optionsOn(page), ORIGIN) });
    expect(refused.status).toBe(401);
    const stale = await ann.post(factor, { answer: passkey.show(optionsOn(page), ORIGIN) });
    expect(stale.status).toBe(401);
    const options = optionsOn(await ann.get(factor));
    await ann.follow(await ann.post(factor, { answer: passkey.show(options, ORIGIN, { verified: false }) }));
    expect(await me(ann)).toBe('ann');
  });

  it('is made once, for the person who asked, and ends when it is removed', async () => {
    const { passkey, who, again } = await withPasskey('ann');
    expect((await again()).status).toBe(400);
    const bob = await withPasskey('bob');
    const offered = await who.get('/account');
    const answer = softwarePasskey().make(optionsOn(offered), ORIGIN);
    const stolen = await bob.who.post('/account/passkey', { kept: keptOn(offered), answer, label: 'x' });
    expect(stolen.status).toBe(400);
    const elsewhere = softwarePasskey().make(optionsOn(offered), 'https://evil.example');
    const foreign = { kept: keptOn(offered), answer: elsewhere, label: 'x' };
    expect((await who.post('/account/passkey', foreign)).status).toBe(400);
    const listed = await who.get('/account');
    const ids = [...listed.body.matchAll(/name="passkey" value="([0-9a-f]{64})"/g)].map(([, id = '']) => id);
    const theirs = ids[0] ?? '';
    await bob.who.post('/account/factors', { passkey: theirs });
    expect((await who.get('/account')).body).toContain(theirs);
    for (const id of ids) await who.post('/account/factors', { passkey: id });
    const guest = visitor();
    const { path, options } = await challenged(guest);
    expect((await guest.post(path, { answer: passkey.show(options, ORIGIN) })).status).toBe(401);
    await guest.signIn('ann', PASSWORD);
    expect(await me(guest)).toBe('ann');
  });
});
