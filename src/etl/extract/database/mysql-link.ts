import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { createConnection } from 'mysql2';
import type { Connection, FieldPacket, QueryOptions, TypeCastField } from 'mysql2';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { withinTime } from './deadline.ts';
import {
  type Failures,
  failureOf,
  NO_PASSWORD,
  NO_TLS,
  OTHER_SIGN_IN,
  unreadable,
  WANTS_TLS,
} from './failures.ts';
import type { ColumnKind, DatabaseColumn, DatabaseLink, DatabaseTable, SqlGrammar, TextRow } from './link.ts';
import { isoInstant } from './link.ts';
import type { ServerAddress } from './server-address.ts';

/** MySQL and MariaDB. */

const STREAM_ROWS = 1_024;
const grammar: SqlGrammar = {
  quote: quoteName,
  parameter: () => '?',
  packed: (columns) => {
    if (columns.some(({ kind }) => kind === 'bytes')) return null;
    // In one character set: columns of several do not go into one text. Numbers and days are written in that of the
    // connection.
    const texts = columns.map(({ name, kind, unicode }) => {
      const own = quoteName(name);
      const text = kind === 'text' && unicode !== true ? `CONVERT(${own} USING utf8mb4)` : own;
      return `COALESCE(${kind === 'moment' ? `CONCAT(REPLACE(${text}, ' ', 'T'), 'Z')` : text}, '')`;
    });
    return `CONCAT_WS(CHAR(31 USING utf8mb4), ${texts.join(', ')})`;
  },
};

function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** Backslashes in values are escaped by the driver, so the server must read them so. */
const SESSION = [
  "SET SESSION time_zone = '+00:00', sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', ''), net_write_timeout = 600",
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
  'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
];

const PASSING: ReadonlySet<string> = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_LOCK_DEADLOCK',
  'ER_SERVER_SHUTDOWN',
  'ER_NEW_ABORTING_CONNECTION',
  'ER_QUERY_INTERRUPTED',
  'ER_CONNECTION_KILLED',
]);

const WORDS: Readonly<Record<string, string>> = {
  ER_ACCESS_DENIED_ERROR:
    'does not take the user or the password; it may have expired: give the source another one with askfolio sources change.',
  ER_DBACCESS_DENIED_ERROR:
    'does not let the user read this database; give the user the right to SELECT there.',
  ER_TABLEACCESS_DENIED_ERROR: 'does not let the user read a table; give the user the right to SELECT there.',
  ER_MUST_CHANGE_PASSWORD:
    'says that the password has expired; change it there, and give the source the new one with askfolio sources change.',
  ER_MUST_CHANGE_PASSWORD_LOGIN:
    'says that the password has expired; change it there, and give the source the new one with askfolio sources change.',
  ER_BAD_DB_ERROR: 'has no database of that name; correct the address.',
  ER_COLUMNACCESS_DENIED_ERROR:
    'does not let the user read a column; give the user the right to SELECT there.',
  ER_ACCOUNT_HAS_BEEN_LOCKED: 'has locked this user; unlock it there.',
  ER_HOST_NOT_PRIVILEGED: 'does not let this machine in; give the user the right to come from here.',
  ER_HOST_IS_BLOCKED: 'has blocked this machine after failed connections; run FLUSH HOSTS there.',
  ER_SECURE_TRANSPORT_REQUIRED: WANTS_TLS,
  ER_NOT_SUPPORTED_AUTH_MODE: OTHER_SIGN_IN,
  AUTH_SWITCH_PLUGIN_ERROR: OTHER_SIGN_IN,
  HANDSHAKE_NO_SSL_SUPPORT: NO_TLS,
  HANDSHAKE_SSL_ERROR:
    'could not be reached by TLS: its certificate is not trusted; name its authority with ca=FILE.',
};

