import { expect, it } from 'vitest';
import { businessDayBefore, dayOf, timeInZone } from './day.ts';

it.each([
  ['2026-03-31', '2026-03-30'],
  ['2026-03-30', '2026-03-27'],
  ['2026-03-29', '2026-03-27'],
  ['2026-03-28', '2026-03-27'],
])('the last business day before %s is %s', (day, before) => {
  expect(businessDayBefore(dayOf(day))).toBe(before);
});

it.each([
  ['2026-07-01T05:05:00Z', 'Europe/Berlin', '07:05'],
  ['2026-01-01T05:05:00Z', 'Europe/Berlin', '06:05'],
  ['2026-01-01T05:05:00Z', 'America/New_York', '00:05'],
])('at %s the clock in %s shows %s', (instant, zone, time) => {
  expect(timeInZone(new Date(instant), zone)).toBe(time);
});
