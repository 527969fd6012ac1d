import { createMySqlGuard } from '../../src/guard/mysql/guard.ts';
import type { Guard } from '../../src/guard/port.ts';
import { PRODUCT_TABLES, PRODUCT_TABLE_NAMES, type ProductType } from '../../src/model/product-tables.ts';
import { RELATIONS } from '../../src/model/relations.ts';
import { parseAddress } from '../../src/store/mysql/address.ts';
import { openSession, type Session } from '../../src/store/mysql/session.ts';
import { bindStatement } from '../../src/store/mysql/statement.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import type { ReadScope } from '../../src/vocabulary/scope.ts';
import type { SqlValue } from '../../src/vocabulary/sql.ts';
import { hasMariaDb, type PrivateServer, startMariaDb } from '../services/database-server.ts';
import { firm, onlyIn, type Firm } from './firm.ts';
import { SCOPES, type Outcome, type Sides } from './trial.ts';

export { hasMariaDb };

const TYPES: Readonly<Record<ProductType, string>> = {
  text: 'VARCHAR(200)',
  day: 'DATE',
  instant: 'DATETIME(6)',
  money: 'DECIMAL(38,8)',
  quantity: 'DECIMAL(28,10)',
  price: 'DECIMAL(28,10)',
  rate: 'DECIMAL(24,14)',
  fraction: 'DECIMAL(18,10)',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  double: 'DOUBLE',
};

interface Alone {
  readonly plain: Session;
  readonly product: Session;
}

/** The same on a MariaDB of its own: a database with the whole firm, and two for each scope that hold nothing else. */
export class MySqlOracle implements Sides, AsyncDisposable {
  readonly guard: Guard = createMySqlGuard();
  readonly #server: PrivateServer;
  readonly #whole: Session;
  readonly #alone: ReadonlyMap<ReadScope, Alone>;

  private constructor(server: PrivateServer, whole: Session, alone: ReadonlyMap<ReadScope, Alone>) {
    this.#server = server;
    this.#whole = whole;
    this.#alone = alone;
  }

  static async open(): Promise<MySqlOracle> {
    // Names in any case, as the embedded engine reads them.
    const server = await startMariaDb('--lower-case-table-names=1');
    await server.root(`CREATE USER reader@'%' IDENTIFIED BY 'r'`);
    const rows = firm(7);
    const whole = await filled(server, 'whole', asProduct(rows));
    const alone = new Map<ReadScope, Alone>();
    for (const [at, scope] of SCOPES.entries()) {
      const own = onlyIn(scope, rows);
      alone.set(scope, {
        plain: await filled(server, `plain_${at}`, asRelations(own)),
        product: await filled(server, `product_${at}`, asProduct(own)),
      });
    }
    return new MySqlOracle(server, whole, alone);
  }

  throughGuard(text: string, scope: ReadScope): Promise<Outcome> {
    return this.#guarded(this.#whole, text, scope);
  }

  throughGuardAlone(text: string, scope: ReadScope): Promise<Outcome> {
    return this.#guarded(this.#sessionsOf(scope).product, text, scope);
  }

  truth(text: string, scope: ReadScope): Promise<Outcome> {
    return rowsOf(this.#sessionsOf(scope).plain, text, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { plain, product } of this.#alone.values())
      for (const session of [plain, product]) await session.end();
    await this.#whole.end();
    await this.#server.stop();
  }

  async #guarded(session: Session, text: string, scope: ReadScope): Promise<Outcome> {
    const judged = await this.guard.judge({ text, parameters: [] }, scope, 'written');
    if (judged instanceof Problem) return judged;
    const bound = bindStatement(judged.text, judged.parameters, (table) =>
      table in PRODUCT_TABLES ? table : null,
    );
    return rowsOf(session, bound.text, bound.values);
  }

  #sessionsOf(scope: ReadScope): Alone {
    const sessions = this.#alone.get(scope);
    if (!sessions) throw new Error('a scope without a database');
    return sessions;
  }
}

/** Comparable texts, in no order; doubles to nine digits. */
async function rowsOf(
  session: Session,
  text: string,
  values: readonly SqlValue[],
): Promise<readonly string[] | 'fails'> {
  const rows: string[] = [];
  try {
    await session.stream(
      text,
      values,
      () => undefined,
      (row) => rows.push(JSON.stringify(row, rounded)),
    );
  } catch {
    return 'fails';
  }
  return rows.toSorted();
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(9)) : value;
}

/** A session of a reader in a new database with these tables. */
async function filled(
  server: PrivateServer,
  database: string,
  tables: (database: string) => readonly string[],
): Promise<Session> {
  await server.root(
    `CREATE DATABASE ${database}`,
    ...tables(database),
    `GRANT SELECT ON ${database}.* TO reader@'%'`,
  );
  const address = parseAddress(`mysql://reader:r@127.0.0.1:${server.port}/${database}`);
  if (address === null) throw new Error('not an address');
  return openSession(address, 'read', 0);
}

function asProduct(rows: Firm): (database: string) => readonly string[] {
  return (database) =>
    PRODUCT_TABLE_NAMES.flatMap((name) => tableOf(database, name, PRODUCT_TABLES[name].columns, rows[name]));
}

function asRelations(rows: Firm): (database: string) => readonly string[] {
  return (database) =>
    [...RELATIONS].flatMap(([name, { table, columns }]) => tableOf(database, name, columns, rows[table]));
}

function tableOf(
  database: string,
  name: string,
  types: Readonly<Record<string, ProductType>>,
  rows: Firm[keyof Firm],
): string[] {
  const columns = Object.entries(types);
  const declared = columns.map(([column, type]) => `\`${column}\` ${TYPES[type]}`).join(', ');
  const table = `${database}.\`${name}\``;
  const create = `CREATE TABLE ${table} (${declared}) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`;
  if (rows.length === 0) return [create];
  const values = rows.map((row) => `(${columns.map(([column]) => literal(row[column])).join(', ')})`);
  return [create, `INSERT INTO ${table} VALUES ${values.join(', ')}`];
}

function literal(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'boolean' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
}
