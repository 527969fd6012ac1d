import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiKeysOf } from '../../src/state/api-keys.ts';
import { passwordsOf } from '../../src/state/passwords.ts';
import { peopleOf } from '../../src/state/people.ts';
import { sessionsOf } from '../../src/state/sessions.ts';
import { wrappingWith } from '../../src/security/master-key.ts';
import { openServerRecords } from '../../src/state/mysql/open-records.ts';
import type { Records } from '../../src/state/records.ts';
import { flavourOf } from '../../src/store/mysql/flavour.ts';
import { recordsProblem } from '../../src/store/mysql/server-problems.ts';
import { PRIMARY_LOOK } from '../../src/store/mysql/primary.ts';
import { type PrivateServer, type ServerKind, SERVERS } from '../services/database-server.ts';
import { openSignedInstallation, type SignedInstallation } from './signed-installation.ts';
import { type Answer, Visitor } from './visitor.ts';

async function recordsOn(port: number, now: () => Date): Promise<Records> {
  const records = await openServerRecords({
    servers: [{ host: '127.0.0.1', port, user: 'root', database: 'records' }],
    primary: PRIMARY_LOOK,
    wrapping: wrappingWith(['ab'.repeat(32)]),
    collationOf: (version) => flavourOf(version).collation,
    problemOf: recordsProblem,
  });
  return { ...records, now };
}

const [, MYSQL] = SERVERS;
/** The records lie in the file of a home, or in a database on a server. */
const PLACES: readonly { name: string; missing: boolean; start: ServerKind['start'] | null }[] = [
  { name: 'the file of a home', missing: false, start: null },
  MYSQL,
];

const PASSWORD = 'seven green lamps in the attic';

let place: SignedInstallation;
let ahead = 0;
const pass = (seconds: number): void => {
  ahead += seconds;
  place.pass(seconds);
};
const visitor = (address?: string): Visitor => new Visitor(place.app, place.origin, address);
const me = async (who: Visitor) => {
  const answer = await who.get('/api/v1/me', { accept: 'application/json' });
  return answer.status === 200 ? (JSON.parse(answer.body) as { user: string }).user : answer.status;
};
/** What an app of a secret shows, some seconds from now. */
const codeOf = (secret: string, seconds = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: Date.now() + (ahead + seconds) * 1_000,
  });
const wrongFor = (secret: string): string =>
  ['000000', '111111', '222222', '333333', '444444'].find(
    (code) => ![-30, 0, 30].some((seconds) => codeOf(secret, seconds) === code),
  ) ?? '';
const fieldOf = (page: Answer, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page.body)?.[1] ?? '';
const secretOn = (page: Answer): string =>
  (/<code>([A-Z2-7 ]{32,})<\/code>/.exec(page.body)?.[1] ?? '').replaceAll(' ', '');
const recoveryCodesOn = (page: Answer): readonly string[] =>
  [...page.body.matchAll(/<code>((?:[0-9a-z]{4}-){3}[0-9a-z]{4})<\/code>/g)].map(([, code = '']) => code);

/** Opens a session without a password, as the link of `start` does. */
async function byLink(user: string): Promise<Visitor> {
  const who = visitor();
  await who.get(`/signin?token=${await sessionsOf(place.records).invite(user)}`);
  return who;
}

async function withPassword(user: string): Promise<void> {
  const { secret } = await passwordsOf(place.records).invite(user);
  await visitor().post('/signin/password', { link: secret, password: PASSWORD, again: PASSWORD });
}

/** Gives a person an authenticator app; its secret, and the recovery codes. */
async function enrol(user: string): Promise<{ secret: string; codes: readonly string[] }> {
  const who = await byLink(user);
  const page = await who.get('/account/authenticator');
  const secret = secretOn(page);
  const done = await who.post('/account/authenticator', {
    kept: fieldOf(page, 'kept'),
    code: codeOf(secret),
  });
  expect(done.status).toBe(200);
  return { secret, codes: recoveryCodesOn(done) };
}

/** Where an attempt stands after the right password. */
async function toFactor(who: Visitor, user: string): Promise<string> {
  const answer = await who.post(await who.openLogin(), { user, password: PASSWORD });
  expect([answer.status, answer.to]).toEqual([303, expect.stringMatching(/\/factor$/)]);
  return answer.to ?? '';
}

