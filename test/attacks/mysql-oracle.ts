import { setTimeout as sleep } from 'node:timers/promises';
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
import {
  hasMariaDb,
  MYSQL,
  type PrivateServer,
  startMariaDb,
  startMySql,
} from '../services/database-server.ts';
import { firm, onlyIn, type Firm } from './firm.ts';
import { SCOPES, type Outcome, type Sides } from './trial.ts';

/** A server that statements are tried on, which takes names in any case, as the embedded engine does. */
export interface TriedServer {
  readonly name: string;
  readonly missing: boolean;
  readonly start: () => Promise<PrivateServer>;
  /** How it is told to compare texts by their bytes and trailing blanks with the rest. */
  readonly collation: string;
}

const ANY_CASE = '--lower-case-table-names=1';

export const ON_MARIADB: TriedServer = {
  name: 'MariaDB',
  missing: !hasMariaDb(),
  start: () => startMariaDb(ANY_CASE),
  collation: 'utf8mb4_nopad_bin',
};

export const ON_MYSQL: TriedServer = {
  name: MYSQL.name,
  missing: MYSQL.missing,
  start: () => startMySql(undefined, ['--skip-log-bin'], [ANY_CASE]),
  collation: 'utf8mb4_0900_bin',
};

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

const START_TRIES_MAX = 100;
const START_PAUSE_MS = 200;
const WHOLE = 'whole';
/** No statement takes a hundredth of it: MariaDB 10.11 never comes back from preparing some of them, and heeds no KILL. */
const STATEMENT_MS_MAX = 60_000;

/** The same on a server of its own: a database with the whole firm, and two for each scope that hold nothing else. */
export class MySqlOracle implements Sides, AsyncDisposable {
  readonly guard: Guard = createMySqlGuard();
  readonly #server: PrivateServer;
  readonly #sessions = new Map<string, Session>();

  private constructor(server: PrivateServer) {
    this.#server = server;
  }

  static async open(on: TriedServer = ON_MARIADB): Promise<MySqlOracle> {
    const server = await on.start();
    await server.root(`CREATE USER reader@'%' IDENTIFIED BY 'r'`);
    const rows = firm(7);
    const filled = (database: string, tables: (database: string) => readonly string[]): Promise<void> =>
      fill(server, database, on.collation, tables);
    await filled(WHOLE, productTables(rows));
    for (const [at, scope] of SCOPES.entries()) {
      const own = onlyIn(scope, rows);
      await filled(`plain_${at}`, relationTables(own));
      await filled(`product_${at}`, productTables(own));
    }
    return new MySqlOracle(server);
  }

  throughGuard(text: string, scope: ReadScope): Promise<Outcome> {
    return this.#guarded(WHOLE, text, scope);
  }

  throughGuardAlone(text: string, scope: ReadScope): Promise<Outcome> {
    return this.#guarded(`product_${SCOPES.indexOf(scope)}`, text, scope);
  }

  async truth(text: string, scope: ReadScope): Promise<Outcome> {
    const came = await this.#rows(`plain_${SCOPES.indexOf(scope)}`, text, []);
    return came === 'ends the server' ? 'fails' : came;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions.values()) await session.end();
    await this.#server.stop();
  }

  async #guarded(database: string, text: string, scope: ReadScope): Promise<Outcome> {
    const judged = await this.guard.judge({ text, parameters: [] }, scope, 'written');
    if (judged instanceof Problem) return judged;
    const bound = bindStatement(judged.text, judged.parameters, (table) =>
      table in PRODUCT_TABLES ? table : null,
    );
    const came = await this.#rows(database, bound.text, bound.values);
    return came === 'ends the server' ? new Problem('internal', `It ${came}: ${bound.text}`) : came;
  }

  /** Some statements are too much for the server itself, which then starts again. */
  async #rows(
    database: string,
    text: string,
    values: readonly SqlValue[],
  ): Promise<readonly string[] | 'fails' | 'ends the server'> {
    const session = this.#sessions.get(database) ?? (await readerOf(this.#server, database));
    this.#sessions.set(database, session);
    const late = new AbortController();
    const rows = await Promise.race([
      rowsOf(session, text, values),
      sleep(STATEMENT_MS_MAX, 'late' as const, { signal: late.signal }).catch(() => 'late' as const),
    ]);
    late.abort();
    if (rows === 'late') this.#server.killAndRestart();
    else if (session.usable) return rows;
    for (const each of this.#sessions.values()) each.destroy();
    this.#sessions.clear();
    return 'ends the server';
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

async function fill(
  server: PrivateServer,
  database: string,
  collation: string,
  tables: (database: string) => readonly string[],
): Promise<void> {
  const create = `CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE ${collation}`;
  const grant = `GRANT SELECT ON ${database}.* TO reader@'%'`;
  await server.root(create, ...tables(database), grant);
}

/** A session as the store opens one for reading; waits for a server that is starting. */
async function readerOf(server: PrivateServer, database: string): Promise<Session> {
  const address = parseAddress(`mysql://reader:r@127.0.0.1:${server.port}/${database}`);
  if (address === null) throw new Error('not an address');
  for (let tries = 0; ; tries += 1) {
    try {
      return await openSession(address, 'read', 0);
    } catch (error) {
      if (tries >= START_TRIES_MAX) throw error;
      await sleep(START_PAUSE_MS);
    }
  }
}

function productTables(rows: Firm): (database: string) => readonly string[] {
  return (database) =>
    PRODUCT_TABLE_NAMES.flatMap((name) => tableOf(database, name, PRODUCT_TABLES[name].columns, rows[name]));
}

function relationTables(rows: Firm): (database: string) => readonly string[] {
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
  const create = `CREATE TABLE ${table} (${declared})`;
  if (rows.length === 0) return [create];
  const values = rows.map((row) => `(${columns.map(([column]) => literal(row[column])).join(', ')})`);
  return [create, `INSERT INTO ${table} VALUES ${values.join(', ')}`];
}

function literal(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'boolean' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
}
