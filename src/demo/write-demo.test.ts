import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  placeInDay,
  SOURCE_TABLE_NAMES,
  sourceTable,
  type SourceTableName,
  TRANSACTION_TYPES,
  type TransactionType,
} from '../model/source-tables.ts';
import { isCurrency, minorUnits } from '../vocabulary/currency.ts';
import { dayOf, parseDay, weekdayOf } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { writeDemo, type DemoOrder } from './write-demo.ts';

type Row = Readonly<Record<string, string>>;

let folder: string;
let tables: Record<SourceTableName, Row[]>;
let counted: Record<string, number>;

const END = dayOf('2026-11-20');

function order(out: string, more: Partial<DemoOrder> = {}): DemoOrder {
  return {
    out: join(folder, out),
    accounts: 60,
    years: 3,
    seed: 7,
    end: END,
    format: 'csv',
    onProgress: () => undefined,
    ...more,
  };
}

async function read(out: string, table: SourceTableName): Promise<Row[]> {
  return parse(await readFile(join(folder, out, `${table}.csv`)), { columns: true });
}

async function digests(out: string): Promise<Record<string, string>> {
  const files = (await readdir(join(folder, out))).toSorted();
  const pairs = files.map(async (name) => {
    const bytes = await readFile(join(folder, out, name));
    return [name, createHash('sha256').update(bytes).digest('hex')];
  });
  return Object.fromEntries(await Promise.all(pairs));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'askfolio-demo-'));
  ({ tables: counted } = await writeDemo(order('firm')));
  const all = await Promise.all(
    SOURCE_TABLE_NAMES.map(async (name) => [name, await read('firm', name)] as const),
  );
  tables = Object.fromEntries(all) as Record<SourceTableName, Row[]>;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the folder holds every table, says that it is a full delivery, and nothing else', async () => {
  expect((await readdir(join(folder, 'firm'))).toSorted()).toEqual(
    [...SOURCE_TABLE_NAMES.map((name) => `${name}.csv`), 'delivery.json'].toSorted(),
  );
  expect(JSON.parse(await readFile(join(folder, 'firm', 'delivery.json'), 'utf8'))).toEqual({ full: true });
  for (const name of SOURCE_TABLE_NAMES) expect(tables[name].length, name).toBe(counted[name]);
  expect(counted['accounts']).toBe(60);
  expect(await readdir(folder)).toEqual(['firm']);
});

test('the same seed gives the same bytes, another one other bytes', async () => {
  await writeDemo(order('again'));
  await writeDemo(order('other', { seed: 8 }));
  expect(await digests('again')).toEqual(await digests('firm'));
  const [one, other] = [await digests('firm'), await digests('other')];
  for (const name of ['transactions.csv', 'prices.csv', 'clients.csv']) {
    if (name !== 'clients.csv') expect(other[name]).not.toBe(one[name]);
  }
});

test('a larger firm begins with the smaller one', async () => {
  await writeDemo(order('larger', { accounts: 75 }));
  const [small, large] = [tables.transactions, await read('larger', 'transactions')];
  const first = new Set(tables.accounts.slice(0, 50).map((row) => row['account_id']));
  expect(large.filter((row) => first.has(row['account_id']))).toEqual(
    small.filter((row) => first.has(row['account_id'])),
  );
});

test('every value is of its column, every key is there once, every reference is met', () => {
  const keys = new Map<string, Set<string>>();
  for (const name of SOURCE_TABLE_NAMES) {
    const { key, columns } = sourceTable(name);
    const seen = new Set<string>();
    for (const row of tables[name]) {
      expect(Object.keys(row)).toEqual(Object.keys(columns));
      for (const [column, { type, required, oneOf, references }] of Object.entries(columns)) {
        const value = row[column] ?? '';
        const where = `${name}.${column}: ${value}`;
        if (value === '') {
          if (required) expect.fail(`${where} is missing`);
          continue;
        }
        if (oneOf && !oneOf.includes(value)) expect.fail(where);
        if (references && !keys.get(references)?.has(value)) expect.fail(where);
        if (type === 'day' && parseDay(value) === null) expect.fail(where);
        if (type === 'currency' && !isCurrency(value)) expect.fail(where);
        if (type === 'instant' && Number.isNaN(Date.parse(value))) expect.fail(where);
        if (
          ['amount', 'quantity', 'price', 'rate', 'fraction'].includes(type) &&
          !/^-?\d+(\.\d+)?$/.test(value)
        ) {
          expect.fail(where);
        }
      }
      const id = key.map((column) => row[column]).join('|');
      if (seen.has(id)) expect.fail(`${name} ${id} twice`);
      seen.add(id);
    }
    keys.set(name, seen);
  }
});

