import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { AccountTerms, Booking } from '../../accounting/booking.ts';
import { COST_METHODS, TRANSACTION_TYPES } from '../../model/source-tables.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { quoted } from '../stage/sql-types.ts';
import { count, readChunks, readRows, text, type RowReader } from './read-rows.ts';

/** Accounts that are worked out together: as many as their bookings allow in memory. */
export interface Batch {
  readonly accounts: readonly AccountTerms[];
  readonly bookings: ReadonlyMap<string, readonly Booking[]>;
  /** Every security that the batch may hold. */
  readonly securities: ReadonlySet<string>;
}

/** The touched accounts that have bookings, cut into batches. */
export interface Batches {
  readonly batches: number;
  readonly accounts: number;
  /** Reads one batch: its accounts in order of account_id, and their bookings. */
  read(number: number): Promise<Batch>;
}

/** Texts that stand in many bookings; bookings are read with their places in these lists instead. */
interface Names {
  readonly securities: readonly string[];
  readonly currencies: readonly string[];
}

/**
 * Makes the temporary tables `booked_accounts` (with what the kernel must know of an account, and its batch) and
 * `booked_securities`, on a connection that `read` uses from then on.
 */
export async function planBatches(connection: DuckDBConnection, firmCurrency: string): Promise<Batches> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE booked_accounts AS
    SELECT a.account_id, a.currency, a.cost_method, coalesce(p.base_currency, a.currency) AS base_currency,
      ${quoted(firmCurrency)} AS firm_currency, CAST(row_number() OVER (ORDER BY a.account_id) - 1 AS INTEGER) AS place,
      CAST((sum(b.bookings) OVER (ORDER BY a.account_id) - b.bookings) // ${String(LIMITS.transform_batch_bookings_max)} AS INTEGER) AS batch
    FROM parcel.main.accounts a
    JOIN (SELECT account_id, count(*) AS bookings FROM parcel.main.transactions GROUP BY account_id) b ON b.account_id = a.account_id
    LEFT JOIN parcel.main.portfolios p ON p.portfolio_id = a.portfolio_id`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE booked_securities AS
    SELECT security_id, CAST(row_number() OVER () - 1 AS INTEGER) AS place FROM (
      SELECT security_id FROM parcel.main.transactions UNION SELECT related_security_id FROM parcel.main.transactions)
    WHERE security_id IS NOT NULL`);
  const list = async (sql: string): Promise<readonly string[]> =>
    (await readRows(connection, sql)).map(([name]) => text(name) ?? '');
  const names = {
    securities: await list('SELECT security_id FROM booked_securities ORDER BY place'),
    currencies: await list('SELECT DISTINCT currency FROM parcel.main.transactions ORDER BY currency'),
  };
  const [row] = await readRows(
    connection,
    'SELECT coalesce(max(batch) + 1, 0), count(*) FROM booked_accounts',
  );
  return {
    batches: count(row?.[0]),
    accounts: count(row?.[1]),
    read: (number) => readBatch(connection, number, names),
  };
}

async function readBatch(connection: DuckDBConnection, number: number, names: Names): Promise<Batch> {
  const rows = await readRows(
    connection,
    `SELECT account_id, currency, cost_method, base_currency, firm_currency, place FROM booked_accounts
     WHERE batch = ${String(number)} ORDER BY account_id`,
  );
  const accounts = rows.map(termsOf);
  const [first, last] = [accounts[0], accounts.at(-1)];
  if (!first || !last) return { accounts, bookings: new Map(), securities: new Set() };
  const from = count(rows[0]?.[5]);
  const bookings: Booking[][] = accounts.map(() => []);
  const seen = new Uint8Array(names.securities.length);
  const see = (place: number | null): void => {
    if (place !== null) seen[place] = 1;
  };
  await readChunks(connection, bookingsBetween(first.accountId, last.accountId, names), (reader) => {
    for (let row = 0; row < reader.rows; row += 1) {
      bookings[(reader.integer(0, row) ?? 0) - from]?.push(bookingAt(reader, row, names));
      see(reader.integer(4, row));
      see(reader.integer(12, row));
    }
  });
  return {
    accounts,
    bookings: new Map(accounts.map(({ accountId }, n) => [accountId, bookings[n] ?? []])),
    securities: new Set(names.securities.filter((_, place) => seen[place] === 1)),
  };
}

/** Bookings lie in the order of their accounts: a range of them is a stretch of the table. */
function bookingsBetween(first: string, last: string, { currencies }: Names): string {
  return `SELECT a.place, t.transaction_id, CAST(t.trade_date - DATE '1970-01-01' AS INTEGER), ${placeIn(TRANSACTION_TYPES, 't.type')}, s.place,
      t.quantity, t.price, t.fee, t.tax, t.amount, ${placeIn(currencies, 't.currency')}, t.description, r.place,
      t.cost_fraction, x.transfer_id
    FROM parcel.main.transactions t
    JOIN booked_accounts a ON a.account_id = t.account_id
    LEFT JOIN booked_securities s ON s.security_id = t.security_id
    LEFT JOIN booked_securities r ON r.security_id = t.related_security_id
    LEFT JOIN transfer_pairs x ON x.account_id = t.account_id AND x.transaction_id = t.transaction_id
    WHERE t.account_id BETWEEN ${quoted(first)} AND ${quoted(last)}`;
}

/** The place of a text in a list, counted from 0. */
function placeIn(list: readonly string[], column: string): string {
  return `CAST(list_position([${list.map(quoted).join(', ')}], ${column}) - 1 AS INTEGER)`;
}

function termsOf([id, own, method, base, firm]: readonly DuckDBValue[]): AccountTerms {
  const currencies = [text(own), text(base), text(firm)].filter((code) => code !== null);
  return {
    accountId: text(id) ?? '',
    costMethod: COST_METHODS.find((known) => known === text(method)) ?? 'FIFO',
    currencies: [...new Set(currencies)],
  };
}

function bookingAt(reader: RowReader, row: number, names: Names): Booking {
  return {
    transactionId: reader.text(1, row) ?? '',
    day: reader.integer(2, row) ?? 0,
    type: TRANSACTION_TYPES[reader.integer(3, row) ?? -1] ?? 'ADJUSTMENT',
    securityId: named(names.securities, reader.integer(4, row)),
    quantity: reader.scaled(5, row) ?? 0n,
    price: reader.scaled(6, row),
    fee: reader.scaled(7, row) ?? 0n,
    tax: reader.scaled(8, row) ?? 0n,
    amount: reader.scaled(9, row) ?? 0n,
    currency: named(names.currencies, reader.integer(10, row)) ?? '',
    description: reader.text(11, row),
    relatedSecurityId: named(names.securities, reader.integer(12, row)),
    costFraction: reader.scaled(13, row),
    transferId: reader.text(14, row),
  };
}

function named(names: readonly string[], place: number | null): string | null {
  return place === null ? null : (names[place] ?? null);
}
