import { PRODUCT_TABLES, PRODUCT_TABLE_NAMES, type ProductType } from '../../src/model/product-tables.ts';
import { RELATIONS } from '../../src/model/relations.ts';
import { parseAddress } from '../../src/store/mysql/address.ts';
import { openSession, type Session } from '../../src/store/mysql/session.ts';
import { bindStatement } from '../../src/store/mysql/statement.ts';
import type { ReadScope } from '../../src/vocabulary/scope.ts';
import type { SqlValue } from '../../src/vocabulary/sql.ts';
import { hasMariaDb, type PrivateServer, startMariaDb } from '../services/database-server.ts';
import { onlyIn, type Firm } from './firm.ts';

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

/** The made-up firm on a MariaDB of its own: the whole of it, and for each scope a database that holds nothing else. */
export interface ServedFirm extends AsyncDisposable {
  /** What a guarded statement gives in the whole; 'fails' where the server refuses it. */
  whole(text: string, parameters: readonly SqlValue[]): Promise<readonly string[] | 'fails'>;
  /** What the statement as it was written gives where there is nothing but the scope. */
  truth(text: string, scope: ReadScope): Promise<readonly string[] | 'fails'>;
}

export async function servedFirm(rows: Firm, scopes: readonly ReadScope[]): Promise<ServedFirm> {
  const server = await startMariaDb();
  await server.root(`CREATE USER reader@'%' IDENTIFIED BY 'r'`);
  const sessions: Session[] = [];
  const session = async (database: string): Promise<Session> => {
    await server.root(`GRANT SELECT ON ${database}.* TO reader@'%'`);
    const address = parseAddress(`mysql://reader:r@127.0.0.1:${server.port}/${database}`);
    if (address === null) throw new Error('not an address');
    const opened = await openSession(address, 'read', 0);
    sessions.push(opened);
    return opened;
  };
  await fillWhole(server, rows);
  const whole = await session('whole');
  const alone = new Map<ReadScope, Session>();
  for (const [at, scope] of scopes.entries()) {
    await fillAlone(server, `alone_${at}`, onlyIn(scope, rows));
    alone.set(scope, await session(`alone_${at}`));
  }
  return {
    whole: (text, parameters) => {
      const bound = bindStatement(text, parameters, (table) => (table in PRODUCT_TABLES ? table : null));
      return rowsOf(whole, bound.text, bound.values);
    },
    truth: (text, scope) => {
      const there = alone.get(scope);
      if (!there) throw new Error('a scope without a database');
      return rowsOf(there, text, []);
    },
    [Symbol.asyncDispose]: async () => {
      for (const opened of sessions) await opened.end();
      await server.stop();
    },
  };
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

async function fillWhole(server: PrivateServer, rows: Firm): Promise<void> {
  const tables = PRODUCT_TABLE_NAMES.flatMap((name) =>
    filled('whole', name, PRODUCT_TABLES[name].columns, rows[name]),
  );
  await server.root('CREATE DATABASE whole', ...tables);
}

async function fillAlone(server: PrivateServer, database: string, rows: Firm): Promise<void> {
  const tables = [...RELATIONS].flatMap(([name, { table, columns }]) =>
    filled(database, name, columns, rows[table]),
  );
  await server.root(`CREATE DATABASE ${database}`, ...tables);
}

function filled(
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
