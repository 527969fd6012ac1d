import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeEach, expect, test } from 'vitest';
import { connectBeside, freshParcel, openStage, stageRows } from './stage.fixture.ts';
import { transform } from './transform.ts';
import { trimParcel } from './trim.ts';

let connection: DuckDBConnection;

const booking = (transaction_id: string, trade_date: string, more: Readonly<Record<string, string>>) => ({
  transaction_id,
  account_id: 'A',
  trade_date,
  currency: 'USD',
  ...more,
});
const buy = { type: 'BUY', security_id: 'X', quantity: '2', price: '10', fee: '1', amount: '-21' };

beforeEach(async () => {
  connection = await openStage();
  await stageRows(connection, {
    custodians: [{ custodian_id: 'C', name: 'Bank' }],
    clients: [{ client_id: 'K', name: 'Client' }],
    portfolios: [{ portfolio_id: 'P', client_id: 'K', name: 'Main', base_currency: 'USD' }],
    accounts: [{ account_id: 'A', portfolio_id: 'P', custodian_id: 'C', name: 'One', currency: 'USD' }],
    securities: [{ security_id: 'X', symbol: 'XX', name: 'X', asset_class: 'Equity', currency: 'USD' }],
    prices: [
      { security_id: 'X', price_date: '2024-01-02', close: '10' },
      { security_id: 'X', price_date: '2024-03-20', close: '12' },
    ],
    transactions: [
      booking('T1', '2024-01-02', { type: 'DEPOSIT', amount: '100' }),
      booking('T2', '2024-01-03', buy),
      booking('T3', '2024-03-05', buy),
      booking('T4', '2024-03-12', { ...buy, type: 'SELL', quantity: '-1', amount: '9' }),
    ],
  });
});

async function rowsOf(table: string, where = 'true'): Promise<readonly unknown[]> {
  const reader = await connection.runAndReadAll(`SELECT * FROM parcel.${table} WHERE ${where} ORDER BY ALL`);
  return reader.getRowsJson();
}

const run = (accounts: 'all' | 'touched') =>
  transform({ connection, connect: () => connectBeside(connection), firmCurrency: 'USD', accounts });

/** What is left of each table where bookings change from 10 March on: the booking before them is of the 5th. */
const LEFT: Readonly<Record<string, string>> = {
  transactions: `trade_date >= '2024-03-06'`,
  positions: `to_date >= '2024-03-05'`,
  fees: `trade_date >= '2024-03-06'`,
  realized_gains: `trade_date >= '2024-03-06'`,
  cash_flows: `trade_date >= '2024-03-06'`,
  daily_values: `value_date >= '2024-03-06'`,
  monthly_values: `month >= '2024-03-01'`,
  allocations: `month >= '2024-03-01'`,
  holdings: 'true',
  lots: 'true',
  accounts: 'true',
};

test('an account of which bookings changed from a day on is published from the booking before them on', async () => {
  await run('all');
  const tables = Object.keys(LEFT);
  const expected = await Promise.all(tables.map((table) => rowsOf(table, LEFT[table])));
  const whole = await Promise.all(tables.map((table) => rowsOf(table)));
  await freshParcel(connection);
  await connection.run(`INSERT INTO stage.touched_accounts VALUES ('A');
    INSERT INTO stage.deliveries VALUES (1);
    INSERT INTO stage.changed_days VALUES (1, NULL, NULL), (1, 'A', DATE '2024-03-10')`);
  const { tables: modes } = await run('touched');
  // The checks look at every booking and position of a touched account.
  for (const table of ['transactions', 'positions'])
    expect(await rowsOf(table)).toEqual(whole[tables.indexOf(table)]);
  expect(await trimParcel(connection, modes)).toMatchObject({
    daily_values: 'replace_later',
    lots: 'replace_accounts',
    securities: 'replace',
  });
  for (const [at, table] of tables.entries()) expect(await rowsOf(table), table).toEqual(expected[at]);
  expect(await rowsOf('touched_accounts')).toEqual([['A', '2024-03-06']]);
});

test('an account of which the first booking changed is published whole', async () => {
  await run('all');
  const whole = await rowsOf('daily_values');
  await freshParcel(connection);
  await connection.run(`INSERT INTO stage.touched_accounts VALUES ('A');
    INSERT INTO stage.deliveries VALUES (1);
    INSERT INTO stage.changed_days VALUES (1, NULL, NULL), (1, 'A', DATE '2024-01-02')`);
  const { tables } = await run('touched');
  expect(await trimParcel(connection, tables)).toEqual(tables);
  expect(await rowsOf('daily_values')).toEqual(whole);
  expect(await rowsOf('touched_accounts')).toEqual([['A', null]]);
});