describe.each(PLACES)('with the records in $name', ({ missing, start }) => {
  describe.skipIf(missing)('(skipped where the machine has no such server)', () => {
    let server: PrivateServer | undefined;
    beforeAll(async () => {
      ahead = 0;
      server = await start?.();
      await server?.root('CREATE DATABASE records');
      const port = server?.port ?? 0;
      const at = server === undefined ? null : (now: () => Date) => recordsOn(port, now);
      place = await openSignedInstallation('http://127.0.0.1:8321', { factorRoles: ['administrator'] }, at);
      await peopleOf(place.records).save([
        { user: 'eve', name: 'Eve', role: 'client', advisorId: null, clientId: null },
      ]);
      for (const user of ['ann', 'bob', 'ada']) await withPassword(user);
    });
    afterAll(async () => {
      await place.close();
      await server?.stop();
    });

    describe('an authenticator app', () => {
      it('is asked for after the password, and each of its codes opens once', async () => {
        const { secret } = await enrol('ann');
        pass(60);
        const ann = visitor();
        const factor = await toFactor(ann, 'ann');
        expect(await me(ann)).toBe(401);
        expect((await ann.get(factor)).body).toContain('Code of your app');
        expect((await ann.post(factor, { code: wrongFor(secret) })).status).toBe(401);
        expect((await ann.post(factor, { code: codeOf(secret, -90) })).status).toBe(401);
        const used = codeOf(secret);
        await ann.follow(await ann.post(factor, { code: `${used.slice(0, 3)} ${used.slice(3)}` }));
        expect(await me(ann)).toBe('ann');
        expect(place.events()).toContainEqual({
          kind: 'sign_in',
          user: 'ann',
          details: { by: 'two_factors' },
        });
        const again = visitor();
        const replayed = await again.post(await toFactor(again, 'ann'), { code: used });
        expect(replayed.status).toBe(401);
        expect(place.events()).toContainEqual({
          kind: 'refused',
          user: null,
          about: ['ann'],
          details: { what: 'second_factor', kind: 'authenticator', address: '127.0.0.1' },
        });
        pass(30);
        const both = await Promise.all(
          [1, 2].map(async () => {
            const twin = visitor();
            return twin.post(await toFactor(twin, 'ann'), { code: codeOf(secret) });
          }),
        );
        expect(both.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([303, 401]);
      });

      it('cannot be stepped over, taken from somebody else or set up once more by the password alone', async () => {
        const guest = visitor();
        const factor = await toFactor(guest, 'ann');
        const attempt = factor.replace('/factor', '');
        for (const step of ['/on', '/setup']) {
          expect((await guest.post(`${attempt}${step}`, { kept: 'x', code: '1' })).status).toBe(401);
        }
        expect((await guest.get(`${attempt}/setup`)).status).toBe(401);
        const resumed = await guest.follow(await guest.get(attempt.replace('/signin/attempt', '/oidc/auth')));
        expect(resumed.body).toContain('name="password"');
        expect(await me(guest)).toBe(401);
        const fresh = visitor();
        const login = await fresh.openLogin();
        expect((await fresh.get(`${login}/factor`)).status).toBe(401);
        expect((await fresh.post(`${login}/factor`, { code: '123456' })).status).toBe(401);
        expect((await fresh.post(`${login}/on`, {})).status).toBe(401);
        const other = visitor();
        await other.openLogin();
        expect((await other.post(factor, { code: '123456' })).status).toBe(401);
      });

      it('is guessed slowly from everywhere together, while a known browser and a recovery code go on', async () => {
        const { secret, codes } = await enrol('bob');
        const known = visitor('192.0.2.1');
        pass(60);
        await known.follow(await known.post(await toFactor(known, 'bob'), { code: codeOf(secret) }));
        expect(await me(known)).toBe('bob');
        const wrong = wrongFor(secret);
        const statuses: number[] = [];
        for (let network = 1; network <= 8; network += 1) {
          const guest = visitor(`198.51.100.${network}`);
          const factor = await toFactor(guest, 'bob');
          for (let tries = 0; tries < 5; tries += 1) {
            statuses.push((await guest.post(factor, { code: wrong })).status);
          }
        }
        expect(statuses.slice(0, 30)).toEqual(Array<number>(30).fill(401));
        // While a slow machine goes through these, a try or two more may be let through.
        const refused = statuses.slice(30).filter((status) => status === 429);
        expect(refused.length).toBeGreaterThanOrEqual(7);
        pass(30);
        known.cookies.delete('askfolio_session');
        await known.follow(await known.post(await toFactor(known, 'bob'), { code: codeOf(secret) }));
        expect(await me(known)).toBe('bob');
        const elsewhere = visitor('203.0.113.9');
        const typed = (codes[0] ?? '').toUpperCase().replaceAll('-', ' ');
        await elsewhere.follow(await elsewhere.post(await toFactor(elsewhere, 'bob'), { code: typed }));
        expect(await me(elsewhere)).toBe('bob');
        const twice = visitor('203.0.113.9');
        expect((await twice.post(await toFactor(twice, 'bob'), { code: typed })).status).toBe(401);
      });

      it('leaves neither its secret nor the codes beside it in the records in the clear', async () => {
        const { secret, codes } = await enrol('eve');
        const { db } = place.records;
        const rows = JSON.stringify([
          await db.selectFrom('totp_secrets').selectAll().execute(),
          await db.selectFrom('recovery_codes').selectAll().execute(),
          await db.selectFrom('oidc_entries').selectAll().execute(),
          await db.selectFrom('audit_entries').selectAll().execute(),
        ]);
        for (const text of [secret, ...codes]) expect(rows).not.toContain(text);
        expect(codes).toHaveLength(10);
        expect(JSON.stringify(place.events())).not.toContain(secret);
      });
    });

    describe('a role that asks for a second factor', () => {
      it('lets nobody in by a password alone, and has one set up on the way', async () => {
        const ada = visitor();
        const factor = await toFactor(ada, 'ada');
        const page = await ada.follow(await ada.get(factor));
        expect(page.body).toContain('Set up a second factor');
        const setup = factor.replace('/factor', '/setup');
        const secret = secretOn(page);
        const kept = fieldOf(page, 'kept');
        expect((await ada.post(setup, { kept, code: wrongFor(secret) })).status).toBe(400);
        expect((await ada.post(setup, { kept: `${kept}x`, code: codeOf(secret) })).status).toBe(400);
        const done = await ada.post(setup, { kept, code: codeOf(secret) });
        expect(recoveryCodesOn(done)).toHaveLength(10);
        await ada.follow(await ada.post(factor.replace('/factor', '/on'), {}));
        expect(await me(ada)).toBe('ada');
        const last = await ada.post('/account/factors', { passkey: '' });
        expect([last.status, last.body]).toEqual([400, expect.stringContaining('set up another one')]);
      });

      it('ends what a password alone had opened, from the moment that somebody has the role', async () => {
        await peopleOf(place.records).save([
          { user: 'cyd', name: 'Cyd', role: 'firm', advisorId: null, clientId: null },
        ]);
        await withPassword('cyd');
        const cyd = visitor();
        await cyd.signIn('cyd', PASSWORD);
        expect(await me(cyd)).toBe('cyd');
        await peopleOf(place.records).save([
          { user: 'cyd', name: 'Cyd', role: 'administrator', advisorId: null, clientId: null },
        ]);
        expect(await me(cyd)).toBe(401);
        expect((await cyd.follow(await cyd.get('/signin'))).body).toContain('name="password"');
      });
    });

    describe("one's own page", () => {
      it('changes factors in a session of the last minutes alone, and never by a key', async () => {
        const bob = await byLink('bob');
        pass(16 * 60);
        expect(await me(bob)).toBe('bob');
        const page = await bob.get('/account');
        expect(page.body).toContain('/signin?again=yes');
        expect(page.body).not.toContain('Remove it');
        for (const [path, form] of [
          ['/account/factors', { passkey: '' }],
          ['/account/codes', {}],
          ['/account/authenticator', { kept: 'x', code: '123456' }],
          ['/account/passkey', { kept: 'x', answer: '{}', label: 'x' }],
        ] as const) {
          expect([path, (await bob.post(path, form)).status]).toEqual([path, 403]);
        }
        const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
        const { secret } = await apiKeysOf(place.records).make({
          user: 'cyd',
          label: 'x',
          rights: ['ask'],
          expiresAt,
        });
        const key = { authorization: `Bearer ${secret}` };
        expect((await visitor().post('/account/codes', {}, key)).status).toBe(403);
        const fresh = await byLink('bob');
        expect((await fresh.post('/account/factors', { passkey: '' })).to).toBe('/account');
        expect((await fresh.get('/account')).body).not.toContain('Remove it');
      });

      it('sets a first password in such a session alone, and never by a key', async () => {
        await peopleOf(place.records).save([
          { user: 'dot', name: 'Dot', role: 'client', advisorId: null, clientId: null },
        ]);
        const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
        const order = { user: 'dot', label: 'x', rights: ['ask'], expiresAt } as const;
        const { secret } = await apiKeysOf(place.records).make(order);
        const form = { password: PASSWORD, again: PASSWORD };
        const byKey = await visitor().post('/account/password', form, { authorization: `Bearer ${secret}` });
        expect(byKey.status).toBe(403);
        const dot = await byLink('dot');
        expect((await dot.post('/account/password', form)).to).toBe('/signin');
      });
    });

    describe('a reset by an administrator', () => {
      it('takes every factor away, signs out, and stands in the audit log; oneself it does not help', async () => {
        const { secret } = await enrol('ann');
        const ann = visitor();
        pass(60);
        await ann.follow(await ann.post(await toFactor(ann, 'ann'), { code: codeOf(secret) }));
        expect(await me(ann)).toBe('ann');
        const ada = await byLink('ada');
        const reset = (user: string) => ada.send('DELETE', `/api/v1/people/${user}/factors`, null, {});
        expect([(await reset('ada')).status, (await reset('owner')).status]).toEqual([403, 403]);
        expect((await reset('nobody')).status).toBe(404);
        expect((await reset('ann')).status).toBe(204);
        expect(place.events()).toContainEqual({
          kind: 'people',
          user: 'ada',
          about: ['ann'],
          details: { verb: 'reset_factors' },
        });
        expect(await me(ann)).toBe(401);
        await ann.signIn('ann', PASSWORD);
        expect(await me(ann)).toBe('ann');
      });
    });
  });
});
