import type { Cell } from '../../vocabulary/rows.ts';

/** What the driver says of a result's column. */
export interface FieldInfo {
  readonly name: string;
  readonly columnType?: number;
  readonly decimals: number;
  readonly columnLength?: number;
}

/** Numbers of the protocol's column types. */
const DOUBLES: ReadonlySet<number> = new Set([4, 5]);
const INTEGERS: ReadonlySet<number> = new Set([1, 2, 3, 8, 9, 13]);
const DECIMALS: ReadonlySet<number> = new Set([0, 246]);
const DATE = 10;
const INSTANTS: ReadonlySet<number> = new Set([7, 12]);

/** A column's type in the words that every store uses: DECIMAL(38,8), BIGINT, DOUBLE, DATE, TIMESTAMP, VARCHAR. */
export function typeOf(field: FieldInfo): string {
  const type = field.columnType ?? -1;
  if (DOUBLES.has(type)) return 'DOUBLE';
  if (INTEGERS.has(type)) return 'BIGINT';
  if (DECIMALS.has(type))
    return field.decimals === 0 ? 'BIGINT' : `DECIMAL(${precisionOf(field)},${field.decimals})`;
  if (type === DATE) return 'DATE';
  return INSTANTS.has(type) ? 'TIMESTAMP' : 'VARCHAR';
}

/** The length in characters counts the sign and the point. */
function precisionOf({ columnLength = 0 }: FieldInfo): number {
  return Math.max(1, columnLength - 2);
}

/**
 * A value as the driver gives it as a cell: exact numbers as plain decimal text without trailing zeros, integers as
 * numbers while those are exact, doubles as they are, dates and instants as ISO text. Throws a TypeError for a kind
 * of value that no product table has.
 */
export function cellOf(value: unknown, type: string): Cell {
  if (value === null || value === undefined) return null;
  if (type === 'DOUBLE') return typeof value === 'number' && Number.isFinite(value) ? value : null;
  if (type === 'BIGINT' && typeof value === 'number') return value;
  if (typeof value !== 'string') throw new TypeError('a value of an unknown kind came from the database');
  if (type === 'BIGINT') return integerCell(value);
  if (type.startsWith('DECIMAL')) return plainDecimal(value);
  return type === 'TIMESTAMP' ? instantText(value) : value;
}

function integerCell(text: string): Cell {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

function plainDecimal(text: string): string {
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return trimmed === '-0' || trimmed === '' ? '0' : trimmed;
}

/** '2016-02-29 23:59:59.500000' of a session in UTC. */
function instantText(text: string): string {
  const [day = '', time = '00:00:00'] = text.split(' ');
  return `${day}T${time.includes('.') ? time.replace(/\.?0+$/, '') : time}Z`;
}