export async function openMysql(address: ServerAddress): Promise<DatabaseLink> {
  const { tls, shown } = address;
  if (tls?.verify === true && isIP(address.host) !== 0) {
    // The driver would hold the certificate against the name localhost.
    throw unreadable(
      `${shown} names its server by a number, for which a certificate is not trusted here; name the host as its certificate does, or say tls=require.`,
    );
  }
  const connection = createConnection({
    host: address.host,
    port: address.port,
    user: address.user,
    password: address.password,
    database: address.database,
    connectTimeout: LIMITS.source_connect_seconds_max * 1_000,
    charset: 'utf8mb4',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    // The server may not ask for files of this machine.
    flags: ['-LOCAL_FILES'],
    ...(tls === null
      ? {}
      : {
          ssl: {
            minVersion: 'TLSv1.2',
            rejectUnauthorized: tls.verify,
            verifyIdentity: tls.verify,
            ...(tls.ca === undefined ? {} : { ca: tls.ca }),
          },
        }),
  });
  const failed = (error: unknown): Error => failureOf(error, shown, failuresOf(address));
  connection.on('error', () => undefined);
  const close = (): void => connection.destroy();
  const ask = async (options: QueryOptions): Promise<Answered> => {
    try {
      return await withinTime(query(connection, options), address.answerMs, shown, close);
    } catch (error) {
      throw failed(error);
    }
  };
  for (const sql of SESSION) {
    await ask({ sql }).catch((error: unknown) => {
      close();
      throw error;
    });
  }
  return {
    grammar,
    close,
    tables: () => tables(ask),
    describe: async (sql) => {
      const { fields } = await ask({ sql: `SELECT * FROM (${sql}\n) q LIMIT 0` });
      return fields.map(columnOf);
    },
    rows: async (sql, values) => {
      const { rows, fields } = await ask({ sql, values: [...values], rowsAsArray: true, typeCast: asText });
      return withInstants(rows, fields.map(columnOf));
    },
    stream: (sql) => stream(connection, sql, address, failed),
  };
}

interface Answered {
  readonly rows: (string | null)[][];
  readonly fields: readonly FieldPacket[];
}

function query(connection: Connection, options: QueryOptions): Promise<Answered> {
  return new Promise((resolve, reject) => {
    connection.query(options, (error, rows, fields) => {
      if (error) reject(error);
      else resolve({ rows: isTextRows(rows) ? rows : [], fields: Array.isArray(fields) ? fields : [] });
    });
  });
}

/** Rows as arrays of text are what was asked for; statements without rows answer with something else. */
function isTextRows(answer: unknown): answer is (string | null)[][] {
  return Array.isArray(answer) && (answer.length === 0 || Array.isArray(answer[0]));
}

async function* stream(
  connection: Connection,
  sql: string,
  { answerMs, shown }: ServerAddress,
  failed: (error: unknown) => Error,
): AsyncGenerator<readonly TextRow[]> {
  const running = connection.query({ sql, rowsAsArray: true, typeCast: asText });
  let columns: readonly DatabaseColumn[] = [];
  running.on('fields', (fields: FieldPacket[]) => (columns = fields.map(columnOf)));
  const rows: Readable = running.stream({ highWaterMark: STREAM_ROWS });
  const iterator: AsyncIterator<(string | null)[]> = rows[Symbol.asyncIterator]();
  let batch: (string | null)[][] = [];
  let ended = false;
  try {
    while (!ended) {
      const next = await withinTime(iterator.next(), answerMs, shown, () => connection.destroy());
      ended = next.done === true;
      if (next.done !== true) batch.push(next.value);
      if (batch.length >= STREAM_ROWS || (ended && batch.length > 0)) {
        yield withInstants(batch, columns);
        batch = [];
      }
    }
  } catch (error) {
    throw failed(error);
  } finally {
    // What is left of an unfinished answer cannot be skipped: the connection is of no more use.
    if (!ended) connection.destroy();
  }
}

