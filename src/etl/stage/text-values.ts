import type { SourceColumn } from '../../model/source-tables.ts';
import { SOURCE_SQL_TYPES, quoted } from './sql-types.ts';

/** What a text has to look like, whatever the engine's casts take besides. */
export const DECIMAL = String.raw`[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?`;
export const NOT_FINITE = String.raw`(?i)[+-]?(nan|inf|infinity)`;
export const DAY = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}`;
const INSTANT = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?`;
const INSTANT_UTC = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?Z`;

/** The typed value that `text` writes for a column, NULL where it writes none. */
export function valueOf(text: string, column: SourceColumn): string {
  return typed(
    text,
    column,
    (type) => `CASE WHEN ${matches(text, DECIMAL)} THEN ${decimalValue(text, type)} END`,
  );
}

/** As valueOf, but with whatever the engine takes for a number. */
export function castOf(text: string, column: SourceColumn): string {
  return typed(text, column, (type) => decimalValue(text, type));
}

function typed(text: string, column: SourceColumn, number: (type: string) => string): string {
  switch (column.type) {
    case 'key':
    case 'text':
    case 'currency':
      return text;
    case 'day':
      return dayValue(text);
    case 'instant':
      return instantValue(text);
    case 'amount':
    case 'quantity':
    case 'price':
    case 'rate':
    case 'fraction':
      return number(SOURCE_SQL_TYPES[column.type]);
    default:
      return column.type satisfies never;
  }
}

export function matches(text: string, pattern: string): string {
  return `regexp_full_match(${text}, ${quoted(pattern)})`;
}

function dayValue(text: string): string {
  return `CASE WHEN ${matches(text, DAY)} THEN TRY_CAST(${text} AS DATE) END`;
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
