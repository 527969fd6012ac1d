import type { DuckDBConnection } from '@duckdb/node-api';
import { productTable, type ProductTableName } from '../../model/product-tables.ts';
import type { SourceTableName } from '../../model/source-tables.ts';
import { CHANGED_FROM } from '../stage/changed-days.ts';
import { quoted } from '../stage/sql-types.ts';
import { count, readRows, text } from './read-rows.ts';
import { type AccountRange, inRange, type TransformedAccounts } from './shares.ts';
import { piecesOfBookings, stagedRowsOf } from './staged-rows.ts';

/** Tables that are carried over as they are, column by column. */
export const CARRIED_TABLES = [
  'custodians',
  'advisors',
  'clients',
  'portfolios',
  'benchmarks',
  'benchmark_levels',
  'targets',
  'fx_rates',
  'prices',
] as const satisfies readonly (ProductTableName & SourceTableName)[];
export type CarriedTable = (typeof CARRIED_TABLES)[number];

/** Every currency that a staged booking is in, in order. */
export async function bookedCurrencies(connection: DuckDBConnection): Promise<readonly string[]> {
  const rows = await readRows(
    connection,
    'SELECT DISTINCT currency FROM stage.main.merged_transactions WHERE currency IS NOT NULL ORDER BY currency',
  );
  return rows.map(([code]) => text(code) ?? '');
}

/** Fills the tables that every account shares, whole, but for the closes; `booked`: the currencies of the bookings. */
export async function fillReferenceTables(
  connection: DuckDBConnection,
  booked: readonly string[],
): Promise<void> {
  for (const table of CARRIED_TABLES) if (table !== 'prices') await carry(connection, table);
  await fillSecurities(connection, booked);
}

/** Fills the closes, by far the largest of the tables that every account shares. `inOrder`: as `closesInOrder` says. */
export async function fillPrices(connection: DuckDBConnection, inOrder: boolean): Promise<void> {
  if (!inOrder) return carry(connection, 'prices');
  const columns = columnsOf('prices').join(', ');
  await connection.run(
    `INSERT INTO parcel.main.prices (${columns}) SELECT ${columns} FROM stage.main.merged_prices`,
  );
}

/**
 * Whether the staged closes lie in order already, as a file that was written from a table has them: looking costs a
 * fraction of sorting them. To be asked only where `merged_prices` gives them as they lie.
 */
export async function closesInOrder(connection: DuckDBConnection): Promise<boolean> {
  const [row] = await readRows(
    connection,
    `SELECT count(*) FROM (
       SELECT security_id, price_date, lag(security_id) OVER () AS id_before, lag(price_date) OVER () AS day_before FROM stage.main.merged_prices)
     WHERE security_id < id_before OR (security_id = id_before AND price_date < day_before)`,
  );
  return count(row?.[0]) === 0;
}

async function carry(connection: DuckDBConnection, table: ProductTableName): Promise<void> {
  await insert(connection, table, `SELECT ${columnsOf(table).join(', ')} FROM stage.main.merged_${table}`);
}

/** The sources' securities and a row for the cash of each currency that is booked and that no source describes. */
async function fillSecurities(connection: DuckDBConnection, booked: readonly string[]): Promise<void> {
  const columns = columnsOf('securities');
  const carried = columns.map((name) =>
    name === 'symbol'
      ? `CASE WHEN starts_with(security_id, 'CASH:') THEN coalesce(symbol, substr(security_id, 6)) ELSE symbol END AS symbol`
      : name,
  );
  const made: Readonly<Record<string, string>> = {
    security_id: `'CASH:' || code`,
    symbol: 'code',
    name: `'Cash (' || code || ')'`,
    asset_class: `'Cash'`,
    currency: 'code',
  };
  await insert(
    connection,
    'securities',
    `SELECT ${carried.join(', ')} FROM stage.main.merged_securities
     UNION ALL
     SELECT ${columns.map((name) => `${made[name] ?? 'NULL'} AS ${name}`).join(', ')}
     FROM (${booked.map(movedBy).join(' UNION ALL ') || 'SELECT NULL AS code WHERE false'}) moved
     WHERE 'CASH:' || code NOT IN (SELECT security_id FROM stage.main.merged_securities)`,
  );
}