async function tables(ask: (options: QueryOptions) => Promise<Answered>): Promise<readonly DatabaseTable[]> {
  const told = async (sql: string): Promise<(string | null)[][]> =>
    (await ask({ sql, rowsAsArray: true, typeCast: asText })).rows;
  const columns = await told(
    `SELECT table_name, column_name, data_type, is_nullable, character_set_name FROM information_schema.columns
     WHERE table_schema = database() ORDER BY table_name, ordinal_position`,
  );
  const parts = await told(
    `SELECT table_name, index_name, column_name, sub_part FROM information_schema.statistics
     WHERE table_schema = database() AND non_unique = 0 ORDER BY table_name, index_name, seq_in_index`,
  );
  const missable = new Set(
    columns.filter(([, , , nullable]) => nullable === 'YES').map(([table, column]) => `${table}\n${column}`),
  );
  const keys = [...Map.groupBy(parts, ([table, index]) => `${table}\n${index}`).values()]
    // An index over the beginning of a text, or with a value that may be missing, identifies nothing.
    .filter((key) =>
      key.every(([table, , column, part]) => part === null && !missable.has(`${table}\n${column}`)),
    )
    .toSorted((a, b) => Number(b[0]?.[1] === 'PRIMARY') - Number(a[0]?.[1] === 'PRIMARY'));
  return [...Map.groupBy(columns, ([table]) => table ?? '')].map(([name, own]) => ({
    name,
    columns: own.map(([, column, type, , charset]) => ({
      name: column ?? '',
      kind: kindOfType(type ?? ''),
      unicode: charset === 'utf8mb4',
    })),
    keys: keys.filter(([first]) => first?.[0] === name).map((key) => key.map(([, , column]) => column ?? '')),
  }));
}

function asText(field: TypeCastField): string | null {
  return field.string();
}

const NUMBERS: ReadonlySet<string> = new Set(
  'tinyint smallint mediumint int bigint decimal float double year'.split(' '),
);

function kindOfType(type: string): ColumnKind {
  if (NUMBERS.has(type)) return 'number';
  if (type === 'date') return 'day';
  if (type === 'datetime' || type === 'timestamp') return 'moment';
  return /binary|blob|^bit$|geometry|point|polygon|linestring/.test(type) ? 'bytes' : 'text';
}

/** Numbers of the protocol for the types of columns. */
const PROTOCOL_NUMBERS: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 8, 9, 13, 246]);
const BINARY_CHARSET = 63;

function columnOf({ name, columnType, type, characterSet }: FieldPacket): DatabaseColumn {
  const number = columnType ?? type ?? -1;
  if (number === 7 || number === 12) return { name, kind: 'moment' };
  if (number === 10) return { name, kind: 'day' };
  if (PROTOCOL_NUMBERS.has(number)) return { name, kind: 'number' };
  return { name, kind: characterSet === BINARY_CHARSET && number !== 245 ? 'bytes' : 'text' };
}

function withInstants(rows: (string | null)[][], columns: readonly DatabaseColumn[]): readonly TextRow[] {
  const moments = columns.flatMap(({ kind }, place) => (kind === 'moment' ? [place] : []));
  if (moments.length === 0) return rows;
  for (const row of rows) {
    for (const place of moments) {
      const value = row[place];
      if (typeof value === 'string') row[place] = isoInstant(value);
    }
  }
  return rows;
}

function isPassing(code: string, text: string): boolean {
  return PASSING.has(code) || /closed state|connection is in closed/i.test(text);
}

const REFUSED_USER = new Set(['ER_ACCESS_DENIED_ERROR', 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR']);
/** What the server says of a statement: of its words, names and values. */
const OF_STATEMENT =
  /^ER_(?:PARSE|BAD_FIELD|BAD_TABLE|NO_SUCH_TABLE|NON_UNIQ|SP_DOES_NOT|DUP_FIELDNAME|DERIVED|WRONG|TRUNCATED|INVALID|DIVISION|DATA_OUT|EMPTY_QUERY|UNKNOWN_COLUMN|MIX_OF|SUBQUERY|OPERAND|CANT_AGGREGATE|NOT_SUPPORTED_YET|CANT_EXECUTE_IN_READ_ONLY|VIEW_INVALID|FUNC)/;

function failuresOf({ password }: ServerAddress): Failures {
  return {
    passing: isPassing,
    words: (code) => {
      if (REFUSED_USER.has(code) && password === '') return NO_PASSWORD;
      return WORDS[REFUSED_USER.has(code) ? 'ER_ACCESS_DENIED_ERROR' : code] ?? null;
    },
    ofStatement: (code) => OF_STATEMENT.test(code),
  };
}
