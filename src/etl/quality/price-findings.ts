import type { Day } from '../../vocabulary/day.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Finding } from '../../vocabulary/run.ts';
import { quoted } from '../stage/sql-types.ts';
import type { Workspace } from '../stage/workspace.ts';
import { decimalText, noteFindings, OWN_POSITIONS } from './note-findings.ts';

/** Where all closes are: in the parcel, or as staged where those that were published stay. */
export type ClosesTable = 'parcel.prices' | 'stage.merged_prices';

/**
 * Looks at the closes of what the parcel's accounts hold: old ones, gaps and jumps, each only while it is held, and
 * closes that begin after the holding did. `suspects`: the booked securities of which `mayBeOdd` holds.
 */
export async function findPriceOddities(
  workspace: Workspace,
  asOf: Day,
  closes: ClosesTable,
  suspects: ReadonlySet<string>,
): Promise<readonly (Finding | null)[]> {
  const odd = await workspace.count(
    `CREATE OR REPLACE TEMP TABLE odd_closes AS ${oddCloses(asOf, closes, suspects)}`,
  );
  const findings =
    odd === 0
      ? []
      : [
          await noteFindings(workspace, 'stale_price', whileHeld(silences(asOf, closes, 'NOT closed'))),
          await noteFindings(workspace, 'price_gap', whileHeld(silences(asOf, closes, 'closed'))),
          await noteFindings(workspace, 'price_jump', whileHeld(jumps(asOf))),
        ];
  await workspace.run('DROP TABLE temp.odd_closes');
  await workspace.run(boundUnpriced(asOf, closes));
  return findings;
}

/** Monday to Friday days from 1970-01-05, a Monday, up to and with a day. */
function weekdaysUntil(day: string): string {
  const days = `datediff('day', DATE '1970-01-05', ${day})`;
  return `((${days} // 7) * 5 + least(${days} % 7 + 1, 5))`;
}

const SILENT_DAYS_MAX = Math.min(LIMITS.stale_price_business_days_max, LIMITS.price_gap_business_days_max);
const JUMP_FACTOR = 1 + LIMITS.price_jump_share_max;
/** Below any factor that the exact comparison takes for a jump, whatever a double rounds. */
const CALM_FACTOR = JUMP_FACTOR * (1 - 1e-9);

/**
 * Whether a security's closes need a closer look by `oddCloses`, which sorts them and compares them exactly: of most
 * securities whoever reads the closes anyway can tell that they do not. Days ascend; a close that a double does not
 * count exactly is NaN.
 */
export function mayBeOdd(days: readonly number[], closes: readonly number[], asOf: number): boolean {
  let before = 0;
  for (let n = 0; n < days.length; n += 1) {
    const day = days[n] ?? Infinity;
    if (day > asOf) break;
    if (Math.min(days[n + 1] ?? Infinity, asOf + 1) - day > SILENT_DAYS_MAX) return true;
    const close = closes[n] ?? NaN;
    const isCalm =
      close <= 0 || before <= 0 || (close <= before * CALM_FACTOR && before <= close * CALM_FACTOR);
    if (!isCalm || Number.isNaN(close)) return true;
    before = close;
  }
  return false;
}

/** Closes that are followed by none for long, or that are far from the one before. One pass over the closes. */
function oddCloses(asOf: Day, closes: ClosesTable, suspects: ReadonlySet<string>): string {
  const among = suspects.size === 0 ? 'false' : `security_id IN (${[...suspects].map(quoted).join(', ')})`;
  return `SELECT security_id, price_date, close, before, two_before, next_close, next_date IS NOT NULL AS closed,
      coalesce(next_date, DATE '${asOf}' + 1) AS next_date,
      ${weekdaysUntil(`coalesce(next_date, DATE '${asOf}' + 1) - 1`)} - ${weekdaysUntil('price_date')} AS silent
    FROM (
      SELECT security_id, price_date, close, lag(close) OVER closes AS before, lag(close, 2) OVER closes AS two_before,
        lead(close) OVER closes AS next_close, lead(price_date) OVER closes AS next_date
      FROM ${closes}
      WHERE price_date <= DATE '${asOf}' AND ${among}
        AND security_id IN (SELECT DISTINCT security_id FROM parcel.transactions)
      WINDOW closes AS (PARTITION BY security_id ORDER BY price_date))
    WHERE coalesce(next_date, DATE '${asOf}' + 1) - price_date > ${String(SILENT_DAYS_MAX)}
      OR (close > 0 AND before > 0 AND (close > before * ${String(JUMP_FACTOR)} OR before > close * ${String(JUMP_FACTOR)}))`;
}

