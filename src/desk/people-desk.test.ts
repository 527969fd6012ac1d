import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { catalogOf } from '../../test/golden/catalog-of.ts';
import { grantsOf } from '../state/grants.ts';
import { passwordsOf } from '../state/passwords.ts';
import { peopleOf } from '../state/people.ts';
import { type Records, sealingWith } from '../state/records.ts';
import { openRecords } from '../state/sqlite/open-records.ts';
import type { PeopleDesk, Person } from '../vocabulary/person.ts';
import type { Actor } from '../vocabulary/scope.ts';
import { createFindActor, type FindActor, OWNER_ACTOR } from './actors.ts';
import { createPeopleDesk } from './people-desk.ts';

const account = (account_id: string, portfolio_id: string) => ({
  account_id,
  portfolio_id,
  name: account_id,
});
const catalog = catalogOf(
  {
    advisors: [{ advisor_id: 'ADV1', name: 'One' }],
    clients: [
      { client_id: 'C1', name: 'One', advisor_id: 'ADV1' },
      { client_id: 'C2', name: 'Two', advisor_id: 'ADV1' },
      { client_id: 'C3', name: 'Three', advisor_id: null },
    ],
    portfolios: [
      { portfolio_id: 'P1', client_id: 'C1' },
      { portfolio_id: 'P2', client_id: 'C2' },
      { portfolio_id: 'P3', client_id: 'C3' },
    ],
    accounts: [account('A1', 'P1'), account('A1b', 'P1'), account('A2', 'P2'), account('A3', 'P3')],
  },
  '2026-03-02',
);

const DAY_MS = 86_400_000;
let folder = '';
let clock = new Date('2026-03-02T10:00:00Z');
let records: Records;
let desk: PeopleDesk;
let find: FindActor;

