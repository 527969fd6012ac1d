import { setTimeout as pause } from 'node:timers/promises';
import { createPool, type Pool, type PoolConnection, type PoolOptions, type RowDataPacket } from 'mysql2';
import { LIMITS } from '../../vocabulary/limits.ts';

/** How one of several servers is told from the one that takes writes. */
export interface PrimaryLook {
  /** A statement with one row. */
  readonly sql: string;
  /** Whether a server that answers so takes writes. */
  readonly isPrimary: (row: Readonly<Record<string, unknown>> | undefined) => boolean;
  /** As a server that takes none would say so. */
  readonly elsewhere: () => Error;
  /** Whether another server may do where this error came from one. */
  readonly mayPass: (error: unknown) => boolean;
}

const AGAIN_MS = 100;

/**
 * Connections to a database that lies on one server, or on a group of several, one of which takes writes at a time: each
 * that is given out is to that one, whichever it is by then.
 */
export class ServerPools {
  readonly #pools: readonly Pool[];
  readonly #primary: PrimaryLook;
  #turn = 0;

  constructor(servers: readonly PoolOptions[], primary: PrimaryLook, prepare: (of: Pool) => void) {
    this.#primary = primary;
    this.#pools = servers.map((server) => {
      const pool = createPool(server);
      prepare(pool);
      return pool;
    });
  }

  get areSeveral(): boolean {
    return this.#pools.length > 1;
  }

  /** Rejects with the driver's error; where there are several servers after records_primary_seconds_max. */
  async take(): Promise<PoolConnection> {
    const end = performance.now() + LIMITS.records_primary_seconds_max * 1_000;
    for (;;) {
      const turn = this.#turn;
      try {
        return await this.#takeAt(turn);
      } catch (error) {
        if (!this.areSeveral || !this.#primary.mayPass(error) || performance.now() > end) throw error;
        // Several that fail together at one server go on to one next server.
        if (this.#turn === turn) this.#turn += 1;
        await pause(AGAIN_MS);
      }
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => new Promise<void>((resolve) => pool.end(() => resolve()))));
  }

  async #takeAt(turn: number): Promise<PoolConnection> {
    const pool = this.#pools[turn % this.#pools.length];
    if (pool === undefined) throw new TypeError('the records are on no server');
    const connection = await new Promise<PoolConnection>((resolve, reject) => {
      pool.getConnection((error, found) => (error ? reject(error) : resolve(found)));
    });
    if (!this.areSeveral) return connection;
    try {
      // Which server takes writes changes without its connections hearing of it; one that is frozen says nothing.
      const row = await new Promise<RowDataPacket | undefined>((resolve, reject) => {
        const timeout = LIMITS.records_look_seconds_max * 1_000;
        connection.query<RowDataPacket[]>({ sql: this.#primary.sql, timeout }, (error, rows) =>
          error ? reject(error) : resolve(rows[0]),
        );
      });
      if (this.#primary.isPrimary(row)) return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
    connection.destroy();
    throw this.#primary.elsewhere();
  }
}
