import { Client } from 'pg';
import type { QueryArrayConfig, QueryArrayResult } from 'pg';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { withinTime } from './deadline.ts';
import { type Failures, failureOf, NO_PASSWORD, NO_TLS, OTHER_SIGN_IN, WANTS_TLS } from './failures.ts';
import type { ColumnKind, DatabaseColumn, DatabaseLink, DatabaseTable, SqlGrammar, TextRow } from './link.ts';
import { isoInstant } from './link.ts';
import type { ServerAddress } from './server-address.ts';

/** PostgreSQL, and what speaks as it does. */

const STREAM_ROWS = 4_096;
const grammar: SqlGrammar = {
  quote: quoteName,
  parameter: (place) => `$${String(place)}`,
  packed: (columns) => {
    if (columns.some(({ kind }) => kind === 'bytes')) return null;
    const texts = columns.map(({ name, kind }) => {
      const text = `${quoteName(name)}::text`;
      const told =
        kind === 'moment'
          ? `regexp_replace(${text}, '^(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?)(\\+00)?$', '\\1T\\2Z')`
          : text;
      return `coalesce(${told}, '')`;
    });
    return `concat_ws(chr(31), ${texts.join(', ')})`;
  },
};

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const SESSION = [
  "SET TimeZone = 'UTC'",
  "SET DateStyle = 'ISO, YMD'",
  'SET extra_float_digits = 1',
  'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
];

/** Connection, resources, operator's intervention, a conflict with recovery on a replica, a lock. */
const PASSING = /^(08|53|57P|58)|^(40001|40P01|55P03|57014|25P03)$/;
const WORDS: Readonly<Record<string, string>> = {
  '28P01':
    'does not take the user or the password; it may have expired: give the source another one with askfolio sources change.',
  '3D000': 'has no database of that name; correct the address.',
  '42501': 'does not let the user read a table; give the user the right to SELECT there.',
};

export async function openPostgres(address: ServerAddress): Promise<DatabaseLink> {
  const { tls, shown } = address;
  const client = new Client({
    host: address.host,
    port: address.port,
    user: address.user,
    password: address.password,
    database: address.database,
    connectionTimeoutMillis: LIMITS.source_connect_seconds_max * 1_000,
    application_name: 'askfolio',
    types: { getTypeParser: () => (text: string) => text },
    ssl:
      tls === null
        ? false
        : {
            minVersion: 'TLSv1.2',
            rejectUnauthorized: tls.verify,
            ...(tls.ca === undefined ? {} : { ca: tls.ca }),
          },
  });
  client.on('error', () => undefined);
  const failed = (error: unknown): Error => failureOf(error, shown, failuresOf(address));
  const close = (): void => {
    client.end().catch(() => undefined);
    client.connection.stream.destroy();
  };
  const ask = async (text: string, values: readonly string[] = []): Promise<Answered> => {
    const query: QueryArrayConfig & { queryMode: 'extended' } = {
      text,
      values: [...values],
      rowMode: 'array',
      // One statement only, whatever the text says.
      queryMode: 'extended',
    };
    try {
      return await withinTime(client.query(query), address.answerMs, shown, close);
    } catch (error) {
      throw failed(error);
    }
  };
  try {
    await client.connect();
    for (const sql of SESSION) await ask(sql);
  } catch (error) {
    close();
    throw failed(error);
  }
  return {
    grammar,
    close,
    tables: () => tables(ask),
    describe: async (sql) => (await ask(`SELECT * FROM (${sql}\n) q LIMIT 0`)).fields.map(columnOf),
    rows: async (sql, values) => withInstants(await ask(sql, values)),
    stream: (sql) => stream(ask, sql),
  };
}

type Answered = QueryArrayResult<(string | null)[]>;
type AskServer = (text: string, values?: readonly string[]) => Promise<Answered>;

