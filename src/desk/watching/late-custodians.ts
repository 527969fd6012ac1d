import { longDay } from '../../present/sentence-words.ts';
import { businessDayBefore, type Day, isBusinessDay } from '../../vocabulary/day.ts';
import type { CustodianStatus } from '../../vocabulary/status.ts';
import type { Watch } from '../../vocabulary/saved-question.ts';

/** Calendar day and time of day (`07:05`) in the firm's time zone. */
export interface FirmTime {
  readonly day: Day;
  readonly time: string;
}

/** What of a watched delivery is missing at a moment. */
export interface Missing {
  /** In words; null: nothing is missing. */
  readonly text: string | null;
  /** The last day whose data had to be there. */
  readonly day: Day;
}

/** A custodian, and when something new was last taken in of the sources that tell its bookings. */
export interface Awaited extends Pick<CustodianStatus, 'custodian' | 'name' | 'lastDay'> {
  /** Day in the firm's time zone; null: not as far back as is known. */
  readonly takenInOn: Day | null;
}

/**
 * Holds custodians against the time by which they should have delivered the business day before; null where that time
 * has not come, or no delivery is due today. One whose data reach that day has delivered, and so has one of whose
 * source something new came later than on that day, though it told no booking.
 */
export function missingDelivery(
  { custodian, by }: Extract<Watch, { kind: 'delivery' }>,
  custodians: readonly Awaited[],
  now: FirmTime,
): Missing | null {
  if (!isBusinessDay(now.day) || now.time < by) return null;
  const day = businessDayBefore(now.day);
  const late = custodians
    .filter((each) => custodian === null || each.custodian === custodian)
    .filter(({ lastDay, takenInOn }) => (lastDay ?? '') < day && (takenInOn ?? '') <= day);
  return { day, text: late.length === 0 ? null : late.map((each) => told(each, day, by)).join(' ') };
}

function told({ name, lastDay }: Awaited, day: Day, by: string): string {
  const last = lastDay === null ? 'there is nothing of it yet' : `its last data are of ${longDay(lastDay)}`;
  return `${name} has not delivered ${longDay(day)} by ${by}: ${last}.`;
}
