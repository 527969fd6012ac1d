import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  MysqlAdapter,
  MysqlDriver,
  MysqlIntrospector,
  MysqlQueryCompiler,
  type OnConflictNode,
  type TransactionSettings,
} from 'kysely';
import type { Pool } from 'mysql2';

/** The row that whoever changes something in several steps holds meanwhile. */
export const WRITER_TABLE = 'records_writer';
const ONE_WRITER = CompiledQuery.raw(`select one from ${WRITER_TABLE} where one = 1 for update`);

/**
 * Kysely on a server that speaks MySQL, with the promises that the records have in a file: transactions that change
 * something come one after the other, in all processes, and see all that the one before did.
 */
export function serverDialect(pool: Pool): Dialect {
  return {
    createAdapter: () => new MysqlAdapter(),
    createDriver: () => new RecordsDriver({ pool }),
    createIntrospector: (db) => new MysqlIntrospector(db),
    createQueryCompiler: () => new RecordsQueryCompiler(),
  };
}

class RecordsDriver extends MysqlDriver {
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
