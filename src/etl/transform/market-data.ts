import type { DuckDBConnection } from '@duckdb/node-api';
import { denseCloses, denseClosesOfDoubles, type Closes } from '../../accounting/closes.ts';
import type { Market } from '../../accounting/market.ts';
import { rateBook, type StatedRates } from '../../accounting/rates.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { mayBeOdd } from '../quality/price-findings.ts';
import { quoted } from '../stage/sql-types.ts';
import { days, readChunks, readRows, scaled, text } from './read-rows.ts';
import { stagedRowsOf } from './staged-rows.ts';

interface SecurityFacts {
  readonly symbol: string | null;
  readonly currency: string | null;
  readonly assetClass: string | null;
}

/** What the accounts are valued with. Closes are read for the securities that are asked for, and kept for a while. */
export interface MarketData {
  readonly market: Market;
  readonly symbolOf: (securityId: string) => string | null;
  /** How many securities' closes are kept at once. */
  readonly securitiesMax: number;
  /** Of the securities that were asked for those whose closes may be odd. */
  readonly suspects: ReadonlySet<string>;
  /** Reads the closes of these securities; `market` knows closes only of what was last asked for. */
  need(securityIds: ReadonlySet<string>): Promise<void>;
}

/** Where closes are read. */
export interface PriceTable {
  readonly name: string;
  /** Its rows lie in order of security_id and price_date. */
  readonly clustered: boolean;
  /** It is the merged view of the staged closes, and gives them one by one as they lie there. */
  readonly asStaged: boolean;
}

/** Opens the closes of a table like `prices`, and the parcel's rates, over [firstDay, horizon]. */
export async function openMarketData(
  connection: DuckDBConnection,
  firmCurrency: string,
  prices: PriceTable,
  firstDay: number,
  horizon: number,
): Promise<MarketData> {
  const securities = await readSecurities(connection);
  const closes = new Map<string, Closes | null>();
  const suspects = new Set<string>();
  const securitiesMax = Math.max(1, Math.floor(LIMITS.transform_close_cells_max / (horizon - firstDay + 1)));
  return {
    market: {
      currencyOf: (id) => securities.get(id)?.currency ?? null,
      assetClassOf: (id) => securities.get(id)?.assetClass ?? null,
      closesOf: (id) => closes.get(id) ?? null,
      rates: rateBook(await readRates(connection), firmCurrency, firstDay, horizon),
      horizon,
    },
    symbolOf: (id) => securities.get(id)?.symbol ?? null,
    securitiesMax,
    suspects,
    async need(ids) {
      const missing = [...ids].filter((id) => !closes.has(id));
      for (const id of closes.keys()) {
        if (closes.size + missing.length <= securitiesMax) break;
        if (!ids.has(id)) closes.delete(id);
      }
      for (const id of missing) closes.set(id, null);
      const clustered = prices.clustered && missing.length * 2 > securities.size;
      await readCloses(connection, { ...prices, clustered }, missing, firstDay, horizon, closes, suspects);
    },
  };
}

async function readSecurities(connection: DuckDBConnection): Promise<ReadonlyMap<string, SecurityFacts>> {
  const securities = new Map<string, SecurityFacts>();
  const sql = 'SELECT security_id, symbol, currency, asset_class FROM parcel.main.securities';
  for await (const reader of readChunks(connection, sql)) {
    for (let row = 0; row < reader.rows; row += 1) {
      securities.set(reader.text(0, row) ?? '', {
        symbol: reader.text(1, row),
        currency: reader.name(2, row),
        assetClass: reader.name(3, row),
      });
    }
  }
  return securities;
}

async function readRates(connection: DuckDBConnection): Promise<readonly StatedRates[]> {
  const rows = await readRows(
    connection,
    'SELECT from_currency, to_currency, rate_date, rate FROM parcel.main.fx_rates ORDER BY 1, 2, 3',
  );
  const pairs = Map.groupBy(rows, ([from, to]) => `${text(from) ?? ''}/${text(to) ?? ''}`);
  return [...pairs.values()].map((pair) => ({
    from: text(pair[0]?.[0]) ?? '',
    to: text(pair[0]?.[1]) ?? '',
    days: pair.map((row) => days(row[2]) ?? 0),
    rates: pair.map((row) => scaled(row[3]) ?? 0n),
  }));
}

async function readCloses(
  connection: DuckDBConnection,
  prices: PriceTable,
  ids: readonly string[],
  firstDay: number,
  horizon: number,
  into: Map<string, Closes | null>,
  suspects: Set<string>,
): Promise<void> {
  if (ids.length === 0) return;
  const asked = new Set(ids);
  const met = new Set<string>();
  const large: string[] = [];
  let current: string | null = null;
  let isAsked = false;
  let [on, at]: [number[], number[]] = [[], []];
  const finish = (): void => {
    if (current === null || on.length === 0) return;
    if (mayBeOdd(on, at, horizon)) suspects.add(current);
    const closes = denseClosesOfDoubles(on, at, firstDay, horizon);
    if (closes) into.set(current, closes);
    else large.push(current);
    [on, at] = [[], []];
  };
  for await (const reader of readChunks(connection, await closesOf(connection, prices, ids))) {
    for (let row = 0; row < reader.rows; row += 1) {
      const security = reader.text(0, row);
      if (security !== current) {
        finish();
        current = security;
        isAsked = security !== null && asked.has(security);
        if (security !== null && met.has(security))
          throw new Error('closes of one security did not come together');
        if (security !== null) met.add(security);
      }
      if (!isAsked) continue;
      const day = reader.integer(1, row) ?? 0;
      if (day < (on.at(-1) ?? -Infinity)) throw new Error('closes did not come in the order of their days');
      on.push(day);
      at.push(reader.exactDouble(2, row));
    }
  }
  finish();
  if (large.length > 0) await readLargeCloses(connection, prices, large, firstDay, horizon, into);
}

/** The way for closes that doubles do not count exactly, and for securities without one until the horizon. */
async function readLargeCloses(
  connection: DuckDBConnection,
  prices: PriceTable,
  ids: readonly string[],
  firstDay: number,
  horizon: number,
  into: Map<string, Closes | null>,
): Promise<void> {
  const asked = new Set(ids);
  const rows = await readRows(connection, await closesOf(connection, prices, ids));
  for (const [id, closes] of Map.groupBy(rows, ([security]) => text(security) ?? '')) {
    if (!asked.has(id)) continue;
    const on = closes.map(([, day]) => days(day) ?? 0);
    const at = closes.map(([, , close]) => scaled(close) ?? 0n);
    into.set(id, denseCloses(on, at, firstDay, horizon));
  }
}

/**
 * Closes of these securities, each one's together and by day; where they lie so, those of others between them too:
 * without a join the engine gives rows as they lie, and a list to compare with is one. Of few securities those few are
 * sorted sooner than all others are passed over.
 */
async function closesOf(
  connection: DuckDBConnection,
  { name, clustered, asStaged }: PriceTable,
  ids: readonly string[],
): Promise<string> {
  const columns = 'SELECT security_id, price_date, close FROM';
  const listed = ids.map(quoted).join(', ');
  if (clustered)
    return `${columns} ${name} WHERE security_id BETWEEN least(${listed}) AND greatest(${listed})`;
  const from = asStaged ? `(${await stagedRowsOf(connection, 'prices', listed)})` : name;
  return `${columns} ${from} WHERE security_id IN (${listed}) ORDER BY security_id, price_date`;
}
