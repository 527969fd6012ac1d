import type { DuckDBConnection } from '@duckdb/node-api';
import { accountFigures } from '../../accounting/account.ts';
import type { Market } from '../../accounting/market.ts';
import { PRODUCT_TABLE_NAMES, productTable, type ProductTableName } from '../../model/product-tables.ts';
import type { Parcel } from '../../store/port.ts';
import { dayFromNumber, dayNumber, type Day } from '../../vocabulary/day.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Finding } from '../../vocabulary/run.ts';
import { FIGURE_TABLES, writeAccount } from './account-rows.ts';
import { planBatches } from './bookings.ts';
import { findingsOf } from './findings.ts';
import { openMarketData, type MarketData } from './market-data.ts';
import { createProductTables } from './product-schema.ts';
import { count, days, readRows, text } from './read-rows.ts';
import { fillReferenceTables, fillTouchedAccounts } from './reference-tables.ts';
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
  const { connection, firmCurrency } = request;
  await createProductTables(connection);
  const keepPrices = request.keepPrices === true;
  await fillReferenceTables(connection, keepPrices ? ['prices'] : []);
  await fillTouchedAccounts(connection, request.accounts);
  const { firstDay, horizon } = await spanOf(connection, request.today);
  await pairClientTransfers(connection);
  const prices = keepPrices ? 'stage.main.merged_prices' : 'parcel.main.prices';
  const beside = await request.connect();
  const data = await openMarketData(beside, firmCurrency, prices, firstDay, horizon);
  const findings = findingsOf(data.symbolOf);
  const loader = await openParcelLoader(request.connect, LOADED);
  try {
    await fillFigures(request, data, loader, findings.add);
    await fillConversionRates(connection, loader, data.market, firmCurrency, firstDay);
  } finally {
    await loader.close();
    beside.closeSync();
  }
  await findings.insert(connection);
  for (const table of ['transfer_pairs', 'booked_accounts', 'booked_securities']) {
    await connection.run(`DROP TABLE IF EXISTS temp.${table}`);
  }
  const [counted] = await readRows(
    connection,
    'SELECT (SELECT count(*) FROM parcel.main.touched_accounts), (SELECT count(*) FROM stage.main.merged_accounts)',
  );
  return {
    asOf: dayFromNumber(horizon),
    tables: modesOf(request.accounts, keepPrices ? ['prices'] : []),
    accountsTouched: count(counted?.[0]),
    accountsTotal: count(counted?.[1]),
    findings: findings.all(),
  };
}

/** The first booking's day and the last day that any booking, close, rate or level speaks of. */
async function spanOf(
  connection: DuckDBConnection,
  today: Day | undefined,
): Promise<{ readonly firstDay: number; readonly horizon: number }> {
  const limit = today === undefined ? '' : `WHERE day <= DATE '${today}' + ${String(LIMITS.future_days_max)}`;
  const [row] = await readRows(
    connection,
    `SELECT max(day), (SELECT min(trade_date) FROM stage.main.merged_transactions) FROM (
       ${latest('transactions', 'trade_date')} UNION ALL ${latest('prices', 'price_date')} UNION ALL
       ${latest('fx_rates', 'rate_date')} UNION ALL ${latest('benchmark_levels', 'level_date')}) ${limit}`,
  );
  const fallback = today === undefined ? 0 : dayNumber(today);
  const horizon = days(row?.[0]) ?? fallback;
  return { firstDay: Math.min(days(row?.[1]) ?? horizon, horizon), horizon };
}

function latest(table: string, column: string): string {
  return `SELECT ${column} AS day FROM stage.main.merged_${table}`;
}

async function fillFigures(
  request: TransformRequest,
  data: MarketData,
  loader: ParcelLoader,
  note: ReturnType<typeof findingsOf>['add'],
): Promise<void> {
  const { connection } = request;
  const planned = await planBatches(connection, request.firmCurrency);
  const { batches, accounts: total } = planned;
  let done = 0;
  request.onProgress?.(done, total);
  // The next batch is read while one is worked out: the closes come over a connection of their own.
  let ahead = batches > 0 ? planned.read(0) : null;
  for (let number = 0; ahead !== null; number += 1) {
    const batch = await ahead;
    ahead = number + 1 < batches ? planned.read(number + 1) : null;
    // Whoever awaits it hears of its failure; until then it must not count as unheard.
    ahead?.catch(() => undefined);
    await data.need(batch.securities);
    for (const terms of batch.accounts) {
      const figures = accountFigures(terms, batch.bookings.get(terms.accountId) ?? [], data.market);
      if (figures) {
        note(figures.oddities);
        await loader.breathe();
        writeAccount(terms, figures, data.market, data.symbolOf, loader);
        await loader.breathe();
      }
      done += 1;
    }
    request.onProgress?.(done, total);
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
