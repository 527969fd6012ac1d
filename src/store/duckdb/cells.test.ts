import { fc, test } from '@fast-check/vitest';
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
} from '@duckdb/node-api';
import { Decimal } from 'decimal.js';
import { expect } from 'vitest';
import { cellOf, decimalText } from './cells.ts';

const Exact = Decimal.clone({ precision: 60, toExpNeg: -60, toExpPos: 60 });

test.prop([fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), fc.integer({ min: 0, max: 38 })])(
  'a decimal reads as plain text of the same value, without a zero too many',
  (value, scale) => {
    expect(decimalText(value, scale)).toBe(
      new Exact(value.toString()).div(new Exact(10).pow(scale)).toString(),
    );
  },
);

test('each kind of value has one plain form', () => {
  expect(cellOf(new DuckDBDecimalValue(120431127000000n, 38, 8))).toBe('1204311.27');
  expect(cellOf(new DuckDBDecimalValue(3500000000000n, 28, 10))).toBe('350');
  expect(cellOf(new DuckDBDecimalValue(42n, 9, 0))).toBe('42');
  expect(cellOf(9007199254740991n)).toBe(9007199254740991);
  expect(cellOf(9007199254740993n)).toBe('9007199254740993');
  expect(cellOf(0.1)).toBe(0.1);
  expect([NaN, Infinity, -Infinity, null].map(cellOf)).toEqual([null, null, null, null]);
  expect(cellOf(DuckDBDateValue.fromParts({ year: 2016, month: 2, day: 29 }))).toBe('2016-02-29');
  expect(cellOf(new DuckDBListValue([1, 2]))).toBe('[1, 2]');
});

test('instants are ISO text in UTC with no more of the second than there is', () => {
  expect(cellOf(new DuckDBTimestampValue(0n))).toBe('1970-01-01T00:00:00Z');
  expect(cellOf(new DuckDBTimestampValue(-1n))).toBe('1969-12-31T23:59:59.999999Z');
  expect(cellOf(new DuckDBTimestampTZValue(1_500_000n))).toBe('1970-01-01T00:00:01.5Z');
  expect(cellOf(new DuckDBTimestampMillisecondsValue(1_001n))).toBe('1970-01-01T00:00:01.001Z');
  expect(cellOf(new DuckDBTimestampNanosecondsValue(1n))).toBe('1970-01-01T00:00:00.000000001Z');
  expect(cellOf(DuckDBTimestampValue.PosInf)).toBeNull();
});
