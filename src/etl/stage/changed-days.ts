/**
 * From which day on the bookings of a touched account changed, delivery by delivery: a row for each account that one
 * reached, without a day where anything else of it may have changed too, and one without an account for the delivery.
 */
export const CHANGED_DAYS = 'CREATE TABLE stage.changed_days (sequence BIGINT, account_id VARCHAR, day DATE)';
export const FORGET_CHANGED_DAYS = 'DELETE FROM stage.changed_days';

/** The place of the delivery that is being staged. */
const THIS = '(SELECT max(sequence) FROM stage.deliveries)';

/**
 * Notes what the delivery that is being staged reached: `reached` is a query of account_id and day. An account that was
 * touched before without a word of it here, by an older version of the program, stays without a day. To be run before
 * the accounts become touched ones.
 */
export function noteChangedDays(reached: string): string {
  // First, and by itself: a statement may see what it has inserted already.
  return `INSERT INTO stage.changed_days SELECT ${THIS}, account_id, NULL FROM stage.touched_accounts
      WHERE account_id NOT IN (SELECT account_id FROM stage.changed_days WHERE account_id IS NOT NULL);
    INSERT INTO stage.changed_days SELECT ${THIS}, NULL, NULL
      UNION ALL SELECT ${THIS}, account_id, CASE WHEN count(*) = count(day) THEN min(day) END FROM (${reached}) GROUP BY account_id`;
}

/**
 * A query of the touched accounts of which nothing but bookings from some day on changed, with that day; of none where a
 * delivery came in between that was staged without these notes.
 */
export const CHANGED_FROM = `SELECT account_id, min(day) AS day FROM stage.main.changed_days
  WHERE account_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM stage.main.deliveries WHERE sequence NOT IN (SELECT sequence FROM stage.main.changed_days)
      AND sequence > (SELECT min(sequence) FROM stage.main.changed_days))
  GROUP BY account_id HAVING count(*) = count(day)`;
