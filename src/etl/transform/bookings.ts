import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { AccountTerms, Booking } from '../../accounting/booking.ts';
import { COST_METHODS, TRANSACTION_TYPES, type TransactionType } from '../../model/source-tables.ts';
import { quoted } from '../stage/sql-types.ts';
import { days, readChunks, readRows, text } from './read-rows.ts';
import type { RowReader } from './row-reader.ts';
import type { TransferIds } from './transfer-pairs.ts';

export interface BookedAccount extends Planned {
  readonly bookings: readonly Booking[];
}

interface Planned {
  readonly terms: AccountTerms;
  /** The day from which on its rows may be others than those that are published; null: any of them. */
  readonly changedFrom: number | null;
}

/** The parcel's accounts that have bookings. */
export interface BookedAccounts {
  readonly count: number;
  /** Every security that is booked in any of them. */
  readonly securities: readonly string[];
  /** Reads them through once in order of account_id, whole, in batches of more than so many bookings but for the last. */
  batches(bookings: number): AsyncGenerator<readonly BookedAccount[]>;
}

/** Every security that these accounts may hold. */
export function securitiesOf(accounts: readonly BookedAccount[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { bookings } of accounts) {
    for (const { securityId, relatedSecurityId } of bookings) {
      if (securityId !== null) ids.add(securityId);
      if (relatedSecurityId !== null) ids.add(relatedSecurityId);
    }
  }
  return ids;
}

/** Finds the accounts of the parcel that have bookings; `batches` goes on using the connection. */
export async function planAccounts(
  connection: DuckDBConnection,
  firmCurrency: string,
  transfers: TransferIds,
): Promise<BookedAccounts> {
  const rows = await readRows(
    connection,
    `SELECT a.account_id, a.currency, a.cost_method, coalesce(p.base_currency, a.currency), ${quoted(firmCurrency)}, t.changed_from
     FROM parcel.main.accounts a JOIN parcel.main.touched_accounts t ON t.account_id = a.account_id LEFT JOIN parcel.main.portfolios p ON p.portfolio_id = a.portfolio_id
     WHERE a.first_booking IS NOT NULL`,
  );
  const planned = new Map(rows.map(plannedOf).map((each) => [each.terms.accountId, each]));
  const securities = await readRows(
    connection,
    `SELECT security_id FROM parcel.main.transactions WHERE security_id IS NOT NULL
     UNION SELECT related_security_id FROM parcel.main.transactions WHERE related_security_id IS NOT NULL`,
  );
  return {
    count: planned.size,
    securities: securities.map(([id]) => text(id) ?? ''),
    batches: (bookings) => batchesOf(connection, planned, transfers, bookings),
  };
}

async function* batchesOf(
  connection: DuckDBConnection,
  planned: ReadonlyMap<string, Planned>,
  transfers: TransferIds,
  bookings: number,
): AsyncGenerator<readonly BookedAccount[]> {
  const gathered = new Gathered(planned, transfers);
  for await (const reader of readChunks(connection, ALL_BOOKINGS)) {
    for (let row = 0; row < reader.rows; row += 1) gathered.add(reader, row);
    if (gathered.bookings > bookings) yield gathered.take();
  }
  gathered.end();
  yield gathered.take();
}

/** Bookings as they are read, account by account. */
class Gathered {
  readonly #planned: ReadonlyMap<string, Planned>;
  readonly #transfers: TransferIds;
  readonly #done = new Set<string>();
  #accounts: BookedAccount[] = [];
  #bookings = 0;
  #account: string | null = null;
  #open: Booking[] = [];

  constructor(planned: ReadonlyMap<string, Planned>, transfers: TransferIds) {
    this.#planned = planned;
    this.#transfers = transfers;
  }

  /** How many bookings the whole accounts have that were not taken yet. */
  get bookings(): number {
    return this.#bookings;
  }

  add(reader: RowReader, row: number): void {
    const account = reader.text(0, row);
    if (account !== this.#account) {
      this.end();
      this.#account = account;
    }
    this.#open.push(bookingAt(reader, row, this.#transfers.get(account ?? '')));
  }

  /** The account that is being read is whole. Throws where its bookings do not lie together. */
  end(): void {
    const planned = this.#planned.get(this.#account ?? '');
    const bookings = this.#open;
    this.#open = [];
    if (!planned) return;
    const { accountId } = planned.terms;
    if (this.#done.has(accountId)) throw new Error('bookings of one account do not lie together');
    this.#done.add(accountId);
    this.#accounts.push({ ...planned, bookings });
    this.#bookings += bookings.length;
  }

  take(): readonly BookedAccount[] {
    const accounts = this.#accounts;
    this.#accounts = [];
    this.#bookings = 0;
    return accounts;
  }
}

/** Without a join or an order the engine gives them as they lie: account by account. */
const ALL_BOOKINGS = `SELECT account_id, transaction_id, trade_date, type, security_id, quantity, price, fee, tax, amount,
    currency, CASE WHEN type = 'FEE' THEN description END, related_security_id, cost_fraction
  FROM parcel.main.transactions`;

function plannedOf([id, own, method, base, firm, changedFrom]: readonly DuckDBValue[]): Planned {
  const currencies = [text(own), text(base), text(firm)].filter((code) => code !== null);
  const terms = {
    accountId: text(id) ?? '',
    costMethod: COST_METHODS.find((known) => known === text(method)) ?? 'FIFO',
    currencies: [...new Set(currencies)],
  };
  return { terms, changedFrom: days(changedFrom) };
}

const TYPES: ReadonlyMap<string, TransactionType> = new Map(TRANSACTION_TYPES.map((type) => [type, type]));

/** Only of a FEE does the kernel look at the description. */
function bookingAt(
  reader: RowReader,
  row: number,
  transfers: ReadonlyMap<string, string> | undefined,
): Booking {
  const transactionId = reader.text(1, row) ?? '';
  return {
    transactionId,
    day: reader.integer(2, row) ?? 0,
    type: TYPES.get(reader.name(3, row) ?? '') ?? 'ADJUSTMENT',
    securityId: reader.name(4, row),
    quantity: reader.scaled(5, row) ?? 0n,
    price: reader.scaled(6, row),
    fee: reader.scaled(7, row) ?? 0n,
    tax: reader.scaled(8, row) ?? 0n,
    amount: reader.scaled(9, row) ?? 0n,
    currency: reader.name(10, row) ?? '',
    description: reader.name(11, row),
    relatedSecurityId: reader.name(12, row),
    costFraction: reader.scaled(13, row),
    transferId: transfers?.get(transactionId) ?? null,
  };
}
