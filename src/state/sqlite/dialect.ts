import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Recent } from '../../vocabulary/recent.ts';
import { Checkpoints } from './checkpoints.ts';
import { SyncedFile } from './synced-file.ts';
import type { Writer } from './writer.ts';

/** An open file of records. */
export interface RecordsFile {
  readonly database: DatabaseSync;
  /** What a commit waits for before it is acknowledged; null where the database itself syncs at each. */
  readonly log: SyncedFile | null;
  /** Where the log is copied beside the commits; null: at them. */
  readonly checkpoints: Checkpoints | null;
  /** Writes entries of the audit log with a connection of its own, while this one is lent; null: none does. */
  readonly writer?: Writer | null;
  /** Hears of every statement that may change something before its commit; null: of no table alone. */
  readonly onChange?: (table: string | null) => void;
}

/**
 * Kysely on Node's own SQLite: one connection, lent to one piece of work at a time. The disk is waited for beside
 * everything else, not with the event loop standing still, and the next piece of work does not wait for it.
 */
export function sqliteDialect(file: RecordsFile): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(file),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Longer than that, the log is copied at a commit although that waits for the disk. */
const LOG_PAGES_MAX = 8_000;

/**
 * Opens a database file that loses nothing it has acknowledged: write-ahead log, synced before a commit is
 * acknowledged, foreign keys on, deleted content overwritten.
 */
export function openRecordsFile(path: string): RecordsFile {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  // With NORMAL it syncs the log before it copies from it, and leaves the sync at each commit to us.
  const isLogged = mode === 'wal';
  database.exec(
    `PRAGMA synchronous = ${isLogged ? 'NORMAL' : 'FULL'}; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = ${LOG_PAGES_MAX}`,
  );
  return {
    database,
    log: isLogged ? new SyncedFile(`${path}-wal`) : null,
    checkpoints: isLogged ? new Checkpoints(path) : null,
  };
}

class SqliteDriver implements Driver {
  readonly #file: RecordsFile;
  readonly #statements: Statements;
  #free: Promise<void> = Promise.resolve();

  constructor(file: RecordsFile) {
    this.#file = file;
    this.#statements = new Statements(file.database);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#free;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#free = promise;
    await before;
    return new SqliteConnection(this.#file, this.#statements, resolve);
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    lent(connection).release();
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('BEGIN IMMEDIATE'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('COMMIT'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('ROLLBACK'));
  }

  async destroy(): Promise<void> {
    await this.#file.writer?.close();
    await this.#file.checkpoints?.close();
    await this.#file.log?.close();
    this.#file.database.close();
  }
}

function lent(connection: DatabaseConnection): SqliteConnection {
  if (connection instanceof SqliteConnection) return connection;
  throw new TypeError('not a connection of this driver');
}

/** The connection as one piece of work has it: a statement of its own, or a transaction. */
class SqliteConnection implements DatabaseConnection {
  readonly #file: RecordsFile;
  readonly #statements: Statements;
  readonly release: () => void;

  constructor(file: RecordsFile, statements: Statements, release: () => void) {
    this.#file = file;
    this.#statements = statements;
    this.release = release;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, gives, reads, changes } = this.#statements.prepare(sql);
    if (changes !== undefined) this.#file.onChange?.(changes);
    const values = parameters.map(inputValue);
    const result: QueryResult<R> = gives
      ? { rows: statement.all(...values) as R[] }
      : { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) };
    const { database, log, checkpoints } = this.#file;
    if (!reads && log !== null && !database.isTransaction) {
      this.release();
      checkpoints?.committed();
      await log.sync();
    }
    return result;
  }

  // oxlint-disable-next-line require-yield -- the interface asks for a stream, which these records never need
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new RangeError('records are read page by page, not streamed');
  }
}

interface Prepared {
  readonly statement: StatementSync;
  /** Whether it gives rows, and whether that is all that it does. */
  readonly gives: boolean;
  readonly reads: boolean;
  /** The table that it changes; null: any may be; undefined: none is. */
  readonly changes: string | null | undefined;
}

const CHANGES_TABLE = /^\s*(?:insert(?:\s+or\s+\w+)?\s+into|update|delete\s+from)\s+"?(\w+)"?/i;
const CHANGES_NOTHING = /^\s*(?:select|pragma|begin|commit)\b/i;

function tableChangedBy(sql: string): string | null | undefined {
  return CHANGES_NOTHING.test(sql) ? undefined : (CHANGES_TABLE.exec(sql)?.[1] ?? null);
}

/** Prepared statements by their text: preparing takes longer than most of them run. */
class Statements {
  readonly #database: DatabaseSync;
  readonly #kept = new Recent<Prepared>(LIMITS.records_statements_kept_max);

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(sql: string): Prepared {
    const known = this.#kept.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    const prepared = {
      statement,
      gives: statement.columns().length > 0,
      reads: /^\s*(select|pragma|rollback)\b/i.test(sql),
      changes: tableChangedBy(sql),
    };
    this.#kept.set(sql, prepared);
    return prepared;
  }
}

function inputValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    return value;
  }
  throw new TypeError(`not a value of these records: ${typeof value}`);
}
