import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { AccountTerms, Booking } from '../../accounting/booking.ts';
import { COST_METHODS, TRANSACTION_TYPES } from '../../model/source-tables.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { quoted } from '../stage/sql-types.ts';
import { count, days, readColumns, readRows, scaled, text } from './read-rows.ts';

/** Accounts that are worked out together: as many as their bookings allow in memory. */
export interface Batch {
  readonly number: number;
  readonly accounts: readonly AccountTerms[];
  readonly bookings: ReadonlyMap<string, readonly Booking[]>;
  /** Every security that the batch may hold. */
  readonly securities: ReadonlySet<string>;
}

/**
 * Makes the temporary table `booked_accounts`: the touched accounts that have bookings, with what the kernel must know
 * of them and the batch that they belong to. Gives the number of batches.
 */
export async function planBatches(connection: DuckDBConnection, firmCurrency: string): Promise<number> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE booked_accounts AS
    SELECT a.account_id, a.currency, a.cost_method, coalesce(p.base_currency, a.currency) AS base_currency,
      ${quoted(firmCurrency)} AS firm_currency,
      CAST((sum(b.bookings) OVER (ORDER BY a.account_id) - b.bookings) // ${String(LIMITS.transform_batch_bookings_max)} AS INTEGER) AS batch
    FROM parcel.main.accounts a
    JOIN (SELECT account_id, count(*) AS bookings FROM parcel.main.transactions GROUP BY account_id) b ON b.account_id = a.account_id
    LEFT JOIN parcel.main.portfolios p ON p.portfolio_id = a.portfolio_id`);
  const [row] = await readRows(connection, 'SELECT coalesce(max(batch) + 1, 0) FROM booked_accounts');
  return count(row?.[0]);
}

/** Reads one batch: its accounts in order of account_id, and their bookings. */
export async function readBatch(connection: DuckDBConnection, number: number): Promise<Batch> {
  const rows = await readRows(
    connection,
    `SELECT account_id, currency, cost_method, base_currency, firm_currency FROM booked_accounts
     WHERE batch = ${String(number)} ORDER BY account_id`,
  );
  const accounts = rows.map(termsOf);
  const bookings = new Map<string, Booking[]>();
  const securities = new Set<string>();
  const [first, last] = [accounts[0], accounts.at(-1)];
  if (!first || !last) return { number, accounts, bookings, securities };
  const sql = `SELECT t.account_id, t.transaction_id, t.trade_date, t.type, t.security_id, t.quantity, t.price, t.fee, t.tax,
      t.amount, t.currency, t.description, t.related_security_id, t.cost_fraction, x.transfer_id
    FROM parcel.main.transactions t
    LEFT JOIN transfer_pairs x ON x.account_id = t.account_id AND x.transaction_id = t.transaction_id
    WHERE t.account_id BETWEEN ${quoted(first.accountId)} AND ${quoted(last.accountId)}`;
  await readColumns(connection, sql, (columns, height) => {
    for (let i = 0; i < height; i += 1) {
      const account = text(columns[0]?.[i]) ?? '';
      const booking = bookingAt(columns, i);
      const known = bookings.get(account);
      if (known) known.push(booking);
      else bookings.set(account, [booking]);
      if (booking.securityId !== null) securities.add(booking.securityId);
      if (booking.relatedSecurityId !== null) securities.add(booking.relatedSecurityId);
    }
  });
  return { number, accounts, bookings, securities };
}

function termsOf([id, own, method, base, firm]: readonly DuckDBValue[]): AccountTerms {
  const currencies = [text(own), text(base), text(firm)].filter((code) => code !== null);
  return {
    accountId: text(id) ?? '',
    costMethod: COST_METHODS.find((known) => known === text(method)) ?? 'FIFO',
    currencies: [...new Set(currencies)],
  };
}

function bookingAt(columns: readonly (readonly DuckDBValue[])[], i: number): Booking {
  const type = text(columns[3]?.[i]);
  return {
    transactionId: text(columns[1]?.[i]) ?? '',
    day: days(columns[2]?.[i]) ?? 0,
    type: TRANSACTION_TYPES.find((known) => known === type) ?? 'ADJUSTMENT',
    securityId: text(columns[4]?.[i]),
    quantity: scaled(columns[5]?.[i]) ?? 0n,
    price: scaled(columns[6]?.[i]),
    fee: scaled(columns[7]?.[i]) ?? 0n,
    tax: scaled(columns[8]?.[i]) ?? 0n,
    amount: scaled(columns[9]?.[i]) ?? 0n,
    currency: text(columns[10]?.[i]) ?? '',
    description: text(columns[11]?.[i]),
    relatedSecurityId: text(columns[12]?.[i]),
    costFraction: scaled(columns[13]?.[i]),
    transferId: text(columns[14]?.[i]),
  };
}
