import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCustody } from '../desk/custody.ts';
import { answersOf } from '../state/answers.ts';
import { apiKeysOf } from '../state/api-keys.ts';
import { jobsOf } from '../state/jobs.ts';
import { logLevelsOf } from '../state/log-levels.ts';
import { auditLogOf } from '../state/audit/log.ts';
import { conversationSharesOf } from '../state/conversation-shares.ts';
import { conversationsOf } from '../state/conversations.ts';
import { deliveryRoomOn } from '../desk/deliveries/delivery-room.fixture.ts';
import { sealedFolders } from '../inbox/sealed-folders.ts';
import { createOperationsDesk } from '../desk/operations.ts';
import { openSignIn } from '../compose/sign-in.ts';
import { createPeopleDesk } from '../desk/people-desk.ts';
import { createSharedConversations } from '../desk/shared-conversations.ts';
import { grantsOf } from '../state/grants.ts';
import { peopleOf } from '../state/people.ts';
import { passwordsOf } from '../state/passwords.ts';
import { type Records, sealingWith } from '../state/records.ts';
import { runsOf } from '../state/runs.ts';
import { sourcesOf } from '../state/sources.ts';
import { sessionsOf } from '../state/sessions.ts';
import { openRecords } from '../state/sqlite/open-records.ts';
import type { SignIn } from '../signin/sign-in.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { NO_TRACES } from '../telemetry/traces.ts';
import { Work } from '../telemetry/working.ts';
import { statusWith } from '../vocabulary/status.fixture.ts';
import type { Answer } from '../vocabulary/answer.ts';
import { dayOf } from '../vocabulary/day.ts';
import { Problem } from '../vocabulary/problem.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Question } from '../vocabulary/question.ts';
import type { Actor } from '../vocabulary/scope.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import type { Access } from './access.ts';
import { Admission } from './admission/admission.ts';
import type { ApiParts } from './parts.ts';
import { createServer } from './server.ts';

const TOKEN = 'a-token-for-monitoring';
const CONVERSATION = '0d3cf1a8-6d8c-4a7d-9a4f-3f1c5a1e7b11';
const host = '127.0.0.1:8321';

let folder = '';
let records: Records;
let app: FastifyInstance;
let signing: SignIn;
const place = { origin: () => `http://${host}` };
const asked: Question[] = [];
let stopped = 0;
/** People whose accounts were taken from them. */
const narrowed = new Set<string>();
const opinions: unknown[] = [];

const declined = (question: Question): Answer => ({
  id: 'a1',
  kind: 'declined',
  reason: 'not_understood',
  text: `I did not understand that, ${question.actor.user}.`,
  engine: 'offline',
  suggestions: [],
  conversationId: question.conversationId,
  timings: { understand: 1, run: 0, total: 1 },
});

