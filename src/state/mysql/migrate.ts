import type { PoolConnection, RowDataPacket } from 'mysql2';
import { Problem } from '../../vocabulary/problem.ts';
import { MIGRATIONS, STATEMENTS_NEEDED } from '../migrations.ts';
import { WRITER_TABLE } from './dialect.ts';
import type { ServerPools } from './server-pools.ts';
import { serverStatement } from './server-statement.ts';

type Row = Readonly<Record<string, unknown>>;
export type RunStatement = (sql: string, values?: readonly (string | number)[]) => Promise<readonly Row[]>;

const LOCK = 'askfolio_records_migration';
const LOCK_SECONDS_MAX = 60;
/** A table, a column, an index that is there already: the statement was done before it was written down. */
const DONE_ALREADY: ReadonlySet<number> = new Set([1050, 1060, 1061]);

/** Does work while no other process does the like at this database. Rejects with `store_unavailable` after a minute. */
export async function aloneAtStart<T>(
  pools: ServerPools,
  work: (run: RunStatement) => Promise<T>,
): Promise<T> {
  const connection = await pools.take();
  const run = statementsOf(connection);
  try {
    // What is done meanwhile is done over other connections, too, while this one keeps the lock in silence.
    await run('set session wait_timeout = default');
    const [lock] = await run('select get_lock(?, ?) as held', [LOCK, LOCK_SECONDS_MAX]);
    if (Number(lock?.['held']) !== 1) throw beingMigrated();
    return await work(run);
  } finally {
    // The lock goes with the connection.
    connection.destroy();
  }
}

/**
 * Brings the records on a server to the newest version. These servers end a transaction at each statement that makes a
 * table, so each statement is written down by itself and may be run again. Processes of the version before go on beside
 * it, and may start again, as long as they know the statements that are needed. Throws `home_unusable` where they do not.
 */
export async function migrateServer(run: RunStatement, collation: string): Promise<void> {
  await run(
    'create table if not exists records_steps (step int not null primary key, done_at varchar(40) not null) engine = InnoDB',
  );
  await run(
    'create table if not exists records_needed (one tinyint not null primary key, statements int not null) engine = InnoDB',
  );
  await run(`create table if not exists ${WRITER_TABLE} (one tinyint not null primary key) engine = InnoDB`);
  await run(`insert ignore into ${WRITER_TABLE} values (1)`);
  const steps = MIGRATIONS.flat();
  const [needed] = await run('select statements from records_needed');
  if (Number(needed?.['statements'] ?? 0) > steps.length) throw tooNew();
  const [done] = await run('select coalesce(max(step), 0) as step from records_steps');
  const from = Number(done?.['step'] ?? 0);
  for (const [index, statement] of steps.entries()) {
    if (index < from) continue;
    await run(serverStatement(statement, collation)).catch((error: unknown) => {
      if (!isDone(error)) throw error;
    });
    await run('insert ignore into records_steps values (?, utc_timestamp())', [index + 1]);
  }
  await run(
    'insert into records_needed values (1, ?) on duplicate key update statements = greatest(statements, ?)',
    [STATEMENTS_NEEDED, STATEMENTS_NEEDED],
  );
}

function isDone(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && DONE_ALREADY.has(Number(error.errno));
}

function statementsOf(connection: PoolConnection): RunStatement {
  return (sql, values = []) =>
    new Promise((resolve, reject) => {
      connection.query<RowDataPacket[]>(sql, [...values], (error, rows) =>
        error ? reject(error) : resolve(Array.isArray(rows) ? rows : []),
      );
    });
}

function tooNew(): Problem {
  return new Problem(
    'home_unusable',
    'A newer version of askfolio has worked on these records; start that version.',
  );
}

function beingMigrated(): Problem {
  return new Problem(
    'store_unavailable',
    'Another process is bringing the records up to date; start this one again in a minute.',
  );
}
