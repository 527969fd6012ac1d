import type { DuckDBConnection } from '@duckdb/node-api';
import { dayNumber, type Day } from '../../vocabulary/day.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { days, readRows } from './read-rows.ts';

/** Whether the parcel has every staged row of a large table, and not only those of touched accounts, or none. */
export interface Copied {
  readonly transactions: boolean;
  readonly prices: boolean;
}

/** Where all rows of a table are: in the parcel nothing has to be held against what it refers to any more. */
export function placeOf(table: keyof Copied, copied: Copied): string {
  return copied[table] ? `parcel.main.${table}` : `stage.main.merged_${table}`;
}

/** The first booking's day and the last day that any booking, close, rate or level speaks of. */
export async function spanOf(
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
