import { daysOf } from '../../vocabulary/day.ts';
import type { TimeGrain } from '../../vocabulary/period.ts';
import type { SqlDialect } from '../dialect.ts';

/** date_trunc gives a TIMESTAMP, so every one of them is cast back. `month()` and its kin are BIGINT. */
const LABELS: Readonly<Record<TimeGrain, (date: string) => string>> = {
  year: (date) => `strftime(${date}, '%Y')`,
  quarter: (date) => `(strftime(${date}, '%Y') || '-Q' || CAST(quarter(${date}) AS VARCHAR))`,
  month: (date) => `strftime(${date}, '%Y-%m')`,
  week: (date) => `strftime(${date}, '%G-W%V')`,
  day: (date) => `strftime(${date}, '%Y-%m-%d')`,
};

/** SqlDialect of DuckDB. */
export const duckDbDialect: SqlDialect = {
  name: 'DuckDB',
  product: (double) => `product(${double})`,
  runningProduct: (double, window) => `product(${double}) OVER (${window})`,
  money: (expression) => `CAST(${expression} AS DECIMAL(38, 8))`,
  quantity: (expression) => `CAST(${expression} AS DECIMAL(28, 10))`,
  double: (expression) => `CAST(${expression} AS DOUBLE)`,
  day: (expression) => `CAST(${expression} AS DATE)`,
  text: (expression) => `CAST(${expression} AS VARCHAR)`,
  startOf: (grain, date) => (grain === 'day' ? date : `CAST(date_trunc('${grain}', ${date}) AS DATE)`),
  periodLabel: (grain, date) => LABELS[grain](date),
  daysBetween: (from, to) => `date_diff('day', ${from}, ${to})`,
  addDays: (date, days) => `(${date} + CAST(${days} AS INTEGER))`,
  calendar: (from, to) =>
    `(SELECT CAST('${from}' AS DATE) + CAST(n.range AS INTEGER) AS day FROM range(0, ${daysOf(from, to)}) AS n)`,
  latest: (value, by) => `arg_max(${value}, ${by})`,
  earliest: (value, by) => `arg_min(${value}, ${by})`,
  containsIgnoringCase: (text, part) => `contains(lower(${text}), lower(${part}))`,
};