const inDays = (days: number): string => new Date(clock.getTime() + days * DAY_MS).toISOString();
const person = (user: string, role: Person['role'], own: Partial<Person> = {}): Person => ({
  user,
  name: `Name of ${user}`,
  role,
  advisorId: null,
  clientId: null,
  ...own,
});
const actorOf = async (user: string): Promise<Actor> => {
  const actor = await find(user);
  if (!actor) throw new Error(`nobody is called ${user}`);
  return actor;
};
const accountsOf = async (user: string): Promise<unknown> => (await actorOf(user)).accounts;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-people-'));
  clock = new Date('2026-03-02T10:00:00Z');
  records = await openRecords(join(folder, 'records.sqlite'), sealingWith(['ab'.repeat(32)]), () => clock);
  const [people, grants] = [peopleOf(records), grantsOf(records)];
  const reader = { current: () => Promise.resolve(catalog) };
  find = createFindActor(people, grants, reader);
  desk = createPeopleDesk({
    people,
    grants,
    passwords: passwordsOf(records),
    place: { origin: () => 'http://127.0.0.1:8321' },
    catalog: () => Promise.resolve(reader),
    newId: randomUUID,
    now: () => clock,
  });
  await desk.import(OWNER_ACTOR, [
    person('ann', 'client', { clientId: 'C1' }),
    person('ben', 'client', { clientId: 'C2' }),
    person('tax', 'client'),
    person('adv', 'advisor', { advisorId: 'ADV1' }),
    person('ops', 'operations'),
    person('boss', 'administrator'),
    person('aud', 'auditor'),
  ]);
});
afterEach(async () => {
  await records.db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const grant = (user: string, kind: 'account' | 'portfolio' | 'client' | 'book', target: string, days = 30) =>
  desk.grant(OWNER_ACTOR, { user, kind, target, expiresAt: inDays(days) });

describe('a grant', () => {
  test.each([
    ['account', 'A3', ['A3']],
    ['portfolio', 'P1', ['A1', 'A1b']],
    ['client', 'C2', ['A2']],
    ['book', 'ADV1', ['A1', 'A1b', 'A2']],
    ['account', 'nothing', []],
  ] as const)('of a %s %s opens %j', async (kind, target, opened) => {
    expect(await accountsOf('ops')).toEqual([]);
    await grant('ops', kind, target);
    expect(await accountsOf('ops')).toEqual(opened);
  });

  test('adds to what the role opens', async () => {
    await grant('ann', 'account', 'A3');
    expect(await accountsOf('ann')).toEqual(['A1', 'A1b', 'A3']);
  });

  test('ends at its hour, and at once when it is taken back', async () => {
    await grant('ops', 'account', 'A1', 1);
    const { id } = await grant('ops', 'account', 'A2', 2);
    expect(await accountsOf('ops')).toEqual(expect.arrayContaining(['A1', 'A2']));
    clock = new Date(clock.getTime() + DAY_MS);
    expect(await accountsOf('ops')).toEqual(['A2']);
    await desk.revoke(OWNER_ACTOR, { id });
    expect(await accountsOf('ops')).toEqual([]);
    await expect(desk.revoke(OWNER_ACTOR, { id })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('that has ended already is refused', async () => {
    await expect(grant('ops', 'account', 'A1', -1)).rejects.toMatchObject({ code: 'usage' });
  });

  test('is given by nobody to himself, nor to the owner or to somebody unknown', async () => {
    const boss = await actorOf('boss');
    const wanted = { kind: 'account', target: 'A1', expiresAt: null } as const;
    for (const user of ['boss', 'owner']) {
      await expect(desk.grant(boss, { user, ...wanted })).rejects.toMatchObject({ code: 'not_permitted' });
    }
    await expect(desk.grant(boss, { user: 'nobody', ...wanted })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(desk.change(boss, { user: 'boss', role: 'firm' })).rejects.toMatchObject({
      code: 'not_permitted',
    });
    await expect(desk.import(boss, [person('boss', 'firm')])).rejects.toMatchObject({
      code: 'not_permitted',
    });
  });

  test('names its target in no file in the clear', async () => {
    await grant('ops', 'account', 'CANARY-ACCOUNT');
    for (const file of readdirSync(folder)) {
      expect(readFileSync(join(folder, file)).toString('latin1')).not.toContain('CANARY');
    }
  });
});

describe('people are looked after', () => {
  test.each(['ann', 'adv', 'ops', 'aud'])('by administrators and the owner, not by %s', async (user) => {
    const actor = await actorOf(user);
    const denied = { code: 'not_permitted' };
    await expect(desk.list(actor, {})).rejects.toMatchObject(denied);
    await expect(desk.import(actor, [person('new', 'firm')])).rejects.toMatchObject(denied);
    await expect(desk.change(actor, { user: 'ben', disabled: true })).rejects.toMatchObject(denied);
    await expect(desk.remove(actor, { user: 'ben' })).rejects.toMatchObject(denied);
    await expect(
      desk.grant(actor, { user: 'ben', kind: 'account', target: 'A1', expiresAt: null }),
    ).rejects.toMatchObject(denied);
    const { id } = await grant('ben', 'account', 'A3');
    await expect(desk.revoke(actor, { id })).rejects.toMatchObject(denied);
  });

  test('and whoever is disabled is nobody from then on, until enabled again', async () => {
    const boss = await actorOf('boss');
    await desk.change(boss, { user: 'ann', disabled: true });
    expect(await find('ann')).toBeNull();
    await desk.change(boss, { user: 'ann', disabled: false });
    expect(await accountsOf('ann')).toEqual(['A1', 'A1b']);
  });

  test('a change of role counts at the next look', async () => {
    await desk.change(OWNER_ACTOR, { user: 'ann', role: 'operations' });
    expect(await actorOf('ann')).toMatchObject({ role: 'operations', accounts: [], name: 'Name of ann' });
    await expect(desk.change(OWNER_ACTOR, { user: 'ann', role: 'advisor' })).rejects.toMatchObject({
      code: 'usage',
    });
  });

  test('whoever is removed leaves no grant behind for the next one of that name', async () => {
    await grant('ops', 'account', 'A1');
    await desk.remove(OWNER_ACTOR, { user: 'ops' });
    await desk.import(OWNER_ACTOR, [person('ops', 'operations')]);
    expect(await accountsOf('ops')).toEqual([]);
    expect((await desk.list(OWNER_ACTOR, {})).find(({ user }) => user === 'ops')?.grants).toEqual([]);
  });
});

const offer = async (user: string, kind: 'account' | 'client', target: string) =>
  desk.delegate(await actorOf(user), { kind, target, expiresAt: inDays(30) });

describe('a delegation', () => {
  test('lets whoever takes its code see the accounts, once', async () => {
    const { code, grant: offered } = await offer('ann', 'account', 'A1');
    expect(offered.user).toBeNull();
    expect(await desk.accept(await actorOf('tax'), { code })).toMatchObject({ user: 'tax', target: 'A1' });
    expect(await accountsOf('tax')).toEqual(['A1']);
    await expect(desk.accept(await actorOf('ben'), { code })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is taken by one of two who hurry', async () => {
    const { code } = await offer('ann', 'account', 'A1');
    const [tax, ben] = [await actorOf('tax'), await actorOf('ben')];
    const took = await Promise.allSettled([desk.accept(tax, { code }), desk.accept(ben, { code })]);
    expect(took.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('reaches no account that is not the own one, in the same words for one that is not there', async () => {
    const messages = await Promise.all(
      ['A2', 'nothing'].map((target) => offer('ann', 'account', target).catch(String)),
    );
    expect(messages[0]).toContain('You have no access');
    expect(messages[0]).toBe(messages[1]);
  });

  test('cannot be handed on, nor can a grant', async () => {
    const { code } = await offer('ann', 'account', 'A1');
    await desk.accept(await actorOf('ben'), { code });
    await grant('ben', 'account', 'A3');
    for (const target of ['A1', 'A3']) {
      await expect(offer('ben', 'account', target)).rejects.toMatchObject({ code: 'not_permitted' });
    }
  });

  test('opens no more than the giver may see at the time of asking', async () => {
    const { code } = await offer('ann', 'client', 'C1');
    await desk.accept(await actorOf('tax'), { code });
    expect(await accountsOf('tax')).toEqual(['A1', 'A1b']);
    await desk.change(OWNER_ACTOR, { user: 'ann', clientId: 'C3' });
    expect(await accountsOf('tax')).toEqual([]);
    await desk.change(OWNER_ACTOR, { user: 'ann', clientId: 'C1' });
    await desk.change(OWNER_ACTOR, { user: 'ann', disabled: true });
    expect(await accountsOf('tax')).toEqual([]);
  });

  test('is seen and taken back by its giver, and by no other client', async () => {
    const { code, grant: offered } = await offer('ann', 'account', 'A1');
    await desk.accept(await actorOf('tax'), { code });
    const [ann, ben] = [await actorOf('ann'), await actorOf('ben')];
    expect(await desk.delegated(ben, {})).toEqual([]);
    expect(await desk.delegated(ann, {})).toMatchObject([{ id: offered.id, user: 'tax' }]);
    await expect(desk.revoke(ben, { id: offered.id })).rejects.toMatchObject({ code: 'not_permitted' });
    await desk.revoke(ann, { id: offered.id });
    expect(await accountsOf('tax')).toEqual([]);
  });

  test('needs an end within reason, and its code is good for some days only', async () => {
    const ann = await actorOf('ann');
    for (const expiresAt of [null, inDays(-1), inDays(5_000)]) {
      await expect(desk.delegate(ann, { kind: 'account', target: 'A1', expiresAt })).rejects.toMatchObject({
        code: 'usage',
      });
    }
    const { code } = await offer('ann', 'account', 'A1');
    clock = new Date(clock.getTime() + 4 * DAY_MS);
    await expect(desk.accept(await actorOf('tax'), { code })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is not for those who have no accounts of their own to show', async () => {
    for (const user of ['adv', 'ops', 'boss', 'aud']) {
      await expect(offer(user, 'account', 'A1')).rejects.toMatchObject({ code: 'not_permitted' });
    }
  });
});
