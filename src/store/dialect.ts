import type { Day } from '../vocabulary/day.ts';
import type { TimeGrain } from '../vocabulary/period.ts';

/**
 * The few expressions on which the stores' dialects differ, as text that is put into a statement over the logical
 * relations. Arguments are expressions in the same dialect (a column, `$1`, an aggregate), never values from outside:
 * those are bound as parameters. Each result can be used wherever an expression of its type can.
 */
export interface SqlDialect {
  /** As those call it who write it. */
  readonly name: string;
  /** The product of a DOUBLE over a group; null where the group has no value. */
  product(double: string): string;
  /** The product of a DOUBLE up to and with each row, over a window's text: `PARTITION BY a ORDER BY b`. */
  runningProduct(double: string, window: string): string;
  /** An exact DECIMAL(38, 8): an amount of money, from decimal text, a parameter or another exact number. */
  money(expression: string): string;
  /** An exact DECIMAL(28, 10): a quantity or a price. */
  quantity(expression: string): string;
  /** A DOUBLE. */
  double(expression: string): string;
  /** A DATE, from ISO text or a parameter. */
  day(expression: string): string;
  /** Text. */
  text(expression: string): string;
  /** The DATE on which the calendar year, quarter, month or ISO week of a DATE begins; for `day` the DATE itself. */
  startOf(grain: TimeGrain, date: string): string;
  /** A DATE's period as text: '2016', '2016-Q2', '2016-03', '2016-W07' (ISO week and its year) or '2016-03-31'. */
  periodLabel(grain: TimeGrain, date: string): string;
  /** Whole days from one DATE to another: `to − from`. */
  daysBetween(from: string, to: string): string;
  /** A DATE `days` (a whole number as an expression; may be negative) later. */
  addDays(date: string, days: string): string;
  /**
   * A table expression of one DATE column `day`, a row for each calendar day of [from, to], to be named by the caller:
   * `FROM <calendar> AS c`. The bounds are written out, so that its size is known without running it.
   */
  calendar(from: Day, to: Day): string;
  /** In a group, the value of the row where `by` is greatest (or least); rows without `by` or without a value do not count. */
  latest(value: string, by: string): string;
  earliest(value: string, by: string): string;
  /** True where the text contains the other one, whatever their case; nothing in it is a wildcard. */
  containsIgnoringCase(text: string, part: string): string;
}
