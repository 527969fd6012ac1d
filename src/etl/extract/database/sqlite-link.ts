import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLOutputValue } from 'node:sqlite';
import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { type Failures, failureOf } from './failures.ts';
import type { ColumnKind, DatabaseLink, DatabaseTable, SqlGrammar, TextRow } from './link.ts';

/** A file of SQLite, read through Node's own. */

const STREAM_ROWS = 4_096;
const FILE_HEADER = 'SQLite format 3\0';
const BUSY_MS_MAX = 5_000;
const grammar: SqlGrammar = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  parameter: () => '?',
};

/** Whether a file that begins so is one. */
export function isSqlite(beginning: Buffer): boolean {
  return beginning.toString('latin1', 0, FILE_HEADER.length) === FILE_HEADER;
}

const Failed = z.object({ errcode: z.int() });
/** A result code has its kind in its lowest byte. */
const KIND = 0xff;
const BUSY = new Set(['SQLite 5', 'SQLite 6']);
const WORDS: Readonly<Record<string, string>> = {
  'SQLite 3': 'may not be read; give this user the right to read it.',
  'SQLite 10': 'could not be read from its disk; look into the disk, or take another copy of the file.',
  'SQLite 11': 'is damaged; take another copy of it.',
  'SQLite 14': 'could not be opened; check that it is there and may be read.',
  'SQLite 23': 'may not be read; give this user the right to read it.',
  'SQLite 26': 'is no database of SQLite, or is encrypted; give a file that is one.',
};
const FAILURES: Failures = {
  passing: (code) => BUSY.has(code),
  words: (code) => WORDS[code] ?? null,
  ofStatement: (code) => ['SQLite 1', 'SQLite 8', 'SQLite 20', 'SQLite 25'].includes(code),
};

/** The result of SQLite itself, which Node gives one code for. */
function resultOf(error: unknown): string {
  const { data } = Failed.safeParse(error);
  return data === undefined ? '' : `SQLite ${String(data.errcode & KIND)}`;
}

export async function openSqlite(path: string): Promise<DatabaseLink> {
  const place = basename(path);
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw failureOf(error, place, FAILURES, resultOf(error));
    }
  };
  const database = guarded(() => {
    const opened = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS_MAX, allowExtension: false });
    opened.exec('PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; BEGIN');
    return opened;
  });
  const rowsOf = function* (sql: string, values: readonly string[]): Generator<TextRow> {
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    for (const row of statement.iterate(...values)) yield Object.values(row).map(textOf);
  };
  return Promise.resolve({
    grammar,
    close: () => database.close(),
    tables: async () => guarded(() => tables(rowsOf)),
    describe: async (sql) =>
      guarded(() =>
        database
          .prepare(`SELECT * FROM (${sql}\n) q LIMIT 0`)
          .columns()
          .map(({ name, type }) => ({ name, kind: kindOf(type ?? '') })),
      ),
    rows: async (sql, values) => guarded(() => [...rowsOf(sql, values)]),
    stream: async function* (sql) {
      const rows = guarded(() => rowsOf(sql, []));
      for (;;) {
        const batch = guarded(() => [...take(rows, STREAM_ROWS)]);
        if (batch.length === 0) return;
        yield await Promise.resolve(batch);
      }
    },
  } satisfies DatabaseLink);
}

function* take(rows: Generator<TextRow>, count: number): Generator<TextRow> {
  for (let taken = 0; taken < count; taken += 1) {
    const next = rows.next();
    if (next.done === true) return;
    yield next.value;
  }
}

type RowsOf = (sql: string, values: readonly string[]) => Iterable<TextRow>;

function tables(rowsOf: RowsOf): readonly DatabaseTable[] {
  const names = [...rowsOf("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')", [])]
    .map(([name]) => name ?? '')
    .filter((name) => !name.startsWith('sqlite_'))
    .toSorted();
  return names.map((name) => {
    const own = [...rowsOf('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', [name])];
    const columns = own.map(([column, type]) => ({ name: column ?? '', kind: kindOf(type ?? '') }));
    const primary = own
      .filter(([, , , place]) => place !== '0')
      .toSorted((a, b) => Number(a[3]) - Number(b[3]))
      .map(([column]) => column ?? '');
    const needed = new Set(own.filter(([, , notNull]) => notNull === '1').map(([column]) => column ?? ''));
    const unique = [
      ...rowsOf('SELECT name FROM pragma_index_list(?) WHERE "unique" = 1 AND partial = 0', [name]),
    ].map(([index]) =>
      [...rowsOf('SELECT name FROM pragma_index_info(?)', [index ?? ''])].map(([column]) => column ?? ''),
    );
    // A primary key of one INTEGER column is the row's own number and never missing; others may be.
    const rowNumber =
      primary.length === 1 &&
      own.some(([column, type]) => column === primary[0] && /^integer$/i.test(type ?? ''));
    const whole = unique.filter((key) => key.every((column) => needed.has(column)));
    const first = primary.length > 0 && (rowNumber || primary.every((column) => needed.has(column)));
    return { name, columns, keys: first ? [primary, ...whole] : whole };
  });
}

function kindOf(type: string): ColumnKind {
  if (/int|real|floa|doub|numeric|decimal/i.test(type)) return 'number';
  return /blob/i.test(type) ? 'bytes' : 'text';
}

function textOf(value: SQLOutputValue | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? new Decimal(value).toFixed() : String(value);
  return Buffer.from(value).toString('utf8');
}
