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

/**
 * The first booking's day and the last day that any booking, close, rate or level speaks of. `asStaged`: the merged rows
 * are those that are staged, one by one; of these the engine knows the first and the last day without reading them.
 */
export async function spanOf(
  connection: DuckDBConnection,
  copied: Copied,
  today: Day | undefined,
  asStaged: boolean,
): Promise<{ readonly firstDay: number; readonly horizon: number }> {
  const rowsOf = (table: keyof Copied): string =>
    asStaged && !copied[table] ? `stage.main.staged_${table}` : placeOf(table, copied);
  const transactions = rowsOf('transactions');
  const dated: Readonly<Record<string, string>> = {
    trade_date: transactions,
    price_date: rowsOf('prices'),
    rate_date: 'parcel.main.fx_rates',
    level_date: 'parcel.main.benchmark_levels',
  };
  const lasts = Object.entries(dated).map(([day, table]) => `(SELECT max(${day}) FROM ${table})`);
  const [row] = await readRows(
    connection,
    `SELECT (SELECT min(trade_date) FROM ${transactions}), greatest(${lasts.join(', ')})`,
  );
  const latest = days(row?.[1]);
  const isAhead =
    today !== undefined && latest !== null && latest > dayNumber(today) + LIMITS.future_days_max;
  const last = isAhead ? await lastUntil(connection, dated, today) : latest;
  const horizon = last ?? (today === undefined ? 0 : dayNumber(today));
  return { firstDay: Math.min(days(row?.[0]) ?? horizon, horizon), horizon };
}

/** The last day but for those that lie too far ahead of today. */
async function lastUntil(
  connection: DuckDBConnection,
  dated: Readonly<Record<string, string>>,
  today: Day,
): Promise<number | null> {
  const parts = Object.entries(dated).map(([day, table]) => `SELECT ${day} AS day FROM ${table}`);
  const [row] = await readRows(
    connection,
    `SELECT max(day) FROM (${parts.join(' UNION ALL ')}) WHERE day <= DATE '${today}' + ${String(LIMITS.future_days_max)}`,
  );
  return days(row?.[0]);
}
