import { Kysely } from 'kysely';
import { setTimeout as pause } from 'node:timers/promises';
import type { PoolOptions } from 'mysql2';
import type { Wrapping } from '../../security/master-key.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { TIMERS } from '../../vocabulary/timers.ts';
import { beginAudit } from '../audit/log.ts';
import { openKeyRing } from '../key-ring.ts';
import type { Records } from '../records.ts';
import type { Schema } from '../schema.ts';
import { type ProblemOf, serverDialect } from './dialect.ts';
import { type PrimaryLook, ServerPools } from './server-pools.ts';
import { serverClock } from './server-clock.ts';
import { serverTime } from './server-time.ts';
import { aloneAtStart, migrateServer } from './migrate.ts';

export interface ServerRecordsOptions {
  /** How the driver reaches the database, as a user that may make tables in it: at each server that it may be on. */
  readonly servers: readonly PoolOptions[];
  readonly primary: PrimaryLook;
  readonly wrapping: Wrapping;
  /** How this family of servers compares text byte by byte, given what it says its version is. Throws for one too old. */
  readonly collationOf: (version: string) => string;
  readonly problemOf: ProblemOf;
  /** Other than the product's own: for tests. */
  readonly spreadSeconds?: number;
}

const CONNECTIONS_MAX = 8;
const LOOKS_PER_SPREAD = 5;
const SQL_MODE =
  'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE';

/**
 * Opens the records in a database on a server, which any number of processes may share, or makes them. Throws Problems:
 * `store_unavailable` where the server does not answer, `home_unusable` where a version made them that this one cannot
 * work with, `wrong_key`.
 */
export async function openServerRecords(options: ServerRecordsOptions): Promise<Records> {
  const { wrapping, collationOf, problemOf } = options;
  const servers = options.servers.map((server) => ({
    ...server,
    // Numbers of these records are small: they come as numbers.
    bigNumberStrings: false,
    connectionLimit: CONNECTIONS_MAX,
    // One that nothing is done over is closed from this side, well before the server does so.
    maxIdle: CONNECTIONS_MAX - 1,
    idleTimeout: LIMITS.records_idle_seconds_max * 1_000,
    gracefulEnd: true,
  }));
  const pools = new ServerPools(servers, options.primary, (pool) => {
    pool.on('connection', (connection) => {
      // A process that is frozen, or cut off, in the midst of a change holds the writer's row: not for long.
      connection.query(
        `set session sql_mode = '${SQL_MODE}', time_zone = '+00:00', wait_timeout = ${LIMITS.records_silence_seconds_max}`,
      );
      // Each statement sees what others have done by then: the writer's row keeps several of one piece together.
      connection.query('set session transaction isolation level read committed');
    });
  });
  try {
    let following: NodeJS.Timeout | undefined;
    const db = new Kysely<Schema>({
      dialect: serverDialect(pools, problemOf, () => clearInterval(following)),
    });
    const spread_ms = (options.spreadSeconds ?? LIMITS.data_keys_spread_seconds) * 1_000;
    const clock = await serverClock(() => serverTime(db), TIMERS.elapsed);
    const { now } = clock;
    // Two processes that find no key must not each make one.
    const keys = await aloneAtStart(pools, async (run) => {
      const [server] = await run('select version() as version');
      await migrateServer(run, collationOf(String(server?.['version'])));
      return openKeyRing({
        db,
        wrapping,
        now,
        sharing: {
          spread_ms,
          elapsed: TIMERS.elapsed,
          pause,
        },
        firstKey: () => null,
        onFirst: async (transaction, purpose, key) => {
          if (purpose === 'audit') await beginAudit(transaction, key);
        },
      });
    });
    following = setInterval(() => {
      // Away for a moment: until it is back nothing is sealed with what may be forgotten by then, and the clock goes on.
      keys.follow().catch(() => undefined);
      clock.measure().catch(() => undefined);
    }, spread_ms / LOOKS_PER_SPREAD);
    following.unref();
    return {
      db,
      sealing: keys.sealing,
      keys,
      now,
      commonTime: serverTime,
      rightsChanges: null,
      writer: null,
    };
  } catch (error) {
    void pools.end();
    if (error instanceof Problem) throw error;
    throw new Problem(
      'store_unavailable',
      'The database of the records does not answer as it should; check ASKFOLIO_RECORDS, that the server runs and that its user may make tables.',
      { cause: error },
    );
  }
}
