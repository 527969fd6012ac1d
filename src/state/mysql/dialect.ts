import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  MysqlAdapter,
  MysqlDriver,
  MysqlIntrospector,
  MysqlQueryCompiler,
  type OnConflictNode,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { PoolConnection } from 'mysql2';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { ServerPools } from './server-pools.ts';

/** The row that whoever changes something in several steps holds meanwhile. */
export const WRITER_TABLE = 'records_writer';
const ONE_WRITER = CompiledQuery.raw(`select one from ${WRITER_TABLE} where one = 1 for update`);

/**
 * Kysely on a server that speaks MySQL, with the promises that the records have in a file: transactions that change
 * something come one after the other, in all processes, and see all that the one before did. `onClose`: it is closed.
 */
export function serverDialect(pools: ServerPools, problemOf: ProblemOf, onClose: () => void): Dialect {
  return {
    createAdapter: () => new MysqlAdapter(),
    createDriver: () => new RecordsDriver(pools, problemOf, onClose),
    createIntrospector: (db) => new MysqlIntrospector(db),
    createQueryCompiler: () => new RecordsQueryCompiler(),
  };
}

/** What the driver says of a server that is away, as a Problem; other errors as they are. */
export type ProblemOf = (error: unknown) => unknown;

class RecordsDriver extends MysqlDriver {
  readonly #problemOf: ProblemOf;
  readonly #told = new WeakSet<DatabaseConnection>();
  readonly #pools: ServerPools;
  readonly #found: PoolConnection[];
  readonly #onClose: () => void;

  constructor(pools: ServerPools, problemOf: ProblemOf, onClose: () => void) {
    const found: PoolConnection[] = [];
    super({
      pool: {
        getConnection: (callback) => {
          const connection = found.shift();
          if (!connection) throw new TypeError('no connection was taken');
          callback(null, connection);
        },
        end: (callback) => callback(null),
      },
    });
    this.#pools = pools;
    this.#found = found;
    this.#onClose = onClose;
    this.#problemOf = problemOf;
  }

  override async acquireConnection(): ReturnType<MysqlDriver['acquireConnection']> {
    try {
      const server = await this.#pools.take();
      // Wrapped before anything else can happen.
      this.#found.push(server);
      const connection = await super.acquireConnection();
      if (!this.#told.has(connection)) this.#tellProblems(connection, server);
      return connection;
    } catch (error) {
      throw this.#problemOf(error);
    }
  }

  override async destroy(): Promise<void> {
    this.#onClose();
    await this.#pools.end();
  }

  #tellProblems(connection: DatabaseConnection, server: PoolConnection): void {
    const execute = connection.executeQuery.bind(connection);
    connection.executeQuery = async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      try {
        return await (this.#pools.areSeveral ? answered(server, execute<R>(query)) : execute<R>(query));
      } catch (error) {
        throw this.#problemOf(error);
      }
    };
    this.#told.add(connection);
  }

  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    await super.beginTransaction(connection, settings);
    await connection.executeQuery(ONE_WRITER);
  }
}

/** Where another server may answer, one that is frozen is not waited for: its connection is given up. */
async function answered<T>(server: PoolConnection, answer: Promise<T>): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    server.destroy();
    reject(Object.assign(new Error('the server says nothing'), { code: 'ETIMEDOUT', fatal: true }));
  }, LIMITS.records_answer_seconds_max * 1_000);
  // What comes of it after that is nobody's.
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** Says `on conflict` as these servers do; a condition on it has no counterpart. */
class RecordsQueryCompiler extends MysqlQueryCompiler {
  protected override visitOnConflict(node: OnConflictNode): void {
    const [first] = node.columns ?? [];
    if (node.updateWhere || first === undefined) throw new TypeError('not a conflict that the records know');
    this.append('on duplicate key update ');
    if (node.updates) return this.compileList(node.updates);
    this.visitNode(first);
    this.append(' = ');
    this.visitNode(first);
  }
}
