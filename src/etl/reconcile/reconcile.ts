import { BREAK_CAUSES, FINDINGS, type BreakCause } from '../../model/findings.ts';
import { productTable } from '../../model/product-tables.ts';
import type { Day } from '../../vocabulary/day.ts';
import type { Finding } from '../../vocabulary/run.ts';
import { decimalText, noteFindings } from '../quality/note-findings.ts';
import type { ClosesTable } from '../quality/price-findings.ts';
import { PRODUCT_SQL_TYPES } from '../stage/sql-types.ts';
import type { Workspace } from '../stage/workspace.ts';
import { explainBreaks } from './causes.ts';

/**
 * Fills `parcel.reconciliation`: for each account of the parcel and each day on which its custodian stated what is
 * held, every position that is stated and every one that is computed, with the difference computed − stated. A
 * position that one side lacks counts as 0 there; cash is its balance. A day after the last one that the data reach
 * has nothing computed to compare with and is left out. Breaks go into `parcel.findings` with their likely cause.
 * Returns what a person should know.
 */
export async function reconcile(
  workspace: Workspace,
  { asOf, closes }: { readonly asOf: Day; readonly closes: ClosesTable },
): Promise<readonly Finding[]> {
  const { columns, sortedBy } = productTable('reconciliation');
  const typed = Object.entries(columns).map(([name, type]) => `${name} ${PRODUCT_SQL_TYPES[type]}`);
  await workspace.run(`CREATE TABLE IF NOT EXISTS parcel.reconciliation (${typed.join(', ')})`);
  await workspace.run('DELETE FROM parcel.reconciliation');
  await workspace.run(
    `INSERT INTO parcel.reconciliation (${Object.keys(columns).join(', ')}) ${COMPARED} ORDER BY ${sortedBy.join(', ')}`,
  );
  const breaks = await workspace.count('SELECT count(*) FROM parcel.reconciliation WHERE difference <> 0');
  if (breaks === 0) return [];
  await explainBreaks(workspace, asOf, closes);
  await noteFindings(workspace, 'reconciliation_breaks', BREAKS);
  const finding = await summary(workspace, breaks);
  await workspace.run('DROP TABLE temp.breaks');
  return [finding];
}

const BREAKS = `
  SELECT account_id, security_id, as_of_date AS from_date, to_date, 1 AS occurrences,
    'computed ' || ${decimalText('quantity')} || ', stated ' || ${decimalText('stated_quantity')}
      || CASE WHEN cause = 'split_not_booked' AND ratio IS NOT NULL THEN ', as by a split of ' || ratio ELSE '' END AS detail,
    cause, transaction_id
  FROM breaks`;

async function summary(workspace: Workspace, breaks: number): Promise<Finding> {
  const causes = await workspace.rows(
    'SELECT cause, count(*) AS breaks FROM breaks GROUP BY cause ORDER BY breaks DESC, cause',
  );
  const accounts = await workspace.count('SELECT count(DISTINCT account_id) FROM breaks');
  const words = causes.map(
    ({ cause, breaks: count }) => `${BREAK_CAUSES[String(cause) as BreakCause]} (${String(count)})`,
  );
  const positions = `${breaks === 1 ? '1 stated position does' : `${String(breaks)} stated positions do`} not agree with the bookings`;
  return {
    code: 'reconciliation_breaks',
    severity: FINDINGS.reconciliation_breaks.severity,
    text: `${positions}, in ${accounts === 1 ? '1 account' : `${String(accounts)} accounts`}. Likely: ${words.join(', ')}.`,
    rows: breaks,
  };
}
/** Every reporting currency repeats a position's quantity; the account's own is taken. */
const COMPARED = `
WITH stated AS (
  SELECT h.account_id, h.security_id, h.as_of_date, h.quantity
  FROM stage.merged_holdings h
  WHERE h.account_id IN (SELECT account_id FROM parcel.accounts)
    AND h.as_of_date <= (SELECT max(rate_date) FROM parcel.conversion_rates)
),
days AS (SELECT DISTINCT account_id, as_of_date FROM stated),
computed AS (
  SELECT p.account_id, p.security_id, d.as_of_date, p.quantity
  FROM parcel.positions p
  JOIN parcel.accounts a ON a.account_id = p.account_id AND a.currency = p.currency
  JOIN days d ON d.account_id = p.account_id AND d.as_of_date BETWEEN p.from_date AND p.to_date
  WHERE p.quantity <> 0
),
compared AS (
  SELECT coalesce(s.account_id, c.account_id) AS account_id,
    coalesce(s.security_id, c.security_id) AS security_id,
    coalesce(s.as_of_date, c.as_of_date) AS as_of_date,
    coalesce(c.quantity, 0) AS quantity, coalesce(s.quantity, 0) AS stated_quantity
  FROM stated s FULL OUTER JOIN computed c
    ON c.account_id = s.account_id AND c.security_id = s.security_id AND c.as_of_date = s.as_of_date
)
SELECT m.account_id, m.security_id, y.symbol, m.as_of_date, m.quantity, m.stated_quantity,
  m.quantity - m.stated_quantity AS difference
FROM compared m LEFT JOIN parcel.securities y ON y.security_id = m.security_id`;
