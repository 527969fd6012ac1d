import { expect, it } from 'vitest';
import { dayOf } from '../vocabulary/day.ts';
import { weekdayBefore } from './first-firm.ts';

it.each([
  ['2026-03-31', '2026-03-30'],
  ['2026-03-30', '2026-03-27'],
  ['2026-03-29', '2026-03-27'],
  ['2026-03-28', '2026-03-27'],
])('the last weekday before %s is %s', (day, before) => {
  expect(weekdayBefore(dayOf(day))).toBe(before);
});
