import { createHash } from 'node:crypto';
import { stringify } from 'lossless-json';
import { z } from 'zod';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import type { Chunk, ChunkedInput } from '../chunked-input.ts';
import type { InputServer } from '../input-server.ts';
import type { HttpInput, Mapping } from '../mapping/mapping.ts';
import type { Position } from '../source.ts';
import type { HttpAuthorization, HttpClient } from './http-client.ts';
import { httpClient, unreadable } from './http-client.ts';
import { interfaceAddress } from './interface-address.ts';
import type { TextRecord } from './json-records.ts';
import { at, textOf, textRecord } from './json-records.ts';
import { Told } from './told-records.ts';

/** An interface that answers with JSON, page by page. */
export function httpServer(address: string, secret: string, mapping: Mapping): InputServer {
  const { url, authority } = interfaceAddress(address);
  const base = baseOf(url);
  const client = httpClient(base, authorizationOf(mapping), { secret, authority });
  return {
    check: () => Promise.resolve(),
    input: async (name, { http, updated_at: updatedAt = null, key = [] }) => {
      if (http === undefined) {
        throw new Problem(
          'mapping_invalid',
          `The mapping ${mapping.name}: the input ${name} says with http: { path: … } what is read; docs/sources.md describes mappings.`,
        );
      }
      const addsUp = mapping.tables.holdings !== undefined;
      const stream = { label: http.path, http, updatedAt, key, addsUp };
      const first = await readPage(client, firstUrl(base, http, null, 0), stream);
      const seen = new Set(first.records.flatMap((record) => [...record.keys()]));
      const columns = [
        ...(http.columns ?? []),
        ...[...seen].filter((column) => http.columns?.includes(column) !== true),
      ];
      return {
        label: http.path,
        columns,
        chunks: (wanted, since) => pages(client, base, stream, wanted, since),
      } satisfies ChunkedInput;
    },
    close: () => Promise.resolve(),
  };
}

/** Where its paths begin. A query of the mapping's own stands in its paths. */
function baseOf(url: URL): URL {
  if (url.search !== '')
    throw unreadable('The address of the interface has an option that is not known; ca=FILE is.');
  return new URL(url.href.endsWith('/') ? url : `${url.href}/`);
}

function authorizationOf({ authorization }: Mapping): HttpAuthorization {
  if (authorization === undefined) return { kind: 'none' };
  if (authorization === 'bearer') return { kind: 'bearer' };
  const { token_url: tokenUrl, client_id: clientId, scope } = authorization;
  return { kind: 'oauth', tokenUrl, clientId, ...(scope === undefined ? {} : { scope }) };
}

interface JsonStream {
  readonly label: string;
  readonly http: HttpInput;
  readonly updatedAt: string | null;
  readonly key: readonly string[];
  /** Whether rows of one key are lots: of holdings. */
  readonly addsUp: boolean;
}

/** `next`: the page to be read; null: from the first. `since` and `high`: as of a database's table. */
const PagePosition = z.object({
  of: z.string(),
  next: z.string().nullable(),
  number: z.int(),
  since: z.string().nullable(),
  high: z.string().nullable(),
  /** What the page before had in it. */
  before: z.string().nullable().default(null),
});
type PagePosition = z.infer<typeof PagePosition>;