test('bookings keep the amounts that their types ask for, to the cent', () => {
  for (const row of tables.transactions) {
    const [quantity, price] = [new Decimal(row['quantity'] || 0), new Decimal(row['price'] || 0)];
    const [fee, tax] = [new Decimal(row['fee'] || 0), new Decimal(row['tax'] || 0)];
    const amount = new Decimal(row['amount'] ?? 0);
    const units = minorUnits(row['currency'] ?? '');
    expect(amount.decimalPlaces()).toBeLessThanOrEqual(units);
    switch (row['type'] ?? '') {
      case 'BUY':
        expect(quantity.gt(0) && price.gt(0)).toBe(true);
        expect(amount.toString()).toBe(
          quantity
            .mul(price)
            .toDecimalPlaces(units, Decimal.ROUND_HALF_EVEN)
            .add(fee)
            .add(tax)
            .neg()
            .toString(),
        );
        break;
      case 'SELL':
        expect(quantity.lt(0) && price.gt(0)).toBe(true);
        expect(amount.toString()).toBe(
          quantity
            .neg()
            .mul(price)
            .toDecimalPlaces(units, Decimal.ROUND_HALF_EVEN)
            .sub(fee)
            .sub(tax)
            .toString(),
        );
        break;
      case 'REINVEST':
      case 'TRANSFER_IN':
      case 'SPLIT':
      case 'SPINOFF':
        expect(quantity.gt(0) && amount.isZero()).toBe(true);
        break;
      case 'TRANSFER_OUT':
        expect(quantity.lt(0) && amount.isZero()).toBe(true);
        break;
      case 'DIVIDEND':
      case 'DEPOSIT':
      case 'RETURN_OF_CAPITAL':
        expect(row['quantity'] === '' && amount.gt(0)).toBe(true);
        break;
      case 'WITHDRAWAL':
      case 'FEE':
        expect(row['quantity'] === '' && amount.lt(0)).toBe(true);
        break;
      default:
    }
  }
});

test('every kind of booking occurs, on weekdays from the opening to the closing of its account', () => {
  const types = new Set(tables.transactions.map((row) => row['type']));
  expect(TRANSACTION_TYPES.filter((type) => !types.has(type))).toEqual([]);
  const accounts = new Map(tables.accounts.map((row) => [row['account_id'], row]));
  for (const row of tables.transactions) {
    const account = accounts.get(row['account_id']);
    const day = dayOf(row['trade_date'] ?? '');
    expect(weekdayOf(day)).toBeLessThanOrEqual(5);
    expect(day >= (account?.['opened_on'] ?? '~') && day <= (account?.['closed_on'] || END)).toBe(true);
  }
});

test('nobody sells what is not held or spends what is not there, and the statements agree but for a few lines', () => {
  const books = new Map<string, Map<string, Decimal>>();
  const statements = new Map<string, Row[]>();
  for (const row of tables.holdings) {
    const key = `${row['as_of_date']} ${row['account_id']}`;
    statements.set(key, [...(statements.get(key) ?? []), row]);
  }
  const days = [
    ...tables.transactions.map((row) => row['trade_date'] ?? ''),
    ...tables.holdings.map((row) => row['as_of_date'] ?? ''),
  ];
  const byDay = Map.groupBy(tables.transactions, (row) => row['trade_date'] ?? '');
  let [lines, breaks] = [0, 0];
  for (const day of [...new Set(days)].toSorted()) {
    const rows = (byDay.get(day) ?? []).toSorted(
      (a, b) => placeInDay(a['type'] as TransactionType) - placeInDay(b['type'] as TransactionType),
    );
    for (const row of rows) apply(books, row);
    for (const account of new Set(rows.map((row) => row['account_id'] ?? ''))) {
      for (const [security, quantity] of books.get(account) ?? []) {
        if (quantity.lt(0)) expect.fail(`${account} has ${quantity.toString()} of ${security} on ${day}`);
      }
    }
    for (const [account, held] of books) {
      const stated = new Map(
        (statements.get(`${day} ${account}`) ?? []).map((row) => [
          row['security_id'] ?? '',
          row['quantity'] ?? '',
        ]),
      );
      if (stated.size === 0) continue;
      for (const security of new Set([...held.keys(), ...stated.keys()])) {
        lines += 1;
        if (!new Decimal(stated.get(security) ?? 0).eq(held.get(security) ?? 0)) breaks += 1;
      }
    }
  }
  expect(lines).toBeGreaterThan(10_000);
  expect(breaks).toBeGreaterThan(0);
  expect(breaks).toBeLessThan(lines / 500);
});

