import type { Day } from '../../vocabulary/day.ts';
import type { Finding } from '../../vocabulary/run.ts';
import type { Workspace } from '../stage/workspace.ts';
import { noteFindings, OWN_POSITIONS } from './note-findings.ts';

/** Looks at the bookings of the parcel's accounts: alike, out of the account's life, cash below zero. */
export async function findBookingOddities(
  workspace: Workspace,
  asOf: Day,
): Promise<readonly (Finding | null)[]> {
  return [
    await noteFindings(workspace, 'duplicate_booking', ALIKE),
    await noteFindings(workspace, 'booking_outside_account', OUTSIDE),
    await noteFindings(workspace, 'negative_cash', overdrawn(asOf)),
  ];
}

/** The hash finds the candidates in one narrow pass; the values decide. */
const ALIKE_COLUMNS =
  'account_id, trade_date, type, security_id, quantity, price, fee, amount, currency, description';
const ALIKE = `
  SELECT account_id, any_value(security_id) AS security_id, trade_date AS from_date, trade_date AS to_date,
    count(*) - 1 AS occurrences, 'as ' || min(transaction_id) AS detail, NULL AS cause, max(transaction_id) AS transaction_id
  FROM parcel.transactions
  WHERE (quantity <> 0 OR amount <> 0) AND hash(${ALIKE_COLUMNS}) IN (
    SELECT h FROM (SELECT hash(${ALIKE_COLUMNS}) AS h FROM parcel.transactions) GROUP BY h HAVING count(*) > 1)
  GROUP BY ${ALIKE_COLUMNS} HAVING count(*) > 1`;

const OUTSIDE = `
  SELECT account_id, NULL AS security_id, min(trade_date) AS from_date, max(trade_date) AS to_date, count(*) AS occurrences,
    CASE WHEN early THEN 'before ' || any_value(opened_on) ELSE 'after ' || any_value(closed_on) END AS detail,
    NULL AS cause, arg_min(transaction_id, trade_date) AS transaction_id
  FROM (SELECT t.account_id, t.transaction_id, t.trade_date, a.opened_on, a.closed_on, coalesce(t.trade_date < a.opened_on, false) AS early
    FROM parcel.transactions t JOIN parcel.accounts a ON a.account_id = t.account_id
    WHERE t.trade_date < a.opened_on OR t.trade_date > a.closed_on)
  GROUP BY account_id, early`;

/** Less than half a hundredth is a rounding difference. */
function overdrawn(asOf: Day): string {
  return `SELECT account_id, security_id, min(from_date) AS from_date, least(max(to_date), DATE '${asOf}') AS to_date,
      count(*) AS occurrences, 'down to ' || CAST(min(quantity) AS DECIMAL(28, 2)) AS detail, NULL AS cause, NULL AS transaction_id
    FROM ${OWN_POSITIONS} p WHERE starts_with(security_id, 'CASH:') AND quantity < -0.005
    GROUP BY account_id, security_id`;
}