/** Too long is longer than the limit and than half again what is usual for the security: some are priced monthly. */
function silences(asOf: Day, closes: ClosesTable, which: 'closed' | 'NOT closed'): string {
  const most = which === 'closed' ? LIMITS.price_gap_business_days_max : LIMITS.stale_price_business_days_max;
  const until = which === 'closed' ? 'next_date - 1' : `DATE '${asOf}'`;
  return `SELECT c.security_id, c.price_date + 1 AS from_date, ${until} AS to_date,
      'no close after ' || c.price_date || ' for ' || c.silent || ' business days' AS detail
    FROM odd_closes c JOIN (
      SELECT security_id, (${weekdaysUntil('max(price_date)')} - ${weekdaysUntil('min(price_date)')}) / greatest(count(*) - 1, 1) AS usual
      FROM ${closes} WHERE security_id IN (SELECT security_id FROM odd_closes) GROUP BY security_id) u
      ON u.security_id = c.security_id
    WHERE ${which} AND c.silent > greatest(${String(most)}, u.usual * 1.5)`;
}

/** There and back within three closes, or by about 100 or 1,000; on no day near a booked corporate action. */
function jumps(asOf: Day): string {
  const large = `(close > before * ${String(JUMP_FACTOR)} OR before > close * ${String(JUMP_FACTOR)})`;
  const back = 'next_close BETWEEN before * 0.8 AND before * 1.25';
  const ratio = 'greatest(close, before)::DOUBLE / least(close, before)::DOUBLE';
  const unit = `(${ratio} BETWEEN 90 AND 110 OR ${ratio} BETWEEN 900 AND 1100)`;
  const wayBack = '(two_before IS NOT NULL AND close BETWEEN two_before * 0.8 AND two_before * 1.25)';
  return `SELECT security_id, price_date AS from_date, CASE WHEN ${back} THEN next_date - 1 ELSE DATE '${asOf}' END AS to_date,
      'from ' || ${decimalText('before')} || ' to ' || ${decimalText('close')} || CASE WHEN ${back} THEN ' and back to ' || ${decimalText('next_close')} ELSE '' END AS detail
    FROM odd_closes c
    WHERE close > 0 AND before > 0 AND ${large} AND (${back} OR ${unit}) AND NOT coalesce(${wayBack}, false)
      AND NOT EXISTS (SELECT 1 FROM stage.merged_transactions t
        WHERE (t.security_id = c.security_id OR t.related_security_id = c.security_id)
          AND t.type IN ('SPLIT', 'MERGER', 'SPINOFF') AND abs(datediff('day', t.trade_date, c.price_date)) <= 7)`;
}

/** What befalls a security, for each account that holds it then, and no longer than it does. */
function whileHeld(events: string): string {
  return `SELECT p.account_id, e.security_id, greatest(e.from_date, min(p.from_date)) AS from_date,
      least(e.to_date, max(p.to_date)) AS to_date, 1 AS occurrences, e.detail, NULL AS cause, NULL AS transaction_id
    FROM (${events}) e JOIN ${OWN_POSITIONS} p
      ON p.security_id = e.security_id AND p.from_date <= e.to_date AND p.to_date >= e.from_date
    GROUP BY p.account_id, e.security_id, e.from_date, e.to_date, e.detail`;
}

/** A position without a close is worth nothing until the day before the first one, while it is held. */
function boundUnpriced(asOf: Day, closes: ClosesTable): string {
  const about = "SELECT account_id, security_id FROM parcel.findings WHERE code = 'position_without_price'";
  return `UPDATE parcel.findings AS f SET to_date = greatest(f.from_date, least(h.until, coalesce(
      (SELECT min(c.price_date) - 1 FROM ${closes} c WHERE c.security_id = f.security_id), DATE '${asOf}')))
    FROM (SELECT p.account_id, p.security_id, max(p.to_date) AS until FROM ${OWN_POSITIONS} p
      WHERE (p.account_id, p.security_id) IN (${about}) GROUP BY p.account_id, p.security_id) h
    WHERE f.code = 'position_without_price' AND h.account_id = f.account_id AND h.security_id = f.security_id`;
}
