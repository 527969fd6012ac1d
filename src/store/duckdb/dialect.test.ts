import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { dayOf } from '../../vocabulary/day.ts';
import type { TimeGrain } from '../../vocabulary/period.ts';
import { duckDbDialect as sql } from './dialect.ts';

async function value(expression: string, from = ''): Promise<unknown> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(`SELECT ${expression} AS v ${from}`)).getRowsJson();
  connection.closeSync();
  instance.closeSync();
  return rows[0]?.[0];
}

test.each([
  ['year', '2016', '2016-01-01'],
  ['quarter', '2016-Q2', '2016-04-01'],
  ['month', '2016-05', '2016-05-01'],
  ['week', '2016-W21', '2016-05-23'],
  ['day', '2016-05-29', '2016-05-29'],
] satisfies [TimeGrain, string, string][])('names and starts a %s', async (grain, label, start) => {
  expect(await value(sql.periodLabel(grain, `DATE '2016-05-29'`))).toBe(label);
  expect(await value(sql.startOf(grain, `DATE '2016-05-29'`))).toBe(start);
});

test('an ISO week carries the year that it belongs to', async () => {
  expect(await value(sql.periodLabel('week', `DATE '2016-01-03'`))).toBe('2015-W53');
});

test('money keeps its eight decimals exactly', async () => {
  expect(await value(sql.money(`'123456789012345678901234567.12345678'`))).toBe(
    '123456789012345678901234567.12345678',
  );
});

test('a product over a group multiplies', async () => {
  expect(await value(sql.product('x'), 'FROM (VALUES (1.5::DOUBLE), (2.0), (NULL)) AS t(x)')).toBe(3);
});

test('a calendar has a row for each day, leap days included', async () => {
  const calendar = sql.calendar(dayOf('2016-02-28'), dayOf('2016-03-01'));
  expect(await value('list(c.day)', `FROM ${calendar} AS c`)).toEqual([
    '2016-02-28',
    '2016-02-29',
    '2016-03-01',
  ]);
  expect(await value(sql.daysBetween(`DATE '2016-02-28'`, sql.addDays(`DATE '2016-02-28'`, '2')))).toBe('2');
});

test('finding text takes no wildcards and no case', async () => {
  expect(await value(sql.containsIgnoringCase(`'Advisory FEE 10%'`, `'fee 10%'`))).toBe(true);
  expect(await value(sql.containsIgnoringCase(`'Advisory FEE 10'`, `'f%'`))).toBe(false);
});

test('the latest row is the one with the greatest day', async () => {
  const rows = `FROM (VALUES (1, DATE '2016-01-01'), (2, DATE '2016-02-01'), (3, NULL)) AS t(v, d)`;
  expect(await value(sql.latest('v', 'd'), rows)).toBe(2);
  expect(await value(sql.earliest('v', 'd'), rows)).toBe(1);
});
