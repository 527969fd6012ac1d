import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { may } from '../../src/security/rights.ts';
import { apiKeysOf } from '../../src/state/api-keys.ts';
import { answersOf } from '../../src/state/answers.ts';
import { conversationSharesOf } from '../../src/state/conversation-shares.ts';
import { conversationsOf } from '../../src/state/conversations.ts';
import { deliveriesOf } from '../../src/state/deliveries.ts';
import { grantsOf } from '../../src/state/grants.ts';
import { peopleOf } from '../../src/state/people.ts';
import { runsOf } from '../../src/state/runs.ts';
import { savedQuestionsOf } from '../../src/state/saved-questions.ts';
import { sessionsOf } from '../../src/state/sessions.ts';
import { sourcesOf } from '../../src/state/sources.ts';
import { verifiedQuestionsOf } from '../../src/state/verified-questions.ts';
import type { Answer } from '../../src/vocabulary/answer.ts';
import type { Grant } from '../../src/vocabulary/person.ts';
import type { SavedQuestion } from '../../src/vocabulary/saved-question.ts';
import type { Right, Role } from '../../src/vocabulary/scope.ts';
import { openSignedInstallation, type SignedInstallation } from './signed-installation.ts';
import { planOf } from '../../src/vocabulary/plan.fixture.ts';

/**
 * Every route of the interface, as it describes itself, with every role, and with an object of one's own, of somebody
 * else and of nobody. A route whose object is not named here fails.
 */
const OBJECTS: Readonly<Record<string, keyof typeof MAKE>> = {
  '/conversations/{id}': 'conversation',
  '/conversations/{id}/shares': 'conversation of a colleague',
  '/conversations/{id}/shares/{user}': 'conversation of a colleague',
  '/shared-conversations/{id}': 'conversation shared by a colleague',
  '/sessions/{id}': 'session',
  '/ask/{id}': 'stream under way',
  '/answers/{id}': 'answer',
  '/answers/{id}/replay': 'answer',
  '/answers/{id}/export/{format}': 'answer',
  '/answers/{id}/feedback': 'answer',
  '/saved/{id}': 'saved question',
  '/grants/{id}': 'delegation',
  '/people/{user}': 'person',
  '/people/{user}/data': 'person',
  '/people/{user}/invitation': 'person',
  '/people/{user}/factors': 'person',
  '/people/{user}/identities': 'person',
  '/api-keys/{id}': 'API key',
  '/runs/{id}': 'run',
  '/runs/{id}/findings': 'run',
  '/runs/{id}/quarantine': 'run',
  '/runs/{id}/repeat': 'run',
  '/sources/{name}/runs': 'source',
  '/sources/{name}': 'source',
  '/verified/{id}': 'verified question',
  '/deliveries/{id}': 'delivery',
  '/deliveries/{id}/look': 'delivery',
  '/deliveries/{id}/confirm': 'delivery',
  '/deliveries/{id}/files/{file}': 'delivery',
};

/** What belongs to one person, and is there for nobody else; all else is there for whoever has the right to it. */
const PERSONAL: readonly string[] = [
  'conversation',
  'conversation of a colleague',
  'conversation shared by a colleague',
  'session',
  'answer',
  'stream under way',
  'saved question',
  'delivery',
];

