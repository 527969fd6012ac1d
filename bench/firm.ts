import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';

/** The size of a firm that is made for measuring. Everything follows from it and the seed. */
export interface FirmSize {
  readonly accounts: number;
  readonly bookingsPerAccount: number;
  readonly securities: number;
  /** How many securities each account holds at once. */
  readonly positionsPerAccount: number;
  readonly years: number;
  readonly seed: number;
}

/** The id of the firm's n-th account, from 0. */
export function accountIdAt(place: number): string {
  return `A${String(place).padStart(6, '0')}`;
}

export const LAST_DAY = '2025-12-31';
const ACCOUNTS_PER_CLIENT = 2;
/** Bookings come in clusters, as rebalancing and distributions do: about this many on one day of an account. */
const BOOKINGS_PER_DAY = 3;

/**
 * Writes a firm of one currency as Parquet: accounts that buy, sell, earn and pay over the whole span, a close a
 * weekday for every security. Made set-wise by the database, so that ten million bookings take seconds: it measures
 * size and keeps the rules of the format; `askfolio demo` is the one that tells credible stories.
 */
export async function writeFirm(folder: string, size: FirmSize): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '2GB' });
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone = 'UTC'; SET preserve_insertion_order = true`);
    await makeMarket(connection, size);
    for (const [table, sql] of Object.entries(tablesOf(size))) await copy(connection, sql, folder, table);
    await writeBookings(connection, folder, size);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/**
 * Writes the day after: a close for every security on the next weekday or not at all, and bookings of every
 * so-manieth account on the firm's last day; another `turn` brings others.
 */
export async function writeNextDelivery(
  folder: string,
  size: FirmSize,
  change: { readonly accounts: number; readonly newDay: boolean; readonly turn?: number },
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    const every = Math.max(1, Math.floor(size.accounts / change.accounts));
    const day = change.newDay ? `DATE '${LAST_DAY}' + 1` : `DATE '${LAST_DAY}'`;
    await copy(
      connection,
      `SELECT 'N' || printf('%09d', ${(change.turn ?? 0) * size.accounts} + a) AS transaction_id, printf('A%06d', a) AS account_id, ${day} AS trade_date,
         'BUY' AS type, printf('S%04d', a % ${size.securities}) AS security_id, 7::DECIMAL(28, 10) AS quantity,
         100::DECIMAL(28, 10) AS price, 1::DECIMAL(38, 8) AS fee, -701::DECIMAL(38, 8) AS amount, 'USD' AS currency
       FROM (SELECT unnest(range(0, ${size.accounts}, ${every})) AS a)`,
      folder,
      'transactions',
    );
    if (!change.newDay) return;
    await copy(
      connection,
      `SELECT printf('S%04d', s) AS security_id, ${day} AS price_date, (100 + s % 7)::DECIMAL(28, 10) AS close
       FROM (SELECT unnest(range(${size.securities})) AS s)`,
      folder,
      'prices',
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** `closes`: a random walk a security over the weekdays; `tdays`: the weekdays, numbered. */
async function makeMarket(connection: DuckDBConnection, size: FirmSize): Promise<void> {
  await connection.run(`CREATE TEMP TABLE tdays AS
    SELECT d::DATE AS day, row_number() OVER (ORDER BY d) - 1 AS n
    FROM range(DATE '${LAST_DAY}' - INTERVAL ${size.years} YEAR + INTERVAL 1 DAY, DATE '${LAST_DAY}' + INTERVAL 1 DAY, INTERVAL 1 DAY) t(d)
    WHERE isodow(d) <= 5`);
  await connection.run(`CREATE TEMP TABLE closes AS
    SELECT s, n, day, greatest(2, round(40 + s % 160 + sum(${roll('s', 'n', size, 201)} / 200.0 - 0.5)
      OVER (PARTITION BY s ORDER BY n) * 0.8, 2))::DECIMAL(18, 2) AS close
    FROM (SELECT unnest(range(${size.securities})) AS s), tdays`);
}

function tablesOf({ accounts, securities }: FirmSize): Readonly<Record<string, string>> {
  const clients = Math.ceil(accounts / ACCOUNTS_PER_CLIENT);
  return {
    custodians: `SELECT 'K1' AS custodian_id, 'Custodian' AS name`,
    clients: `SELECT printf('C%06d', c) AS client_id, 'Client ' || c AS name FROM range(${clients}) t(c)`,
    portfolios: `SELECT printf('P%06d', c) AS portfolio_id, printf('C%06d', c) AS client_id, 'Portfolio ' || c AS name, 'USD' AS base_currency FROM range(${clients}) t(c)`,
    accounts: `SELECT printf('A%06d', a) AS account_id, printf('P%06d', a // ${ACCOUNTS_PER_CLIENT}) AS portfolio_id, 'K1' AS custodian_id,
      'Account ' || a AS name, 'USD' AS currency, 'FIFO' AS cost_method FROM range(${accounts}) t(a)`,
    securities: `SELECT printf('S%04d', s) AS security_id, 'SYM' || s AS symbol, 'Security ' || s AS name,
      CASE s % 4 WHEN 0 THEN 'Fixed Income' WHEN 1 THEN 'Fund' ELSE 'Equity' END AS asset_class, 'USD' AS currency FROM range(${securities}) t(s)`,
    prices: `SELECT printf('S%04d', s) AS security_id, day AS price_date, close::DECIMAL(28, 10) AS close FROM closes ORDER BY s, n`,
  };
}

/**
 * Every account opens with a deposit. Its other bookings go round its positions: two buys, a smaller sell, a
 * dividend, and now and then a fee or a withdrawal, so that nothing is ever sold short.
 */
async function writeBookings(connection: DuckDBConnection, folder: string, size: FirmSize): Promise<void> {
  const last = size.bookingsPerAccount - 1;
  const days = `(SELECT count(*) FROM tdays)`;
  const id = `a * ${size.bookingsPerAccount} + k`;
  await copy(
    connection,
    `WITH planned AS (
       SELECT a, k, k % ${size.positionsPerAccount} AS slot, k // ${size.positionsPerAccount} AS lap,
         ((k // ${BOOKINGS_PER_DAY}) * ${BOOKINGS_PER_DAY} * (${days} - 1)) // ${Math.max(1, last)} AS n
       FROM range(${size.accounts}) x(a), range(${size.bookingsPerAccount}) y(k)),
     kinds AS (
       SELECT *, (a * 7 + slot * 21) % ${size.securities} AS s, CASE WHEN k = 0 THEN 'DEPOSIT' WHEN lap % 5 IN (0, 2) THEN 'BUY' WHEN lap % 5 = 3 THEN 'SELL'
           WHEN slot % 8 = 5 THEN 'FEE' WHEN slot % 8 = 6 THEN 'WITHDRAWAL' ELSE 'DIVIDEND' END AS type,
         CASE WHEN lap % 5 = 3 THEN -1 - ${roll('a', 'k', size, 90)} / 10.0 ELSE 10 + ${roll('a', 'k', size, 400)} / 10.0 END::DECIMAL(18, 1) AS units
       FROM planned),
     priced AS (SELECT k.*, c.close, c.day FROM kinds k JOIN closes c ON c.s = k.s AND c.n = k.n)
     SELECT printf('T%010d', ${id}) AS transaction_id, printf('A%06d', a) AS account_id, day AS trade_date, type,
       CASE WHEN type IN ('BUY', 'SELL', 'DIVIDEND') THEN printf('S%04d', s) END AS security_id,
       CASE WHEN type IN ('BUY', 'SELL') THEN units END::DECIMAL(28, 10) AS quantity,
       CASE WHEN type IN ('BUY', 'SELL') THEN close END::DECIMAL(28, 10) AS price,
       CASE WHEN type IN ('BUY', 'SELL') THEN 1 ELSE 0 END::DECIMAL(38, 8) AS fee,
       CASE WHEN type = 'DIVIDEND' THEN 2 ELSE 0 END::DECIMAL(38, 8) AS tax,
       CASE type WHEN 'DEPOSIT' THEN 10000000 WHEN 'WITHDRAWAL' THEN -250 WHEN 'FEE' THEN -12.5 WHEN 'DIVIDEND' THEN 11.25
         ELSE -(units * close) - 1 END::DECIMAL(38, 8) AS amount,
       'USD' AS currency, CASE WHEN type = 'FEE' THEN 'Custody fee' END AS description
     FROM priced ORDER BY k, a`,
    folder,
    'transactions',
  );
}

/** A repeatable draw of 0 … below − 1 for two columns. */
function roll(a: string, b: string, size: FirmSize, below: number): string {
  return `(hash(${a} * 1000003 + ${b} + ${size.seed} * 7919) % ${below})::INTEGER`;
}

async function copy(connection: DuckDBConnection, sql: string, folder: string, table: string): Promise<void> {
  const file = join(folder, `${table}.parquet`).replaceAll("'", "''");
  await connection.run(`COPY (${sql}) TO '${file}' (FORMAT parquet, COMPRESSION zstd)`);
}
