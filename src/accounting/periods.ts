import { dayFromNumber, daysInMonth, partsOf } from '../vocabulary/day.ts';
import type { DailySeries, DailyValues } from './daily-values.ts';
import { sumOf } from './money-column.ts';

/** The days of one calendar month that the daily values cover, as indexes into them. */
export interface MonthSpan {
  /** The month's first calendar day, counted from 1970-01-01. */
  readonly month: number;
  readonly from: number;
  readonly to: number;
}

export interface MonthFigures {
  readonly openingValue: bigint;
  readonly marketValue: bigint;
  readonly inflow: bigint;
  readonly outflow: bigint;
  readonly income: bigint;
  readonly fees: bigint;
  readonly twrFactor: number;
}

export function monthsOf({ firstDay, count }: Pick<DailyValues, 'firstDay' | 'count'>): MonthSpan[] {
  const spans: MonthSpan[] = [];
  const last = firstDay + count - 1;
  const begin = partsOf(dayFromNumber(firstDay));
  let { year, month } = begin;
  let first = firstDay - begin.dayOfMonth + 1;
  while (first <= last) {
    const next = first + daysInMonth(year, month);
    spans.push({
      month: first,
      from: Math.max(first, firstDay) - firstDay,
      to: Math.min(next - 1, last) - firstDay,
    });
    first = next;
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
  return spans;
}

export function monthFigures(series: DailySeries, { from, to }: MonthSpan): MonthFigures {
  let twrFactor = 1;
  for (let n = from; n <= to; n += 1) twrFactor *= series.twrFactor[n] ?? 1;
  return {
    openingValue: from === 0 ? 0n : (series.marketValue[from - 1] ?? 0n),
    marketValue: series.marketValue[to] ?? 0n,
    inflow: sumOf(series.inflow, from, to),
    outflow: sumOf(series.outflow, from, to),
    income: sumOf(series.income, from, to),
    fees: sumOf(series.fees, from, to),
    twrFactor,
  };
}