async function* stream(ask: AskServer, sql: string): AsyncGenerator<readonly TextRow[]> {
  await ask(`DECLARE askfolio NO SCROLL CURSOR FOR ${sql}`);
  for (;;) {
    const answered = await ask(`FETCH ${String(STREAM_ROWS)} FROM askfolio`);
    if (answered.rows.length === 0) break;
    yield withInstants(answered);
  }
  await ask('CLOSE askfolio');
}

async function tables(ask: AskServer): Promise<readonly DatabaseTable[]> {
  const columns = await ask(
    `SELECT c.relname, a.attname, a.atttypid::int8::text FROM pg_catalog.pg_class c
     JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_catalog.pg_table_is_visible(c.oid)
       AND c.relnamespace <> 'pg_catalog'::regnamespace
     ORDER BY c.relname, a.attnum`,
  );
  const keys = await ask(
    `SELECT c.relname, i.indexrelid::int8::text, a.attname FROM pg_catalog.pg_index i
     JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
     CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
     JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
     WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
       AND i.indnkeyatts = i.indnatts AND pg_catalog.pg_table_is_visible(c.oid)
       AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute n
         WHERE n.attrelid = c.oid AND n.attnum = ANY (i.indkey::int2[]) AND NOT n.attnotnull)
     ORDER BY c.relname, NOT i.indisprimary, i.indexrelid, k.place`,
  );
  const parts = [...Map.groupBy(keys.rows, ([table, index]) => `${table}\n${index}`)].map(([name, own]) => ({
    table: name.split('\n')[0] ?? '',
    columns: own.map(([, , column]) => column ?? ''),
  }));
  return [...Map.groupBy(columns.rows, ([table]) => table ?? '')].map(([name, own]) => ({
    name,
    columns: own.map(([, column, type]) => ({ name: column ?? '', kind: kindOf(Number(type)) })),
    keys: parts.filter(({ table }) => table === name).map((key) => key.columns),
  }));
}

/** Object ids of the types that are built in. */
const NUMBERS: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 1700]);
const [BYTEA, BOOLEAN, DATE] = [17, 16, 1082];
const MOMENTS: ReadonlySet<number> = new Set([1114, 1184]);

function kindOf(type: number): ColumnKind {
  if (NUMBERS.has(type)) return 'number';
  if (MOMENTS.has(type)) return 'moment';
  return type === DATE ? 'day' : type === BYTEA ? 'bytes' : 'text';
}

function columnOf({ name, dataTypeID }: Answered['fields'][number]): DatabaseColumn {
  return { name, kind: kindOf(dataTypeID) };
}

function withInstants({ rows, fields }: Answered): readonly TextRow[] {
  const changed = fields.flatMap(({ dataTypeID }, place) => {
    if (MOMENTS.has(dataTypeID)) return [{ place, change: isoInstant }];
    return dataTypeID === BOOLEAN ? [{ place, change: booleanText }] : [];
  });
  if (changed.length === 0) return rows;
  for (const row of rows) {
    for (const { place, change } of changed) {
      const value = row[place];
      if (typeof value === 'string') row[place] = change(value);
    }
  }
  return rows;
}

function booleanText(text: string): string {
  return text === 't' ? 'true' : 'false';
}

function isPassing(code: string, text: string): boolean {
  if (PASSING.test(code)) return true;
  return code === '' && /connection terminated|timeout expired|not queryable|connection error/i.test(text);
}

function failuresOf({ password, tls }: ServerAddress): Failures {
  return {
    passing: isPassing,
    words: (code, text) => {
      if (password === '' && (code === '28P01' || (code === '' && /password must be/i.test(text))))
        return NO_PASSWORD;
      // What the driver says by itself has no code.
      if (code === '' && /does not support SSL/i.test(text)) return NO_TLS;
      if (code === '' && /SASL|authentication/i.test(text)) return OTHER_SIGN_IN;
      if (code === '28000')
        return tls === null && /no encryption|SSL off/i.test(text)
          ? WANTS_TLS
          : 'does not let this user in from here; see pg_hba.conf at the server.';
      return WORDS[code] ?? null;
    },
    ofStatement: (code) => /^(?:42|22|0A|25006)/.test(code),
  };
}
