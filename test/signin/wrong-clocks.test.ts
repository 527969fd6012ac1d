import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { apiKeysOf } from '../../src/state/api-keys.ts';
import { passwordsOf } from '../../src/state/passwords.ts';
import { openSignedInstallation, type SignedInstallation } from './signed-installation.ts';
import { type Answer, Visitor } from './visitor.ts';

const ANN = 'seven green lamps in the attic';
const HOUR_SECONDS = 3_600;

let place: SignedInstallation;
let behind_seconds = 0;

/** Goes on at another process of the installation, whose own clock is so far behind that of all. */
function atProcessBehind(seconds: number): void {
  place.pass(seconds - behind_seconds);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - (seconds - behind_seconds) * 1_000 });
  behind_seconds = seconds;
}

const visitor = (): Visitor => new Visitor(place.app, place.origin);
const statusOf = async (who: Visitor): Promise<number> =>
  (await who.get('/api/v1/me', { accept: 'application/json' })).status;

beforeAll(async () => {
  place = await openSignedInstallation();
  const { secret } = await passwordsOf(place.records).invite('ann');
  await visitor().post('/signin/password', { link: secret, password: ANN, again: ANN });
});
afterEach(() => {
  atProcessBehind(0);
  vi.useRealTimers();
});
afterAll(() => place.close());

describe('signing in where the clocks of the processes are wrong', () => {
  it.each([HOUR_SECONDS, -HOUR_SECONDS])('goes at a process that is %i s behind', async (seconds) => {
    atProcessBehind(seconds);
    const ann = visitor();
    await ann.signIn('ann', ANN);
    expect(await statusOf(ann)).toBe(200);
    atProcessBehind(0);
    expect(await statusOf(ann)).toBe(200);
  });

  it.each([
    [300, 0],
    [0, 300],
    [-300, 300],
  ])('goes on at a process that is %i s behind and ends at one that is %i s', async (first, then) => {
    const ann = visitor();
    atProcessBehind(first);
    let answer: Answer = await ann.post(await ann.openLogin(), { user: 'ann', password: ANN });
    while (answer.to !== null && !answer.to.startsWith('/signin/callback')) answer = await ann.get(answer.to);
    atProcessBehind(then);
    expect((await ann.get(answer.to ?? '')).status).toBe(200);
    expect(await statusOf(ann)).toBe(200);
  });

  it.each([HOUR_SECONDS, -HOUR_SECONDS])(
    'gives a program a token that is good everywhere, at a process that is %i s behind',
    async (seconds) => {
      const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
      const key = { user: 'ann', label: 'program', rights: ['ask'], expiresAt } as const;
      const { key: made, secret } = await apiKeysOf(place.records).make(key);
      atProcessBehind(seconds);
      const given = await place.app.inject({
        method: 'POST',
        url: '/oidc/token',
        headers: {
          host: place.host,
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Basic ${Buffer.from(`${made.id}:${secret}`).toString('base64')}`,
        },
        payload: 'grant_type=client_credentials',
      });
      const bearer = `Bearer ${given.json<{ access_token: string }>().access_token}`;
      const ask = async (): Promise<number> =>
        (
          await place.app.inject({
            url: '/api/v1/me',
            headers: { host: place.host, authorization: bearer },
          })
        ).statusCode;
      expect(await ask()).toBe(200);
      atProcessBehind(0);
      expect(await ask()).toBe(200);
      place.pass(700);
      expect(await ask()).toBe(401);
    },
  );

  it('still takes a code for a minute and no longer', async () => {
    const ann = visitor();
    let answer: Answer = await ann.post(await ann.openLogin(), { user: 'ann', password: ANN });
    while (answer.to !== null && !answer.to.startsWith('/signin/callback')) answer = await ann.get(answer.to);
    place.pass(70);
    expect((await ann.get(answer.to ?? '')).status).toBe(401);
  });
});
