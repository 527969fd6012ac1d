import type { DuckDBConnection } from '@duckdb/node-api';
import { pairTransfers, type TransferLeg } from '../../accounting/transfers.ts';
import { days, readRows, text } from './read-rows.ts';
import { stagedRowsOf } from './staged-rows.ts';

/** By account and transaction_id: what both legs of a transfer inside one client share. */
export type TransferIds = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * The legs of transfers between two accounts of one client. Looks at all accounts of the touched accounts' clients,
 * because a partner need not be touched itself. `copied`: the parcel has every staged booking.
 */
export async function pairClientTransfers(
  connection: DuckDBConnection,
  copied: boolean,
): Promise<TransferIds> {
  const ids = new Map<string, Map<string, string>>();
  const transactions = copied
    ? 'parcel.main.transactions'
    : `(${await stagedRowsOf(connection, 'transactions', `SELECT account_id FROM (${REACHED})`)})`;
  const legs = await readRows(connection, candidates(transactions));
  for (const pair of pairTransfers(legs.map(legOf))) {
    for (const leg of [pair.out, pair.in]) {
      const known = ids.get(leg.accountId) ?? new Map<string, string>();
      ids.set(leg.accountId, known.set(leg.transactionId, pair.transferId));
    }
  }
  return ids;
}

function legOf(row: Awaited<ReturnType<typeof readRows>>[number]): TransferLeg {
  const [client, transactionId, accountId, day, what, direction] = row;
  return {
    transactionId: text(transactionId) ?? '',
    accountId: text(accountId) ?? '',
    key: JSON.stringify([text(client), days(day), text(what)]),
    direction: text(direction) === 'out' ? 'out' : 'in',
  };
}

/** The accounts of the touched accounts' clients. */
const REACHED = `
  WITH members AS (
    SELECT a.account_id, p.client_id
    FROM stage.main.merged_accounts a JOIN stage.main.merged_portfolios p ON p.portfolio_id = a.portfolio_id
  )
  SELECT account_id, client_id FROM members
  WHERE client_id IN (SELECT m.client_id FROM members m JOIN parcel.main.touched_accounts t ON t.account_id = m.account_id)`;

/** Only legs whose key has both directions and more than one account: few, whatever the size of the firm. */
function candidates(transactions: string): string {
  return `
WITH reached AS (${REACHED}),
legs AS (
  SELECT r.client_id, t.transaction_id, t.account_id, t.trade_date,
    CASE WHEN t.type IN ('WITHDRAWAL', 'DEPOSIT') THEN 'cash ' || t.currency || ' ' || CAST(abs(t.amount) AS VARCHAR)
      ELSE 'kind ' || t.security_id || ' ' || CAST(abs(t.quantity) AS VARCHAR) END AS what,
    CASE WHEN t.type IN ('WITHDRAWAL', 'TRANSFER_OUT') THEN 'out' ELSE 'in' END AS direction
  FROM ${transactions} t JOIN reached r ON r.account_id = t.account_id
  WHERE (t.type = 'WITHDRAWAL' AND t.amount < 0) OR (t.type = 'DEPOSIT' AND t.amount > 0)
    OR (t.type = 'TRANSFER_OUT' AND t.quantity < 0) OR (t.type = 'TRANSFER_IN' AND t.quantity > 0)
),
matched AS (
  SELECT client_id, trade_date, what FROM legs GROUP BY ALL
  HAVING count(DISTINCT direction) = 2 AND count(DISTINCT account_id) > 1
)
SELECT l.client_id, l.transaction_id, l.account_id, l.trade_date, l.what, l.direction
FROM legs l JOIN matched m ON m.client_id = l.client_id AND m.trade_date = l.trade_date AND m.what = l.what`;
}
