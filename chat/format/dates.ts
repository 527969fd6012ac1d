import * as shared from '../../src/present/dates.ts';
import { LOCALE } from '../strings.ts';

/** A calendar day in the page's locale. */
export function formatDay(day: string): string {
  return shared.formatDay(day, LOCALE);
}

const MOMENT = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });

/** Day and time of something that happened, in the reader's own time zone. */
export function formatMoment(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : MOMENT.format(date);
}

/** When something was last touched, in the reader's own time zone. */
export function formatInstant(instant: string, now: Date): string {
  return shared.formatInstant(instant, now, LOCALE);
}