/** A row with the currency where any booking moves cash in it: the first that is met will do. */
function movedBy(currency: string): string {
  return `(SELECT currency AS code FROM stage.main.merged_transactions WHERE currency = ${quoted(currency)} AND amount <> 0 LIMIT 1)`;
}

const WHOLE: AccountRange = { from: null, before: null };

/**
 * Fills `parcel.touched_accounts`, the accounts that the parcel speaks for, then their bookings and themselves; of a
 * share only those of its range.
 */
export async function fillTouchedAccounts(
  connection: DuckDBConnection,
  accounts: TransformedAccounts,
  range: AccountRange = WHOLE,
): Promise<void> {
  const source = accounts === 'all' ? 'stage.main.merged_accounts' : 'stage.main.touched_accounts';
  const within = inRange('account_id', range);
  await connection.run(
    `CREATE TABLE parcel.main.touched_accounts AS SELECT DISTINCT account_id, CAST(NULL AS DATE) AS changed_from FROM ${source} WHERE ${within} ORDER BY account_id`,
  );
  for (const bookings of await bookingsOf(connection, accounts, range))
    await fillBookings(connection, bookings);
  const made: Readonly<Record<string, string>> = {
    cost_method: `coalesce(a.cost_method, 'FIFO')`,
    first_booking: 'b.first_booking',
    last_booking: 'b.last_booking',
  };
  const held = columnsOf('accounts').map((name) => `${made[name] ?? `a.${name}`} AS ${name}`);
  await insert(
    connection,
    'accounts',
    `SELECT ${held.join(', ')} FROM stage.main.merged_accounts a
     LEFT JOIN (SELECT account_id, min(trade_date) AS first_booking, max(trade_date) AS last_booking
       FROM parcel.main.transactions GROUP BY account_id) b ON b.account_id = a.account_id
     WHERE a.account_id IN (SELECT account_id FROM parcel.main.touched_accounts)`,
  );
}

/**
 * Notes from which day on the rows of a touched account may be others than those that are published: the day after the last
 * booking before the first change. What follows that booking may end sooner or go on longer with what changed.
 */
export async function noteChangedFrom(connection: DuckDBConnection): Promise<void> {
  await connection.run(
    `UPDATE parcel.main.touched_accounts AS t SET changed_from = u.day FROM (
       SELECT b.account_id, max(b.trade_date) + 1 AS day FROM parcel.main.transactions b
       JOIN (${CHANGED_FROM}) c ON c.account_id = b.account_id AND b.trade_date < c.day GROUP BY b.account_id) u
     WHERE u.account_id = t.account_id`,
  );
}

/** Queries of the staged bookings of these accounts, to be stored one behind the other. */
async function bookingsOf(
  connection: DuckDBConnection,
  accounts: TransformedAccounts,
  range: AccountRange,
): Promise<readonly string[]> {
  if (accounts === 'touched')
    return [
      await stagedRowsOf(connection, 'transactions', 'SELECT account_id FROM parcel.main.touched_accounts'),
    ];
  if (range === WHOLE) return piecesOfBookings(connection);
  return [`SELECT * FROM stage.main.merged_transactions WHERE ${inRange('account_id', range)}`];
}

async function fillBookings(connection: DuckDBConnection, bookings: string): Promise<void> {
  const columns = columnsOf('transactions').map((name) => (name === 'symbol' ? 's.symbol' : `t.${name}`));
  await insert(
    connection,
    'transactions',
    `SELECT ${columns.join(', ')} FROM (${bookings}) t
     LEFT JOIN parcel.main.securities s ON s.security_id = t.security_id`,
  );
}

async function insert(connection: DuckDBConnection, table: ProductTableName, select: string): Promise<void> {
  const order = productTable(table).sortedBy.join(', ');
  await connection.run(
    `INSERT INTO parcel.main.${table} (${columnsOf(table).join(', ')}) SELECT * FROM (${select}) ORDER BY ${order}`,
  );
}

function columnsOf(table: ProductTableName): readonly string[] {
  return Object.keys(productTable(table).columns);
}
