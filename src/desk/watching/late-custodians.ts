import { longDay } from '../../present/sentence-words.ts';
import { businessDayBefore, type Day, isBusinessDay } from '../../vocabulary/day.ts';
import type { CustodianStatus } from '../../vocabulary/status.ts';
import type { Watch } from '../../vocabulary/saved-question.ts';

/** Calendar day and time of day (`07:05`) in the firm's time zone. */
export interface FirmTime {
  readonly day: Day;
  readonly time: string;
}

type Delivery = Extract<Watch, { kind: 'delivery' }>;

/** The last day whose data have to be there by now; null where their time has not come, or none are due today. */
export function dayDue({ by }: Delivery, now: FirmTime): Day | null {
  return isBusinessDay(now.day) && now.time >= by ? businessDayBefore(now.day) : null;
}

/** A custodian, and when something new was last taken in of the sources that tell its bookings. */
export interface Awaited extends Pick<CustodianStatus, 'custodian' | 'name' | 'lastDay'> {
  /** Day in the firm's time zone; null: not as far back as is known. */
  readonly takenInOn: Day | null;
}

/**
 * Who has not delivered a day that is due, in words; null: everybody has. One whose data reach that day has delivered,
 * and so has one of whose source something new came later than on that day, though it told no booking.
 */
export function missingDelivery(
  { custodian, by }: Delivery,
  custodians: readonly Awaited[],
  day: Day,
): string | null {
  const late = custodians
    .filter((each) => custodian === null || each.custodian === custodian)
    .filter(({ lastDay, takenInOn }) => (lastDay ?? '') < day && (takenInOn ?? '') <= day);
  return late.length === 0 ? null : late.map((each) => told(each, day, by)).join(' ');
}

function told({ name, lastDay }: Awaited, day: Day, by: string): string {
  const last = lastDay === null ? 'there is nothing of it yet' : `its last data are of ${longDay(lastDay)}`;
  return `${name} has not delivered ${longDay(day)} by ${by}: ${last}.`;
}