function parts(): ApiParts {
  const people = peopleOf(records);
  return {
    admission: new Admission({ running_max: 2, book_max: 1, timers: TIMERS, random: () => 0.5 }),
    ask: async (question, onStage, stop) => {
      asked.push(question);
      if (question.text === 'wait') {
        await new Promise((resolve) => stop?.addEventListener('abort', resolve, { once: true }));
        stopped += 1;
      }
      if (question.text === 'fail') throw new Error('CANARY-INSIDE');
      onStage?.('understand');
      const answer = declined(question);
      if (question.conversationId !== null) {
        await conversationsOf(records).append(question.actor.user, question.conversationId, {
          question: question.text,
          scope: question.scope,
          plan: null,
          answer,
          reach: question.actor.accounts,
          at: '2026-03-02T10:00:00.000Z',
        });
      }
      return answer;
    },
    figures: ({ actor, scope }) =>
      scope.accounts?.includes('B1') && actor.accounts !== 'all'
        ? Promise.reject(new Problem('not_permitted', 'No.'))
        : Promise.resolve({ market_value: '1.00' }),
    sql: () => Promise.reject(new Problem('sql_refused', 'DROP is not available.')),
    inView: {
      accounts: () => Promise.resolve([]),
      portfolios: () => Promise.resolve([]),
      clients: () => Promise.resolve([]),
      asOf: () => Promise.resolve(dayOf('2026-03-02')),
      examples: () => Promise.resolve(['How much is it worth?']),
    },
    offers: {
      vocabulary: () => Promise.resolve({ metrics: [], dimensions: [], periods: [] }),
      completions: (_actor, text) =>
        Promise.resolve([{ text: `${text}come`, kind: 'figure' as const, hint: 'Income' }]),
    },
    saved: {
      channels: { webhook: false, email: false },
      list: () => Promise.resolve([]),
      save: (actor, { words: _words, ...question }) =>
        Promise.resolve({ ...question, id: CONVERSATION, user: actor.user, createdAt: '', last: null }),
      remove: () => Promise.resolve(false),
    },
    verified: {
      list: () => Promise.resolve([]),
      add: () => Promise.reject(new Problem('not_found', 'No such answer.')),
      remove: () => Promise.resolve(null),
    },
    view: () => Promise.reject(new Problem('busy', 'Not here.')),
    usage: {
      of: () => Promise.reject(new Problem('busy', 'Not here.')),
      overview: () => Promise.reject(new Problem('busy', 'Not here.')),
    },
    explain: () => Promise.reject(new Problem('not_found', 'No such answer.')),
    exportAnswer: async (_actor, id, format, locale) => ({
      name: `askfolio.${format}`,
      type: 'text/csv; charset=utf-8',
      bytes: new TextEncoder().encode(`${id} ${locale}`),
    }),
    giveFeedback: async (actor, id, opinion) => {
      opinions.push({ user: actor.user, id, opinion });
    },
    actorOf: async (user): Promise<Actor> => {
      if (user === 'owner') {
        return { user, name: 'Owner', role: 'owner', advisorId: null, clientId: null, accounts: 'all' };
      }
      const person = await people.find(user);
      if (!person) throw new Problem('not_signed_in', 'Gone.');
      return { ...person, accounts: narrowed.has(user) ? [] : ['A1'] };
    },
    conversations: conversationsOf(records),
    shared: createSharedConversations({
      shares: conversationSharesOf(records),
      findActor: (user) => parts().actorOf(user),
      audit: () => Promise.resolve(),
    }),
    sessions: sessionsOf(records),
    signIn: signing,
    place,
    tls: null,
    trustedProxies: [],
    requestsPerMinute: LIMITS.requests_per_minute_max,
    people: createPeopleDesk({
      people,
      grants: grantsOf(records),
      passwords: passwordsOf(records),
      place,
      catalog: () => Promise.reject(new Problem('no_data', 'No data.')),
      newId: randomUUID,
      now: () => new Date(),
    }),
    custody: createCustody({
      log: auditLogOf(records),
      audit: (event) => auditLogOf(records).append(event),
      people,
      conversations: conversationsOf(records),
      answers: answersOf(records),
      apiKeys: apiKeysOf(records),
      logLevels: logLevelsOf(records),
      jobs: jobsOf(records),
      issueToken: (key) => signing.tokens.issue(key),
      rotateKeys: () => Promise.reject(new Error('not here')),
      backup: () => Promise.reject(new Error('not here')),
      now: () => new Date(),
    }),
    apiKeys: apiKeysOf(records),
    audit: (event) => auditLogOf(records).append(event),
    replay: () => Promise.reject(new Problem('version_gone', 'Gone.')),
    runs: runsOf(records),
    deliveries: deliveryRoomOn(records, sealedFolders(join(folder, 'inbox'))).desk,
    operations: createOperationsDesk({
      sources: sourcesOf(records),
      sourceDesk: {
        run: () => Promise.reject(new Problem('busy', 'Too many imports are waiting.')),
        change: (name) =>
          sourcesOf(records).change(name, { when: { schedule: null, watch: false, paused: true } }),
      },
      audit: () => Promise.resolve(),
      runs: runsOf(records),
      refresh: () => Promise.reject(new Problem('busy', 'Too many imports are waiting.')),
      handedInAt: () => Promise.resolve(null),
      underWay: () => [],
      dataKeyStates: () => Promise.resolve([]),
      nextRun: () => null,
      now: () => new Date(),
      onTrouble: () => undefined,
    }),
    status: () => Promise.resolve(statusWith()),
    ready: () => Promise.resolve(true),
    today: () => dayOf('2026-03-03'),
    log: createLog('silent'),
    metrics: createMetrics(),
    work: new Work(NO_TRACES),
    metricsToken: TOKEN,
    embedOrigins: [],
    page: join(folder, 'page'),
    version: '0.0.0',
  };
}

/** What the server says to requests that come by a proxy, of which a visitor may send two a minute. */
async function statusesBehind(
  trustedProxies: readonly string[],
  ...chains: readonly string[]
): Promise<readonly number[]> {
  const server = await createServer({ ...parts(), trustedProxies, requestsPerMinute: 2 });
  const statuses: number[] = [];
  for (const chain of chains) {
    const headers = { host, 'x-forwarded-for': chain };
    const response = await server.inject({ url: '/readyz', headers, remoteAddress: '192.0.2.1' });
    statuses.push(response.statusCode);
  }
  await server.close();
  return statuses;
}

async function signIn(user: string): Promise<string> {
  const session = await sessionsOf(records).open(await sessionsOf(records).invite(user));
  return `askfolio_session=${session?.secret ?? ''}`;
}

