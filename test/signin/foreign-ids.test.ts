import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { may } from '../../src/security/rights.ts';
import type { AuditEntry } from '../../src/vocabulary/audit.ts';
import type { Right } from '../../src/vocabulary/scope.ts';
import { OWNER_ACTOR } from '../../src/desk/actors.ts';
import { openWholeInstallation, TWO_CLIENTS, type WholeInstallation } from './whole-installation.ts';

/**
 * Every parameter of every route, as the interface describes itself: what it names. A parameter that names something
 * that belongs to somebody is sent with the id of somebody else's and with one of nobody's, by everybody who has the
 * right to the route: the two cannot be told apart. One that is not named here fails.
 */
const NAMES: Readonly<Record<string, Kind>> = {
  account: 'account',
  'account[]': 'account',
  'accounts[]': 'account',
  portfolio: 'portfolio',
  client: 'client',
  advisor: 'advisor',
  conversationId: 'conversation to go on with',
  revises: 'answer',
  answer: 'answer',
  'path /answers/{id}': 'answer',
  'path /conversations/{id}': 'conversation',
  'path /shared-conversations/{id}': 'conversation',
  'path /saved/{id}': 'saved question',
  'path /sessions/{id}': 'session',
  'path /ask/{id}': 'stream',
  resumeAs: 'stream',
};

/** What holds ids of its kinds in a form of its own, and is tried besides by its own tests below. */
const IN_A_FORM_OF_ITS_OWN: readonly string[] = [
  'sql',
  'plan',
  'target',
  'code',
  'question',
  'text',
  'words',
];
/** What names nothing that belongs to anybody but those who have the right to the route, or nothing at all. */
const OF_NOBODY: readonly string[] = [
  'today from to title every webhook email currency explain verdict reason comment kind expiresAt format locale',
  'user name role advisorId clientId disabled before after head full file mapping source mode label rights[]',
  'schedule cron timeZone watch paused secret',
  'path /people/{user} path /grants/{id} path /runs/{id} path /sources/{name} path /deliveries/{id} path /api-keys/{id} path /verified/{id}',
].flatMap((line) => (line.startsWith('path') ? line.split(/ (?=path)/) : line.split(' ')));

type Kind =
  | 'account'
  | 'portfolio'
  | 'client'
  | 'advisor'
  | 'conversation'
  | 'conversation to go on with'
  | 'answer'
  | 'saved question'
  | 'session'
  | 'stream';

/** The least that a route must be sent to get as far as its ids. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /ask': { question: 'What is my market value?' },
  'POST /saved': { title: 'What is my market value?' },
  'POST /sql': { sql: 'SELECT count(*) AS n FROM transactions' },
  'POST /answers/{id}/feedback': { verdict: 'up' },
  'PATCH /conversations/{id}': { title: 'Another title' },
};

interface Parameter {
  readonly method: string;
  readonly path: string;
  readonly right: Right;
  readonly place: 'path' | 'query' | 'body';
  /** Where it stands: names down to it, '[]' for an item of a list. */
  readonly steps: readonly string[];
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: unknown;
}
interface Described {
  readonly 'x-right': Right;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

function leavesOf(schema: Schema, steps: readonly string[] = []): (readonly string[])[] {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.flatMap((each) => leavesOf(each, steps));
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([name, each]) => leavesOf(each, [...steps, name]));
  }
  return schema.items ? leavesOf(schema.items, [...steps, '[]']) : [steps];
}

const nameOf = ({ place, path, steps }: Parameter): string => {
  if (place === 'path' && steps[0] !== 'format' && steps[0] !== 'file') {
    return `path ${/^\/[^/]+\/\{\w+\}/.exec(path)?.[0] ?? path}`;
  }
  const last = steps.at(-1) ?? '';
  return last === '[]' ? `${steps.at(-2) ?? ''}[]` : last;
};

let place: WholeInstallation;
let parameters: readonly Parameter[] = [];
/** An object of each kind that is bob's. */
const bobs = new Map<Kind, string>();
const cookies = new Map<string, string>();

const ASKERS = {
  ann: { role: 'client', clientId: 'C1', advisorId: null },
  anton: { role: 'advisor', clientId: null, advisorId: 'AD1' },
  ada: { role: 'administrator', clientId: null, advisorId: null },
} as const;

