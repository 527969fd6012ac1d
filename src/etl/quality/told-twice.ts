import type { Finding } from '../../vocabulary/run.ts';
import type { Workspace } from '../stage/workspace.ts';
import { noteFindings } from './note-findings.ts';

/**
 * To be asked where there are several sources. Looks for bookings that two sources tell, each in its own words: the same account, type, security, quantity and
 * amount on the same day, or on the day on which the other says that it settles. Both are counted, because nobody but
 * a person can know that they are one.
 */
export async function findToldTwice(workspace: Workspace): Promise<Finding | null> {
  return noteFindings(workspace, 'booked_by_two_sources', TOLD_TWICE);
}

const SAME = ['account_id', 'type', 'security_id', 'quantity', 'amount', 'currency'] as const;

/** Of several alike in each source, as many are there twice as the source with fewer of them has. */
const TOLD_TWICE = `
  WITH b AS (SELECT transaction_id, source, trade_date, settle_date, ${SAME.join(', ')}
    FROM parcel.transactions WHERE quantity <> 0 OR amount <> 0),
  numbered AS (SELECT *, row_number() OVER (PARTITION BY source, trade_date, ${SAME.join(', ')} ORDER BY transaction_id) AS place FROM b),
  pairs AS (
    SELECT a.account_id, a.security_id, a.trade_date, a.transaction_id AS first_id, a.source AS first_source,
      o.transaction_id AS other_id, o.source AS other_source
    FROM numbered a JOIN numbered o ON a.source < o.source AND a.place = o.place
      AND ${SAME.map((name) => `a.${name} IS NOT DISTINCT FROM o.${name}`).join(' AND ')}
      AND (a.trade_date = o.trade_date OR a.settle_date = o.trade_date OR o.settle_date = a.trade_date))
  SELECT account_id, security_id, trade_date AS from_date, trade_date AS to_date, 1 AS occurrences,
    'as ' || other_id || ' of ' || other_source || ' and ' || first_id || ' of ' || first_source AS detail,
    NULL AS cause, other_id AS transaction_id
  FROM pairs QUALIFY row_number() OVER (PARTITION BY other_id, other_source ORDER BY first_source, first_id) = 1`;
