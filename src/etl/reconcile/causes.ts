import type { BreakCause } from '../../model/findings.ts';
import type { Day } from '../../vocabulary/day.ts';
import type { ClosesTable } from '../quality/price-findings.ts';
import type { Workspace } from '../stage/workspace.ts';

/** new ÷ old shares of the splits that happen; the same the other way round. */
const SPLIT_RATIOS: readonly (readonly [number, number])[] = [
  ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 100].map((whole) => [whole, 1] as const),
  ...([
    [3, 2],
    [4, 3],
    [5, 4],
    [5, 2],
    [6, 5],
    [11, 10],
  ] as const),
];

/**
 * Makes the temporary table `breaks`: each row of `parcel.reconciliation` whose difference is not zero, with its
 * likely cause, the booking that shows it, and the last day before the account's next statement. What a statement
 * repeats from the one before has the cause that it had there.
 */
export async function explainBreaks(workspace: Workspace, asOf: Day, closes: ClosesTable): Promise<void> {
  await workspace.run(`CREATE OR REPLACE TEMP TABLE open_breaks AS ${openBreaks(asOf)}`);
  await workspace.run(`CREATE OR REPLACE TEMP TABLE break_moves AS ${MOVES}`);
  await workspace.run(`CREATE OR REPLACE TEMP TABLE break_evidence AS ${evidence(closes)}`);
  await workspace.run(`CREATE OR REPLACE TEMP TABLE breaks AS ${JUDGED}`);
  for (const table of ['open_breaks', 'break_moves', 'break_evidence']) {
    await workspace.run(`DROP TABLE temp.${table}`);
  }
}

/** `moved`: what the difference has gained since the account's statement before. */
function openBreaks(asOf: Day): string {
  return `WITH days AS (
      SELECT account_id, as_of_date, lag(as_of_date) OVER statements AS previous, lead(as_of_date) OVER statements AS following
      FROM (SELECT DISTINCT account_id, as_of_date FROM parcel.reconciliation)
      WINDOW statements AS (PARTITION BY account_id ORDER BY as_of_date))
    SELECT row_number() OVER () AS id, r.account_id, r.security_id, r.symbol, r.as_of_date, r.quantity, r.stated_quantity,
      r.difference, coalesce(d.previous, DATE '0001-01-01') AS previous, d.following,
      d.following IS NOT NULL AND coalesce(n.difference, 0) = 0 AS mended,
      greatest(r.as_of_date, coalesce(d.following - 1, DATE '${asOf}')) AS to_date,
      r.difference - coalesce(b.difference, 0) AS moved,
      r.quantity - coalesce(b.quantity, 0) AS booked, r.stated_quantity - coalesce(b.stated_quantity, 0) AS stated
    FROM parcel.reconciliation r
    JOIN days d ON d.account_id = r.account_id AND d.as_of_date = r.as_of_date
    LEFT JOIN parcel.reconciliation b
      ON b.account_id = r.account_id AND b.security_id = r.security_id AND b.as_of_date = d.previous
    LEFT JOIN parcel.reconciliation n
      ON n.account_id = r.account_id AND n.security_id = r.security_id AND n.as_of_date = d.following
    WHERE r.difference <> 0`;
}

/** Every booking that moves what a break is about; cash moves by amounts. */
const MOVES = `
  WITH about AS (SELECT DISTINCT account_id, security_id FROM open_breaks),
  moves AS (
    SELECT account_id, security_id, trade_date, settle_date, type, quantity, amount, transaction_id
    FROM parcel.transactions WHERE quantity <> 0 AND security_id IS NOT NULL
      AND account_id IN (SELECT account_id FROM about)
    UNION ALL
    SELECT account_id, 'CASH:' || currency, trade_date, settle_date, type, amount, amount, transaction_id
    FROM parcel.transactions WHERE amount <> 0 AND account_id IN (SELECT account_id FROM about))
  SELECT m.*, count(*) OVER alike AS copies
  FROM moves m JOIN about a ON a.account_id = m.account_id AND a.security_id = m.security_id
  WINDOW alike AS (PARTITION BY m.account_id, m.security_id, m.trade_date, m.type, m.quantity, m.amount)`;

