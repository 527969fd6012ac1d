import { expect, test } from 'vitest';
import { cellOf, typeOf } from './cells.ts';

test.each([
  ['1204311.27000000', 'DECIMAL(38,8)', '1204311.27'],
  ['350.0000000000', 'DECIMAL(28,10)', '350'],
  ['-0.5000', 'DECIMAL(8,4)', '-0.5'],
  ['0.00000000', 'DECIMAL(38,8)', '0'],
  ['-0.00', 'DECIMAL(38,2)', '0'],
  ['7', 'BIGINT', 7],
  [7, 'BIGINT', 7],
  ['9007199254740993', 'BIGINT', '9007199254740993'],
  [1.0000000000000002, 'DOUBLE', 1.0000000000000002],
  [Number.POSITIVE_INFINITY, 'DOUBLE', null],
  ['2016-02-29', 'DATE', '2016-02-29'],
  ['2016-02-29 23:59:59.500000', 'TIMESTAMP', '2016-02-29T23:59:59.5Z'],
  ['2016-02-29 00:00:00', 'TIMESTAMP', '2016-02-29T00:00:00Z'],
  ['10', 'VARCHAR', '10'],
  [null, 'VARCHAR', null],
])('%s as %s is %s', (value, type, cell) => {
  expect(cellOf(value, type)).toBe(cell);
});

test('types of columns have the names that every store uses', () => {
  expect(typeOf({ name: 'a', columnType: 246, decimals: 8, columnLength: 40 })).toBe('DECIMAL(38,8)');
  expect(typeOf({ name: 'a', columnType: 246, decimals: 0, columnLength: 40 })).toBe('BIGINT');
  expect(typeOf({ name: 'a', columnType: 8, decimals: 0, columnLength: 20 })).toBe('BIGINT');
  expect(typeOf({ name: 'a', columnType: 5, decimals: 31 })).toBe('DOUBLE');
  expect(typeOf({ name: 'a', columnType: 10, decimals: 0 })).toBe('DATE');
  expect(typeOf({ name: 'a', columnType: 253, decimals: 0 })).toBe('VARCHAR');
});
