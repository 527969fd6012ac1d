import { Cron } from 'croner';
import { Problem } from '../vocabulary/problem.ts';
import type { SourceSchedule } from '../vocabulary/source.ts';

/**
 * The first moment after `after` at which a schedule wants a run; null: never again. A time of day that the clocks skip
 * comes when they are forward, one that they repeat comes once. Throws Problem `usage` where it is no schedule.
 */
export function nextRun({ cron, timeZone }: SourceSchedule, after: Date): Date | null {
  try {
    return new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true }).nextRun(after);
  } catch (error) {
    throw new Problem(
      'usage',
      "The schedule is not well formed; it should be a cron expression such as '30 6 * * 1-5' (minute, hour, day, month, day of the week) with an IANA time zone.",
      { cause: error },
    );
  }
}