/** What speaks for each cause, a row a break. */
function evidence(closesTable: ClosesTable): string {
  const ratios = SPLIT_RATIOS.flatMap(([many, few]) => [
    `(${String(many)}, ${String(few)})`,
    `(${String(few)}, ${String(many)})`,
  ]);
  return `WITH ratios(many, few) AS (VALUES ${ratios.join(', ')}),
    within AS (
      SELECT o.id,
        count(*) AS bookings,
        max(m.transaction_id) FILTER (m.copies > 1 AND m.quantity = o.moved) AS twice,
        max(m.transaction_id) FILTER (m.quantity * 2 = o.moved) AS turned,
        max(m.transaction_id) FILTER (m.quantity = o.moved) AS unknown_to_them
      FROM open_breaks o JOIN break_moves m ON m.account_id = o.account_id AND m.security_id = o.security_id
        AND m.trade_date > o.previous AND m.trade_date <= o.as_of_date
      GROUP BY o.id),
    unsettled AS (
      SELECT o.id, max(m.transaction_id) AS transaction_id
      FROM open_breaks o JOIN break_moves m ON m.account_id = o.account_id AND m.security_id = o.security_id
        AND m.trade_date <= o.as_of_date AND m.settle_date > o.as_of_date
      GROUP BY o.id, o.difference HAVING sum(m.quantity) = o.difference),
    later AS (
      SELECT DISTINCT o.id FROM open_breaks o JOIN break_moves m ON m.account_id = o.account_id
        AND m.security_id = o.security_id AND m.trade_date > o.as_of_date AND m.trade_date <= o.following),
    split AS (
      SELECT o.id, max(x.many || ' for ' || x.few) AS ratio, max(x.many::DOUBLE / x.few) AS factor
      FROM open_breaks o JOIN ratios x ON abs(o.quantity * x.many / x.few - o.stated_quantity) < least(1, abs(o.quantity) * 0.005)
      WHERE o.quantity <> 0 AND o.stated_quantity <> 0 AND NOT starts_with(o.security_id, 'CASH:')
      GROUP BY o.id),
    closes AS (
      SELECT security_id, price_date, close, lag(close) OVER (PARTITION BY security_id ORDER BY price_date) AS before
      FROM ${closesTable} WHERE security_id IN (SELECT security_id FROM open_breaks JOIN split USING (id))),
    priced AS (
      SELECT o.id, count(*) AS closes,
        count(*) FILTER (c.before > 0 AND c.close > 0 AND c.before::DOUBLE / c.close::DOUBLE BETWEEN s.factor * 0.85 AND s.factor * 1.15) AS steps
      FROM open_breaks o JOIN split s ON s.id = o.id JOIN closes c ON c.security_id = o.security_id
        AND c.price_date > o.previous AND c.price_date <= o.as_of_date
      GROUP BY o.id),
    elsewhere AS (
      SELECT DISTINCT o.id FROM open_breaks o JOIN split s ON s.id = o.id JOIN stage.merged_transactions t
        ON t.security_id = o.security_id AND t.type = 'SPLIT' AND t.account_id <> o.account_id
        AND t.trade_date > o.previous AND t.trade_date <= o.as_of_date)
    SELECT o.id, coalesce(w.bookings, 0) AS bookings, w.twice, w.turned, w.unknown_to_them,
      o.mended AND l.id IS NULL AS mended, u.transaction_id AS unsettled, s.ratio,
      coalesce(p.steps, 0) > 0 OR e.id IS NOT NULL OR coalesce(p.closes, 0) = 0 AS split_shows
    FROM open_breaks o LEFT JOIN within w USING (id) LEFT JOIN unsettled u USING (id) LEFT JOIN later l USING (id) LEFT JOIN split s USING (id)
      LEFT JOIN priced p USING (id) LEFT JOIN elsewhere e USING (id)`;
}

const cause = (name: BreakCause): string => `'${name}'`;

/** The most telling evidence first. */
const JUDGED = `
  WITH judged AS (
    SELECT o.*, e.ratio, e.bookings, CASE
        WHEN o.moved = 0 THEN NULL
        WHEN e.twice IS NOT NULL THEN ${cause('duplicate_booking')}
        WHEN e.turned IS NOT NULL THEN ${cause('sign')}
        WHEN e.unsettled IS NOT NULL THEN ${cause('unsettled')}
        WHEN e.ratio IS NOT NULL AND e.split_shows THEN ${cause('split_not_booked')}
        WHEN o.stated_quantity = 0 AND e.bookings = 0 THEN ${cause('not_on_statement')}
        WHEN e.mended AND e.bookings = 0 THEN ${cause('custodian_corrected')}
        WHEN o.stated <> 0 AND e.bookings = 0 THEN ${cause('missing_booking')}
        WHEN e.unknown_to_them IS NOT NULL THEN ${cause('booking_not_stated')}
        WHEN e.ratio IS NOT NULL THEN ${cause('split_not_booked')}
        ELSE ${cause('unknown')} END AS own_cause,
      coalesce(e.twice, e.turned, e.unsettled, e.unknown_to_them) AS booking
    FROM open_breaks o JOIN break_evidence e USING (id))
  SELECT account_id, security_id, symbol, as_of_date, to_date, quantity, stated_quantity, difference, ratio,
    coalesce(last_value(own_cause IGNORE NULLS) OVER so_far, ${cause('unknown')}) AS cause,
    CASE own_cause WHEN 'duplicate_booking' THEN booking WHEN 'sign' THEN booking WHEN 'unsettled' THEN booking
      WHEN 'booking_not_stated' THEN booking END AS transaction_id
  FROM judged
  WINDOW so_far AS (PARTITION BY account_id, security_id ORDER BY as_of_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
