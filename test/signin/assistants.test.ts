import {
  Client,
  type OAuthClientProvider,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiKeysOf } from '../../src/state/api-keys.ts';
import { passwordsOf } from '../../src/state/passwords.ts';
import { peopleOf } from '../../src/state/people.ts';
import { sessionsOf } from '../../src/state/sessions.ts';
import { openSignedInstallation, type SignedInstallation } from './signed-installation.ts';
import { type Answer, Visitor } from './visitor.ts';

const ANN = 'seven green lamps in the attic';
const BACK = 'http://127.0.0.1:33418/callback';

let place: SignedInstallation;
beforeAll(async () => {
  place = await openSignedInstallation();
  await setPassword();
});

async function setPassword(): Promise<void> {
  const { secret } = await passwordsOf(place.records).invite('ann');
  const form = { link: secret, password: ANN, again: ANN };
  await new Visitor(place.app, place.origin).post('/signin/password', form);
}
afterAll(() => place.close());

/** The network, without one. */
const fetchHere = async (address: string | URL, init: RequestInit = {}): Promise<Response> => {
  const { pathname, search, host } = new URL(address);
  const given = Object.fromEntries(new Headers(init.headers));
  const { body } = init;
  const answer = await place.app.inject({
    method: init.method === 'POST' ? 'POST' : init.method === 'DELETE' ? 'DELETE' : 'GET',
    url: `${pathname}${search}`,
    headers: {
      ...given,
      host,
      ...(body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(typeof body === 'string' || body instanceof URLSearchParams ? { payload: String(body) } : {}),
  });
  const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new Response(answer.body === '' ? null : answer.body, { status: answer.statusCode, headers });
};

/** What an assistant keeps of its way in. */
class Keeper implements OAuthClientProvider {
  readonly redirectUrl = BACK;
  readonly clientMetadata = { client_name: 'Helpful Assistant', redirect_uris: [BACK] };
  sentTo: URL | null = null;
  #client: StoredOAuthClientInformation | undefined;
  #tokens: StoredOAuthTokens | undefined;
  #verifier = '';

  clientInformation(): StoredOAuthClientInformation | undefined {
    return this.#client;
  }
  saveClientInformation(client: StoredOAuthClientInformation): void {
    this.#client = client;
  }
  tokens(): StoredOAuthTokens | undefined {
    return this.#tokens;
  }
  saveTokens(tokens: StoredOAuthTokens): void {
    this.#tokens = tokens;
  }
  redirectToAuthorization(address: URL): void {
    this.sentTo = address;
  }
  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }
  codeVerifier(): string {
    return this.#verifier;
  }
}

const transport = (keeper: Keeper): StreamableHTTPClientTransport =>
  new StreamableHTTPClientTransport(new URL(`${place.origin}/mcp`), {
    authProvider: keeper,
    fetch: fetchHere,
  });

/** An assistant of the official library up to where it sends its person. */
async function sentAway(): Promise<{ keeper: Keeper; way: StreamableHTTPClientTransport; to: URL }> {
  const keeper = new Keeper();
  const way = transport(keeper);
  await expect(new Client({ name: 'test', version: '1' }).connect(way)).rejects.toThrow(/nauthorized/);
  if (keeper.sentTo === null) throw new Error('it was sent nowhere');
  return { keeper, way, to: keeper.sentTo };
}

/** Ann signs in there, up to the question whether the assistant is let in. */
async function asked(to: URL): Promise<{ visitor: Visitor; page: Answer; action: string }> {
  const visitor = new Visitor(place.app, place.origin);
  const login = await visitor.follow(await visitor.get(`${to.pathname}${to.search}`));
  const action = actionOf(login);
  const page = await visitor.follow(await visitor.post(action, { user: 'ann', password: ANN }));
  return { visitor, page, action: actionOf(page) };
}

const actionOf = ({ body }: Answer): string => {
  const action = /<form method="post" action="([^"]+)"/.exec(body)?.[1];
  if (action === undefined) throw new Error(body);
  return action;
};