let owner = '';
let client = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-api-'));
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(folder, 'page', 'assets', 'main-abc123.js'), 'export {};');
  writeFileSync(join(folder, 'page', '.secret'), 'CANARY');
  writeFileSync(join(folder, 'outside.txt'), 'CANARY');
  records = await openRecords(
    join(folder, 'records.sqlite'),
    sealingWith(['cd'.repeat(32)]),
    () => new Date(),
  );
  const none = { advisorId: null, clientId: 'C1' } as const;
  await peopleOf(records).save([
    { user: 'ann', name: 'Ann', role: 'client', ...none },
    { user: 'bob', name: 'Bob', role: 'client', ...none },
    { user: 'gone', name: 'Gone', role: 'client', ...none },
  ]);
  signing = await openSignIn(
    records,
    place,
    { audit: (event) => auditLogOf(records).append(event), roleOf: () => Promise.resolve('client') },
    (error) => {
      throw error;
    },
  );
  app = await createServer(parts());
  await app.ready();
  owner = await signIn('owner');
  client = await signIn('ann');
});
afterAll(async () => {
  await app.close();
  await records.db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

/** Every route and the right it needs. A new one is added here on purpose, or this fails. */
const TABLE: Readonly<Record<string, Access>> = {
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'GET /signin': 'public',
  'GET /signin/callback': 'public',
  'POST /signin/backchannel-logout': 'public',
  'GET /signin/style.css': 'public',
  'GET /signin/attempt/:uid': 'public',
  'POST /signin/attempt/:uid': 'public',
  'POST /signin/attempt/:uid/passkey': 'public',
  'GET /signin/attempt/:uid/factor': 'public',
  'POST /signin/attempt/:uid/factor': 'public',
  'GET /signin/attempt/:uid/setup': 'public',
  'POST /signin/attempt/:uid/setup': 'public',
  'POST /signin/attempt/:uid/on': 'public',
  'GET /signin/password': 'public',
  'POST /signin/password': 'public',
  'GET /.well-known/oauth-protected-resource': 'public',
  'GET /.well-known/oauth-protected-resource/mcp': 'public',
  'GET /.well-known/oauth-authorization-server/oidc': 'public',
  'POST /oidc/reg': 'public',
  'POST /signin/attempt/:uid/assistant': 'public',
  'GET /oidc/*': 'public',
  'POST /oidc/*': 'public',
  'GET /account': 'ask',
  'POST /account/password': 'ask',
  'POST /account/sessions': 'ask',
  'POST /account/signout': 'ask',
  'POST /account/passkey': 'ask',
  'GET /account/authenticator': 'ask',
  'POST /account/authenticator': 'ask',
  'POST /account/factors': 'ask',
  'POST /account/codes': 'ask',
  'GET /api/v1/api-keys': 'keys.manage',
  'POST /api/v1/api-keys': 'keys.manage',
  'DELETE /api/v1/api-keys/:id': 'keys.manage',
  'GET /api/v1/sessions': 'ask',
  'DELETE /api/v1/sessions': 'ask',
  'DELETE /api/v1/sessions/:id': 'ask',
  'POST /api/v1/people/:user/invitation': 'people.manage',
  'DELETE /api/v1/people/:user/factors': 'people.manage',
  'DELETE /api/v1/people/:user/identities': 'people.manage',
  'GET /*': 'public',
  'GET /metrics': 'monitoring',
  'GET /openapi.json': 'ask',
  'POST /api/v1/ask': 'ask',
  'GET /api/v1/ask/:id': 'ask',
  'DELETE /api/v1/ask/:id': 'ask',
  'GET /api/v1/me': 'ask',
  'GET /api/v1/accounts': 'ask',
  'GET /api/v1/portfolios': 'ask',
  'GET /api/v1/clients': 'ask',
  'GET /api/v1/answers/:id': 'figures',
  'GET /api/v1/answers/:id/export/:format': 'figures',
  'POST /api/v1/answers/:id/feedback': 'ask',
  'GET /api/v1/saved': 'figures',
  'POST /api/v1/saved': 'figures',
  'DELETE /api/v1/saved/:id': 'figures',
  'GET /api/v1/vocabulary': 'ask',
  'GET /api/v1/completions': 'ask',
  'GET /api/v1/figures': 'figures',
  'POST /api/v1/sql': 'figures',
  'GET /api/v1/conversations': 'ask',
  'GET /api/v1/conversations/:id': 'ask',
  'PATCH /api/v1/conversations/:id': 'ask',
  'DELETE /api/v1/conversations/:id': 'ask',
  'GET /api/v1/conversations/:id/shares': 'conversations.share',
  'POST /api/v1/conversations/:id/shares': 'conversations.share',
  'DELETE /api/v1/conversations/:id/shares/:user': 'conversations.share',
  'GET /api/v1/shared-conversations': 'conversations.share',
  'GET /api/v1/shared-conversations/:id': 'conversations.share',
  'GET /api/v1/people': 'people.manage',
  'POST /api/v1/people': 'people.manage',
  'PATCH /api/v1/people/:user': 'people.manage',
  'DELETE /api/v1/people/:user': 'people.manage',
  'POST /api/v1/grants': 'people.manage',
  'DELETE /api/v1/grants/:id': 'ask',
  'GET /api/v1/delegations': 'delegate',
  'POST /api/v1/delegations': 'delegate',
  'POST /api/v1/delegations/accept': 'ask',
  'GET /api/v1/answers/:id/replay': 'figures',
  'GET /api/v1/audit': 'audit.read',
  'GET /api/v1/audit/export': 'audit.read',
  'GET /api/v1/audit/verification': 'audit.read',
  'GET /api/v1/people/:user/data': 'people.manage',
  'DELETE /api/v1/people/:user/data': 'people.manage',
  'GET /api/v1/runs': 'runs.read',
  'GET /api/v1/runs/:id': 'runs.read',
  'GET /api/v1/runs/:id/quarantine': 'runs.read',
  'GET /api/v1/runs/:id/findings': 'runs.read',
  'POST /api/v1/runs/:id/repeat': 'runs.start',
  'GET /api/v1/runs/under-way': 'runs.read',
  'GET /api/v1/sources': 'runs.read',
  'POST /api/v1/sources/:name/runs': 'runs.start',
  'PATCH /api/v1/sources/:name': 'runs.start',
  'POST /api/v1/deliveries': 'runs.start',
  'GET /api/v1/deliveries': 'runs.start',
  'GET /api/v1/deliveries/:id': 'runs.start',
  'DELETE /api/v1/deliveries/:id': 'runs.start',
  'POST /api/v1/deliveries/:id/look': 'runs.start',
  'POST /api/v1/deliveries/:id/confirm': 'runs.start',
  'PATCH /api/v1/deliveries/:id/files/:file': 'runs.start',
  'GET /api/v1/data-keys': 'keys.manage',
  'POST /api/v1/data-keys/rotation': 'keys.manage',
  'GET /api/v1/status': 'runs.read',
  'GET /api/v1/usage': 'ask',
  'GET /api/v1/usage/overview': 'installation.read',
  'GET /api/v1/verified': 'answers.verify',
  'POST /api/v1/verified': 'answers.verify',
  'DELETE /api/v1/verified/:id': 'answers.verify',
  'GET /mcp': 'ask',
  'POST /mcp': 'ask',
  'DELETE /mcp': 'ask',
  'POST /api/v1/signout': 'ask',
};

const entries = Object.entries(TABLE).map(([route, access]) => {
  const [method = '', url = ''] = route.split(' ');
  return { method: method as 'GET', url, access };
});

const typeOf = (url: string): string =>
  url.startsWith('/api/') || url === '/mcp' ? 'application/json' : 'application/x-www-form-urlencoded';

describe('the table of routes', () => {
  it('names every route that is there, and none that is not', () => {
    const printed = app.printRoutes({ commonPrefix: false, includeHooks: false });
    const found = [...printed.matchAll(/(\S+) \(([A-Z, ]+)\)/g)].length;
    expect(found).toBeGreaterThan(0);

    for (const { method, url } of entries) expect(app.hasRoute({ method, url })).toBe(true);
    const count = [...printed.matchAll(/\(([A-Z, ]+)\)/g)]
      .flatMap(([, methods]) => (methods ?? '').split(', '))
      .filter((method) => method !== 'HEAD').length;
    // The tree leaves out what stands for everything below a path.
    expect(count).toBe(entries.filter(({ url }) => url !== '/oidc/*').length);
  });

  it.each(entries.filter(({ access }) => access !== 'public'))(
    '$method $url is closed to everybody without a session',
    async ({ method, url }) => {
      for (const cookie of ['', 'askfolio_session=', 'askfolio_session=wrong', `askfolio_session=${TOKEN}`]) {
        const response = await app.inject({
          method,
          url: url.replace(':id', CONVERSATION),
          headers: { host, cookie, ...(method === 'GET' ? {} : { 'content-type': typeOf(url) }) },
          ...(method === 'GET' ? {} : { payload: '{}' }),
        });
        expect(response.statusCode).toBe(401);
        expect(response.headers['content-type']).toContain('application/problem+json');
        expect(response.json()).toMatchObject({ type: 'urn:askfolio:problem:not_signed_in', status: 401 });
        expect(response.headers['cache-control']).toBe('no-store');
      }
    },
  );

  it.each(entries.filter(({ access }) => access === 'runs.read'))(
    '$method $url is closed to a client',
    async ({ method, url }) => {
      const response = await app.inject({
        method,
        url: url.replace(':id', 'r1'),
        headers: { host, cookie: client },
      });
      expect(response.statusCode).toBe(403);
    },
  );
});

describe('an API key', () => {
  it('opens the API for its person, with no more than its rights, until it is revoked', async () => {
    const keys = apiKeysOf(records);
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const { key, secret } = await keys.make({ user: 'ann', label: 'test', rights: ['ask'], expiresAt });
    const get = (path: string, authorization = `Bearer ${secret}`) =>
      app.inject({ method: 'GET', url: `/api/v1${path}`, headers: { host, authorization } });
    expect((await get('/me')).json()).toMatchObject({ user: 'ann', role: 'client' });
    expect((await get('/figures')).statusCode).toBe(403);
    const other = secret.endsWith('0') ? '1' : '0';
    for (const wrong of [`${secret.slice(0, -1)}${other}`, 'askfolio_', `askfolio_${'a'.repeat(103)}`]) {
      const refused = await get('/me', `Bearer ${wrong}`);
      expect([refused.statusCode, refused.json()]).toMatchObject([401, { status: 401 }]);
    }
    await keys.revoke(key.id);
    expect((await get('/me')).statusCode).toBe(401);
    expect(await keys.list('ann')).toMatchObject([{ id: key.id, label: 'test', rights: ['ask'] }]);
    expect(JSON.stringify(await records.db.selectFrom('api_keys').selectAll().execute())).not.toContain(
      secret.slice(-40),
    );
  });

  it('is over when its time is', async () => {
    const past = new Date(Date.now() - 1).toISOString();
    const order = { user: 'ann', label: 'old', rights: ['ask'], expiresAt: past } as const;
    const { secret } = await apiKeysOf(records).make(order);
    expect(await apiKeysOf(records).open(secret)).toBeNull();
  });
});

describe('the audit log', () => {
  it('is open to an auditor, names who was refused, and is whole', async () => {
    await peopleOf(records).save([
      { user: 'rita', name: 'Rita', role: 'auditor', advisorId: null, clientId: null },
    ]);
    const cookie = await signIn('rita');
    const get = (path: string, as = cookie) =>
      app.inject({ method: 'GET', url: `/api/v1/audit${path}`, headers: { host, cookie: as } });
    expect((await get('', client)).statusCode).toBe(403);
    await vi.waitFor(async () => {
      const refused = await get('?kind=refused&user=ann');
      expect(refused.json<{ items: unknown[] }>().items[0]).toMatchObject({
        user: 'ann',
        details: { route: '/api/v1/audit', method: 'GET', problem: 'not_permitted' },
      });
    });
    const verdict = (await get('/verification')).json<{ faults: unknown[]; head: string }>();
    expect(verdict.faults).toEqual([]);
    expect((await get(`/verification?head=${verdict.head}`)).json()).toMatchObject({ faults: [] });
    expect((await get('/export')).json<{ items: unknown[] }>().items.length).toBeGreaterThan(1);
    expect((await get('?kind=nonsense')).statusCode).toBe(400);
  });
});

const ask = (payload: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/api/v1/ask',
    headers: { host, cookie: owner, 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(payload),
  });

let listens: Promise<string> | null = null;
const listening = (): Promise<string> => (listens ??= app.listen({ host: '127.0.0.1', port: 0 }));

describe('asking', () => {
  it('gives one answer object, asked as the person signed in', async () => {
    const response = await ask({ question: 'How much?', scope: { portfolio: 'P1' }, today: '2026-01-31' });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ kind: 'declined', text: 'I did not understand that, owner.' });
    expect(asked.at(-1)).toMatchObject({
      scope: { portfolio: 'P1' },
      today: '2026-01-31',
      conversationId: null,
    });
  });

  it('streams the stages and parts as events, the whole answer last', async () => {
    const response = await ask({ question: 'How much?' }, { accept: 'text/event-stream' });
    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
    const events = response.body
      .split('\n\n')
      .filter((event) => event !== '')
      .map((event) => /^event: (\w+)\ndata: (.*)$/.exec(event)?.slice(1));
    expect(events.map((event) => event?.[0])).toEqual(['stage', 'text', 'answer']);
    expect(JSON.parse(events[0]?.[1] ?? '')).toEqual({ stage: 'understand' });
    expect(JSON.parse(events[2]?.[1] ?? '')).toMatchObject({ kind: 'declined' });
  });

  it('refuses before a stream is opened what cannot be answered soon, with when to try again', async () => {
    const admission = new Admission({ running_max: 2, book_max: 1, timers: TIMERS, random: () => 0.5 });
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const crowd = Array.from({ length: 60 }, () =>
      admission.run({ user: 'owner', lane: 'book' }, () => over).catch(() => undefined),
    );
    const server = await createServer({ ...parts(), admission });
    const headers = { host, cookie: owner, 'content-type': 'application/json' };
    const asking = { method: 'POST', url: '/api/v1/ask', payload: { question: 'How much?' } } as const;
    const sql = { method: 'POST', url: '/api/v1/sql', payload: { sql: 'SELECT 1' } } as const;
    const before = asked.length;
    for (const response of [
      await server.inject({ ...asking, headers: { ...headers, accept: 'text/event-stream' } }),
      await server.inject({ ...asking, headers }),
      await server.inject({ ...sql, headers }),
      await server.inject({ url: '/api/v1/figures', headers }),
    ]) {
      expect(response.statusCode).toBe(503);
      expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(Number(response.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(response.json()).toMatchObject({ code: 'busy', status: 503 });
    }
    expect(asked).toHaveLength(before);
    // Whoever looks after the installation does not wait behind questions.
    for (const url of ['/healthz', '/readyz', '/metrics', '/api/v1/me', '/api/v1/status']) {
      expect((await server.inject({ url, headers })).statusCode).toBe(200);
    }
    // Somebody else's few are not refused for it.
    const theirs = server.inject({ ...asking, headers: { ...headers, cookie: client } });
    end();
    expect((await theirs).statusCode).toBe(200);
    await Promise.all(crowd);
    expect((await server.inject({ ...asking, headers })).statusCode).toBe(200);
    await server.close();
  });

  it('ends a stream that fails with a problem, and shows nothing of the inside', async () => {
    const streamed = await ask({ question: 'fail' }, { accept: 'text/event-stream' });
    expect(streamed.body).toContain('event: problem');
    const plain = await ask({ question: 'fail' });
    expect(plain.statusCode).toBe(500);
    expect(streamed.body + plain.body).not.toContain('CANARY');
  });

  it('takes a plan that was settled by hand in place of the words', async () => {
    const day = '2026-03-02';
    const plan = {
      subject: 'figures',
      metrics: ['income'],
      by: ['month'],
      where: [{ kind: 'in', dimension: 'sector', values: ['Energy'], negated: false }],
      periods: [{ from: null, to: day, label: day, pointInTime: true }],
      having: [],
      order: null,
      limit: null,
      derive: null,
      currency: null,
    };
    expect((await ask({ question: 'x', plan, revises: 'a1' })).statusCode).toBe(200);
    expect(asked.at(-1)).toMatchObject({ plan, revises: 'a1' });
  });

  it('stops the question when its reader goes', async () => {
    const address = await listening();
    const control = new AbortController();
    const gone = fetch(`${address}/api/v1/ask`, {
      method: 'POST',
      headers: { cookie: owner, 'content-type': 'application/json' },
      body: JSON.stringify({ question: 'wait' }),
      signal: control.signal,
    });
    await vi.waitFor(() => expect(asked.at(-1)?.text).toBe('wait'));
    expect(stopped).toBe(0);
    control.abort();
    await expect(gone).rejects.toThrow();
    await vi.waitFor(() => expect(stopped).toBe(1));
  });

  it('ends an open stream, and its question, within a second of a sign-out or of a right that is taken', async () => {
    const address = await listening();
    await peopleOf(records).save([
      { user: 'streamer', name: 'S', role: 'client', advisorId: null, clientId: 'C1' },
    ]);
    const sessions = sessionsOf(records);
    for (const [take, code] of [
      [(user: string) => sessions.endAll(user), 'not_signed_in'],
      [(user: string) => void narrowed.add(user), 'not_permitted'],
    ] as const) {
      const opened = await sessions.open(await sessions.invite('streamer'));
      const before = stopped;
      const response = await fetch(`${address}/api/v1/ask`, {
        method: 'POST',
        headers: {
          cookie: `askfolio_session=${opened?.secret ?? ''}`,
          'content-type': 'application/json',
          accept: 'text/event-stream',
        },
        body: JSON.stringify({ question: 'wait' }),
      });
      expect(response.status).toBe(200);
      const from = performance.now();
      await take('streamer');
      const events = await response.text();
      expect(performance.now() - from).toBeLessThan(5_000);
      expect(events).toContain('event: problem');
      expect(events).toContain(code);
      expect(events).not.toContain('event: answer');
      expect(stopped).toBe(before + 1);
    }
  });

  it('goes on with a streamed answer after a cut line, asks once, and stops when it is told to', async () => {
    const address = await listening();
    const headers = { cookie: owner, 'content-type': 'application/json', accept: 'text/event-stream' };
    const begin = async (question: string) => {
      const resumeAs = randomUUID();
      const control = new AbortController();
      const body = JSON.stringify({ question, resumeAs });
      const reply = await fetch(`${address}/api/v1/ask`, {
        method: 'POST',
        headers,
        body,
        signal: control.signal,
      });
      return { id: `/api/v1/ask/${resumeAs}`, reply, cut: () => control.abort() };
    };
    const before = { asked: asked.length, stopped };
    const { id, reply, cut } = await begin('wait');
    expect(reply.status).toBe(200);
    cut();
    const resumed = await fetch(`${address}${id}`, { headers: { ...headers, 'last-event-id': '0' } });
    expect(stopped).toBe(before.stopped);
    expect((await fetch(`${address}${id}`, { method: 'DELETE', headers: { cookie: owner } })).status).toBe(
      204,
    );
    const text = await resumed.text();
    expect(stopped).toBe(before.stopped + 1);
    expect(text).toMatch(/^id: 1\nevent: stage\n/);
    expect(text).toContain('event: answer');
    const rest = await fetch(`${address}${id}`, { headers: { ...headers, 'last-event-id': '2' } });
    expect(await rest.text()).toMatch(/^id: 3\nevent: answer\n/);
    expect(asked.length).toBe(before.asked + 1);
    const again = await ask({ question: 'x', resumeAs: id.slice(-36) }, { accept: 'text/event-stream' });
    expect(again.json()).toMatchObject({ code: 'usage' });
  });

  it('ends a stream with a problem in the words of its reader', async () => {
    const german = { accept: 'text/event-stream', 'accept-language': 'de-DE' };
    expect((await ask({ question: 'fail' }, german)).body).toContain('Bei uns ging etwas schief');
  });

  it.each([
    ['a plan of an unknown figure', { question: 'x', plan: { metrics: ['wealth'] } }],
    ['an unknown field', { question: 'x', admin: true }],
    ['a number for a question', { question: 5 }],
    ['no question', {}],
    ['a scope that is a list', { question: 'x', scope: [] }],
    ['a day that does not exist', { question: 'x', today: '2026-02-30' }],
    ['a conversation that is no id', { question: 'x', conversationId: 'x' }],
  ])('refuses %s', async (_name, payload) => {
    const response = await ask(payload);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: 'usage', type: 'urn:askfolio:problem:usage' });
  });

  it('refuses what is too long', async () => {
    expect((await ask({ question: 'x'.repeat(2_001) })).statusCode).toBe(413);
    expect((await ask({ question: 'x'.repeat(300_000) })).statusCode).toBe(413);
  });
});

