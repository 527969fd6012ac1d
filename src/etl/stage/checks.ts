import { sourceTable, SOURCE_TABLE_NAMES } from '../../model/source-tables.ts';
import type { SourceColumn, SourceTableName } from '../../model/source-tables.ts';
import { CURRENCIES } from '../../vocabulary/currency.ts';
import type { Day } from '../../vocabulary/day.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { TYPE_NEEDS } from './type-needs.ts';
import { isKnown } from './references.ts';
import { quoted } from './sql-types.ts';
import { DAY, DECIMAL, NOT_FINITE, matches } from './text-values.ts';

/** One thing that can be wrong with a row: where it is, what it is in words, and SQL that is true where it is so. */
export interface Check {
  readonly column: string;
  readonly reason: string;
  /** Over the row `t`: `t.<column>` is its text, `t.v_<column>` its value or NULL where the text is none. */
  readonly failed: string;
  /** A row that fails only checks of this kind is kept and tried again. */
  readonly reference: boolean;
  /** It looks at how a value is written, not at what it is. */
  readonly form?: true;
}

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
    ...(isNamedByOthers(table) ? sourceTable(table).key.map(strange) : []),
    ...columns.flatMap(([name, column]) => valueChecks(name, column)),
    ...columns.flatMap(([name, column]) => referenceChecks(name, column)),
    ...(table === 'transactions' ? TYPE_NEEDS : []),
    ...columns.flatMap(([name]) => dayChecks(name, lastDay)),
  ];
}

function missing(name: string): Check {
  return check(name, 'a required value is missing', `t.${name} IS NULL`);
}

/** Whether rows of other tables name those of this one, so that a sign that nobody sees in its id goes everywhere. */
function isNamedByOthers(table: SourceTableName): boolean {
  return SOURCE_TABLE_NAMES.some((other) =>
    Object.values<SourceColumn>(sourceTable(other).columns).some(({ references }) => references === table),
  );
}

function strange(name: string): Check {
  return check(
    name,
    'the id has a control character in it',
    matches(`t.${name}`, String.raw`(?s).*\p{Cc}.*`),
  );
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
        form(name, 'the date does not exist', `${none} AND ${matches(text, DAY)}`),
        form(name, 'not an ISO date such as 2026-03-31', none),
        form(name, 'the date does not exist', `t.v_${name} < DATE '0001-01-01'`),
      ];
    case 'instant':
      return [form(name, 'not an ISO instant such as 2026-03-31T06:15:00Z', none)];
    case 'amount':
    case 'quantity':
    case 'price':
    case 'rate':
    case 'fraction':
      return [
        form(name, 'the number is not finite', `${none} AND ${matches(text, NOT_FINITE)}`),
        form(name, 'the number does not fit', `${none} AND ${matches(text, DECIMAL)}`),
        form(name, 'not a number (decimals use a point, thousands no separator)', none),
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

function form(column: string, reason: string, failed: string): Check {
  return { ...check(column, reason, failed), form: true };
}

function check(column: string, reason: string, failed: string): Check {
  return { column, reason, failed, reference: false };
}

/** As a subquery it becomes one hash join; a list of constants would be compared with every row one by one. */
function isOneOf(text: string, values: readonly string[]): string {
  return `(${text} IN (SELECT unnest([${values.map(quoted).join(', ')}])))`;
}
