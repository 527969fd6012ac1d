import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Cell } from '../../vocabulary/rows.ts';

/**
 * A value of the engine as a cell: exact numbers as plain decimal text without trailing zeros, integers as numbers
 * while those are exact, DOUBLE as it is (no number and the infinities are null), dates and instants as ISO text.
 */
export function cellOf(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return integerCell(value);
  return objectCell(value);
}

type ObjectValue = Exclude<DuckDBValue, string | number | bigint | boolean | null>;

/** `value` ÷ 10^scale in plain notation: '1204311.27', '350', '-0.5', '0'. */
export function decimalText(value: bigint, scale: number): string {
  if (value === 0n) return '0';
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = trimZeros(digits.slice(digits.length - scale));
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function integerCell(value: bigint): Cell {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function objectCell(value: ObjectValue): Cell {
  if (value instanceof DuckDBDecimalValue) return decimalText(value.value, value.scale);
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return instantText(value.micros * 1000n);
  }
  if (value instanceof DuckDBTimestampMillisecondsValue) return instantText(value.millis * 1_000_000n);
  if (value instanceof DuckDBTimestampSecondsValue) return instantText(value.seconds * 1_000_000_000n);
  if (value instanceof DuckDBTimestampNanosecondsValue) return instantText(value.nanos);
  return value.toString();
}

const NANOS_PER_SECOND = 1_000_000_000n;
/** What a Date can hold, in seconds either side of 1970; the engine's infinities lie beyond. */
const DATE_SECONDS_MAX = 8_640_000_000_000n;

/** ISO 8601 in UTC, with as many decimals of the second as are not zero. */
function instantText(nanos: bigint): Cell {
  const fractionNanos = ((nanos % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND;
  const seconds = (nanos - fractionNanos) / NANOS_PER_SECOND;
  if (seconds > DATE_SECONDS_MAX || seconds < -DATE_SECONDS_MAX) return null;
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, -'.000Z'.length);
  const fraction = trimZeros(fractionNanos.toString().padStart(9, '0'));
  return `${whole}${fraction === '' ? '' : `.${fraction}`}Z`;
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1;
  return digits.slice(0, end);
}
