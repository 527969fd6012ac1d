import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiKeysOf } from '../../src/state/api-keys.ts';
import { openSignedInstallation, type SignedInstallation } from './signed-installation.ts';

let place: SignedInstallation;
let port = 0;
let key = '';

beforeAll(async () => {
  place = await openSignedInstallation();
  const address = await place.app.listen({ host: '127.0.0.1', port: 0 });
  port = Number(new URL(address).port);
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const order = {
    user: 'owner',
    label: 'test',
    rights: ['ask', 'figures', 'keys.manage'],
    expiresAt,
  } as const;
  key = (await apiKeysOf(place.records).make(order)).secret;
});
afterAll(() => place.close());

/** Sends bytes as they are, and gives what comes back until the connection ends. */
function raw(text: string, waitMs = 2_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (data: Buffer) => (answer += data.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.setTimeout(waitMs, () => socket.destroy());
    socket.write(text);
  });
}

const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n\r\n`;
const HOST = 'Host: 127.0.0.1:8321';
const CLOSE = 'Connection: close';

describe('a request that servers and proxies read in different ways', () => {
  const cases: Readonly<Record<string, string>> = {
    'two hosts': lines('GET /healthz HTTP/1.1', HOST, 'Host: evil.example', CLOSE),
    'two credentials': lines(
      'GET /api/v1/me HTTP/1.1',
      HOST,
      'Authorization: Bearer a',
      'Authorization: Bearer b',
      CLOSE,
    ),
    'a whole address': lines('GET http://evil.example/healthz HTTP/1.1', HOST, CLOSE),
    'an address without a scheme': lines('GET //evil.example/healthz HTTP/1.1', HOST, CLOSE),
    'a method that shows headers again': lines('TRACE /healthz HTTP/1.1', HOST, CLOSE),
    'a length beside a transfer coding': `${lines(
      'POST /api/v1/signout HTTP/1.1',
      HOST,
      'Content-Type: application/json',
      'Content-Length: 4',
      'Transfer-Encoding: chunked',
      CLOSE,
    )}0\r\n\r\n`,
    'two lengths': `${lines('POST /api/v1/signout HTTP/1.1', HOST, 'Content-Length: 2', 'Content-Length: 3', CLOSE)}{}`,
    'a transfer coding beside chunked': `${lines('POST /api/v1/signout HTTP/1.1', HOST, 'Transfer-Encoding: identity, chunked', CLOSE)}0\r\n\r\n`,
    'a header with a line in it': lines('GET /healthz HTTP/1.1', HOST, 'X: a\rHost: evil.example', CLOSE),
    'no host': lines('GET /healthz HTTP/1.1', CLOSE),
    'no request': 'hello\r\n\r\n',
    'headers without end': `GET /healthz HTTP/1.1\r\n${HOST}\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`,
  };

  it.each(Object.entries(cases))(
    '%s: 400, a problem document, an entry, and nothing of it',
    async (_name, text) => {
      const from = place.events().length;
      const answer = await raw(text);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
      expect(answer).toContain('urn:askfolio:problem:usage');
      expect(answer).not.toMatch(/evil|"status":"ok"/);
      const told = await place.toldOf(from, { address: '127.0.0.1' });
      expect(JSON.stringify(told)).not.toContain('evil');
    },
  );

  it("under another host's name is refused", async () => {
    const from = place.events().length;
    expect(await raw(lines('GET / HTTP/1.1', 'Host: evil.example', CLOSE))).toContain('403');
    await place.toldOf(from, { problem: 'not_permitted' });
  });
});

const post = (payload: string, headers: Record<string, string> = {}, url = '/api/v1/sql') =>
  place.app.inject({
    method: 'POST',
    url,
    headers: {
      host: place.host,
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      ...headers,
    },
    payload,
  });

describe('a body', () => {
  it.each([
    ['that is larger than any here', `{"sql":"${'x'.repeat(300_000)}"}`, 413],
    ['nested without end', `{"sql":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400],
    ['nested more deeply than anything here', `{"sql":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`, 400],
    ['that is no JSON', '{"sql":', 400],
    ['of another kind', '"SELECT 1"', 400],
    ['with a prototype', '{"sql":"SELECT 1","__proto__":{"role":"owner"}}', 400],
    ['with a constructor', '{"sql":"SELECT 1","constructor":{"prototype":{"role":"owner"}}}', 400],
    ['with fields that nobody knows', '{"sql":"SELECT 1","user":"owner"}', 400],
  ])('%s is refused', async (_name, payload, status) => {
    const from = place.events().length;
    const answer = await post(payload);
    expect(answer.statusCode).toBe(status);
    const problem = status === 413 ? 'too_large' : 'usage';
    const told = await place.toldOf(from, { route: '/api/v1/sql', method: 'POST', problem });
    expect(JSON.stringify(told)).not.toMatch(/xxx|proto|SELECT/);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body.length).toBeLessThan(1_000);
  });

  it('that comes too slowly does not hold others up', async () => {
    const slow = connect(port, '127.0.0.1');
    slow.on('error', () => undefined);
    slow.write(
      `POST /oidc/token HTTP/1.1\r\n${HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na`,
    );
    const status = await new Promise<number>((resolve, reject) => {
      httpRequest(
        { port, host: '127.0.0.1', path: '/healthz', headers: { host: place.host } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
    const from = place.events().length;
    const { headersTimeout, requestTimeout } = place.app.server;
    Object.assign(place.app.server, { headersTimeout: 1, requestTimeout: 1 });
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      slow.on('data', (data: Buffer) => (text += data.toString()));
      slow.on('close', () => resolve(text));
    });
    Object.assign(place.app.server, { headersTimeout, requestTimeout });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('application/problem+json');
    await place.toldOf(from, { problem: 'ERR_HTTP_REQUEST_TIMEOUT', address: '127.0.0.1' });
    expect(place.app.server.headersTimeout).toBeLessThanOrEqual(10_000);
    expect(place.app.server.requestTimeout).toBeLessThanOrEqual(30_000);
    expect(place.app.server.maxConnections).toBeGreaterThan(0);
  });
});

