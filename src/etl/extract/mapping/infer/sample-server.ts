import { basename } from 'node:path';
import type { DatabaseServer } from '../../database/database-server.ts';
import { databaseAt, databaseInFile, isDatabaseScheme } from '../../database/open-database.ts';
import { httpClient } from '../../http/http-client.ts';
import { interfaceAddress } from '../../http/interface-address.ts';
import { textRecord } from '../../http/json-records.ts';
import type { Sample, SampledTable } from './sample.ts';
import { inputName, unreadable } from './sample.ts';

const TABLES_MAX = 60;
/** Of a table of a database; the first ones by its key. */
const ROWS_MAX = 10_000;
const LIST_DEPTH_MAX = 4;

/** Looks into a database, or at the first answer of an interface. */
export async function sampleServer(address: string, secret: string): Promise<Sample> {
  const url = new URL(address);
  const scheme = url.protocol.replace(/:$/, '');
  if (scheme === 'http' || scheme === 'https') return sampleInterface(url, secret);
  if (!isDatabaseScheme(scheme)) {
    throw unreadable(
      `Askfolio does not read ${scheme}://; it reads mysql, mariadb, postgres and https, and files by their path.`,
    );
  }
  const name = decodeURIComponent(url.pathname.replace(/^\//, ''));
  return sampleDatabase(databaseAt(scheme, address, secret), name);
}

export function sampleDatabaseFile(path: string): Promise<Sample> {
  return sampleDatabase(databaseInFile(path), basename(path).replace(/\.\w+$/, ''));
}

async function sampleDatabase(server: DatabaseServer, name: string): Promise<Sample> {
  const taken = new Set<string>();
  const tables: SampledTable[] = [];
  try {
    for (const table of (await server.tables()).slice(0, TABLES_MAX)) {
      const input = await server.table(table, null);
      const rows: (readonly (string | null)[])[] = [];
      for await (const chunk of input.chunks(input.columns, null)) {
        rows.push(...chunk.rows);
        if (rows.length >= ROWS_MAX) break;
      }
      tables.push({
        input: inputName(table.name, taken),
        label: table.name,
        spec: { table: table.name },
        columns: input.columns,
        rows: rows.slice(0, ROWS_MAX),
        doubt:
          table.keys.length === 0
            ? 'it has no key that could be found: name one with key: [column], so that reading can be resumed'
            : null,
      });
    }
  } finally {
    await server.close();
  }
  return { source: name, tables, authorization: null };
}

/** An interface is looked at where the address says; how it goes on to a next page cannot be seen in one answer. */
async function sampleInterface(address: URL, secret: string): Promise<Sample> {
  const { url, authority } = interfaceAddress(address);
  const base = new URL('/', url);
  const authorization = { kind: secret === '' ? 'none' : 'bearer' } as const;
  const client = httpClient(base, authorization, { secret, authority });
  const answer = await client.get(url);
  const found = listIn(answer, '', 0);
  if (found === null)
    throw unreadable(`${url.host} answers without a list of records; give the address of one.`);
  const records = found.list.map(textRecord);
  const columns = [...new Set(records.flatMap((record) => [...record.keys()]))];
  const query = Object.fromEntries(url.searchParams);
  const table: SampledTable = {
    input: inputName(url.pathname.split('/').at(-1) ?? '', new Set()),
    label: url.pathname,
    spec: {
      http: {
        path: url.pathname,
        ...(Object.keys(query).length === 0 ? {} : { query }),
        ...(found.place === '' ? {} : { records: found.place }),
        columns,
      },
    },
    columns,
    rows: records.map((record) => columns.map((column) => record.get(column) ?? null)),
    doubt:
      'only the first answer was seen: say with paging: how it goes on, and with key: what identifies a record',
  };
  return { source: url.hostname, tables: [table], authorization: secret === '' ? null : 'bearer' };
}

function listIn(
  value: unknown,
  place: string,
  depth: number,
): { readonly place: string; readonly list: readonly unknown[] } | null {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    return list.length > 0 &&
      list.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item))
      ? { place, list }
      : null;
  }
  if (typeof value !== 'object' || value === null || depth >= LIST_DEPTH_MAX) return null;
  for (const [name, inner] of Object.entries(value)) {
    const found = listIn(inner, place === '' ? name : `${place}.${name}`, depth + 1);
    if (found !== null) return found;
  }
  return null;
}
