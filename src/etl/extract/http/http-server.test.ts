import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { Mapping } from '../mapping/mapping.ts';
import { mappedServerSource } from '../mapping/mapped-server-source.ts';
import { resumingSource } from '../resuming-source.ts';
import type { Position } from '../source.ts';
import { SourceUnavailable } from '../source.ts';
import { httpServer } from './http-server.ts';

interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

let server: Server | null = null;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

/** An interface of the test's own; gives where it answers. */
async function serving(answer: (url: URL, request: IncomingMessage) => Reply): Promise<string> {
  server = createServer((request, response) => {
    const { status = 200, body, headers = {} } = answer(new URL(request.url ?? '', 'http://x'), request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/api/v1`;
}

function mappingOf(input: object, more: object = {}): Mapping {
  return Mapping.parse({
    name: 'Broker',
    inputs: { trades: input },
    tables: { transactions: { columns: { transaction_id: 'id', amount: '"money.value"' } } },
    ...more,
  });
}

async function read(
  address: string,
  mapping: Mapping,
  since: Position | null = null,
  secret = 'token',
): Promise<{ readonly rows: readonly string[]; readonly position: Position | null }> {
  const source = resumingSource(mappedServerSource(httpServer(address, secret, mapping), mapping), {
    triesMax: 3,
    sleep: () => Promise.resolve(),
    random: () => 0,
  });
  try {
    await source.check();
    const [stream] = (await source.list()).streams;
    if (stream === undefined) throw new Error('no stream');
    const rows: string[] = [];
    let position = since;
    for await (const batch of source.read(stream, ['transaction_id', 'amount'], since)) {
      for (const place of batch.lines.keys())
        rows.push(batch.values.map((column) => column[place]).join('='));
      position = batch.position ?? position;
    }
    return { rows, position };
  } finally {
    await source.close();
  }
}

const PAGES = [[1, 2], [3, 4], [5]];
const records = (ids: readonly number[]): object[] =>
  ids.map((id) => ({ id, money: { value: `${String(id)}.10` } }));
/** A record as it was at an hour. */
const form = (id: number, value: string, hour: number): object => ({
  id,
  money: { value },
  at: `2026-03-01T${String(hour)}:00:00Z`,
});
const ALL = ['1=1.1', '2=2.1', '3=3.1', '4=4.1', '5=5.1'];

describe('an interface that answers with JSON', () => {
  test.each<[string, object, (url: URL) => unknown]>([
    [
      'links',
      { records: 'data', paging: { next: 'links.next' } },
      (url) => {
        const at = Number(url.searchParams.get('at') ?? 0);
        return {
          data: records(PAGES[at] ?? []),
          links: { next: at < 2 ? `/api/v1/trades?at=${String(at + 1)}` : null },
        };
      },
    ],
    [
      'cursors',
      { records: 'items.list', paging: { cursor: 'more', as: 'cursor' } },
      (url) => {
        const at = Number(url.searchParams.get('cursor') ?? 0);
        return { items: { list: records(PAGES[at] ?? []) }, more: at < 2 ? String(at + 1) : '' };
      },
    ],
    [
      'numbers',
      { paging: { page: 'page', size: { as: 'size', value: 2 } } },
      (url) =>
        url.searchParams.get('size') === '2'
          ? records(PAGES[Number(url.searchParams.get('page')) - 1] ?? [])
          : [],
    ],
    [
      'offsets',
      { paging: { offset: 'from', size: { as: 'count', value: 2 } } },
      (url) => records(PAGES[Number(url.searchParams.get('from')) / 2] ?? []),
    ],
  ])('is read page by page, by %s', async (_name, http, body) => {
    const address = await serving((url) => ({ body: body(url) }));
    expect((await read(address, mappingOf({ http: { path: '/trades', ...http } }))).rows).toEqual(ALL);
  });

  test('keeps the digits of its numbers', async () => {
    const address = await serving(() => ({
      body: '[{"id": 12345678901234567890, "money": {"value": 0.1000000000000000055}}]',
    }));
    const { rows } = await read(address, mappingOf({ http: { path: 'trades' } }));
    expect(rows).toEqual(['12345678901234567890=0.1000000000000000055']);
  });

  test('that gives a record on two pages, or a page twice, gives it once', async () => {
    const pages = [
      [1, 2],
      [2, 3],
      [2, 3],
      [4, 5],
    ];
    const body = (url: URL): object => {
      const at = Number(url.searchParams.get('c') ?? 0);
      return { list: records(pages[at] ?? []), next: at < 3 ? String(at + 1) : null };
    };
    const address = await serving((url) => ({ body: body(url) }));
    const http = { path: 'trades', records: 'list', paging: { cursor: 'next', as: 'c' } };
    expect((await read(address, mappingOf({ http, key: ['id'] }))).rows).toEqual(ALL);
    // Without a key only a page that is the same is known again.
    expect((await read(address, mappingOf({ http }))).rows).toHaveLength(6);
  });

  const counted = { path: 'trades', paging: { page: 'page', size: { as: 'size', value: 2 } } };

  test('whose pages come out of order loses none of them, and no change', async () => {
    const pages = [[5], [3, 4], [1, 2]];
    const asked: (string | null)[] = [];
    const address = await serving((url) => {
      asked.push(url.searchParams.get('since'));
      const page = pages[Number(url.searchParams.get('page')) - 1] ?? [];
      return {
        body: page.map((id) => ({
          id,
          money: { value: `${String(id)}.10` },
          at: `2026-03-0${String(id)}T10:00:00Z`,
        })),
      };
    });
    const mapping = mappingOf({ http: { ...counted, since: 'since' }, key: ['id'], updated_at: 'at' });
    const { rows, position } = await read(address, mapping);
    expect(rows.toSorted()).toEqual(ALL);
    await read(address, mapping, position);
    // The latest change of all, though it came first.
    expect(asked.at(-1)).toBe('2026-03-05T10:00:00Z');
  });

  test('whose record is changed and moves to a later page while it is read gives its later form, in whatever order', async () => {
    const pages = [
      [form(1, '1', 11), form(2, '2', 11)],
      [form(2, '2.5', 12), form(1, '0.5', 10)],
    ];
    const address = await serving((url) => ({ body: pages[Number(url.searchParams.get('page')) - 1] ?? [] }));
    const dated = mappingOf({ http: counted, key: ['id'], updated_at: 'at' });
    expect((await read(address, dated)).rows).toEqual(['1=1', '2=2', '2=2.5']);
    // Without a time of change the later page counts.
    const undated = mappingOf({ http: counted, key: ['id'] });
    expect((await read(address, undated)).rows).toEqual(['1=1', '2=2', '2=2.5', '1=0.5']);
    const lots = { holdings: { columns: { account_id: 'id', quantity: '"money.value"' } } };
    await expect(read(address, mappingOf({ http: counted, key: ['id'] }, { tables: lots }))).rejects.toThrow(
      /was changed while it was read, and its lots would add up; take it in again/,
    );
  });

  test.each([{ key: ['id'] }, {}])(
    'that gives the page before once more, %j, is asked again, and misses none',
    async (keyed) => {
      let stale = 1;
      const address = await serving((url) => {
        let at = Number(url.searchParams.get('page')) - 1;
        if (at === 1 && stale > 0) {
          stale -= 1;
          at = 0;
        }
        return { body: records(PAGES[at] ?? []) };
      });
      expect((await read(address, mappingOf({ http: counted, ...keyed }))).rows).toEqual(ALL);
      stale = Infinity;
      const failed = read(address, mappingOf({ http: counted, ...keyed }));
      await expect(failed).rejects.toThrow(
        /gives the same page of trades again in place of the next; ask its/,
      );
      await expect(failed).rejects.toMatchObject({ code: 'source_unreadable' });
    },
  );

  test('that breaks off and then gives the page before once more misses none, either', async () => {
    let asked = 0;
    const address = await serving((url) => {
      const at = Number(url.searchParams.get('page')) - 1;
      if (at !== 1) return { body: records(PAGES[at] ?? []) };
      asked += 1;
      if (asked === 1) return { status: 503 };
      return { body: records(PAGES[asked === 2 ? 0 : 1] ?? []) };
    });
    expect((await read(address, mappingOf({ http: counted }))).rows).toEqual(ALL);
  });

  test('that gives its last page for all behind it is read to its end', async () => {
    const address = await serving((url) => ({
      body: records(PAGES[Math.min(2, Number(url.searchParams.get('page')) - 1)] ?? []),
    }));
    expect((await read(address, mappingOf({ http: counted }))).rows).toEqual(ALL);
  });

  test('that is away for a moment, or asks to come back later, is read on', async () => {
    let asked = 0;
    const address = await serving((url) => {
      asked += 1;
      if (asked === 3) return { status: 503 };
      if (asked === 5) return { status: 429, headers: { 'retry-after': '1' } };
      const at = Number(url.searchParams.get('page')) - 1;
      return { body: records(PAGES[at] ?? []) };
    });
    const http = { path: 'trades', paging: { page: 'page', size: { as: 'size', value: 2 } } };
    expect((await read(address, mappingOf({ http }))).rows).toEqual(ALL);
  });

  test('is asked for what changed since the last time', async () => {
    const asked: (string | null)[] = [];
    const address = await serving((url) => {
      asked.push(url.searchParams.get('since'));
      return { body: [{ id: 1, money: { value: '1' }, at: '2026-03-01T10:00:00Z' }] };
    });
    const mapping = mappingOf({ http: { path: 'trades', since: 'since' }, updated_at: 'at' });
    const { position } = await read(address, mapping);
    await read(address, mapping, position);
    // The first page is looked at for its fields each time.
    expect(asked).toEqual([null, null, null, '2026-03-01T10:00:00Z']);
  });

  test('is shown a bearer token, or one that is fetched with client credentials, anew when it is taken back', async () => {
    const bearer = await serving((_url, { headers }) =>
      headers.authorization === 'Bearer token' ? { body: records([1]) } : { status: 401 },
    );
    const http = { path: 'trades' };
    expect((await read(bearer, mappingOf({ http }, { authorization: 'bearer' }))).rows).toEqual(['1=1.1']);
    server?.close();
    let given = 0;
    const address = await serving((url, { headers, method }) => {
      if (url.pathname === '/token') {
        const basic = Buffer.from('reader:s%C3%A9cret').toString('base64');
        if (method !== 'POST' || headers.authorization !== `Basic ${basic}`) return { status: 401 };
        given += 1;
        return { body: { access_token: `t${String(given)}`, token_type: 'Bearer', expires_in: 3600 } };
      }
      return headers.authorization === 'Bearer t2' ? { body: records([1]) } : { status: 401 };
    });
    const token_url = new URL('/token', address).href;
    const mapping = mappingOf(
      { http },
      { authorization: { token_url, client_id: 'reader', scope: 'trades' } },
    );
    expect((await read(address, mapping, null, 'sécret')).rows).toEqual(['1=1.1']);
    await expect(read(address, mapping, null, 'other')).rejects.toThrow(/may have expired/);
  });

  test('says what to do where no token is given, or none comes back for what one is fetched with', async () => {
    const address = await serving(({ pathname }) => ({ body: pathname === '/token' ? '<html>' : [] }));
    const http = { path: 'trades' };
    for (const secret of ['', 'two words', 'line\n'])
      await expect(
        read(address, mappingOf({ http }, { authorization: 'bearer' }), null, secret),
      ).rejects.toThrow(/asks for a token, and none is given that could be one; give the source one/);
    const token_url = new URL('/token', address).href;
    const fetched = mappingOf({ http }, { authorization: { token_url, client_id: 'reader' } });
    await expect(read(address, fetched)).rejects.toThrow(/gave no access token; check the token address/);
  });

  test.each<[string, Reply, RegExp]>([
    ['another host', { body: { list: [], next: 'http://127.0.0.2/steal' } }, /another host/],
    ['a circle', { body: { list: [], next: '/api/v1/trades' } }, /in a circle/],
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, /not followed/],
    ['no JSON', { body: '<html>' }, /no JSON/],
    ['no address', { body: { list: [], next: 'http://[' } }, /is no address; correct next:/],
    ['no list', { body: { list: {} } }, /no list of records/],
    ['an unknown path', { status: 404 }, /status 404/],
  ])('that leads to %s is not followed, in one sentence', async (_name, reply, reason) => {
    const address = await serving(() => reply);
    const columns = ['id', 'money.value'];
    const http = { path: 'trades', records: 'list', columns, paging: { next: 'next' } };
    const failed = read(address, mappingOf({ http }));
    await expect(failed).rejects.toThrow(reason);
    await expect(failed).rejects.toMatchObject({ code: 'source_unreadable' });
  });

  test('that is away for long is a failure that may pass', async () => {
    const address = await serving(() => ({ status: 500 }));
    const failed = read(address, mappingOf({ http: { path: 'trades' } }));
    await expect(failed).rejects.toBeInstanceOf(SourceUnavailable);
  });

  test('shows a certificate that is trusted when its authority is named, and only then', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'interface-'));
    const [key, pem] = [join(folder, 'key'), join(folder, 'pem')];
    const subject = '-subj /CN=localhost -addext subjectAltName=DNS:localhost';
    const command = `req -x509 -newkey rsa:2048 -nodes -days 2 ${subject} -keyout ${key} -out ${pem}`;
    execFileSync('openssl', command.split(' '), { stdio: 'ignore' });
    const secure = createSecureServer(
      { key: readFileSync(key), cert: readFileSync(pem) },
      (_request, response) => response.end('[{"id": "T1", "money": {"value": 1.50}}]'),
    );
    try {
      await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
      const address = `https://localhost:${String((secure.address() as AddressInfo).port)}/api`;
      const mapping = mappingOf({ http: { path: 'trades' } });
      expect((await read(`${address}?ca=${pem}`, mapping)).rows).toHaveLength(1);
      await expect(read(address, mapping)).rejects.toThrow(/not trusted; name its authority .*ca=FILE/);
      await expect(read(`${address}?ca=${key}.gone`, mapping)).rejects.toThrow(/could not be read/);
      await expect(read(`${address}?insecure=1`, mapping)).rejects.toThrow(/ca=FILE is/);
    } finally {
      secure.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
