import { daysOf } from '../../vocabulary/day.ts';
import type { TimeGrain } from '../../vocabulary/period.ts';
import type { SqlDialect } from '../dialect.ts';

/** `%x` and `%v`: the ISO week and the year that it belongs to. */
const LABELS: Readonly<Record<TimeGrain, (date: string) => string>> = {
  year: (date) => `DATE_FORMAT(${date}, '%Y')`,
  quarter: (date) => `CONCAT(DATE_FORMAT(${date}, '%Y'), '-Q', QUARTER(${date}))`,
  month: (date) => `DATE_FORMAT(${date}, '%Y-%m')`,
  week: (date) => `DATE_FORMAT(${date}, '%x-W%v')`,
  day: (date) => `DATE_FORMAT(${date}, '%Y-%m-%d')`,
};

const STARTS: Readonly<Record<TimeGrain, (date: string) => string>> = {
  year: (date) => `MAKEDATE(YEAR(${date}), 1)`,
  quarter: (date) => `DATE_ADD(MAKEDATE(YEAR(${date}), 1), INTERVAL (QUARTER(${date}) - 1) QUARTER)`,
  month: (date) => `DATE_SUB(${date}, INTERVAL (DAYOFMONTH(${date}) - 1) DAY)`,
  week: (date) => `DATE_SUB(${date}, INTERVAL WEEKDAY(${date}) DAY)`,
  day: (date) => date,
};

/** SqlDialect of MySQL 8.0.17 and later, and of MariaDB 10.11 and later: what both understand and read alike. */
export const mySqlDialect: SqlDialect = {
  name: 'MySQL 8',
  product: (double) => productOf(double, (sum) => `SUM(${sum})`),
  runningProduct: (double, window) => productOf(double, (sum) => `SUM(${sum}) OVER (${window})`),
  money: (expression) => `CAST(${expression} AS DECIMAL(38, 8))`,
  quantity: (expression) => `CAST(${expression} AS DECIMAL(28, 10))`,
  double: (expression) => `CAST(${expression} AS DOUBLE)`,
  day: (expression) => `CAST(${expression} AS DATE)`,
  text: (expression) => `CAST(${expression} AS CHAR)`,
  startOf: (grain, date) => STARTS[grain](date),
  periodLabel: (grain, date) => LABELS[grain](date),
  daysBetween: (from, to) => `DATEDIFF(${to}, ${from})`,
  addDays: (date, days) => `DATE_ADD(${date}, INTERVAL (${days}) DAY)`,
  calendar: (from, to) => {
    const days = daysOf(from, to);
    const places = Math.max(1, String(days - 1).length);
    const aliases = Array.from({ length: places }, (_, place) => `n${place}`);
    const number = aliases.map((alias, place) => `${10 ** place} * ${alias}.digit`).join(' + ');
    return (
      `(SELECT DATE_ADD(CAST('${from}' AS DATE), INTERVAL (${number}) DAY) AS day ` +
      `FROM ${aliases.map((alias) => `(${DIGITS}) AS ${alias}`).join(' CROSS JOIN ')} WHERE ${number} < ${days})`
    );
  },
  latest: (value, by) => extreme('MAX', value, by),
  earliest: (value, by) => extreme('MIN', value, by),
  containsIgnoringCase: (text, part) => `(LOCATE(LOWER(${part}), LOWER(${text})) > 0)`,
};

/** Neither server goes through numbers without a recursive query, whose steps they count. */
const DIGITS = Array.from(
  { length: 10 },
  (_, digit) => `SELECT ${digit}${digit === 0 ? ' AS digit' : ''}`,
).join(' UNION ALL ');

/**
 * There is no product over a group: it is the logarithms' sum, with the sign and the zeros counted apart. A factor of
 * 1 adds nothing at all, so days without a change leave it as it is to the last digit.
 */
function productOf(double: string, sum: (of: string) => string): string {
  const zeros = sum(`CASE WHEN ${double} = 0 THEN 1 ELSE 0 END`);
  const negatives = sum(`CASE WHEN ${double} < 0 THEN 1 ELSE 0 END`);
  const logarithms = sum(`LN(ABS(NULLIF(${double}, 0)))`);
  return `(CASE WHEN ${zeros} > 0 THEN 0 WHEN ${negatives} % 2 = 1 THEN -EXP(${logarithms}) ELSE EXP(${logarithms}) END)`;
}

/** A date in front sorts as text does; what follows it is the number that belongs to it. */
function extreme(pick: 'MAX' | 'MIN', value: string, by: string): string {
  const dated = `CONCAT(DATE_FORMAT(${by}, '%Y-%m-%d'), CAST(${value} AS CHAR))`;
  return `CAST(SUBSTRING(${pick}(${dated}), 11) AS DECIMAL(28, 10))`;
}