/** Where the browser ends: at the assistant's own address. */
async function answered(visitor: Visitor, action: string, answer: 'yes' | 'no'): Promise<URL> {
  const note = await visitor.post(action, { answer });
  const to = /url=([^"]+)"/.exec(note.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  let current = await visitor.get(to.replace(place.origin, ''));
  while (current.to?.startsWith('/')) current = await visitor.get(current.to);
  return new URL(current.to ?? '');
}

async function letIn(): Promise<{ keeper: Keeper; token: string }> {
  const { keeper, way, to } = await sentAway();
  const { visitor, action } = await asked(to);
  const back = await answered(visitor, action, 'yes');
  await way.finishAuth(back.searchParams);
  return { keeper, token: keeper.tokens()?.access_token ?? '' };
}

const bearing = async (token: string, url: string): Promise<number> => {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
  };
  const body = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
  const post = url === '/mcp' ? { method: 'POST', body } : {};
  return (await fetchHere(`${place.origin}${url}`, { headers, ...post })).status;
};

describe('another assistant', () => {
  it('finds its way in by itself, is let in by the person, and reaches the tools as that person', async () => {
    const { keeper, way, to } = await sentAway();
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      resource: `${place.origin}/mcp`,
      code_challenge_method: 'S256',
      scope: 'ask figures',
    });
    const { visitor, page, action } = await asked(to);
    expect(page.body).toMatch(
      /<strong>Helpful Assistant<\/strong>[^]*<strong>ann<\/strong>[^]*127\.0\.0\.1:33418/,
    );
    const back = await answered(visitor, action, 'yes');
    expect(`${back.origin}${back.pathname}`).toBe(BACK);
    await way.finishAuth(back.searchParams);
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(transport(keeper));
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('ask');
    await client.close();
    const token = keeper.tokens()?.access_token ?? '';
    expect(decodeJwt(token)).toMatchObject({ aud: `${place.origin}/mcp`, sub: 'ann', scope: 'ask figures' });
    expect(place.events().findLast(({ kind }) => kind === 'sign_in')).toMatchObject({
      user: 'ann',
      details: { means: 'assistant', name: 'Helpful Assistant', host: '127.0.0.1:33418' },
    });
  });

  it('is told by the refusal who lets it in', async () => {
    const refused = await fetchHere(`${place.origin}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const metadata = `${place.origin}/.well-known/oauth-protected-resource/mcp`;
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer realm="askfolio", resource_metadata="${metadata}", scope="ask figures"`,
    ]);
    expect(await (await fetchHere(metadata)).json()).toMatchObject({
      resource: `${place.origin}/mcp`,
      authorization_servers: [`${place.origin}/oidc`],
      scopes_supported: ['ask', 'figures'],
    });
    const server = await fetchHere(`${place.origin}/.well-known/oauth-authorization-server/oidc`);
    expect(await server.json()).toMatchObject({
      issuer: `${place.origin}/oidc`,
      registration_endpoint: `${place.origin}/oidc/reg`,
      code_challenge_methods_supported: ['S256'],
    });
  });

  it('gets nothing where the person says no', async () => {
    const { to } = await sentAway();
    const { visitor, action } = await asked(to);
    const back = await answered(visitor, action, 'no');
    expect(back.searchParams.get('error')).toBe('access_denied');
    expect(back.searchParams.get('code')).toBeNull();
  });

  it('has a token for the tools alone, and the interface’s tokens do not open the tools', async () => {
    const { token } = await letIn();
    expect([await bearing(token, '/mcp'), await bearing(token, '/api/v1/me')]).toEqual([200, 401]);
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { key, secret } = await apiKeysOf(place.records).make({
      user: 'ann',
      label: 'program',
      rights: ['ask', 'people.manage'],
      expiresAt,
    });
    const tokenFor = async (resource: string): Promise<string> => {
      const answer = await fetchHere(`${place.origin}/oidc/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${key.id}:${secret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource }),
      });
      const { access_token: given } = (await answer.json()) as { readonly access_token: string };
      return given;
    };
    const forApi = await tokenFor(`${place.origin}/api/v1`);
    const forTools = await tokenFor(`${place.origin}/mcp`);
    expect([await bearing(forApi, '/mcp'), await bearing(forApi, '/api/v1/me')]).toEqual([401, 200]);
    expect([await bearing(forTools, '/mcp'), await bearing(forTools, '/api/v1/me')]).toEqual([200, 401]);
    expect(decodeJwt(forTools)['scope']).toBe('ask');
  });

  it('is out at once when the person signs out everywhere', async () => {
    const { token } = await letIn();
    await sessionsOf(place.records).endAll('ann');
    expect(await bearing(token, '/mcp')).toBe(401);
  });

  it('does not work by a password alone for somebody whose role asks for more', async () => {
    const usual = place;
    place = await openSignedInstallation(undefined, { factorRoles: ['administrator'] });
    await setPassword();
    const { token } = await letIn();
    expect(await bearing(token, '/mcp')).toBe(200);
    const ann = { user: 'ann', name: 'Ann', role: 'administrator', advisorId: null, clientId: null } as const;
    await peopleOf(place.records).save([ann]);
    expect(await bearing(token, '/mcp')).toBe(401);
    await place.close();
    place = usual;
  });

  it.each([
    { redirect_uris: ['http://elsewhere.example/callback'] },
    { redirect_uris: ['javascript:alert(1)'] },
    { redirect_uris: ['https://name@elsewhere.example/'] },
    { redirect_uris: ['https://127.0.0.1/callback'] },
    { redirect_uris: [] },
    { redirect_uris: [BACK], client_name: 'x'.repeat(81) },
    {},
    null,
  ])('does not make itself known as %j', async (registration) => {
    const answer = await fetchHere(`${place.origin}/oidc/reg`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(registration),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: 'invalid_client_metadata' });
  });

  it('asks for no more than the tools take, and for nothing in the name of the page', async () => {
    const { to } = await sentAway();
    const visitor = new Visitor(place.app, place.origin);
    const changed = async (name: string, value: string): Promise<Answer> => {
      const other = new URL(to);
      other.searchParams.set(name, value);
      return visitor.get(`${other.pathname}${other.search}`);
    };
    expect(new URL((await changed('scope', 'ask people.manage')).to ?? '').searchParams.get('error')).toBe(
      'invalid_scope',
    );
    const elsewhere = await changed('resource', `${place.origin}/api/v1`);
    expect(new URL(elsewhere.to ?? '').searchParams.get('error')).toBe('invalid_target');
    expect((await changed('redirect_uri', 'https://elsewhere.example/')).status).toBe(400);
  });
});