/** What a route must be sent to get as far as its object. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /answers/{id}/feedback': { verdict: 'up' },
  'POST /conversations/{id}/shares': { user: 'advisor' },
  'PATCH /conversations/{id}': { title: 'Another title' },
};

const CANARY = 'CANARY-QUESTION';

/** Makes one of each kind, ann's where it is anybody's, and gives its id. */
const MAKE = {
  conversation: () => conversationOf('ann'),
  'conversation of a colleague': async () => {
    const id = await conversationOf('firm');
    await conversationSharesOf(place.records).add('firm', id, 'advisor');
    return id;
  },
  'conversation shared by a colleague': async () => {
    const id = await conversationOf('advisor');
    const shares = conversationSharesOf(place.records);
    await shares.add('advisor', id, 'firm');
    return (await shares.with('firm'))[0]?.id ?? '';
  },
  'stream under way': async () => {
    const resumeAs = randomUUID();
    const cookie = await signedIn('ann');
    const headers = {
      host: place.host,
      cookie,
      'content-type': 'application/json',
      accept: 'text/event-stream',
    };
    const payload = JSON.stringify({ question: CANARY, resumeAs });
    await place.app.inject({
      method: 'POST',
      remoteAddress: nextAddress(),
      url: '/api/v1/ask',
      headers,
      payload,
    });
    return resumeAs;
  },
  session: async () => {
    await signedIn('ann');
    return (await sessionsOf(place.records).of('ann'))[0]?.id ?? '';
  },
  answer: async () => {
    const answer = declined(null);
    await answersOf(place.records).keep('ann', new Date().toISOString(), {
      question: CANARY,
      scope: {},
      today: '2026-03-03',
      answer,
      reach: ['A1'],
    });
    return answer.id;
  },
  'saved question': async () => {
    const question: SavedQuestion = {
      id: randomUUID(),
      user: 'ann',
      title: CANARY,
      question: CANARY,
      scope: {},
      plan: null,
      watch: null,
      channels: { webhook: null, email: null },
      createdAt: new Date().toISOString(),
      last: null,
    };
    await savedQuestionsOf(place.records).save(question);
    return question.id;
  },
  delegation: async () => {
    const grant: Grant = {
      id: randomUUID(),
      user: 'dan',
      kind: 'account',
      target: CANARY,
      givenBy: 'ann',
      delegated: true,
      createdAt: new Date().toISOString(),
      expiresAt: null,
    };
    await grantsOf(place.records).add(grant, null);
    return grant.id;
  },
  person: async () => {
    const user = `p${randomUUID()}`;
    await peopleOf(place.records).save([
      { user, name: CANARY, role: 'client', advisorId: null, clientId: null },
    ]);
    return user;
  },
  'API key': async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const order = { user: 'ann', label: CANARY, rights: ['ask'], expiresAt } as const;
    return (await apiKeysOf(place.records).make(order)).key.id;
  },
  run: async () => {
    const run = randomUUID();
    const startedAt = new Date().toISOString();
    await runsOf(place.records).begin({ run, source: 'nightly', path: `/${CANARY}`, startedAt });
    return run;
  },
  source: async () => {
    const name = `s${randomUUID()}`;
    await sourcesOf(place.records).add({
      name,
      address: `/${CANARY}`,
      mapping: null,
      mode: 'incremental',
      secret: null,
      schedule: null,
      watch: false,
    });
    return name;
  },
  'verified question': async () => {
    const id = randomUUID();
    const at = new Date().toISOString();
    await verifiedQuestionsOf(place.records).save({
      id,
      question: CANARY,
      plan: planOf({ metrics: ['market_value'] }),
      form: { key: id, names: [], periods: [] },
      by: 'ada',
      byName: 'Ada',
      at,
    });
    return id;
  },
  delivery: async () => {
    const id = randomUUID();
    const at = new Date();
    const deliveries = deliveriesOf(place.records);
    // Nobody has more than a few.
    for (const held of await deliveries.ids()) await deliveries.remove(held.id);
    await deliveries.add({
      id,
      user: 'operations',
      createdAt: at.toISOString(),
      expiresAt: new Date(at.getTime() + 3_600_000).toISOString(),
      key: 'ab'.repeat(32),
      state: 'receiving',
      files: [{ number: 1, name: CANARY, bytes: 1 }],
      look: null,
      message: null,
      source: null,
      mode: null,
    });
    return id;
  },
} satisfies Readonly<Record<string, () => Promise<string>>>;

async function conversationOf(user: string): Promise<string> {
  const id = randomUUID();
  await conversationsOf(place.records).append(user, id, {
    question: CANARY,
    scope: {},
    plan: null,
    answer: declined(id),
    reach: ['A1'],
    at: new Date().toISOString(),
  });
  return id;
}

