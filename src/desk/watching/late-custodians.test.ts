import { describe, expect, test } from 'vitest';
import { dayOf } from '../../vocabulary/day.ts';
import { type Awaited, dayDue, type FirmTime, missingDelivery } from './late-custodians.ts';

const BY_SEVEN = { kind: 'delivery', custodian: null, by: '07:00' } as const;
const MONDAY = { day: dayOf('2026-03-02'), time: '07:00' };
/** Null: none is due; otherwise what is missing. */
const missingAt = (watch: Parameters<typeof dayDue>[0], all: readonly Awaited[], now: FirmTime) => {
  const day = dayDue(watch, now);
  return day === null ? null : { text: missingDelivery(watch, all, day) };
};
const custodian = (id: string, lastDay: string | null) => ({
  custodian: id,
  name: `Bank ${id}`,
  lastDay: lastDay === null ? null : dayOf(lastDay),
  takenInOn: dayOf('2026-02-27'),
});

describe('a delivery that is watched', () => {
  test('is asked for from its time on, on business days', () => {
    const late = [custodian('A', '2026-02-01')];
    expect(missingAt(BY_SEVEN, late, { ...MONDAY, time: '06:59' })).toBeNull();
    expect(missingAt(BY_SEVEN, late, { day: dayOf('2026-03-01'), time: '12:00' })).toBeNull();
    expect(missingAt(BY_SEVEN, late, MONDAY)?.text).not.toBeNull();
  });

  test('is there when the business day before is', () => {
    expect(missingAt(BY_SEVEN, [custodian('A', '2026-02-27')], MONDAY)?.text).toBeNull();
    expect(missingAt(BY_SEVEN, [custodian('A', '2026-03-02')], MONDAY)?.text).toBeNull();
  });

  test('is there when something new of its source has come since, though it told no booking', () => {
    const silent = { ...custodian('A', '2026-02-20'), takenInOn: dayOf('2026-02-28') };
    expect(missingAt(BY_SEVEN, [silent], MONDAY)?.text).toBeNull();
    expect(missingAt(BY_SEVEN, [{ ...silent, takenInOn: null }], MONDAY)?.text).not.toBeNull();
  });

  test('is missing by name, with the last day that is there', () => {
    const all = [custodian('A', '2026-02-26'), custodian('B', '2026-02-27'), custodian('C', null)];
    expect(missingAt(BY_SEVEN, all, MONDAY)?.text).toBe(
      'Bank A has not delivered 27 Feb 2026 by 07:00: its last data are of 26 Feb 2026. ' +
        'Bank C has not delivered 27 Feb 2026 by 07:00: there is nothing of it yet.',
    );
    expect(missingAt({ ...BY_SEVEN, custodian: 'B' }, all, MONDAY)?.text).toBeNull();
  });
});
