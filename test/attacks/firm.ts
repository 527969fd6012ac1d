import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { GuardedSql } from '../../src/guard/guarded-sql.ts';
import {
  PRODUCT_TABLES,
  PRODUCT_TABLE_NAMES,
  type ProductTableName,
  type ProductType,
} from '../../src/model/product-tables.ts';
import { RELATIONS } from '../../src/model/relations.ts';
import { copyRows } from '../../src/store/duckdb/read.ts';
import type { ReadScope } from '../../src/vocabulary/scope.ts';
import { seeded, type Random } from './random.ts';

/*
 * A small made-up firm in a real database. Whatever belongs to accounts out of reach says so in its text: CANARY.
 */

export const MINE = ['ACC-01', 'ACC-02', 'ACC-05'] as const;
export const CANARY = 'canary';

type Row = Readonly<Record<string, string | number | boolean | null>>;
export type Firm = Readonly<Record<ProductTableName, readonly Row[]>>;

const DB_TYPES: Readonly<Record<ProductType, string>> = {
  text: 'VARCHAR',
  day: 'DATE',
  instant: 'TIMESTAMP',
  money: 'DECIMAL(38, 8)',
  quantity: 'DECIMAL(28, 10)',
  price: 'DECIMAL(28, 10)',
  rate: 'DECIMAL(24, 14)',
  fraction: 'DECIMAL(18, 10)',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  double: 'DOUBLE',
};

/** Account, portfolio, custodian, own currency. P1 holds one account of ours and one that is not. */
const ACCOUNTS = [
  ['ACC-01', 'P1', 'K1', 'USD'],
  ['ACC-02', 'P2', 'K1', 'EUR'],
  ['ACC-05', 'P2', 'K2', 'JPY'],
  ['canary-03', 'P1', 'K1', 'USD'],
  ['canary-04', 'P3', 'K2', 'EUR'],
  ["canary-o'brien", 'P4', 'K3', 'USD'],
  ['canary-07', 'P5', 'K3', 'CHF'],
] as const;
/** Portfolio, client, base currency. */
const PORTFOLIOS = [
  ['P1', 'C1', 'USD'],
  ['P2', 'C1', 'USD'],
  ['P3', 'C2', 'EUR'],
  ['P4', 'C3', 'USD'],
  ['P5', 'C4', 'CHF'],
] as const;
const CLIENTS = { C1: 'V1', C2: 'V1', C3: 'V2', C4: 'V3' } as const;
const CURRENCIES = ['USD', 'EUR', 'JPY', 'CHF'] as const;
const SECURITIES = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'CASH:USD'] as const;
const MY_PORTFOLIOS = new Set(['P1', 'P2']);

const WORDS: Readonly<Record<string, readonly string[]>> = {
  type: ['BUY', 'SELL', 'DIVIDEND', 'FEE', 'DEPOSIT'],
  kind: ['dividend', 'interest', 'advisory', 'custody'],
  term: ['long', 'short'],
  asset_class: ['Equity', 'Fixed Income', 'Cash', 'Fund'],
  sector: ['Technology', 'Energy', 'Health'],
  country: ['US', 'DE', 'JP'],
  account_type: ['taxable', 'ira', 'roth'],
  cost_method: ['FIFO', 'LIFO'],
  symbol: ['AAA', 'BBB', 'CCC', 'DDD'],
  security_id: SECURITIES,
  related_security_id: SECURITIES,
  benchmark_id: ['B1', 'B2'],
};

export function firm(seed: number): Firm {
  const random = seeded(seed);
  const many = (rows: number, make: (index: number) => Row) =>
    Array.from({ length: rows }, (_, at) => make(at));
  const rowsOf: Partial<Record<ProductTableName, readonly Row[]>> = {
    custodians: ['K1', 'K2', 'K3'].map((id) => ({
      custodian_id: id,
      name: id === 'K3' ? CANARY : `Bank ${id}`,
    })),
    advisors: ['V1', 'V2', 'V3'].map((id) => ({
      advisor_id: id,
      name: id === 'V1' ? 'Vera' : CANARY,
      email: id,
    })),
    clients: Object.entries(CLIENTS).map(([id, advisor]) => ({
      client_id: id,
      name: id === 'C1' ? 'Ada' : `${CANARY} ${id}`,
      email: id === 'C1' ? 'ada@example.com' : CANARY,
      advisor_id: advisor,
    })),
    portfolios: PORTFOLIOS.map(([id, client, base]) => ({
      ...filled('portfolios', random, id),
      portfolio_id: id,
      client_id: client,
      base_currency: base,
      name: MY_PORTFOLIOS.has(id) ? `Core ${id}` : `${CANARY} ${id}`,
    })),
    accounts: ACCOUNTS.map(([id, portfolio, custodian, currency]) => ({
      ...filled('accounts', random, id),
      account_id: id,
      portfolio_id: portfolio,
      custodian_id: custodian,
      currency,
      name: `Account ${id}`,
      account_number: `N-${id}`,
    })),
    targets: PORTFOLIOS.flatMap(([id]) =>
      ['Equity', 'Cash'].map((asset) => ({
        portfolio_id: id,
        asset_class: asset,
        weight: MY_PORTFOLIOS.has(id) ? 0.5 : 0.123,
      })),
    ),
    securities: SECURITIES.map((id) => ({
      ...filled('securities', random, id),
      security_id: id,
      symbol: id.slice(0, 3),
    })),
  };
  for (const name of PRODUCT_TABLE_NAMES) {
    const { kind, reported } = PRODUCT_TABLES[name];
    rowsOf[name] ??=
      kind === 'shared'
        ? many(12, (at) => filled(name, random, String(at)))
        : ACCOUNTS.flatMap(([id, portfolio, , own]) => {
            const base = PORTFOLIOS.find(([other]) => other === portfolio)?.[2] ?? own;
            const currencies = reported ? [...new Set([own, base, 'USD'])] : [own];
            return currencies.flatMap((currency) =>
              many(6, () => ({
                ...filled(name, random, id),
                account_id: id,
                ...(reported ? { currency } : {}),
              })),
            );
          });
  }
  return rowsOf as Firm;
}

