import { expect, test } from 'vitest';
import { closeOn } from '../../accounting/closes.ts';
import { dayNumber, dayOf } from '../../vocabulary/day.ts';
import { openMarketData } from './market-data.ts';
import { createProductTables } from './product-schema.ts';
import { openStage } from './stage.fixture.ts';

const FIRST_DAY = dayNumber(dayOf('2016-01-01'));
const DAYS = 2_600;
const SECURITIES = Array.from({ length: 500 }, (_none, place) => `S${String(place).padStart(4, '0')}`);

test('the closes of every security are read whole by several threads, of those alone that are asked for', async () => {
  const connection = await openStage();
  await connection.run('SET threads = 2');
  await createProductTables(connection);
  await connection.run(`INSERT INTO parcel.main.prices
    SELECT 'S' || lpad(CAST(s AS VARCHAR), 4, '0'), DATE '2016-01-01' + CAST(d AS INTEGER), s + d / 10000
    FROM range(${String(SECURITIES.length)}) a(s), range(${String(DAYS)}) b(d) ORDER BY s, d`);
  const prices = { name: 'parcel.main.prices', clustered: true, asStaged: false };
  const data = await openMarketData(connection, 'USD', prices, FIRST_DAY, FIRST_DAY + DAYS - 1);
  const asked = SECURITIES.filter((_id, place) => place % 7 !== 3);
  await data.need(new Set(asked));
  const wrong = asked.filter((id, place) => {
    const closes = data.market.closesOf(id);
    const whole = BigInt(SECURITIES.indexOf(id)) * 10n ** 10n;
    const at = (day: number): bigint | null => (closes ? closeOn(closes, FIRST_DAY + day) : null);
    return [0, place, DAYS - 1].some((day) => at(day) !== whole + BigInt(day) * 10n ** 6n);
  });
  expect(wrong).toEqual([]);
  expect(data.market.closesOf('S0003')).toBeNull();
  connection.closeSync();
});

test.each([
  ['parcel.main.prices', true, 's, d'],
  ['parcel.main.prices', false, 'd, s'],
  ['stage.main.merged_prices', false, 's, d'],
  ['stage.main.merged_prices', false, 'd, s'],
])(
  'the closes of few securities are read whole out of %s, and none of the many others',
  async (name, clustered, order) => {
    const asStaged = name === 'stage.main.merged_prices';
    const connection = await openStage();
    await connection.run('SET threads = 2');
    await createProductTables(connection);
    await connection.run(`INSERT INTO parcel.main.securities (security_id, currency)
    SELECT 'S' || lpad(CAST(s AS VARCHAR), 4, '0'), 'USD' FROM range(${String(SECURITIES.length)}) a(s)`);
    const closes = `SELECT 'S' || lpad(CAST(s AS VARCHAR), 4, '0') AS security_id, DATE '2016-01-01' + CAST(d AS INTEGER) AS price_date,
      CAST(s + d / 10000 AS DECIMAL(28, 10)) AS close
    FROM range(${String(SECURITIES.length)}) a(s), range(${String(DAYS)}) b(d) ORDER BY ${order}`;
    await connection.run(
      asStaged
        ? `CREATE TABLE stage.main.merged_prices AS SELECT *, row_number() OVER () - 1 AS place FROM (${closes})`
        : `INSERT INTO parcel.main.prices ${closes}`,
    );
    const prices = { name, clustered, asStaged };
    const data = await openMarketData(connection, 'USD', prices, FIRST_DAY, FIRST_DAY + DAYS - 1);
    await data.need(new Set(['S0499', 'S0000', 'S0250']));
    const last = (id: string): bigint | null => {
      const known = data.market.closesOf(id);
      return known ? closeOn(known, FIRST_DAY + DAYS - 1) : null;
    };
    const whole = (place: bigint): bigint => place * 10n ** 10n + BigInt(DAYS - 1) * 10n ** 6n;
    expect([last('S0000'), last('S0250'), last('S0499')]).toEqual([whole(0n), whole(250n), whole(499n)]);
    expect(data.market.closesOf('S0249')).toBeNull();
    connection.closeSync();
  },
);