async function* pages(
  client: HttpClient,
  base: URL,
  stream: JsonStream,
  columns: readonly string[],
  since: Position | null,
): AsyncGenerator<Chunk> {
  const of = digestOf(JSON.stringify([base.href, stream.http, stream.updatedAt]));
  const read = since === null ? null : PagePosition.safeParse(JSON.parse(since)).data;
  let stand: PagePosition =
    read?.of === of ? read : { of, next: null, number: 0, since: null, high: null, before: null };
  const told = new Told(stream);
  const asked = new Set<string>();
  for (;;) {
    const url =
      stand.next === null
        ? firstUrl(base, stream.http, stand.since, stand.number)
        : new URL(stand.next, base);
    if (asked.has(url.href))
      throw unreadable(`${base.host} leads round in a circle at ${stream.label}; ask its operator.`);
    asked.add(url.href);
    const page = await readNext(client, url, stream, stand.before);
    const fresh = told.fresh(page.records, page.digest);
    const high = fresh.reduce(
      (most, record) => later(most, record.get(stream.updatedAt ?? '') ?? null),
      stand.high,
    );
    const next = followedBy(stream.http, url, page, stand.number);
    stand =
      next === null
        ? {
            of,
            next: null,
            number: 0,
            since: stream.updatedAt === null ? null : (high ?? stand.since),
            high: null,
            before: null,
          }
        : { ...stand, next, number: stand.number + 1, high, before: page.digest };
    const rows = fresh.map((record) => columns.map((column) => record.get(column) ?? null));
    yield { rows, position: JSON.stringify(stand) };
    if (next === null) return;
    if (asked.size > LIMITS.http_pages_max)
      throw unreadable(`${stream.label} has more pages than may be; narrow it.`);
  }
}

interface Page {
  readonly body: unknown;
  readonly records: readonly TextRecord[];
  readonly digest: string;
}

async function readPage(client: HttpClient, url: URL, { http, label }: JsonStream): Promise<Page> {
  const body = await client.get(url);
  const list = at(body, http.records ?? '');
  if (!Array.isArray(list)) {
    throw unreadable(
      `${label} has no list of records at ${http.records ?? 'its top'}; correct records: in the mapping.`,
    );
  }
  const items: readonly unknown[] = list;
  return { body, records: items.map(textRecord), digest: digestOf(stringify(items) ?? '') };
}

/**
 * The page at an address. Where pages are counted each has something else in it: the one before once more, in place of
 * the next, may be one that was kept on the way; it is asked for again, and read over by nobody.
 */
async function readNext(
  client: HttpClient,
  url: URL,
  stream: JsonStream,
  before: string | null,
): Promise<Page> {
  const size = sizeOf(stream.http);
  for (let tries = 1; ; tries += 1) {
    const page = await readPage(client, url, stream);
    if (size === null || page.records.length === 0 || page.digest !== before) return page;
    // Some give their last page for each behind it.
    if (page.records.length < size) return { ...page, records: [] };
    if (tries === LIMITS.http_same_page_tries_max)
      throw unreadable(
        `${url.host} gives the same page of ${stream.label} again in place of the next; ask its operator.`,
      );
  }
}

/** How many records a page may have; null where pages are not counted. */
function sizeOf({ paging }: HttpInput): number | null {
  return paging !== undefined && 'size' in paging ? paging.size.value : null;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function firstUrl(base: URL, http: HttpInput, since: string | null, number: number): URL {
  const url = new URL(http.path.replace(/^\//, ''), base);
  for (const [name, value] of Object.entries(http.query ?? {})) url.searchParams.set(name, value);
  if (since !== null && http.since !== undefined) url.searchParams.set(http.since, since);
  return withPage(url, http, number);
}

function withPage(url: URL, { paging }: HttpInput, number: number): URL {
  if (paging === undefined || 'next' in paging || 'cursor' in paging) return url;
  const { size } = paging;
  url.searchParams.set(size.as, String(size.value));
  if ('page' in paging) url.searchParams.set(paging.page, String((paging.first ?? 1) + number));
  else url.searchParams.set(paging.offset, String(number * size.value));
  return url;
}

/** The address of the page behind this one; null where there is none. */
function followedBy(http: HttpInput, url: URL, { body, records }: Page, number: number): string | null {
  const { paging } = http;
  if (paging === undefined) return null;
  if ('next' in paging) {
    const link = textOf(at(body, paging.next));
    if (link === null || link === '') return null;
    if (!URL.canParse(link, url))
      throw unreadable(
        `${url.host} gives something as its next page that is no address; correct next: in the mapping.`,
      );
    return new URL(link, url).href;
  }
  const following = new URL(url);
  if ('cursor' in paging) {
    const cursor = textOf(at(body, paging.cursor));
    if (cursor === null || cursor === '') return null;
    following.searchParams.set(paging.as, cursor);
    return following.href;
  }
  return records.length === 0 ? null : withPage(following, http, number + 1).href;
}

function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return b > a ? b : a;
}