const askFrom = (headers: Record<string, string>) =>
  app.inject({
    method: 'POST',
    url: '/api/v1/ask',
    headers: { host, cookie: owner, 'content-type': 'application/json', ...headers },
    payload: '{"question":"x"}',
  });

describe('a request of another site', () => {
  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://127.0.0.1:9999' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ host: 'evil.example:8321' }],
  ] as Record<string, string>[][])('is refused: %o', async (headers = {}) => {
    expect((await askFrom(headers)).statusCode).toBe(403);
  });

  it.each([['/healthz'], ['/readyz'], ['/metrics']])(
    'is no matter where machines look by whatever address they found: %s',
    async (url) => {
      const look = (headers: Record<string, string>) =>
        app.inject({ method: 'GET', url, headers: { host: '10.1.2.3:8321', ...headers } });
      const token = { authorization: `Bearer ${TOKEN}` };
      expect((await look(token)).statusCode).toBe(200);
      expect((await look({ cookie: '' })).statusCode).toBe(url === '/metrics' ? 401 : 200);
    },
  );

  it('as a form is refused, and our own page is let through', async () => {
    expect((await askFrom({ 'content-type': 'text/plain' })).statusCode).toBe(400);
    expect((await askFrom({ 'content-type': 'application/x-www-form-urlencoded' })).statusCode).toBe(400);
    expect((await askFrom({ origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(
      200,
    );
  });
});

describe('conversations', () => {
  it('belong to their person: another one finds nothing to read, continue, rename or delete, and begins his own', async () => {
    const bob = await signIn('bob');
    const as = (cookie: string) => ({ host, cookie, 'content-type': 'application/json' });
    expect((await ask({ question: 'mine', conversationId: CONVERSATION }, as(client))).statusCode).toBe(200);
    const url = `/api/v1/conversations/${CONVERSATION}`;
    const other = [
      await app.inject({ method: 'GET', url, headers: as(bob) }),
      await app.inject({ method: 'PATCH', url, headers: as(bob), payload: '{"title":"x"}' }),
      await app.inject({ method: 'DELETE', url, headers: { host, cookie: bob } }),
    ];
    expect(other.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404]);
    const list = async (cookie: string) =>
      (await app.inject({ method: 'GET', url: '/api/v1/conversations', headers: as(cookie) })).json();
    expect(await list(bob)).toEqual({ items: [] });
    // The id is as good as any for a conversation of his own: a refusal would say that somebody has it.
    expect((await ask({ question: 'his own', conversationId: CONVERSATION }, as(bob))).statusCode).toBe(200);
    expect(await list(bob)).toMatchObject({ items: [{ id: CONVERSATION, title: 'his own', turns: 1 }] });
    expect(await list(client)).toMatchObject({ items: [{ id: CONVERSATION, title: 'mine', turns: 1 }] });
    const turns = await app.inject({ method: 'GET', url, headers: as(client) });
    expect(turns.json()).toMatchObject({ turns: [{ question: 'mine', answer: { kind: 'declined' } }] });
    const renamed = await app.inject({
      method: 'PATCH',
      url,
      headers: as(client),
      payload: '{"title":"new"}',
    });
    expect([renamed.statusCode, renamed.body]).toEqual([204, '']);
    const removed = await app.inject({ method: 'DELETE', url, headers: { host, cookie: client } });
    expect(removed.statusCode).toBe(204);
    expect(await list(client)).toEqual({ items: [] });
  });
});

const opine = (payload: object) =>
  app.inject({
    method: 'POST',
    url: '/api/v1/answers/a1/feedback',
    headers: { host, cookie: client, 'content-type': 'application/json' },
    payload,
  });

describe('an answer', () => {
  it('is handed over as a file, under a name of its own', async () => {
    const url = '/api/v1/answers/a1/export/csv?locale=de-DE';
    const response = await app.inject({ method: 'GET', url, headers: { host, cookie: client } });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(response.headers['content-disposition']).toBe('attachment; filename="askfolio.csv"');
    expect(response.body).toBe('a1 de-DE');
    for (const bad of ['a1/export/exe', 'a1/export/csv?locale=../x']) {
      const refused = await app.inject({
        method: 'GET',
        url: `/api/v1/answers/${bad}`,
        headers: { host, cookie: client },
      });
      expect(refused.statusCode).toBe(400);
    }
  });

  it('takes an opinion with a reason, and nothing else', async () => {
    expect((await opine({ verdict: 'down', reason: 'wrong_figure', comment: '12, not 10' })).statusCode).toBe(
      204,
    );
    expect(opinions).toMatchObject([{ id: 'a1', opinion: { verdict: 'down', reason: 'wrong_figure' } }]);
    for (const bad of [{}, { verdict: 'meh' }, { verdict: 'up', comment: 'x'.repeat(1_001) }]) {
      expect((await opine(bad)).statusCode).toBe(400);
    }
  });
});

describe('a session', () => {
  it('begins with the link, once, and ends at sign-out', async () => {
    const link = await sessionsOf(records).invite('ann');
    const url = `/signin?token=${link}`;
    const ahead = await app.inject({ method: 'GET', url, headers: { host, 'sec-purpose': 'prefetch' } });
    const head = await app.inject({ method: 'HEAD', url, headers: { host } });
    expect([ahead.statusCode, head.statusCode]).toEqual([503, 404]);
    const opened = await app.inject({ method: 'GET', url, headers: { host } });
    expect(opened.statusCode).toBe(200);
    const [cookie] = opened.cookies;
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect((await app.inject({ method: 'GET', url, headers: { host } })).statusCode).toBe(401);
    const headers = {
      host,
      cookie: `askfolio_session=${cookie?.value ?? ''}`,
      'content-type': 'application/json',
    };
    const me = await app.inject({ method: 'GET', url: '/api/v1/me', headers });
    expect(me.json()).toMatchObject({ user: 'ann', role: 'client', today: '2026-03-03', asOf: '2026-03-02' });
    await app.inject({ method: 'POST', url: '/api/v1/signout', headers, payload: '{}' });
    expect((await app.inject({ method: 'GET', url: '/api/v1/me', headers })).statusCode).toBe(401);
  });

  it('of a person who is not known any more is over', async () => {
    const cookie = await signIn('gone');
    await records.db.deleteFrom('people').where('user', '=', 'gone').execute();
    const me = await app.inject({ method: 'GET', url: '/api/v1/me', headers: { host, cookie } });
    expect(me.statusCode).toBe(401);
  });
});

const get = (url: string) => app.inject({ method: 'GET', url, headers: { host } });

describe('what is around it', () => {
  it('tells a browser the same with the first reply as with every later one, whatever its status', async () => {
    const fresh = await createServer(parts());
    const about = async (url: string): Promise<unknown> => {
      const { headers } = await fresh.inject({ method: 'GET', url, headers: { host } });
      const own = Object.entries(headers).filter(([name]) =>
        /^(content-security|cross-origin|origin-agent|referrer|strict|x-(?!request-id|ratelimit))/.test(name),
      );
      expect(own.length).toBeGreaterThan(10);
      return own;
    };
    const first = await about('/healthz');
    for (const url of ['/healthz', '/api/v1/conversations', '/nowhere', '/openapi.json']) {
      expect(await about(url), url).toEqual(first);
    }
    await fresh.close();
  });

  it('metrics are read with their own token, and that opens nothing else', async () => {
    const headers = { host, authorization: `Bearer ${TOKEN}` };
    expect((await app.inject({ method: 'GET', url: '/metrics', headers })).body).toContain(
      'askfolio_http_request',
    );
    expect((await app.inject({ method: 'GET', url: '/api/v1/me', headers })).statusCode).toBe(401);
    const wrong = { host, authorization: `Bearer ${TOKEN}x` };
    expect((await app.inject({ method: 'GET', url: '/metrics', headers: wrong })).statusCode).toBe(401);
  });

  it('the description lists every route under /api/v1', async () => {
    const response = await app.inject({
      method: 'GET',
      url: '/openapi.json',
      headers: { host, cookie: owner },
    });
    const document = response.json<{ openapi: string; paths: Record<string, Record<string, unknown>> }>();
    expect(document.openapi).toBe('3.1.0');
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    const expected = Object.keys(TABLE).filter((route) => route.includes('/api/v1/'));
    expect(described.toSorted()).toEqual(expected.toSorted());
  });

  it('the page is served under a strict policy, its hashed files for ever, and nothing beside it', async () => {
    const index = await get('/');
    expect(index.body).toContain('<title>page</title>');
    expect(index.headers['cache-control']).toBe('no-cache');
    expect(index.headers['content-security-policy']).not.toMatch(/unsafe/);
    expect(index.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(index.headers['referrer-policy']).toBe('no-referrer');
    expect((await get('/assets/main-abc123.js')).headers['cache-control']).toContain('immutable');
    for (const url of [
      '/.secret',
      '/../outside.txt',
      '/%2e%2e/outside.txt',
      '/assets/..%2f..%2foutside.txt',
    ]) {
      const response = await get(url);
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(response.body).not.toContain('CANARY');
    }
  });

  it('an address of the interface with something odd behind it is not found', async () => {
    for (const url of ['/api/v1/accounts/x.css', '/api/v1/me;x=1', '/api/v1/me/']) {
      expect((await app.inject({ method: 'GET', url, headers: { host, cookie: owner } })).statusCode).toBe(
        404,
      );
    }
  });

  it('whose address it is that asks is told by a trusted proxy, and by nobody else', async () => {
    const visitors = ['198.51.100.1', '198.51.100.1', '198.51.100.2', '198.51.100.1'];
    expect(await statusesBehind(['192.0.2.1'], ...visitors)).toEqual([200, 200, 200, 429]);
    expect(await statusesBehind(['192.0.2.0/24'], ...visitors)).toEqual([200, 200, 200, 429]);
    // What a visitor writes there for others to believe stands before what the proxy adds.
    const forged = ['203.0.113.1', '203.0.113.2', '203.0.113.3'].map((own) => `${own}, 198.51.100.1`);
    expect(await statusesBehind(['192.0.2.1'], ...forged)).toEqual([200, 200, 429]);
    expect(await statusesBehind([], ...visitors)).toEqual([200, 200, 429, 429]);
    expect(await statusesBehind(['192.0.2.7'], ...visitors)).toEqual([200, 200, 429, 429]);
  });

  it('a server without a built page says so', async () => {
    const bare = await createServer({ ...parts(), page: null });
    const response = await bare.inject({ method: 'GET', url: '/', headers: { host } });
    expect([response.statusCode, response.body]).toEqual([503, expect.stringContaining('npm run build')]);
    await bare.close();
  });

  it('a route that does not say who may use it keeps the server from starting', async () => {
    const wrong = await createServer(parts());
    wrong.get('/forgotten', async () => 'x');
    await expect(wrong.ready()).rejects.toThrow('/forgotten');
  });
});
