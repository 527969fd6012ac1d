import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { may } from '../../src/security/rights.ts';
import { apiKeysOf } from '../../src/state/api-keys.ts';
import { conversationsOf } from '../../src/state/conversations.ts';
import { peopleOf } from '../../src/state/people.ts';
import { sessionsOf } from '../../src/state/sessions.ts';
import type { Right, Role } from '../../src/vocabulary/scope.ts';
import { openSignedInstallation, type SignedInstallation } from './signed-installation.ts';

/**
 * Every route of the interface, as it describes itself, with every role, and with an object of one's own, of somebody
 * else and of nobody. A route whose object is not named here fails.
 */
const OBJECTS: Readonly<Record<string, 'conversation' | 'session' | "nobody's">> = {
  '/conversations/{id}': 'conversation',
  '/sessions/{id}': 'session',
  // Those that there are belong to whoever has the right to them, or can only be made with data in the store.
  '/answers/{id}': "nobody's",
  '/answers/{id}/replay': "nobody's",
  '/answers/{id}/export/{format}': "nobody's",
  '/answers/{id}/feedback': "nobody's",
  '/saved/{id}': "nobody's",
  '/people/{user}': "nobody's",
  '/people/{user}/data': "nobody's",
  '/people/{user}/invitation': "nobody's",
  '/people/{user}/factors': "nobody's",
  '/grants/{id}': "nobody's",
  '/api-keys/{id}': "nobody's",
  '/runs/{id}': "nobody's",
  '/runs/{id}/findings': "nobody's",
  '/runs/{id}/quarantine': "nobody's",
  '/runs/{id}/repeat': "nobody's",
  '/sources/{name}/runs': "nobody's",
  '/verified/{id}': "nobody's",
};

const ROLES = ['owner', 'firm', 'advisor', 'client', 'operations', 'auditor', 'administrator'] as const;
/** What asks for more than the right that it names, once it knows the object. */
const ASKS_FOR_MORE: readonly string[] = ['DELETE /grants/{id}'];

interface DescribedRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly right: Right;
}

let place: SignedInstallation;
let routes: readonly DescribedRoute[] = [];
const cookies = new Map<string, string>();
const signedIn = async (user: string): Promise<string> => {
  const sessions = sessionsOf(place.records);
  const opened = await sessions.open(await sessions.invite(user));
  return `askfolio_session=${opened?.secret ?? ''}`;
};

beforeAll(async () => {
  place = await openSignedInstallation();
  await peopleOf(place.records).save(
    ROLES.flatMap((role) =>
      role === 'owner'
        ? []
        : [{ user: role, name: role, role, advisorId: role === 'advisor' ? 'ADV' : null, clientId: null }],
    ),
  );
  for (const user of [...ROLES, 'ann', 'bob']) cookies.set(user, await signedIn(user));
  const description = await place.app.inject({
    url: '/openapi.json',
    headers: { host: place.host, cookie: cookies.get('owner') ?? '' },
  });
  const { paths } = description.json<{ paths: Record<string, Record<string, { 'x-right'?: Right }>> }>();
  routes = Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { 'x-right': right }]) => {
        if (right === undefined) throw new Error(`${method} ${path} names no right`);
        return { method: method.toUpperCase() as 'GET', path: path.replace('/api/v1', ''), right };
      }),
    );
});
afterAll(() => place.close());

let asked = 0;
/** More is asked here than one address may in a minute. */
const nextAddress = (): string => {
  asked += 1;
  return `10.0.${asked >> 8}.${asked & 255}`;
};

const send = async (
  { method, path }: Pick<DescribedRoute, 'method' | 'path'>,
  cookie: string,
  id: string,
) => {
  const url = path.replaceAll('{format}', 'csv').replaceAll(/\{\w+\}/g, encodeURIComponent(id));
  const withBody = method === 'POST' || method === 'PATCH';
  const answer = await place.app.inject({
    method,
    remoteAddress: nextAddress(),
    url: `/api/v1${url}`,
    headers: { host: place.host, cookie, ...(withBody ? { 'content-type': 'application/json' } : {}) },
    ...(withBody ? { payload: '{}' } : {}),
  });
  return { status: answer.statusCode, body: answer.body };
};