beforeAll(async () => {
  const people = Object.entries({
    ...ASKERS,
    bob: { role: 'client', clientId: 'C2', advisorId: null } as const,
  });
  place = await openWholeInstallation(people.map(([user, rest]) => ({ user, name: user, ...rest })));
  await place.takeIn(TWO_CLIENTS);
  for (const user of [...Object.keys(ASKERS), 'bob', 'owner']) cookies.set(user, await place.cookieOf(user));
  const conversationId = randomUUID();
  const question = 'What is my market value?';
  const asked = await send('bob', 'POST', '/ask', { question, conversationId });
  const goneOnWith = randomUUID();
  await send('bob', 'POST', '/ask', { question, conversationId: goneOnWith });
  const saved = await send('bob', 'POST', '/saved', { title: 'What is my market value?' });
  bobs.set('account', 'A2').set('portfolio', 'P2').set('client', 'C2').set('advisor', 'AD2');
  bobs
    .set('conversation', conversationId)
    .set('conversation to go on with', goneOnWith)
    .set('answer', idIn(asked.body))
    .set('saved question', idIn(saved.body));
  const resumeAs = randomUUID();
  await place.app.inject({
    method: 'POST',
    url: '/api/v1/ask',
    headers: { host: place.host, cookie: cookies.get('bob') ?? '', accept: 'text/event-stream' },
    payload: { question: 'What is my market value?', resumeAs },
  });
  bobs.set('stream', resumeAs);
  bobs.set('session', (await place.ports.sessions.of('bob'))[0]?.id ?? '');
  const description = await send('owner', 'GET', null, null, '/openapi.json');
  const { paths } = JSON.parse(description.body) as { paths: Record<string, Record<string, Described>> };
  parameters = Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, route]) => parametersOf(path, method, route)),
    );
});
afterAll(() => place.close());

function parametersOf(path: string, method: string, route: Described): Parameter[] {
  const base = { method: method.toUpperCase(), path: path.replace('/api/v1', ''), right: route['x-right'] };
  const body = route.requestBody?.content['application/json']?.schema;
  return [
    ...(route.parameters ?? []).flatMap(({ name, in: where, schema }) =>
      leavesOf(schema).map((steps) => ({
        ...base,
        place: where === 'path' ? ('path' as const) : ('query' as const),
        steps: [name, ...steps],
      })),
    ),
    ...(body ? leavesOf(body).map((steps) => ({ ...base, place: 'body' as const, steps })) : []),
  ];
}

const idIn = (body: string): string => (JSON.parse(body) as { id: string }).id;

async function send(
  user: string,
  method: string,
  path: string | null,
  body: object | null,
  url = `/api/v1${path}`,
) {
  const answer = await place.app.inject({
    method: method as 'GET',
    url,
    headers: { host: place.host, cookie: cookies.get(user) ?? '' },
    ...(body === null ? {} : { payload: body }),
  });
  return { status: answer.statusCode, body: answer.body };
}

/** Sends a route with an id in a parameter, and gives what comes back without what differs from one call to the next. */
async function tried(
  user: string,
  parameter: Parameter,
  id: string,
): Promise<{ status: number; body: string }> {
  const { method, path, steps } = parameter;
  let body: unknown = BODIES[`${method} ${path}`] ?? (method === 'GET' || method === 'DELETE' ? null : {});
  let query = '';
  if (parameter.place === 'query') query = `?${steps[0] ?? ''}=${encodeURIComponent(id)}`;
  if (parameter.place === 'body') body = placed(body, steps, id);
  const own = path
    .replace('{format}', 'csv')
    .replace(/\{\w+\}/, encodeURIComponent(parameter.place === 'path' ? id : randomUUID()));
  const answer = await send(user, method, own + query, body as object | null);
  return { status: answer.status, body: plain(answer.body, id) };
}

function placed(body: unknown, [step, ...rest]: readonly string[], id: string): unknown {
  if (step === undefined) return id;
  if (step === '[]') return [placed(undefined, rest, id)];
  const before = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return { ...before, [step]: placed(before[step], rest, id) };
}

/** Ids that are made anew, times, what was asked before and the id that was sent itself. */
function plain(body: string, id: string): string {
  return body
    .replaceAll(id, '<id>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<made>')
    .replaceAll(/"timings":\{[^}]*\}|"milliseconds":[\d.]+|"cached":(true|false)/g, '')
    .replaceAll(/"(createdAt|publishedAt|at)":"[^"]*"/g, '');
}

const mayAsk = (user: keyof typeof ASKERS, right: Right): boolean =>
  may({ user, name: user, ...ASKERS[user], accounts: user === 'ada' ? [] : ['A1'] }, right);

