import type { DuckDBConnection } from '@duckdb/node-api';
import type { Market } from '../../accounting/market.ts';
import { PRODUCT_TABLE_NAMES, productTable, type ProductTableName } from '../../model/product-tables.ts';
import type { Parcel } from '../../store/port.ts';
import { dayFromNumber, type Day } from '../../vocabulary/day.ts';
import type { Finding } from '../../vocabulary/run.ts';
import type { ClosesTable } from '../quality/price-findings.ts';
import { fillFigures, type ShareResult, withLoader, withOneThread } from './figures.ts';
import { findingsFrom } from './findings.ts';
import { openMarketData } from './market-data.ts';
import type { ParcelLoader } from './parcel-loader.ts';
import { createProductTables } from './product-schema.ts';
import { count, readRows, text } from './read-rows.ts';
import { fillPrices, fillReferenceTables, fillTouchedAccounts } from './reference-tables.ts';
import type { TransformedAccounts } from './shares.ts';
import { type Copied, placeOf, spanOf } from './span.ts';
import { pairClientTransfers, type TransferIds } from './transfer-pairs.ts';

export interface TransformRequest {
  /** Has the staged rows attached as `stage` and an empty parcel as `parcel`. */
  readonly connection: DuckDBConnection;
  /** Makes further connections to the same database. */
  readonly connect: () => Promise<DuckDBConnection>;
  readonly firmCurrency: string;
  /** `touched`: those that `stage.touched_accounts` names; the other accounts' figures stay as they were published. */
  readonly accounts: TransformedAccounts;
  /** The published closes are those staged: they stay as they are. */
  readonly keepPrices?: boolean;
  /** The figures are worked out elsewhere, share by share: brings those that lie in the parcel, and says what was met. */
  readonly shares?: () => Promise<readonly ShareResult[]>;
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
  const transfers: TransferIds = request.shares
    ? new Map()
    : await pairClientTransfers(connection, placeOf('transactions', copied));
  const prices = { name: placeOf('prices', copied), clustered: copied.prices };
  const data = await openMarketData(beside, firmCurrency, prices, firstDay, horizon);
  const worked = await withOneThread(connection, async () => {
    await withLoader(request.connect, ['conversion_rates'], (loader) =>
      fillConversionRates(connection, loader, data.market, firmCurrency, firstDay),
    );
    return request.shares ? request.shares() : [await fillFigures(request, transfers, data)];
  });
  const [counted] = await readRows(
    connection,
    'SELECT (SELECT count(*) FROM parcel.main.touched_accounts), (SELECT count(*) FROM stage.main.merged_accounts)',
  );
  return {
    asOf: dayFromNumber(horizon),
    tables: modesOf(request.accounts, copied.prices ? [] : ['prices']),
    closes: copied.prices ? 'parcel.prices' : 'stage.merged_prices',
    suspects: new Set(worked.flatMap(({ suspects }) => suspects)),
    accountsTouched: count(counted?.[0]),
    accountsTotal: count(counted?.[1]),
    findings: findingsFrom(worked.map(({ tallies }) => tallies)),
  };
}

function copiedTables(request: TransformRequest): Copied {
  return { transactions: request.accounts === 'all', prices: request.keepPrices !== true };
}

async function fillAccounts(connection: DuckDBConnection, accounts: TransformedAccounts): Promise<void> {
  await fillReferenceTables(connection);
  await fillTouchedAccounts(connection, accounts);
}

/** Resolves when both have ended. Rejects with what made one of them fail. */
async function bothDone(one: Promise<void>, other: Promise<void> | null): Promise<void> {
  for (const result of await Promise.allSettled([one, other])) {
    if (result.status === 'rejected') throw result.reason;
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
