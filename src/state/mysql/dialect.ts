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
import type { Pool } from 'mysql2';

/** The row that whoever changes something in several steps holds meanwhile. */
export const WRITER_TABLE = 'records_writer';
const ONE_WRITER = CompiledQuery.raw(`select one from ${WRITER_TABLE} where one = 1 for update`);

/**
 * Kysely on a server that speaks MySQL, with the promises that the records have in a file: transactions that change
 * something come one after the other, in all processes, and see all that the one before did. `onClose`: it is closed.
 */
export function serverDialect(pool: Pool, problemOf: ProblemOf, onClose: () => void): Dialect {
  return {
    createAdapter: () => new MysqlAdapter(),
    createDriver: () => new RecordsDriver(pool, problemOf, onClose),
    createIntrospector: (db) => new MysqlIntrospector(db),
    createQueryCompiler: () => new RecordsQueryCompiler(),
  };
}

/** What the driver says of a server that is away, as a Problem; other errors as they are. */
export type ProblemOf = (error: unknown) => unknown;

class RecordsDriver extends MysqlDriver {
  readonly #problemOf: ProblemOf;
  readonly #told = new WeakSet<DatabaseConnection>();

  readonly #onClose: () => void;

  constructor(pool: Pool, problemOf: ProblemOf, onClose: () => void) {
    super({ pool });
    this.#onClose = onClose;
    this.#problemOf = problemOf;
  }

  override async acquireConnection(): ReturnType<MysqlDriver['acquireConnection']> {
    try {
      const connection = await super.acquireConnection();
      if (!this.#told.has(connection)) this.#tellProblems(connection);
      return connection;
    } catch (error) {
      throw this.#problemOf(error);
    }
  }

  override async destroy(): Promise<void> {
    this.#onClose();
    await super.destroy();
  }

  #tellProblems(connection: DatabaseConnection): void {
    const execute = connection.executeQuery.bind(connection);
    connection.executeQuery = async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      try {
        return await execute<R>(query);
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
