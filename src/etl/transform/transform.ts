import type { DuckDBConnection } from '@duckdb/node-api';
import { accountFigures } from '../../accounting/account.ts';
import type { Market } from '../../accounting/market.ts';
import { PRODUCT_TABLE_NAMES, productTable, type ProductTableName } from '../../model/product-tables.ts';
import type { Parcel } from '../../store/port.ts';
import { dayFromNumber, dayNumber, type Day } from '../../vocabulary/day.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Finding } from '../../vocabulary/run.ts';
import { FIGURE_TABLES, writeAccount } from './account-rows.ts';
import { planAccounts, securitiesOf, type BookedAccounts } from './bookings.ts';
import type { ClosesTable } from '../quality/price-findings.ts';
import { findingsOf } from './findings.ts';
import { openMarketData, type MarketData } from './market-data.ts';
import { createProductTables } from './product-schema.ts';
import { count, days, readRows, text } from './read-rows.ts';
import { fillPrices, fillReferenceTables, fillTouchedAccounts } from './reference-tables.ts';
import { openParcelLoader, type ParcelLoader } from './parcel-loader.ts';
import { pairClientTransfers } from './transfer-pairs.ts';

export interface TransformRequest {
  /** Has the staged rows attached as `stage` and an empty parcel as `parcel`. */
  readonly connection: DuckDBConnection;
  /** Makes further connections to the same database. */
  readonly connect: () => Promise<DuckDBConnection>;
  readonly firmCurrency: string;
  /** `touched`: those that `stage.touched_accounts` names; the other accounts' figures stay as they were published. */
  readonly accounts: 'all' | 'touched';
  /** The published closes are those staged: they stay as they are. */
  readonly keepPrices?: boolean;
  /** Where given, days further ahead than a booking may be do not move the last day. */
  readonly today?: Day;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface TransformResult {
  /** The last day that the figures reach. */
  readonly asOf: Day;
  readonly tables: Parcel['tables'];
  /** Where all closes are: those that stay as they were published are not in the parcel. */
  readonly closes: ClosesTable;
  /** The booked securities whose closes may be odd. */
  readonly suspects: ReadonlySet<string>;
  readonly accountsTouched: number;
  readonly accountsTotal: number;
  readonly findings: readonly Finding[];
}

/** The tables whose rows are made here, by far the largest first. */
const LOADED = [
  'daily_values',
  ...FIGURE_TABLES.filter((name) => name !== 'daily_values'),
  'conversion_rates',
] as const;

/** Works the staged rows out into a parcel of product tables, account by account. */
export async function transform(request: TransformRequest): Promise<TransformResult> {
  const beside = await request.connect();
  try {
    return await transformBeside(request, beside);
  } finally {
    beside.closeSync();
  }
}

/** `beside` is a connection for what goes on beside the first one. */
async function transformBeside(
  request: TransformRequest,
  beside: DuckDBConnection,
): Promise<TransformResult> {
  const { connection, firmCurrency } = request;
  const copied = copiedTables(request);
  await createProductTables(connection);
  await bothDone(fillAccounts(connection, request.accounts), copied.prices ? fillPrices(beside) : null);
  const { firstDay, horizon } = await spanOf(connection, copied, request.today);
  const transfers = await pairClientTransfers(connection, placeOf('transactions', copied));
  const prices = { name: placeOf('prices', copied), clustered: copied.prices };
  const data = await openMarketData(beside, firmCurrency, prices, firstDay, horizon);
  const findings = findingsOf(data.symbolOf);
  await withOneThread(connection, async () => {
    const loader = await openParcelLoader(request.connect, LOADED);
    try {
      const booked = await planAccounts(connection, firmCurrency, transfers);
      await fillFigures(request, booked, data, loader, findings.add);
      await fillConversionRates(connection, loader, data.market, firmCurrency, firstDay);
    } finally {
      await loader.close();
    }
  });
  await findings.insert(connection);
  const [counted] = await readRows(
    connection,
    'SELECT (SELECT count(*) FROM parcel.main.touched_accounts), (SELECT count(*) FROM stage.main.merged_accounts)',
  );
  return {
    asOf: dayFromNumber(horizon),
    tables: modesOf(request.accounts, copied.prices ? [] : ['prices']),
    closes: copied.prices ? 'parcel.prices' : 'stage.merged_prices',
    suspects: data.suspects,
    accountsTouched: count(counted?.[0]),
    accountsTotal: count(counted?.[1]),
    findings: findings.all(),
  };
}

/** Whether the parcel has every staged row of a large table, and not only those of touched accounts, or none. */
interface Copied {
  readonly transactions: boolean;
  readonly prices: boolean;
}

function copiedTables(request: TransformRequest): Copied {
  return { transactions: request.accounts === 'all', prices: request.keepPrices !== true };
}

/** Where all rows of a table are: in the parcel nothing has to be held against what it refers to any more. */
function placeOf(table: keyof Copied, copied: Copied): string {
  return copied[table] ? `parcel.main.${table}` : `stage.main.merged_${table}`;
}

async function fillAccounts(
  connection: DuckDBConnection,
  accounts: TransformRequest['accounts'],
): Promise<void> {
  await fillReferenceTables(connection);
  await fillTouchedAccounts(connection, accounts);
}

/** Resolves when both have ended. Rejects with what made one of them fail. */
async function bothDone(one: Promise<void>, other: Promise<void> | null): Promise<void> {
  for (const result of await Promise.allSettled([one, other])) {
    if (result.status === 'rejected') throw result.reason;
  }
}

/**
 * Runs `work` while a statement has one thread of the engine. The kernel's rows come from one thread only: a second one
 * would look for work all the while, on the processor that the kernel needs.
 */
async function withOneThread(connection: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  const [row] = await readRows(connection, "SELECT current_setting('threads')");
  await connection.run('SET threads = 1');
  try {
    await work();
  } finally {
    await connection.run(`SET threads = ${String(count(row?.[0]))}`);
  }
}

/** The first booking's day and the last day that any booking, close, rate or level speaks of. */
async function spanOf(
  connection: DuckDBConnection,
  copied: Copied,
  today: Day | undefined,
): Promise<{ readonly firstDay: number; readonly horizon: number }> {
  const limit = today === undefined ? '' : `WHERE day <= DATE '${today}' + ${String(LIMITS.future_days_max)}`;
  const transactions = placeOf('transactions', copied);
  const [row] = await readRows(
    connection,
    `SELECT max(day), (SELECT min(trade_date) FROM ${transactions}) FROM (
       SELECT trade_date AS day FROM ${transactions} UNION ALL SELECT price_date FROM ${placeOf('prices', copied)} UNION ALL
       SELECT rate_date FROM parcel.main.fx_rates UNION ALL SELECT level_date FROM parcel.main.benchmark_levels) ${limit}`,
  );
  const fallback = today === undefined ? 0 : dayNumber(today);
  const horizon = days(row?.[0]) ?? fallback;
  return { firstDay: Math.min(days(row?.[1]) ?? horizon, horizon), horizon };
}

/** Fills the figures of every account, one after the other. */
async function fillFigures(
  { onProgress }: TransformRequest,
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
    for (const { terms, bookings } of accounts) {
      const figures = accountFigures(terms, bookings, data.market);
      if (figures) {
        note(figures.oddities);
        writeAccount(terms, figures, data.market, data.symbolOf, loader);
      }
      await loader.breathe();
      done += 1;
    }
    onProgress?.(done, booked.count);
  }
}

