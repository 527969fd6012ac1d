import { sourceTable } from '../../model/source-tables.ts';
import type { SourceColumn, SourceTableName } from '../../model/source-tables.ts';
import { CURRENCIES } from '../../vocabulary/currency.ts';
import type { Day } from '../../vocabulary/day.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { TYPE_NEEDS } from './type-needs.ts';
import { isKnown } from './references.ts';
import { SOURCE_SQL_TYPES, quoted } from './sql-types.ts';

/** One thing that can be wrong with a row: where it is, what it is in words, and SQL that is true where it is so. */
export interface Check {
  readonly column: string;
  readonly reason: string;
  /** Over the row `t`: `t.<column>` is its text, `t.v_<column>` its value or NULL where the text is none. */
  readonly failed: string;
  /** A row that fails only checks of this kind is kept and tried again. */
  readonly reference: boolean;
}

const DECIMAL = String.raw`[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?`;
const NOT_FINITE = String.raw`(?i)[+-]?(nan|inf|infinity)`;
const DAY = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}`;
const INSTANT = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?`;
const INSTANT_UTC = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?Z`;
const EARLIEST_DAY = '1900-01-01';

/** Days of a row that may not lie far ahead: its own, not a maturity or a settlement. */
const OWN_DAYS: ReadonlySet<string> = new Set([
  'trade_date',
  'price_date',
  'rate_date',
  'level_date',
  'as_of_date',
]);

/**
 * What a row of a table is judged by, in the order in which it is judged; the first that fails is the row's reason.
 * `lastDay` is the last day that a row may speak of.
 */
export function checksOf(table: SourceTableName, lastDay: Day): readonly Check[] {
  const columns = Object.entries<SourceColumn>(sourceTable(table).columns);
  return [
    ...columns.filter(([, column]) => column.required).map(([name]) => missing(name)),
    ...columns.flatMap(([name, column]) => formChecks(name, column)),
    ...columns.flatMap(([name, column]) => valueChecks(name, column)),
    ...columns.flatMap(([name, column]) => referenceChecks(name, column)),
    ...(table === 'transactions' ? TYPE_NEEDS : []),
    ...columns.flatMap(([name]) => dayChecks(name, lastDay)),
  ];
}

/** The typed value of a column's text, NULL where the text does not write one. */
export function valueOf(name: string, column: SourceColumn): string {
  const type = SOURCE_SQL_TYPES[column.type];
  const text = `r.${name}`;
  switch (column.type) {
    case 'key':
    case 'text':
    case 'currency':
      return text;
    case 'day':
      return `CASE WHEN ${matches(text, DAY)} THEN TRY_CAST(${text} AS DATE) END`;
    case 'instant':
      return instantValue(text);
    case 'amount':
    case 'quantity':
    case 'price':
    case 'rate':
    case 'fraction':
      return `CASE WHEN ${matches(text, DECIMAL)} THEN ${decimalValue(text, type)} END`;
    default:
      return column.type satisfies never;
  }
}

function missing(name: string): Check {
  return check(name, 'a required value is missing', `t.${name} IS NULL`);
}

function formChecks(name: string, column: SourceColumn): readonly Check[] {
  const text = `t.${name}`;
  const none = `${text} IS NOT NULL AND t.v_${name} IS NULL`;
  switch (column.type) {
    case 'key':
    case 'text':
    case 'currency':
      return [];
    case 'day':
      return [
        check(name, 'the date does not exist', `${none} AND ${matches(text, DAY)}`),
        check(name, 'not an ISO date such as 2026-03-31', none),
        check(name, 'the date does not exist', `t.v_${name} < DATE '0001-01-01'`),
      ];
    case 'instant':
      return [check(name, 'not an ISO instant such as 2026-03-31T06:15:00Z', none)];
    case 'amount':
    case 'quantity':
    case 'price':
    case 'rate':
    case 'fraction':
      return [
        check(name, 'the number is not finite', `${none} AND ${matches(text, NOT_FINITE)}`),
        check(name, 'the number does not fit', `${none} AND ${matches(text, DECIMAL)}`),
        check(name, 'not a number (decimals use a point, thousands no separator)', none),
      ];
    default:
      return column.type satisfies never;
  }
}

function valueChecks(name: string, column: SourceColumn): readonly Check[] {
  if (column.type === 'currency') {
    return [check(name, 'not an ISO 4217 currency code', `NOT ${isOneOf(`t.${name}`, CURRENCIES)}`)];
  }
  if (column.type === 'rate') return [check(name, 'a rate is more than zero', `t.v_${name} <= 0`)];
  if (column.oneOf === undefined) return [];
  return [
    check(
      name,
      `unknown ${name.replaceAll('_', ' ')}: it should be one of ${column.oneOf.join(', ')}`,
      `NOT ${isOneOf(`t.${name}`, column.oneOf)}`,
    ),
  ];
}

function referenceChecks(name: string, column: SourceColumn): readonly Check[] {
  if (column.references === undefined) return [];
  const what = column.references.replace(/ies$/, 'y').replace(/s$/, '');
  const failed = `t.${name} IS NOT NULL AND NOT ${isKnown(`t.${name}`, column.references, 'staged')}`;
  return [{ column: name, reason: `unknown ${what}`, failed, reference: true }];
}

function dayChecks(name: string, lastDay: Day): readonly Check[] {
  if (!OWN_DAYS.has(name)) return [];
  return [
    check(
      name,
      `the date lies more than ${String(LIMITS.future_days_max)} days after the day of the run`,
      `t.v_${name} > DATE '${lastDay}'`,
    ),
    check(name, 'the date lies before 1900', `t.v_${name} < DATE '${EARLIEST_DAY}'`),
  ];
}

function check(column: string, reason: string, failed: string): Check {
  return { column, reason, failed, reference: false };
}

function matches(text: string, pattern: string): string {
  return `regexp_full_match(${text}, ${quoted(pattern)})`;
}

/** The engine casts text to a wide decimal a hundred times slower than to one of 64 bits, which most numbers fit. */
function decimalValue(text: string, type: string): string {
  const narrow = type.replace(/\(\d+/, '(18');
  return `coalesce(CAST(TRY_CAST(${text} AS ${narrow}) AS ${type}), TRY_CAST(${text} AS ${type}))`;
}

/** The engine's cast to TIMESTAMP passes over an offset, so that anything but plain UTC takes the slow way round. */
function instantValue(text: string): string {
  return `CASE WHEN ${matches(text, INSTANT_UTC)} THEN TRY_CAST(${text} AS TIMESTAMP)
    WHEN ${matches(text, INSTANT)} THEN CAST(TRY_CAST(${withSeconds(text)} AS TIMESTAMPTZ) AS TIMESTAMP) END`;
}

/** ISO 8601 lets an instant end at the minute; the engine does not. */
function withSeconds(text: string): string {
  return `regexp_replace(${text}, '^(.{16})(Z|[+-].*)?$', '\\1:00\\2')`;
}

/** As a subquery it becomes one hash join; a list of constants would be compared with every row one by one. */
function isOneOf(text: string, values: readonly string[]): string {
  return `(${text} IN (SELECT unnest([${values.map(quoted).join(', ')}])))`;
}
