import type { DuckDBConnection } from '@duckdb/node-api';
import { productTable, type ProductTableName } from '../../model/product-tables.ts';
import { type AccountRange, inRange, type TransformedAccounts } from './shares.ts';

/** Tables that are carried over as they are, column by column. */
const CARRIED: readonly ProductTableName[] = [
  'custodians',
  'advisors',
  'clients',
  'portfolios',
  'benchmarks',
  'benchmark_levels',
  'targets',
  'fx_rates',
];

/** Fills the tables that every account shares, whole, but for the closes. */
export async function fillReferenceTables(connection: DuckDBConnection): Promise<void> {
  for (const table of CARRIED) await carry(connection, table);
  await fillSecurities(connection);
}

/** Fills the closes, by far the largest of the tables that every account shares. */
export async function fillPrices(connection: DuckDBConnection): Promise<void> {
  await carry(connection, 'prices');
}

async function carry(connection: DuckDBConnection, table: ProductTableName): Promise<void> {
  await insert(connection, table, `SELECT ${columnsOf(table).join(', ')} FROM stage.main.merged_${table}`);
}

/** The sources' securities and a row for the cash of each currency that is booked and that no source describes. */
async function fillSecurities(connection: DuckDBConnection): Promise<void> {
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
     FROM (SELECT DISTINCT currency AS code FROM stage.main.merged_transactions WHERE amount <> 0) booked
     WHERE 'CASH:' || code NOT IN (SELECT security_id FROM stage.main.merged_securities)`,
  );
}

const WHOLE: AccountRange = { from: null, before: null };
const TOUCHED = 'WHERE account_id IN (SELECT account_id FROM parcel.main.touched_accounts)';

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
    `CREATE TABLE parcel.main.touched_accounts AS SELECT DISTINCT account_id FROM ${source} WHERE ${within} ORDER BY account_id`,
  );
  const booked = columnsOf('transactions').map((name) => (name === 'symbol' ? 's.symbol' : `t.${name}`));
  await insert(
    connection,
    'transactions',
    `SELECT ${booked.join(', ')} FROM (FROM stage.main.merged_transactions ${accounts === 'all' ? `WHERE ${within}` : TOUCHED}) t
     LEFT JOIN parcel.main.securities s ON s.security_id = t.security_id`,
  );
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

async function insert(connection: DuckDBConnection, table: ProductTableName, select: string): Promise<void> {
  const order = productTable(table).sortedBy.join(', ');
  await connection.run(
    `INSERT INTO parcel.main.${table} (${columnsOf(table).join(', ')}) SELECT * FROM (${select}) ORDER BY ${order}`,
  );
}

function columnsOf(table: ProductTableName): readonly string[] {
  return Object.keys(productTable(table).columns);
}
