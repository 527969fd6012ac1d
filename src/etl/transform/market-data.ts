import type { DuckDBConnection } from '@duckdb/node-api';
import { denseCloses, type Closes } from '../../accounting/closes.ts';
import type { Market } from '../../accounting/market.ts';
import { rateBook, type StatedRates } from '../../accounting/rates.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { quoted } from '../stage/sql-types.ts';
import { days, readColumns, readRows, scaled, text } from './read-rows.ts';

interface SecurityFacts {
  readonly symbol: string | null;
  readonly currency: string | null;
  readonly assetClass: string | null;
}

/** What the accounts are valued with. Closes are read for the securities that are asked for, and kept for a while. */
export interface MarketData {
  readonly market: Market;
  readonly symbolOf: (securityId: string) => string | null;
  /** Reads the closes of these securities; `market` knows closes only of what was last asked for. */
  need(securityIds: ReadonlySet<string>): Promise<void>;
}

/** Opens the closes of a table like `prices`, and the parcel's rates, over [firstDay, horizon]. */
export async function openMarketData(
  connection: DuckDBConnection,
  firmCurrency: string,
  prices: string,
  firstDay: number,
  horizon: number,
): Promise<MarketData> {
  const securities = await readSecurities(connection);
  const closes = new Map<string, Closes | null>();
  const securities_max = Math.max(1, Math.floor(LIMITS.transform_close_cells_max / (horizon - firstDay + 1)));
  return {
    market: {
      currencyOf: (id) => securities.get(id)?.currency ?? null,
      assetClassOf: (id) => securities.get(id)?.assetClass ?? null,
      closesOf: (id) => closes.get(id) ?? null,
      rates: rateBook(await readRates(connection), firmCurrency, firstDay, horizon),
      horizon,
    },
    symbolOf: (id) => securities.get(id)?.symbol ?? null,
    async need(ids) {
      const missing = [...ids].filter((id) => !closes.has(id));
      for (const id of closes.keys()) {
        if (closes.size + missing.length <= securities_max) break;
        if (!ids.has(id)) closes.delete(id);
      }
      for (const id of missing) closes.set(id, null);
      await readCloses(connection, prices, missing, firstDay, horizon, closes);
    },
  };
}

async function readSecurities(connection: DuckDBConnection): Promise<ReadonlyMap<string, SecurityFacts>> {
  const securities = new Map<string, SecurityFacts>();
  const sql = 'SELECT security_id, symbol, currency, asset_class FROM parcel.main.securities';
  await readColumns(connection, sql, (columns, rows) => {
    for (let i = 0; i < rows; i += 1) {
      const [id, symbol, currency, assetClass] = columns.map((column) => text(column[i]));
      if (id)
        securities.set(id, {
          symbol: symbol ?? null,
          currency: currency ?? null,
          assetClass: assetClass ?? null,
        });
    }
  });
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
  prices: string,
  ids: readonly string[],
  firstDay: number,
  horizon: number,
  into: Map<string, Closes | null>,
): Promise<void> {
  if (ids.length === 0) return;
  let current: string | null = null;
  let [on, at]: [number[], bigint[]] = [[], []];
  const finish = (): void => {
    if (current !== null) into.set(current, denseCloses(on, at, firstDay, horizon));
    [on, at] = [[], []];
  };
  const sql = `SELECT security_id, price_date, close FROM ${prices}
    WHERE security_id IN (${ids.map(quoted).join(', ')}) ORDER BY security_id, price_date`;
  await readColumns(connection, sql, ([id = [], day = [], close = []], rows) => {
    for (let i = 0; i < rows; i += 1) {
      const security = text(id[i]);
      if (security !== current) {
        finish();
        current = security;
      }
      on.push(days(day[i]) ?? 0);
      at.push(scaled(close[i]) ?? 0n);
    }
  });
  finish();
}