const nobodys = (kind: Kind): string =>
  ['account', 'portfolio', 'client', 'advisor'].includes(kind) ? 'Z9' : randomUUID();

const entries = async (): Promise<readonly AuditEntry[]> =>
  place.ports.custody.readAudit(OWNER_ACTOR, {
    kind: null,
    user: null,
    after: null,
    before: null,
    limit: 50,
  });

describe('every parameter of the description', () => {
  it('says what it names, and no other is named', () => {
    expect(parameters.length).toBeGreaterThan(90);
    const found = new Set(parameters.map(nameOf));
    const known = [...Object.keys(NAMES), ...IN_A_FORM_OF_ITS_OWN, ...OF_NOBODY];
    expect(known.toSorted()).toEqual([...found].toSorted());
    expect(new Set(known).size).toBe(known.length);
  });

  it('shows what is somebody else’s as what is not there, and leaves an entry', async () => {
    let compared = 0;
    for (const parameter of parameters) {
      const kind = NAMES[nameOf(parameter)];
      if (kind === undefined) continue;
      for (const user of ['ann', 'anton', 'ada'] as const) {
        if (!mayAsk(user, parameter.right)) continue;
        const before = (await entries())[0]?.sequence ?? 0;
        compared += 1;
        const foreign = await tried(user, parameter, bobs.get(kind) ?? '');
        const missing = await tried(user, parameter, nobodys(kind));
        const name = [parameter.method, parameter.path, ...parameter.steps, user];
        expect([name, foreign]).toEqual([name, missing]);
        expect([name, foreign.body]).not.toEqual([name, expect.stringMatching(/Foreign|2000|2,000|N-2/)]);
        // Of a refusal the entry is written beside the answer.
        await vi.waitFor(async () => {
          const written = (await entries()).filter((entry) => entry.sequence > before);
          expect([name, written.filter((entry) => entry.user === user).length > 1]).toEqual([name, true]);
        });
      }
    }
    expect(compared).toBeGreaterThan(25);
  });
});

/** The same comes back for what is somebody else's and for what is nobody's. */
const both = async (
  user: string,
  sent: (id: string) => Promise<{ status: number; body: string }>,
  ids: readonly [string, string],
) => {
  const [foreign, missing] = [await sent(ids[0]), await sent(ids[1])];
  expect([user, plain(foreign.body, ids[0])]).toEqual([user, plain(missing.body, ids[1])]);
  expect(foreign.status).toBe(missing.status);
  expect(foreign.body).not.toMatch(/Bob|2,?000\.00|N-2/);
};

/** The plan of a question about one account. */
const planFor = (id: string): object => ({
  subject: 'figures',
  metrics: ['market_value'],
  by: [],
  where: [{ dimension: 'account', is: [id], not: false }],
  periods: [],
  having: [],
  order: null,
  limit: null,
  derive: null,
  currency: null,
});

describe('an id in a form of its own', () => {
  it('in a statement, a plan or a question shows nothing of others', async () => {
    const accounts = ['A2', 'Z9'] as const;
    for (const user of ['ann', 'anton']) {
      const sql = (id: string) =>
        send(user, 'POST', '/sql', { sql: `SELECT name FROM accounts WHERE account_id = '${id}'` });
      await both(user, sql, accounts);
      await both(user, (id) => send(user, 'POST', '/ask', { question: 'x', plan: planFor(id) }), accounts);
      await both(user, (id) => send(user, 'POST', '/saved', { title: 'x', plan: planFor(id) }), accounts);
      await both(
        user,
        (id) => send(user, 'GET', `/completions?text=${encodeURIComponent(`value of ${id}`)}`, null),
        accounts,
      );
      const named = (name: string) => send(user, 'POST', '/ask', { question: `How much is ${name} worth?` });
      await both(user, named, ['Bob Foreign', 'Zed Missing']);
    }
  });

  it('in a delegation lets nobody hand on what he or she does not see', async () => {
    const expiresAt = '2026-12-01T00:00:00.000Z';
    for (const [kind, ids] of Object.entries({
      account: ['A2', 'Z9'],
      portfolio: ['P2', 'Z9'],
      client: ['C2', 'Z9'],
      book: ['AD2', 'Z9'],
    } as const)) {
      await both('ann', (target) => send('ann', 'POST', '/delegations', { kind, target, expiresAt }), ids);
    }
  });
});