function filled(table: ProductTableName, random: Random, owner: string): Row {
  const columns: Readonly<Record<string, ProductType>> = PRODUCT_TABLES[table].columns;
  const foreign = owner.startsWith(CANARY);
  return Object.fromEntries(
    Object.entries(columns).map(([column, type]) => [column, cell(column, type, random, foreign, owner)]),
  );
}

function cell(
  column: string,
  type: ProductType,
  random: Random,
  foreign: boolean,
  owner: string,
): Row[string] {
  if (!column.endsWith('_id') && random.chance(0.08)) return null;
  switch (type) {
    case 'text': {
      if (column.endsWith('currency')) return random.pick(CURRENCIES);
      // Words of ours can be cast to a number, those of others cannot: what fails gives them away.
      if (column === 'description') return foreign ? `${CANARY} ${owner}` : String(random.below(90));
      if (column === 'transaction_id' || column === 'transfer_id') return `${owner}-${random.below(9)}`;
      const words = WORDS[column];
      return words ? random.pick(words) : `${column} ${owner}`;
    }
    case 'day':
      return `20${15 + random.below(4)}-0${1 + random.below(9)}-${10 + random.below(18)}`;
    case 'instant':
      return `2018-0${1 + random.below(9)}-11 10:00:00`;
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
      return random.below(50);
    case 'double':
      return 1 + random.below(100) / 1000;
    case 'money':
    case 'quantity':
    case 'price':
    case 'rate':
    case 'fraction':
      break;
  }
  return random.below(foreign ? 900 : 400) / 4 - 20;
}

/** What a store would hold that knew nothing but this scope: worked out here, apart from the guard. */
export function onlyIn(scope: ReadScope, whole: Firm): Firm {
  const reaches = (id: Row[string] | undefined) =>
    scope.accounts === 'all' || scope.accounts.includes(String(id));
  const accounts = whole.accounts.filter((row) => reaches(row['account_id']));
  const own = new Map(accounts.map((row) => [row['account_id'], row['currency']]));
  const keys = (rows: readonly Row[], column: string) => new Set(rows.map((row) => row[column]));
  const within = (name: ProductTableName, column: string, ids: ReadonlySet<Row[string] | undefined>) =>
    whole[name].filter((row) => ids.has(row[column]));
  const all = scope.accounts === 'all';
  const portfolios = all
    ? whole.portfolios
    : within('portfolios', 'portfolio_id', keys(accounts, 'portfolio_id'));
  const clients = all ? whole.clients : within('clients', 'client_id', keys(portfolios, 'client_id'));
  const held: Partial<Record<ProductTableName, readonly Row[]>> = {
    accounts,
    portfolios,
    clients,
    targets: all ? whole.targets : within('targets', 'portfolio_id', keys(portfolios, 'portfolio_id')),
    advisors: all ? whole.advisors : within('advisors', 'advisor_id', keys(clients, 'advisor_id')),
    custodians: all ? whole.custodians : within('custodians', 'custodian_id', keys(accounts, 'custodian_id')),
  };
  for (const relation of RELATIONS.values()) {
    const table = relation.table;
    held[table] ??= whole[table].filter((row) => {
      if (relation.limitedBy === 'shared') return true;
      const currency = scope.currency ?? own.get(row['account_id'] ?? null);
      return reaches(row['account_id']) && (!relation.reported || row['currency'] === currency);
    });
  }
  return held as Firm;
}

export interface Database extends AsyncDisposable {
  /** The rows as comparable texts, in no order; doubles to nine digits. Rejects when the engine does. */
  rows(statement: { readonly text: string } & Partial<GuardedSql>): Promise<readonly string[]>;
}

/** A real database that holds these rows, under `schema` or without one. */
export async function database(rows: Firm, schema: 'product' | null): Promise<Database> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  if (schema !== null) await connection.run(`ATTACH ':memory:' AS ${schema}`);
  if (schema === null) {
    // As a reader sees it: each relation with its own columns, some of them several from one table.
    for (const [name, { table, columns }] of RELATIONS) await fill(connection, name, columns, rows[table]);
  } else {
    for (const name of PRODUCT_TABLE_NAMES)
      await fill(connection, `${schema}.${name}`, PRODUCT_TABLES[name].columns, rows[name]);
  }
  return {
    async rows({ text, parameters = [], ownRows = [] }) {
      for (const own of ownRows) await copyRows(connection, own);
      const reader = await connection.runAndReadAll(text, [...parameters]);
      return reader
        .getRowsJson()
        .map((row) => JSON.stringify(row, rounded))
        .toSorted();
    },
    async [Symbol.asyncDispose]() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(9)) : value;
}

export async function fill(
  connection: DuckDBConnection,
  place: string,
  types: Readonly<Record<string, ProductType>>,
  rows: readonly Row[],
) {
  const columns = Object.entries(types);
  const literal = (value: Row[string] | undefined) =>
    value === null || value === undefined ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`;
  const declared = columns.map(([column, type]) => `"${column}" ${DB_TYPES[type]}`).join(', ');
  await connection.run(`CREATE TABLE ${place} (${declared})`);
  if (rows.length === 0) return;
  const values = rows.map((row) => `(${columns.map(([column]) => literal(row[column])).join(', ')})`);
  await connection.run(`INSERT INTO ${place} VALUES ${values.join(', ')}`);
}