const actorIn = (role: Role) => ({
  user: role,
  name: role,
  role,
  advisorId: null,
  clientId: null,
  accounts: role === 'owner' ? ('all' as const) : ['A1'],
});
/** Some routes end everything that one is signed in with: each is asked in a session of its own. */
const cookieFor = (user: string): Promise<string> => signedIn(user);

describe('every route of the description', () => {
  it('names the kind of its object, and no other is named', () => {
    expect(routes.length).toBeGreaterThan(40);
    const withObject = new Set(routes.filter(({ path }) => path.includes('{')).map(({ path }) => path));
    expect(Object.keys(OBJECTS).toSorted()).toEqual([...withObject].toSorted());
  });

  it('is closed without a sign-in, with one that is not ours, and with one of another kind', async () => {
    for (const route of routes) {
      for (const cookie of ['', 'askfolio_session=nothing', 'askfolio_device=nothing']) {
        expect([route, (await send(route, cookie, randomUUID())).status]).toEqual([route, 401]);
      }
    }
  });

  it.each(ROLES)('is open to the role %s by its right, and to no more', async (role) => {
    for (const route of routes) {
      const { status, body } = await send(route, await cookieFor(role), randomUUID());
      const name = `${route.method} ${route.path}`;
      if (!may(actorIn(role), route.right)) expect([name, status]).toEqual([name, 403]);
      else if (!ASKS_FOR_MORE.includes(name)) expect([name, status, body]).not.toContain(403);
      expect([name, status]).not.toContain(401);
      expect(body).not.toMatch(/node_modules|at \w+ \(|select |insert /i);
    }
  });

  it('shows an object of somebody else as it shows one that is not there', async () => {
    const conversation = randomUUID();
    await conversationsOf(place.records).append('ann', conversation, {
      question: 'CANARY-QUESTION',
      scope: {},
      plan: null,
      answer: {
        id: 'a1',
        kind: 'declined',
        reason: 'not_understood',
        text: 'CANARY-ANSWER',
        engine: 'offline',
        suggestions: [],
        conversationId: conversation,
        timings: { understand: 1, run: 0, total: 1 },
      },
      reach: ['A1'],
      at: new Date().toISOString(),
    });
    const owned = async (kind: string): Promise<string> => {
      if (kind === 'conversation') return conversation;
      await signedIn('ann');
      return (await sessionsOf(place.records).of('ann'))[0]?.id ?? '';
    };
    for (const route of routes.filter(({ path }) => path.includes('{'))) {
      const kind = OBJECTS[route.path] ?? "nobody's";
      const id = kind === "nobody's" ? 'ann' : await owned(kind);
      if (kind === "nobody's" && !route.path.includes('{user}')) continue;
      const foreign = await send(route, await cookieFor('bob'), id);
      const missing = await send(route, await cookieFor('bob'), randomUUID());
      expect([route, foreign]).toEqual([route, missing]);
      expect(foreign.body).not.toContain('CANARY');
      expect(foreign.status).toBeGreaterThanOrEqual(400);
    }
    const own = await send(
      { method: 'GET', path: '/conversations/{id}' },
      await cookieFor('ann'),
      conversation,
    );
    expect([own.status, own.body]).toEqual([200, expect.stringContaining('CANARY-QUESTION')]);
  });

  it('gives a program no more than its key is limited to', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const order = { user: 'owner', label: 'narrow', rights: ['runs.read'], expiresAt } as const;
    const { secret } = await apiKeysOf(place.records).make(order);
    for (const { method, path, right } of routes.filter((each) => each.right !== 'runs.read')) {
      const answer = await place.app.inject({
        method,
        remoteAddress: nextAddress(),
        url: `/api/v1${path.replaceAll('{format}', 'csv').replaceAll(/\{\w+\}/g, 'x')}`,
        headers: { host: place.host, authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        ...(method === 'GET' ? {} : { payload: '{}' }),
      });
      expect([method, path, right, answer.statusCode]).toEqual([method, path, right, 403]);
    }
  });
});
