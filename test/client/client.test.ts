import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type * as Packed from '../../client/src/index.ts';
import { ROOT, type RunningAskfolio, startAskfolio } from '../browser/askfolio-process.ts';

let app: RunningAskfolio;
let key: string;
let packed: typeof Packed;
const folder = mkdtempSync(join(tmpdir(), 'askfolio-client-'));

/** The client as a program elsewhere has it: built, packed, and unpacked into that program's packages. */
async function installed(): Promise<typeof Packed> {
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-client.ts')], { stdio: 'pipe' });
  const place = join(folder, 'node_modules', 'askfolio-client');
  mkdirSync(place, { recursive: true });
  const [file = ''] = readdirSync(join(ROOT, 'dist', 'client'));
  execFileSync('tar', ['xzf', join(ROOT, 'dist', 'client', file), '--strip-components=1', '-C', place]);
  return (await import(pathToFileURL(join(place, 'dist', 'index.js')).href)) as typeof Packed;
}

beforeAll(async () => {
  app = await startAskfolio({ accounts: 6, years: 1, seed: 3 });
  const made = await app.command(['keys', 'create', '--as', 'owner', '--label', 'client', '--json']);
  ({ secret: key } = z.object({ secret: z.string() }).parse(JSON.parse(made)));
  packed = await installed();
}, 240_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await app?.stop();
});

const client = (more: Partial<Packed.ClientOptions> = {}) =>
  packed.createClient({ server: app.origin, token: () => Promise.resolve(key), ...more });

/** A fetch whose first answer breaks off after so many characters, as a cut line does; it notes what was asked. */
function cutting(after: string): { readonly fetch: typeof fetch; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetch: async (address, init) => {
      asked.push(`${init?.method ?? 'GET'} ${new Headers(init?.headers).get('last-event-id') ?? ''}`);
      const response = await fetch(address, init);
      if (asked.length > 1) return response;
      const whole = await response.text();
      const body = new ReadableStream<Uint8Array>({
        start: (stream) => {
          stream.enqueue(new TextEncoder().encode(whole.slice(0, whole.indexOf(after) + after.length)));
        },
        pull: (stream) => stream.error(new TypeError('terminated')),
      });
      return new Response(body, response);
    },
  };
}

describe('the client, packed as it is published', () => {
  test('reads, with params and query, and takes files', async () => {
    const { items } = await client().call('GET /accounts');
    expect(items).toHaveLength(6);
    const [account] = items;
    const figures = await client().call('GET /figures', { query: { account: account?.id ?? '' } });
    expect(figures).toMatchObject({ market_value: expect.stringMatching(/^\d+/) as unknown });
    const answer = await client().call('POST /ask', { body: { question: 'What is the market value?' } });
    const file = await client().file('GET /answers/{id}/export/{format}', {
      params: { id: answer.id, format: 'csv' },
    });
    expect(await file.text()).toContain('Market value');
  });

  test('asks in a stream: stages, parts, and the whole answer last', async () => {
    const events: string[] = [];
    for await (const part of client().ask({ question: 'Show the market value by asset class' })) {
      events.push(part.event);
      if (part.event === 'answer') expect(part.data).toMatchObject({ kind: 'answer', engine: 'offline' });
    }
    expect(events.filter((event) => event !== 'stage')).toEqual(['text', 'table', 'chart', 'answer']);
    expect(events[0]).toBe('stage');
  });

  test('goes on with the same answer after a cut line, and gives no part twice', async () => {
    const { fetch: cut, asked } = cutting('event: text\n');
    const events: string[] = [];
    for await (const { event } of client({ fetch: cut }).ask({
      question: 'Show the market value by asset class',
    })) {
      events.push(event);
    }
    expect(events.filter((event) => event !== 'stage')).toEqual(['text', 'table', 'chart', 'answer']);
    expect(asked).toEqual(['POST ', expect.stringMatching(/^GET \d+$/)]);
  });

  test('stops the question of whoever leaves early', async () => {
    const { fetch: noted, asked } = cutting('');
    const parts = client({ fetch: noted }).ask({ question: 'What is the market value?' });
    expect((await parts.next()).value).toMatchObject({ event: 'stage' });
    await parts.return(undefined);
    expect(asked.at(-1)).toMatch(/^DELETE/);
  });

  test('throws what went wrong with its code, in the words of the locale', async () => {
    await expect(client({ token: 'askfolio_nobody' }).call('GET /me')).rejects.toMatchObject({
      name: 'AskfolioProblem',
      code: 'not_signed_in',
      status: 401,
    });
    await expect(
      client({ locale: 'de-DE' }).call('POST /ask', { body: { question: 'x'.repeat(3_000) } }),
    ).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('Zeichen') as unknown });
  });
});
