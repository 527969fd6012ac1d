import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateServer, SERVERS } from '../../../test/services/database-server.ts';
import { dayOf } from '../../vocabulary/day.ts';
import type { TimeGrain } from '../../vocabulary/period.ts';
import { parseAddress } from './address.ts';
import { mySqlDialect as sql } from './dialect.ts';
import { openSession, type Session } from './session.ts';

const day = (text: string): string => `CAST('${text}' AS DATE)`;
const factors = (...list: readonly string[]): string =>
  `FROM (${list.map((factor, at) => `SELECT ${at} AS at, CAST(${factor} AS DOUBLE) AS x`).join(' UNION ALL ')}) AS t`;

describe.each(SERVERS)('the dialect on $name', ({ missing, start }) => {
  if (missing) return test.skip('there is none on this machine');
  let server: PrivateServer;
  let session: Session;
  beforeAll(async () => {
    server = await start();
    const address = parseAddress(`mysql://root@127.0.0.1:${server.port}/mysql`);
    if (address === null) throw new Error('not an address');
    session = await openSession(address, 'read', 0);
  });
  afterAll(async () => {
    session.destroy();
    await server.stop();
  });

  async function values(expression: string, from = ''): Promise<unknown[]> {
    return (await session.query(`SELECT ${expression} AS v ${from}`)).map((row) => row['v']);
  }
  const value = async (expression: string, from = ''): Promise<unknown> =>
    (await values(expression, from))[0];

  test.each([
    ['year', '2016', '2016-01-01'],
    ['quarter', '2016-Q2', '2016-04-01'],
    ['month', '2016-05', '2016-05-01'],
    ['week', '2016-W21', '2016-05-23'],
    ['day', '2016-05-29', '2016-05-29'],
  ] satisfies [TimeGrain, string, string][])('names and starts a %s', async (grain, label, first) => {
    expect(await value(sql.periodLabel(grain, day('2016-05-29')))).toBe(label);
    expect(await value(sql.startOf(grain, day('2016-05-29')))).toBe(first);
  });

  test('an ISO week carries the year that it belongs to', async () => {
    expect(await value(sql.periodLabel('week', day('2016-01-03')))).toBe('2015-W53');
  });

  test('money keeps its eight decimals exactly, and rounds a half away from nothing', async () => {
    expect(await value(sql.money(`'123456789012345678901234567.12345678'`))).toBe(
      '123456789012345678901234567.12345678',
    );
    expect(await value(sql.money('-0.000000005'))).toBe('-0.00000001');
  });

  test.each([
    [['1.5', '2.0', 'NULL'], 3],
    [['1.5', '-2.0'], -3],
    [['-1.5', '-2.0', '1'], 3],
    [['1.5', '0', '-2.0'], 0],
    [['NULL'], null],
  ])('the product of %s is %d', async (list, product) => {
    const found = await value(sql.product('x'), factors(...list));
    if (product === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(product, 12);
  });

  test('a running product stays as it is, to the last digit, on days without a change', async () => {
    const [first, second, third] = await values(
      sql.runningProduct('x', 'ORDER BY at'),
      factors('1.0123456789', '1', '1'),
    );
    expect(first).toBeCloseTo(1.0123456789, 12);
    expect([second, third]).toEqual([first, first]);
  });

  test('a calendar has a row for each day, leap days included', async () => {
    const calendar = sql.calendar(dayOf('2016-02-28'), dayOf('2016-03-01'));
    expect(await values('c.day', `FROM ${calendar} AS c ORDER BY 1`)).toEqual([
      '2016-02-28',
      '2016-02-29',
      '2016-03-01',
    ]);
    const long = sql.calendar(dayOf('2001-01-01'), dayOf('2025-12-31'));
    expect(Number(await value('COUNT(DISTINCT c.day)', `FROM ${long} AS c`))).toEqual(9131);
    expect(Number(await value(sql.daysBetween(day('2016-02-28'), sql.addDays(day('2016-02-28'), '2'))))).toBe(
      2,
    );
  });

  test('finding text takes no wildcards and no case', async () => {
    expect(Number(await value(sql.containsIgnoringCase(`'Advisory FEE 10%'`, `'fee 10%'`)))).toBe(1);
    expect(Number(await value(sql.containsIgnoringCase(`'Advisory FEE 10'`, `'f%'`)))).toBe(0);
  });

  test('the latest row is the one with the greatest day', async () => {
    const rows = `FROM (SELECT 10 AS v, ${day('2016-01-01')} AS d UNION ALL SELECT 9.5, ${day('2016-02-01')} UNION ALL SELECT 3, NULL) AS t`;
    expect(Number(await value(sql.latest('v', 'd'), rows))).toBe(9.5);
    expect(Number(await value(sql.earliest('v', 'd'), rows))).toBe(10);
  });

  test('a session compares text byte by byte, blanks at its end included', async () => {
    for (const pair of [`'a' = 'A'`, `'a' = 'a '`, `'é' = 'e'`]) {
      expect(Number(await value(`(${pair})`)), pair).toBe(0);
    }
  });

  test('a session that reads cannot write', async () => {
    await expect(
      session
        .query('CREATE TEMPORARY TABLE t (i INT)')
        .then(() => session.query('CREATE TABLE mysql.t (i INT)')),
    ).rejects.toMatchObject({ errno: 1792 });
  });
});
