import { expect, test } from 'vitest';
import { createProductTables } from './product-schema.ts';
import { openParcelLoader } from './parcel-loader.ts';
import { connectBeside, openStage } from './stage.fixture.ts';

const MONEY = 10n ** 8n;

test('rows come out as they went in: long and foreign texts, nothing, and numbers past 64 bits', async () => {
  const connection = await openStage();
  await createProductTables(connection);
  const loader = await openParcelLoader(() => connectBeside(connection), ['income']);
  const rows = Array.from({ length: 5_000 }, (_, n) => [
    n % 3 === 0 ? 'short' : `an account with a long name ${n}`,
    n % 5 === 0 ? '€uro' : 'USD',
    n % 2 === 0 ? null : 'exactly 12 b',
    null,
    n - 2_500,
    'dividend',
    (n % 7 === 0 ? -(10n ** 20n) : BigInt(n - 2_500)) * MONEY,
    0n,
    `T${n}`,
  ]);
  for (const row of rows) loader.add('income', row);
  await loader.close();
  const reader = await connection.runAndReadAll(
    `SELECT account_id, currency, security_id, symbol, trade_date - DATE '1970-01-01', kind, CAST(amount AS HUGEINT)::VARCHAR, CAST(tax AS VARCHAR), transaction_id
     FROM parcel.income ORDER BY CAST(substr(transaction_id, 2) AS INTEGER)`,
  );
  const expected = rows.map((row, n) => {
    const amount = n % 7 === 0 ? -(10n ** 20n) : BigInt(n - 2_500);
    return [...row.slice(0, 4), String(row[4]), row[5], String(amount), '0.00000000', row[8]];
  });
  expect(reader.getRowsJson()).toEqual(expected);
});

test('runs fill columns across the borders of chunks, 64-bit columns and wider ones alike', async () => {
  const connection = await openStage();
  await createProductTables(connection);
  const loader = await openParcelLoader(() => connectBeside(connection), ['daily_values']);
  const count = 3_000;
  const narrow = BigInt64Array.from({ length: count }, (_, n) => BigInt(n - 1_500) * MONEY);
  const wide = Array.from({ length: count }, (_, n) => -(10n ** 25n) - BigInt(n) * MONEY);
  for (const account of ['A', 'an account with a long name']) {
    loader.addRuns('daily_values', count, [
      { text: account },
      { text: 'USD' },
      { firstDay: 18_000 },
      { money: narrow },
      ...Array.from({ length: 6 }, () => ({ money: wide })),
      { doubles: Float64Array.from({ length: count }, (_, n) => 1 + n / 8) },
    ]);
  }
  await loader.close();
  const reader = await connection.runAndReadAll(
    `SELECT account_id, count(*)::INTEGER, min(value_date)::VARCHAR, max(value_date)::VARCHAR, min(market_value)::VARCHAR, max(market_value)::VARCHAR,
       count(*) FILTER (market_value = (value_date - DATE '1970-01-01') - 18000 - 1500)::INTEGER, min(fees)::VARCHAR, sum(twr_factor)
     FROM parcel.daily_values GROUP BY account_id ORDER BY account_id`,
  );
  const same = [count, '2019-04-14', '2027-06-30', '-1500.00000000', '1499.00000000', count];
  const tail = ['-100000000000002999.00000000', count + (count * (count - 1)) / 16];
  expect(reader.getRowsJson()).toEqual([
    ['A', ...same, ...tail],
    ['an account with a long name', ...same, ...tail],
  ]);
});

test('every row is there once and in order within its group, in tables side by side, while the kernel goes on', async () => {
  const connection = await openStage();
  await createProductTables(connection);
  const tables = ['daily_values', 'fees', 'cash_flows'] as const;
  const loader = await openParcelLoader(() => connectBeside(connection), tables);
  const accounts = 400;
  const days = 1_300;
  const money = { money: new BigInt64Array(days) };
  for (let account = 0; account < accounts; account += 1) {
    const id = `A${account}`;
    loader.addRuns('daily_values', days, [
      { text: id },
      { text: 'USD' },
      { firstDay: 0 },
      ...Array.from({ length: 7 }, () => money),
      { doubles: new Float64Array(days) },
    ]);
    for (let n = 0; n < 400; n += 1) {
      loader.add('fees', [id, 'USD', n, 'custody', BigInt(n), `T${n}`]);
      loader.add('cash_flows', [id, 'USD', n, 'DEPOSIT', null, null, BigInt(n), null, `T${n}`]);
    }
    await loader.breathe();
  }
  await loader.close();
  const ordered = async (table: string, date: string, perAccount: number): Promise<void> => {
    const reader = await connection.runAndReadAll(
      `SELECT count(*)::INTEGER, count(DISTINCT place)::INTEGER, min(place)::INTEGER, max(place)::INTEGER,
         count(*) FILTER (place <> before + 1)::INTEGER <= count(*) // (60 * 2048) + 1
       FROM (SELECT place, lag(place) OVER (ORDER BY rowid) AS before FROM (
         SELECT rowid, ${perAccount} * CAST(substr(account_id, 2) AS INTEGER) + (${date} - DATE '1970-01-01') AS place
         FROM parcel.${table}))`,
    );
    const rows = accounts * perAccount;
    expect(reader.getRowsJson(), table).toEqual([[rows, rows, 0, rows - 1, true]]);
  };
  await ordered('daily_values', 'value_date', days);
  await ordered('fees', 'trade_date', 400);
  await ordered('cash_flows', 'trade_date', 400);
});

test('what makes the database fail reaches whoever fills the table', async () => {
  const connection = await openStage();
  await createProductTables(connection);
  const loader = await openParcelLoader(() => connectBeside(connection), ['fees']);
  await connection.run('DROP TABLE parcel.fees');
  loader.add('fees', ['A', 'USD', 0, 'custody', 1n, 'T1']);
  await expect(loader.close()).rejects.toThrow(/fees/);
});