/** Whose an object is that is somebody's. */
function holderOf(kind: keyof typeof MAKE): string {
  if (kind === 'delivery') return 'operations';
  if (kind === 'conversation of a colleague' || kind === 'conversation shared by a colleague') return 'firm';
  return PERSONAL.includes(kind) || kind === 'delegation' ? 'ann' : 'owner';
}

function declined(conversationId: string | null): Answer {
  return {
    id: randomUUID(),
    kind: 'declined',
    reason: 'not_understood',
    text: CANARY,
    engine: 'offline',
    suggestions: [],
    conversationId,
    timings: { understand: 1, run: 0, total: 1 },
  };
}

const ROLES = ['owner', 'firm', 'advisor', 'client', 'operations', 'auditor', 'administrator'] as const;
/** What asks for more than the right that it names, once it knows the object. */
const ASKS_FOR_MORE: readonly string[] = ['DELETE /grants/{id}'];

interface DescribedRoute {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
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
  const url = path
    .replaceAll('{format}', 'csv')
    .replaceAll('{file}', '1')
    .replaceAll('/shares/{user}', '/shares/advisor')
    .replaceAll(/\{\w+\}/g, encodeURIComponent(id));
  const withBody = method === 'POST' || method === 'PATCH';
  const answer = await place.app.inject({
    method,
    remoteAddress: nextAddress(),
    url: `/api/v1${url}`,
    headers: { host: place.host, cookie, ...(withBody ? typeOf(path) : {}) },
    ...(withBody ? { payload: JSON.stringify(BODIES[`${method} ${path}`] ?? {}) } : {}),
  });
  return { status: answer.statusCode, body: answer.body };
};

/** A part of an upload is no JSON. */
const typeOf = (path: string): Readonly<Record<string, string>> =>
  path.endsWith('/files/{file}')
    ? {
        'content-type': 'application/offset+octet-stream',
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
      }
    : { 'content-type': 'application/json' };

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

  it('shows an object of somebody else as one that is not there, whoever asks and whatever is asked', async () => {
    const askers = [...ROLES, 'bob'] as const;
    for (const route of routes.filter(({ path }) => path.includes('{'))) {
      const kind = OBJECTS[route.path] ?? 'person';
      const name = `${route.method} ${route.path}`;
      for (const asker of askers) {
        const role = asker === 'bob' ? 'client' : asker;
        const isHolder = may(actorIn(role), route.right) && !ASKS_FOR_MORE.includes(name);
        // What those with the right have in common, the owner's view of every answer, and what who looks after people takes back.
        if (!PERSONAL.includes(kind) && isHolder) continue;
        if (kind === 'answer' && role === 'owner') continue;
        if (asker === holderOf(kind)) continue;
        if (kind === 'delegation' && may(actorIn(role), 'people.manage')) continue;
        const id = await MAKE[kind]();
        const foreign = await send(route, await cookieFor(asker), id);
        const missing = await send(route, await cookieFor(asker), randomUUID());
        expect([name, asker, foreign]).toEqual([name, asker, missing]);
        expect([name, asker, foreign.status >= 403]).toEqual([name, asker, true]);
        expect(foreign.body).not.toContain('CANARY');
      }
    }
    expect(JSON.stringify(place.events().filter(({ kind }) => kind === 'refused'))).not.toContain('CANARY');
  });

  it('finds an object that is there for the asker', async () => {
    for (const route of routes.filter(({ path }) => path.includes('{'))) {
      const kind = OBJECTS[route.path] ?? 'person';
      const name = `${route.method} ${route.path}`;
      const own = await send(route, await cookieFor(holderOf(kind)), await MAKE[kind]());
      expect([name, own.status, own.body]).not.toEqual([name, 404, expect.anything()]);
      expect([name, own.status === 403]).toEqual([name, false]);
    }
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