function apply(books: Map<string, Map<string, Decimal>>, row: Row): void {
  const held = books.get(row['account_id'] ?? '') ?? new Map<string, Decimal>();
  books.set(row['account_id'] ?? '', held);
  const add = (security: string, quantity: string): void => {
    const next = (held.get(security) ?? new Decimal(0)).add(quantity || 0);
    if (next.isZero()) held.delete(security);
    else held.set(security, next);
  };
  if (row['type'] === 'MERGER') held.delete(row['related_security_id'] ?? '');
  if (row['quantity']) add(row['security_id'] ?? '', row['quantity']);
  add(`CASH:${row['currency']}`, row['amount'] ?? '0');
}

test('whatever is held has a price, and prices move believably', () => {
  const first = new Map<string, string>();
  const closes = new Map<string, number[]>();
  for (const row of tables.prices) {
    const security = row['security_id'] ?? '';
    if (!first.has(security)) first.set(security, row['price_date'] ?? '');
    closes.set(security, [...(closes.get(security) ?? []), Number(row['close'])]);
  }
  for (const row of tables.transactions) {
    if (row['security_id'])
      expect((first.get(row['security_id']) ?? '~') <= (row['trade_date'] ?? '')).toBe(true);
  }
  for (const [security, path] of closes) {
    expect(Math.min(...path), security).toBeGreaterThan(0);
    const jumps = path.slice(1).filter((close, at) => Math.abs(close / (path[at] ?? close) - 1) > 0.23);
    expect(jumps.length, security).toBeLessThanOrEqual(3);
  }
});

test('Parquet holds the same rows', async () => {
  const made = await writeDemo(order('parquet', { format: 'parquet' }));
  await writeDemo(order('parquet-again', { format: 'parquet' }));
  expect(await digests('parquet')).toEqual(await digests('parquet-again'));
  expect(made.tables).toEqual(counted);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const path = join(folder, 'parquet', 'transactions.parquet');
  const rows = await connection.runAndReadAll(
    `SELECT count(*), CAST(sum(amount) AS VARCHAR), count(description) FROM read_parquet('${path}')`,
  );
  const sum = tables.transactions.reduce((total, row) => total.add(row['amount'] ?? 0), new Decimal(0));
  const described = tables.transactions.filter((row) => row['description'] !== '').length;
  expect(rows.getRowsJson()).toEqual([[String(counted['transactions']), sum.toFixed(8), String(described)]]);
  connection.closeSync();
  instance.closeSync();
});

test('a folder that holds something is left alone', async () => {
  await mkdir(join(folder, 'full'));
  await writeFile(join(folder, 'full', 'mine.txt'), 'x');
  await expect(writeDemo(order('full'))).rejects.toMatchObject({ code: 'usage' });
  expect(await readdir(join(folder, 'full'))).toEqual(['mine.txt']);
  await expect(writeDemo(order('full/mine.txt'))).rejects.toMatchObject({ code: 'usage' });
});

test.each([
  { accounts: 0 },
  { accounts: 1.5 },
  { accounts: LIMITS.demo_accounts_max + 1 },
  { years: 0 },
  { years: 51 },
])('a size out of bounds is refused: %o', async (size) => {
  await expect(writeDemo(order('none', size))).rejects.toMatchObject({ code: 'usage' });
});

test.each([
  [1, 1],
  [3, 1],
  [2, 30],
])('%d accounts over %d years work too', async (accounts, years) => {
  const { tables: made } = await writeDemo(order(`size-${accounts}-${years}`, { accounts, years }));
  expect(made['accounts']).toBe(accounts);
  expect(made['transactions']).toBeGreaterThan(10);
});