describe('an address', () => {
  it.each([
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/signin/..%2f..%2fetc%2fpasswd',
    '/oidc/../../etc/passwd',
    '/oidc/%2e%2e%2f%2e%2e%2fetc/passwd',
    '/api/v1/runs/..%2f..%2fetc%2fpasswd',
    '/assets/%5c..%5c..%5cetc/passwd',
    '/api/v1/me%00',
    '/api/v1/me/x.css',
    '/api/v1/me;x=1',
    `/api/v1/runs/${'x'.repeat(5_000)}`,
  ])('%s leads nowhere', async (url) => {
    const from = place.events().length;
    const answer = await place.app.inject({
      method: 'GET',
      url,
      headers: { host: place.host, authorization: `Bearer ${key}` },
    });
    // Fastify's router refuses what it cannot read before anything else does.
    if (answer.statusCode !== 414) await place.toldOf(from, { method: 'GET' });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
    expect(answer.body).not.toMatch(/root:|node_modules/);
  });

  it('of an error page shows what was sent as text, never as markup', async () => {
    const url = '/oidc/auth?client_id=askfolio&response_type=%3Cscript%3Ealert(1)%3C/script%3E';
    const answer = await place.app.inject({ url, headers: { host: place.host, accept: 'text/html' } });
    expect(answer.body).not.toContain('<script');
    const action = '/signin?with=%22%3E%3Cscript%3E';
    const login = await place.app.inject({ url: action, headers: { host: place.host, accept: 'text/html' } });
    expect(login.body).not.toContain('<script');
  });
});

const keysBy = (method: 'GET' | 'POST' | 'DELETE', url: string, payload: object | null, secret = key) =>
  place.app.inject({
    method,
    url: `/api/v1/api-keys${url}`,
    headers: { host: place.host, authorization: `Bearer ${secret}` },
    ...(payload === null ? {} : { payload }),
  });

describe('keys of the API over HTTP', () => {
  const body = {
    user: 'ann',
    label: 'report',
    rights: ['ask'],
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  };

  it('are made, listed without their secret, and end at once', async () => {
    const made = (await keysBy('POST', '', body)).json<{ key: { id: string }; secret: string }>();
    const me = () =>
      place.app.inject({
        url: '/api/v1/me',
        headers: { host: place.host, authorization: `Bearer ${made.secret}` },
      });
    expect((await me()).json()).toMatchObject({ user: 'ann', rights: ['ask'] });
    const listed = (await keysBy('GET', '?user=ann', null)).body;
    expect(listed).toContain(made.key.id);
    expect(listed).not.toContain(made.secret);
    expect((await keysBy('GET', '', null, made.secret)).statusCode).toBe(403);
    expect((await keysBy('POST', '', body, made.secret)).statusCode).toBe(403);
    expect((await keysBy('DELETE', `/${made.key.id}`, null, made.secret)).statusCode).toBe(403);
    expect((await keysBy('DELETE', `/${made.key.id}`, null)).statusCode).toBe(204);
    expect((await me()).statusCode).toBe(401);
    expect((await keysBy('DELETE', `/${made.key.id}`, null)).statusCode).toBe(404);
  });

  it('for nobody, without end or for too long are refused', async () => {
    const later = new Date(Date.now() + 400 * 86_400_000).toISOString();
    expect((await keysBy('POST', '', { ...body, user: 'nobody' })).statusCode).toBe(404);
    expect((await keysBy('POST', '', { ...body, expiresAt: later })).statusCode).toBe(400);
    expect((await keysBy('POST', '', { ...body, rights: ['everything'] })).statusCode).toBe(400);
  });
});
