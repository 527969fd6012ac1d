import type { DuckDBConnection } from '@duckdb/node-api';
import { LIMITS } from '../../vocabulary/limits.ts';
import { quoted } from '../stage/sql-types.ts';
import { count, readRows, text } from './read-rows.ts';

/** Accounts in the order of their ids: from the first on, and before the other; null: without an end there. */
export interface AccountRange {
  readonly from: string | null;
  readonly before: string | null;
}

/** Which accounts a transform is about: all, or those that `stage.touched_accounts` names. */
export type TransformedAccounts = 'all' | 'touched';

/** A condition on a column that holds an account's id. */
export function inRange(column: string, { from, before }: AccountRange): string {
  const ends = [
    ...(from === null ? [] : [`${column} >= ${quoted(from)}`]),
    ...(before === null ? [] : [`${column} < ${quoted(before)}`]),
  ];
  return ends.length === 0 ? 'true' : ends.join(' AND ');
}

/** Into how many shares a transform is worth splitting, where one is to have about so many bookings; 1: not at all. */
export async function sharesWorth(
  connection: DuckDBConnection,
  accounts: TransformedAccounts,
  bookingsOfOne: number,
): Promise<number> {
  const [row] = await readRows(
    connection,
    `SELECT count(*) FROM stage.main.merged_transactions ${ofTouched(accounts)}`,
  );
  return Math.max(1, Math.min(LIMITS.transform_shares_max, Math.floor(count(row?.[0]) / bookingsOfOne)));
}

/**
 * Splits the accounts into `shares` ranges of about as many bookings each; of the same staged rows every process makes
 * the same ranges. Where a few accounts have most of the bookings there are fewer ranges than asked for.
 */
export async function planShares(
  connection: DuckDBConnection,
  accounts: TransformedAccounts,
  shares: number,
): Promise<readonly AccountRange[]> {
  const rows = await readRows(
    connection,
    `SELECT account_id FROM (
       SELECT account_id, floor((sum(bookings) OVER (ORDER BY account_id) - bookings) * ${String(shares)} / sum(bookings) OVER ()) AS share
       FROM (SELECT account_id, count(*) AS bookings FROM stage.main.merged_transactions ${ofTouched(accounts)} GROUP BY account_id))
     QUALIFY share <> lag(share) OVER (ORDER BY account_id) ORDER BY account_id`,
  );
  const cuts = rows.map(([account]) => text(account)).filter((account) => account !== null);
  return [null, ...cuts].map((from, n) => ({ from, before: cuts[n] ?? null }));
}

function ofTouched(accounts: TransformedAccounts): string {
  return accounts === 'all' ? '' : 'WHERE account_id IN (SELECT account_id FROM stage.main.touched_accounts)';
}
