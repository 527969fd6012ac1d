import {
  createConnection,
  type Connection,
  type QueryOptions,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2';
import type { SqlValue } from '../../vocabulary/sql.ts';
import { type Address, connectionOptions } from './address.ts';
import type { FieldInfo } from './cells.ts';
import { flavourOf, type Flavour } from './flavour.ts';

/** What the session may do: read alone, or publish. */
export type Purpose = 'read' | 'write';

/**
 * Both families read a statement alike under these: strict, with the backslash as an escape in strings and `||` as OR.
 * The guard's printer relies on it.
 */
const SQL_MODE =
  'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE';
const STATEMENTS_PREPARED_MAX = 64;

/** One connection to the server, with its session set up. */
export interface Session {
  readonly flavour: Flavour;
  /** The server's number for it, by which another connection can stop what it does. */
  readonly id: number;
  /** Whose turn it was of the address's hosts: the one that it is at. */
  readonly turn: number;
  /** Runs a statement of our own and gives its rows. */
  query(sql: string, values?: readonly SqlValue[]): Promise<readonly Record<string, unknown>[]>;
  /** Makes settings the session's, such as limits of the statements that follow; those that it has are not sent again. */
  set(settings: string): Promise<void>;
  /** Ends a transaction that has only read, behind what runs; nobody waits for it, and nothing hangs on it. */
  endReading(): void;
  /** Runs a statement that changes rows, or loads them with the options, and says how many and with how many warnings. */
  change(
    options: QueryOptions,
    values?: readonly SqlValue[],
  ): Promise<{ readonly rows: number; readonly warnings: number }>;
  /** Runs a reader's statement with its values bound on the server; rows are handed on as they come. */
  stream(
    sql: string,
    values: readonly SqlValue[],
    onFields: (fields: readonly FieldInfo[]) => void,
    onRow: (row: readonly unknown[]) => void,
  ): Promise<void>;
  /** Whether it can be used again. */
  readonly usable: boolean;
  /** Says goodbye to the server, or just goes away. */
  end(): Promise<void>;
  destroy(): void;
}

/** Opens a session; the driver's errors come as they are. */
export async function openSession(address: Address, purpose: Purpose, turn: number): Promise<Session> {
  const connection = createConnection({
    ...connectionOptions(address, turn),
    maxPreparedStatements: STATEMENTS_PREPARED_MAX,
  });
  const life = new Life();
  connection.on('error', (error) => life.end(error));
  connection.on('end', () => life.end(gone()));
  try {
    await life.within<void>((resolve, reject) =>
      connection.connect((error) => (error ? reject(error) : resolve())),
    );
    const [row] = await queryOf(connection, life, 'SELECT VERSION() AS version, CONNECTION_ID() AS id', []);
    const flavour = flavourOf(String(row?.['version']));
    for (const setting of settingsOf(flavour, purpose)) await queryOf(connection, life, setting, []);
    return sessionOf(connection, life, flavour, { id: Number(row?.['id']), turn });
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

/**
 * Whether a connection is there, and what waits for it: the driver leaves a statement without an answer when the
 * connection ends under it in some ways.
 */
class Life {
  #ended = false;
  readonly #waiting = new Set<(error: unknown) => void>();

  get ended(): boolean {
    return this.#ended;
  }

  end(error: unknown): void {
    this.#ended = true;
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }

  async within<T>(
    start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
  ): Promise<T> {
    if (this.#ended) throw gone();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting.add(reject);
    start(resolve, reject);
    return promise.finally(() => this.#waiting.delete(reject));
  }
}

/** As the driver says it. */
function gone(): Error {
  return Object.assign(new Error('the connection has ended'), {
    fatal: true,
    code: 'PROTOCOL_CONNECTION_LOST',
  });
}

function settingsOf(flavour: Flavour, purpose: Purpose): readonly string[] {
  const access = purpose === 'read' ? 'READ ONLY' : 'READ WRITE';
  return [
    `SET NAMES utf8mb4 COLLATE ${flavour.collation}`,
    `SET SESSION sql_mode = '${SQL_MODE}', time_zone = '+00:00'`,
    `SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, ${access}`,
  ];
}

function sessionOf(
  connection: Connection,
  life: Life,
  flavour: Flavour,
  place: Pick<Session, 'id' | 'turn'>,
): Session {
  let set = '';
  return {
    flavour,
    ...place,
    get usable() {
      return !life.ended;
    },
    query: (sql, values = []) => queryOf(connection, life, sql, values),
    set: async (settings) => {
      if (settings === set) return;
      // Until the server has taken them nobody knows which it has.
      set = '';
      await queryOf(connection, life, `SET SESSION ${settings}`, []);
      set = settings;
    },
    endReading: () => {
      // Who comes next stands behind it, and meets the end of the connection where it was that.
      queryOf(connection, life, 'COMMIT', []).catch(() => undefined);
    },
    change: (options, values = []) =>
      life.within((resolve, reject) => {
        connection.query<ResultSetHeader>({ ...options, values: [...values] }, (error, header) => {
          if (error) reject(error);
          else resolve({ rows: header.affectedRows, warnings: header.warningStatus });
        });
      }),
    stream: (sql, values, onFields, onRow) =>
      life.within((resolve, reject) => {
        connection
          .execute({ sql, values: [...values], rowsAsArray: true })
          .on('error', reject)
          .on('fields', (fields: readonly FieldInfo[] | undefined) => onFields(fields ?? []))
          .on('result', (row: unknown) => {
            if (Array.isArray(row)) onRow(row);
          })
          .on('end', () => resolve());
      }),
    end: () => new Promise((resolve) => connection.end(() => resolve())),
    destroy: () => {
      connection.destroy();
      life.end(gone());
    },
  };
}

function queryOf(
  connection: Connection,
  life: Life,
  sql: string,
  values: readonly SqlValue[],
): Promise<RowDataPacket[]> {
  return life.within((resolve, reject) => {
    connection.query<RowDataPacket[]>({ sql, values: [...values] }, (error, rows) =>
      error ? reject(error) : resolve(rows),
    );
  });
}