/** A rate for every day of every pair of a currency in use and a reporting currency; pairs without any way are left out. */
async function fillConversionRates(
  connection: DuckDBConnection,
  loader: ParcelLoader,
  market: Market,
  firmCurrency: string,
  firstDay: number,
): Promise<void> {
  const reporting = `SELECT currency FROM stage.main.merged_accounts UNION SELECT base_currency FROM stage.main.merged_portfolios`;
  const used = `${reporting} UNION SELECT currency FROM stage.main.merged_transactions UNION SELECT currency FROM parcel.main.securities`;
  const codes = async (sql: string): Promise<readonly string[]> => {
    const rows = await readRows(
      connection,
      `SELECT DISTINCT currency FROM (${sql}) WHERE currency IS NOT NULL`,
    );
    const named = rows.map(([code]) => text(code)).filter((code) => code !== null);
    return [...new Set([...named, firmCurrency])].toSorted();
  };
  const to = await codes(reporting);
  for (const from of await codes(used)) {
    for (const target of to) {
      market
        .rates(from, target)
        ?.rates.forEach((rate, n) => loader.add('conversion_rates', [firstDay + n, from, target, rate]));
      await loader.breathe();
    }
  }
}

function modesOf(accounts: 'all' | 'touched', kept: readonly ProductTableName[]): Parcel['tables'] {
  return Object.fromEntries(
    PRODUCT_TABLE_NAMES.filter((name) => !kept.includes(name)).map((name) => [
      name,
      accounts === 'touched' && productTable(name).kind === 'account' ? 'replace_accounts' : 'replace',
    ]),
  );
}
