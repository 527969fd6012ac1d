/**
 * What can be doubtful in the data, declared once: the run's report, the caveats on answers and docs/data-quality.md
 * go by it. A code is stable: scripts and alerts rely on it.
 */
export interface FindingKind {
  /** How it is judged where the case itself does not decide. */
  readonly severity: 'info' | 'warning' | 'error';
  /** One sentence: what was found, and what that means for the figures. */
  readonly meaning: string;
  /** One sentence: what to do about it. */
  readonly remedy: string;
  /**
   * The figures that depend on it. `price`: values, and what is computed from them, on the days it speaks of.
   * `position`: what is held, its value and its cost, from then on. `amount`: all that is converted. Null: none.
   */
  readonly bends: 'price' | 'position' | 'amount' | null;
}

export const FINDINGS = {
  sold_short: kind(
    'warning',
    'Sold more than was held: a short position was opened.',
    'If it is no short sale, look for a purchase or a transfer that was not delivered, or a date that is wrong.',
    null,
  ),
  removed_beyond_position: kind(
    'warning',
    'More was delivered out than was held: the rest is shown as a short position.',
    'Look for a purchase or a transfer in that was not delivered.',
    'position',
  ),
  split_of_nothing: kind(
    'error',
    'A split of a security that was not held: its shares are shown without a cost.',
    'Deliver the bookings that opened the position, or delete the split.',
    'position',
  ),
  split_to_nothing: kind(
    'error',
    'A split that leaves nothing, or turns the position round: the cost of the shares is lost.',
    'Correct the quantity of the split: it is the change in shares, not the new number of them.',
    'position',
  ),
  spinoff_of_nothing: kind(
    'error',
    'A spin-off from a security that was not held: its shares are shown without a cost.',
    'Correct related_security_id, or deliver the bookings that opened the parent position.',
    'position',
  ),
  spinoff_without_fraction: kind(
    'error',
    'A spin-off without cost_fraction: no cost was moved to the new shares.',
    'Deliver the booking again with its cost_fraction.',
    'position',
  ),
  merger_of_nothing: kind(
    'error',
    'A merger of a security that was not held: its shares are shown without a cost, its cash as a gain.',
    'Correct related_security_id, or deliver the bookings that opened the old position.',
    'position',
  ),
  return_of_capital_of_nothing: kind(
    'error',
    'A return of capital on a security that was not held: all of it is shown as a gain.',
    'Correct the security or the date of the booking, or deliver those that opened the position.',
    'position',
  ),
  booking_without_security: kind(
    'error',
    'A booking that needs a security has none: only its cash was booked.',
    'Deliver the booking again with its security.',
    'position',
  ),
  transfer_without_price: kind(
    'warning',
    'A transfer in kind without a price: it counts at the close of its day.',
    'Deliver the booking again with its price, which is also the cost of the shares.',
    'position',
  ),
  position_without_price: kind(
    'error',
    'A position without a close on or before some of its days: it counts as 0 on them.',
    'Deliver closes of the security from the first day on which it is held.',
    'price',
  ),
  rate_missing: kind(
    'error',
    'No exchange rate leads from one currency to the other: such amounts count as 0.',
    'Deliver rates between the two currencies, or of both to a third.',
    'amount',
  ),
  rate_before_first: kind(
    'warning',
    'Amounts before the first stated exchange rate were converted at that first rate.',
    'Deliver rates from the first booking on.',
    'amount',
  ),
  stale_price: kind(
    'warning',
    'A held security has had no new close for many business days: it counts at its last one.',
    'Deliver newer closes; of a security that no longer trades, book how it ended.',
    'price',
  ),
  price_gap: kind(
    'warning',
    'The closes of a security have a long gap while it is held: it counts at the last one before.',
    'Deliver the missing closes.',
    'price',
  ),
  price_jump: kind(
    'warning',
    'A close jumps and comes back, or by about a hundred, without a split: it looks wrong.',
    'Check the close, and its unit (pence or pounds, per 1 or per 100 of face value).',
    'price',
  ),
  negative_cash: kind(
    'warning',
    'A cash balance is below zero.',
    'If the account has no overdraft or margin, look for a deposit, a sale or an exchange that was not delivered.',
    null,
  ),
  duplicate_booking: kind(
    'warning',
    'Bookings of one account and day are alike but for their id: one may have been delivered twice.',
    'If it is one booking, delete the other at its source.',
    null,
  ),
  booked_by_two_sources: kind(
    'warning',
    'Two sources tell what looks like one booking, each in its own words: both are counted.',
    'If it is one booking, leave it out of one of the sources, for instance by where: in its mapping.',
    'position',
  ),
  account_under_two_ids: kind(
    'warning',
    'Two sources tell what looks like one account, by its number at its custodian, under ids of their own: what both tell of it is counted twice.',
    'If it is one account, map its account_id of one source to that of the other, or leave it out of one of them.',
    null,
  ),
  security_under_two_ids: kind(
    'warning',
    'Two sources tell what looks like one security under ids of their own: its positions are not added up.',
    'If it is one security, map its security_id of one source to that of the other.',
    null,
  ),
  two_securities_under_one_id: kind(
    'error',
    'Two sources tell under one id what looks like two securities, such as one ticker on two exchanges: their positions add up and their closes mix.',
    'If they are two securities, give that of one source an id of its own in its mapping; if it is one, correct what they tell of it.',
    null,
  ),
  booking_outside_account: kind(
    'warning',
    'Bookings before the account was opened or after it was closed.',
    'Correct opened_on or closed_on, or the trade dates.',
    null,
  ),
  orphan_rows: kind(
    'warning',
    'Rows whose account, portfolio or the like is no longer delivered: they are left out of every figure.',
    'Deliver what they refer to again, or delete them at their source.',
    null,
  ),
  reconciliation_breaks: kind(
    'warning',
    'Positions that the custodian states otherwise than the bookings add up to.',
    'Go by the likely cause that stands with each: a booking that is missing, there twice, of the wrong sign, a split.',
    'position',
  ),
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof FINDINGS;
export const FINDING_CODES = Object.keys(FINDINGS) as readonly FindingCode[];

export function findingKind(code: FindingCode): FindingKind {
  return FINDINGS[code];
}

/** Why a statement and the bookings may differ, and the words for it. */
export const BREAK_CAUSES = {
  duplicate_booking: 'a booking that is there twice',
  sign: 'a booking of the wrong sign',
  unsettled: 'trades that the custodian counts from their settlement on',
  split_not_booked: 'a split that is not booked',
  missing_booking: 'a booking that is missing',
  custodian_corrected: 'an error of the statement, which the next one mends',
  not_on_statement: 'a position that the statement leaves out',
  booking_not_stated: 'a booking that the custodian does not know',
  unknown: 'unknown',
} as const;

export type BreakCause = keyof typeof BREAK_CAUSES;

function kind(
  severity: FindingKind['severity'],
  meaning: string,
  remedy: string,
  bends: FindingKind['bends'],
): FindingKind {
  return { severity, meaning, remedy, bends };
}
