import type { DuckDBConnection } from '@duckdb/node-api';
import { accountFigures } from '../../accounting/account.ts';
import type { ProductTableName } from '../../model/product-tables.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { FIGURE_TABLES, writeAccount } from './account-rows.ts';
import { type BookedAccounts, planAccounts, securitiesOf } from './bookings.ts';
import { findingsOf, type Tally } from './findings.ts';
import type { MarketData } from './market-data.ts';
import { openParcelLoader, type ParcelLoader } from './parcel-loader.ts';
import { count, readRows } from './read-rows.ts';
import type { TransferIds } from './transfer-pairs.ts';

/** The tables whose rows are made here, by far the largest first. */
const LOADED = ['daily_values', ...FIGURE_TABLES.filter((name) => name !== 'daily_values')] as const;

export interface FiguresRequest {
  /** Has an open parcel attached with its accounts and their bookings. */
  readonly connection: DuckDBConnection;
  /** Makes further connections to the same database. */
  readonly connect: () => Promise<DuckDBConnection>;
  readonly firmCurrency: string;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What the accounts of a parcel, or of a share of it, came to besides their rows. */
export interface ShareResult {
  readonly tallies: readonly Tally[];
  /** The booked securities whose closes may be odd. */
  readonly suspects: readonly string[];
}

/** Fills the figures of every account of the parcel that has bookings. */
export async function fillFigures(
  request: FiguresRequest,
  transfers: TransferIds,
  data: MarketData,
): Promise<ShareResult> {
  const { connection, connect, firmCurrency } = request;
  const findings = findingsOf(data.symbolOf);
  await withLoader(connect, LOADED, async (loader) => {
    const booked = await planAccounts(connection, firmCurrency, transfers);
    await workOut(request, booked, data, loader, findings.add);
  });
  await findings.insert(connection);
  return { tallies: findings.tallies(), suspects: [...data.suspects] };
}

/** Account by account. */
async function workOut(
  { onProgress }: FiguresRequest,
  booked: BookedAccounts,
  data: MarketData,
  loader: ParcelLoader,
  note: ReturnType<typeof findingsOf>['add'],
): Promise<void> {
  let done = 0;
  onProgress?.(done, booked.count);
  const fitsAll = booked.securities.length <= data.securitiesMax;
  if (fitsAll) await data.need(new Set(booked.securities));
  // Where not all closes fit, many accounts share the reading of those that they need.
  for await (const accounts of booked.batches(fitsAll ? 0 : LIMITS.transform_batch_bookings_max)) {
    if (!fitsAll) await data.need(securitiesOf(accounts));
    for (const { terms, changedFrom, bookings } of accounts) {
      const figures = accountFigures(terms, bookings, data.market);
      if (figures) {
        note(figures.oddities);
        writeAccount(terms, figures, data.market, data.symbolOf, loader, changedFrom ?? -Infinity);
      }
      await loader.breathe();
      done += 1;
    }
    onProgress?.(done, booked.count);
  }
}

/** Does work that adds rows to these tables; resolves when they are stored. */
export async function withLoader(
  connect: FiguresRequest['connect'],
  tables: readonly ProductTableName[],
  work: (loader: ParcelLoader) => Promise<void>,
): Promise<void> {
  const loader = await openParcelLoader(connect, tables);
  try {
    await work(loader);
  } finally {
    await loader.close();
  }
}

/**
 * Runs `work` while a statement has one thread of the engine. The kernel's rows come from one thread only: a second one
 * would look for work all the while, on the processor that the kernel needs.
 */
export async function withOneThread<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  const [row] = await readRows(connection, "SELECT current_setting('threads')");
  if (count(row?.[0]) === 1) return work();
  await connection.run('SET threads = 1');
  try {
    return await work();
  } finally {
    await connection.run(`SET threads = ${String(count(row?.[0]))}`);
  }
}
