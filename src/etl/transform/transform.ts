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
import {
  bookedCurrencies,
  type CarriedTable,
  closesInOrder,
  fillPrices,
  fillReferenceTables,
  fillTouchedAccounts,
  noteChangedFrom,
} from './reference-tables.ts';
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
  /** Of the tables that every account shares and that are published as they are staged, those that did not change. */
  readonly kept?: ReadonlySet<CarriedTable>;
  /** The merged rows come as they lie: no source has to give way to another one, and no row lacks what it refers to. */
  readonly rowsAsStaged?: boolean;
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
  const booked = await bookedCurrencies(connection);
  await bothDone(fillAccounts(request, booked), fillCloses(beside, request.rowsAsStaged === true, copied));
  const { firstDay, horizon } = await spanOf(
    connection,
    copied,
    request.today,
    request.rowsAsStaged === true,
  );
  const transfers: TransferIds = request.shares
    ? new Map()
    : await pairClientTransfers(connection, copied.transactions);
  const prices = {
    name: placeOf('prices', copied),
    clustered: copied.prices,
    asStaged: !copied.prices && request.rowsAsStaged === true,
  };
  const data = await openMarketData(beside, firmCurrency, prices, firstDay, horizon);
  const worked = await withOneThread(connection, async () => {
    await withLoader(request.connect, ['conversion_rates'], (loader) =>
      fillConversionRates(connection, loader, data.market, { firmCurrency, firstDay, booked }),
    );
    return request.shares ? request.shares() : [await fillFigures(request, transfers, data)];
  });
  const [counted] = await readRows(
    connection,
    'SELECT (SELECT count(*) FROM parcel.main.touched_accounts), (SELECT count(*) FROM stage.main.merged_accounts)',
  );
  return {
    asOf: dayFromNumber(horizon),
    tables: modesOf(request.accounts, request.kept ?? new Set()),
    closes: copied.prices ? 'parcel.prices' : 'stage.merged_prices',
    suspects: new Set(worked.flatMap(({ suspects }) => suspects)),
    accountsTouched: count(counted?.[0]),
    accountsTotal: count(counted?.[1]),
    findings: findingsFrom(worked.map(({ tallies }) => tallies)),
  };
}

function copiedTables(request: TransformRequest): Copied {
  return { transactions: request.accounts === 'all', prices: request.kept?.has('prices') !== true };
}

/** Shares are worked out whole: whoever helps may be of an older version, which knows of no day from which on. */
async function fillAccounts(
  { connection, accounts, shares }: TransformRequest,
  booked: readonly string[],
): Promise<void> {
  await fillReferenceTables(connection, booked);
  await fillTouchedAccounts(connection, accounts);
  if (accounts === 'touched' && !shares) await noteChangedFrom(connection);
}

/** Closes that stay as they were published are left where they are staged. */
async function fillCloses(
  connection: DuckDBConnection,
  rowsAsStaged: boolean,
  copied: Copied,
): Promise<void> {
  if (copied.prices) await fillPrices(connection, rowsAsStaged && (await closesInOrder(connection)));
}

/** Resolves when both have ended. Rejects with what made one of them fail. */
async function bothDone<A, B>(one: Promise<A>, other: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

/** A rate for every day of every pair of a currency in use and a reporting currency; pairs without any way are left out. */
async function fillConversionRates(
  connection: DuckDBConnection,
  loader: ParcelLoader,
  market: Market,
  {
    firmCurrency,
    firstDay,
    booked,
  }: { readonly firmCurrency: string; readonly firstDay: number; readonly booked: readonly string[] },
): Promise<void> {
  const reporting = `SELECT currency FROM stage.main.merged_accounts UNION SELECT base_currency FROM stage.main.merged_portfolios`;
  const used = `${reporting} UNION SELECT currency FROM parcel.main.securities`;
  const codes = async (sql: string): Promise<readonly string[]> => {
    const rows = await readRows(
      connection,
      `SELECT DISTINCT currency FROM (${sql}) WHERE currency IS NOT NULL`,
    );
    const named = rows.map(([code]) => text(code)).filter((code) => code !== null);
    return [...new Set([...named, firmCurrency])].toSorted();
  };
  const to = await codes(reporting);
  for (const from of new Set([...(await codes(used)), ...booked].toSorted())) {
    for (const target of to) {
      market
        .rates(from, target)
        ?.rates.forEach((rate, n) => loader.add('conversion_rates', [firstDay + n, from, target, rate]));
      await loader.breathe();
    }
  }
}

/** What is kept lies in the parcel only to be worked with. */
function modesOf(accounts: 'all' | 'touched', kept: ReadonlySet<ProductTableName>): Parcel['tables'] {
  return Object.fromEntries(
    PRODUCT_TABLE_NAMES.filter((name) => !kept.has(name)).map((name) => [
      name,
      accounts === 'touched' && productTable(name).kind === 'account' ? 'replace_accounts' : 'replace',
    ]),
  );
}
