import type { DuckDBConnection } from '@duckdb/node-api';
import { LIMITS } from '../../vocabulary/limits.ts';
import { count, readRows } from './read-rows.ts';

/** The first and the last place of rows that lie together. */
type Stretch = readonly [number, number];

/** Tables of which the merged view says where a row lies, and the column by whose values theirs lie together. */
const TOGETHER_BY = { transactions: 'account_id', prices: 'security_id' } as const;
/** About as many rows as a block of the file holds of the widest columns: of fewer nothing more is saved. */
const BLOCK_ROWS = 4_096;
/** Four of the engine's row groups, which it takes over as they are. */
const PIECE_ROWS = 491_520;
/** Each row of a part is held against this many stretches: more cost more than they save. */
const STRETCHES_OF_A_PART = 8;

/**
 * A query of the staged bookings of these accounts, or closes of these securities, good until something is staged; `ids`
 * stands behind IN. Where they lie is looked up first, by those ids alone: bookings are staged account by account
 * (stage/merge.ts), so that little is read and decrypted for few accounts. What came in later lies behind, and of what
 * lies everywhere everything is read.
 */
export async function stagedRowsOf(
  connection: DuckDBConnection,
  table: keyof typeof TOGETHER_BY,
  ids: string,
): Promise<string> {
  const from = `stage.main.merged_${table}`;
  const theirs = `${TOGETHER_BY[table]} IN (${ids})`;
  const stretches = await stretchesOf(connection, from, theirs);
  if (stretches.length > LIMITS.transform_stretches_max) return `SELECT * FROM ${from} WHERE ${theirs}`;
  const parts: string[] = [];
  for (let at = 0; at < stretches.length; at += STRETCHES_OF_A_PART)
    parts.push(partOf(from, stretches.slice(at, at + STRETCHES_OF_A_PART)));
  const lying = parts.length > 0 ? parts.join(' UNION ALL ') : `SELECT * FROM ${from} WHERE false`;
  return `SELECT * FROM (${lying}) WHERE ${theirs}`;
}

/**
 * Queries that give all staged bookings, one piece behind the other: where they lie in the order in which they are
 * published, each piece is sorted in memory, and nothing has to be put on the disk and read again for it. Where they do
 * not, there is one query.
 */
export async function piecesOfBookings(connection: DuckDBConnection): Promise<readonly string[]> {
  const from = 'stage.main.merged_transactions';
  const [row] = await readRows(
    connection,
    `SELECT coalesce(max(place), 0) + 1, count(*) FILTER (place < p OR account_id < a OR (account_id = a AND (trade_date < d OR (trade_date = d AND transaction_id < t))))
     FROM (SELECT place, account_id, trade_date, transaction_id, lag(place) OVER () AS p, lag(account_id) OVER () AS a,
       lag(trade_date) OVER () AS d, lag(transaction_id) OVER () AS t FROM ${from})`,
  );
  const pieces = count(row?.[1]) > 0 ? 1 : Math.ceil(count(row?.[0]) / PIECE_ROWS);
  if (pieces === 1) return [`SELECT * FROM ${from}`];
  return Array.from({ length: pieces }, (_none, n) => {
    const first = n * PIECE_ROWS;
    return `SELECT * FROM ${from} WHERE place BETWEEN ${String(first)} AND ${String(first + PIECE_ROWS - 1)}`;
  });
}

async function stretchesOf(
  connection: DuckDBConnection,
  from: string,
  theirs: string,
): Promise<readonly Stretch[]> {
  const rows = await readRows(
    connection,
    `SELECT DISTINCT place // ${String(BLOCK_ROWS)} AS block FROM ${from} WHERE ${theirs} ORDER BY block`,
  );
  const stretches: Stretch[] = [];
  for (const [block] of rows) {
    const first = count(block) * BLOCK_ROWS;
    const before = stretches.at(-1);
    const joins = before?.[1] === first - 1 ? stretches.pop() : undefined;
    stretches.push([joins?.[0] ?? first, first + BLOCK_ROWS - 1]);
  }
  return stretches;
}

/** The engine passes over what lies before and behind a part without looking at its rows. */
function partOf(from: string, stretches: readonly Stretch[]): string {
  const within = stretches.map(([first, last]) => `place BETWEEN ${String(first)} AND ${String(last)}`);
  const [first, last] = [stretches[0]?.[0] ?? 0, stretches.at(-1)?.[1] ?? 0];
  return `(SELECT * FROM ${from} WHERE place BETWEEN ${String(first)} AND ${String(last)} AND (${within.join(' OR ')}))`;
}
