import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeEach, expect, test } from 'vitest';
import { PRODUCT_TABLE_NAMES, productTable } from '../../model/product-tables.ts';
import { dayOf } from '../../vocabulary/day.ts';
import { connectBeside, freshParcel, openStage, stageRows } from './stage.fixture.ts';
import { transform } from './transform.ts';

type Rows = readonly Readonly<Record<string, string>>[];

const TRANSACTIONS: Rows = [
  booking('T1', 'A', '2020-01-02', 'DEPOSIT', { amount: '1000' }),
  booking('T2', 'A', '2020-01-03', 'BUY', {
    security_id: 'X',
    quantity: '10',
    price: '20',
    fee: '1',
    amount: '-201',
  }),
  booking('T3', 'A', '2020-02-03', 'DIVIDEND', { security_id: 'X', tax: '1.5', amount: '8.5' }),
  booking('T4', 'A', '2020-02-04', 'SELL', {
    security_id: 'X',
    quantity: '-4',
    price: '30',
    fee: '2',
    amount: '118',
  }),
  booking('T5', 'A', '2020-02-05', 'WITHDRAWAL', { amount: '-100' }),
  booking('T6', 'B', '2020-02-05', 'DEPOSIT', { amount: '100' }),
  booking('T7', 'B', '2020-02-06', 'FX', { amount: '-50' }),
  booking('T8', 'B', '2020-02-06', 'FX', { amount: '40', currency: 'EUR' }),
  booking('T9', 'B', '2020-02-07', 'FEE', { amount: '-3', description: 'Custody fee' }),
];

const FIRM = {
  custodians: [{ custodian_id: 'C', name: 'Bank' }],
  clients: [{ client_id: 'K', name: 'Client' }],
  portfolios: [{ portfolio_id: 'P', client_id: 'K', name: 'Main', base_currency: 'EUR' }],
  accounts: [
    { account_id: 'A', portfolio_id: 'P', custodian_id: 'C', name: 'One', currency: 'USD' },
    {
      account_id: 'B',
      portfolio_id: 'P',
      custodian_id: 'C',
      name: 'Two',
      currency: 'USD',
      cost_method: 'LIFO',
    },
    { account_id: 'Z', portfolio_id: 'P', custodian_id: 'C', name: 'Empty', currency: 'USD' },
  ],
  securities: [
    { security_id: 'X', symbol: 'XX', name: 'X', asset_class: 'Equity', currency: 'USD' },
    { security_id: 'CASH:EUR', name: 'Euro', asset_class: 'Cash', currency: 'EUR' },
  ],
  prices: [
    { security_id: 'X', price_date: '2020-01-03', close: '20' },
    { security_id: 'X', price_date: '2020-02-03', close: '31' },
  ],
  fx_rates: [
    { rate_date: '2020-01-01', from_currency: 'EUR', to_currency: 'USD', rate: '1.25' },
    { rate_date: '2020-02-08', from_currency: 'EUR', to_currency: 'USD', rate: '1.6' },
  ],
};

function booking(
  transaction_id: string,
  account_id: string,
  trade_date: string,
  type: string,
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { transaction_id, account_id, trade_date, type, currency: 'USD', ...more };
}

let connection: DuckDBConnection;

beforeEach(async () => {
  connection = await openStage();
  await stageRows(connection, { ...FIRM, transactions: TRANSACTIONS });
});

async function read(sql: string): Promise<readonly (readonly unknown[])[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowsJson();
}

const run = (accounts: 'all' | 'touched' = 'all') =>
  transform({ connection, connect: () => connectBeside(connection), firmCurrency: 'USD', accounts });

test('the parcel has every product table, with the declared columns in their order', async () => {
  await run();
  for (const table of PRODUCT_TABLE_NAMES) {
    const columns = await read(
      `SELECT column_name FROM duckdb_columns() WHERE database_name = 'parcel' AND table_name = '${table}' ORDER BY column_index`,
    );
    expect(columns.flat(), table).toEqual(Object.keys(productTable(table).columns));
  }
});

test('the last day is the latest of bookings, closes and rates, and every table is replaced', async () => {
  const result = await run();
  expect([result.asOf, result.accountsTouched, result.accountsTotal]).toEqual(['2020-02-08', 3, 3]);
  expect(Object.keys(result.tables)).toEqual(PRODUCT_TABLE_NAMES);
  expect(new Set(Object.values(result.tables))).toEqual(new Set(['replace']));
  expect(result.findings).toEqual([]);
});

test('a day too far ahead does not move the last day', async () => {
  const result = await transform({
    connection,
    connect: () => connectBeside(connection),
    firmCurrency: 'USD',
    accounts: 'all',
    today: dayOf('2020-01-27'),
  });
  expect(result.asOf).toBe('2020-02-06');
});

test('the figures are those worked out by hand, in each reporting currency', async () => {
  await run();
  expect(
    await read(`SELECT currency, CAST(market_value AS DECIMAL(18,2)), CAST(cash AS DECIMAL(18,2)), CAST(cost_basis AS DECIMAL(18,2))
      FROM parcel.daily_values WHERE account_id = 'A' AND value_date = '2020-02-08' ORDER BY 1`),
  ).toEqual([
    ['EUR', '632.19', '515.94', '96.48'],
    ['USD', '1011.50', '825.50', '120.60'],
  ]);
  expect(
    await read(`SELECT currency, CAST(proceeds AS DECIMAL(18,2)), CAST(cost_basis AS DECIMAL(18,2)), CAST(amount AS DECIMAL(18,2)), term, CAST(quantity AS DECIMAL(18,1))
      FROM parcel.realized_gains ORDER BY 1`),
  ).toEqual([
    ['EUR', '94.40', '64.32', '30.08', 'short', '4.0'],
    ['USD', '118.00', '80.40', '37.60', 'short', '4.0'],
  ]);
  expect(
    await read(
      `SELECT kind, CAST(amount AS DECIMAL(18,2)), CAST(tax AS DECIMAL(18,2)), symbol FROM parcel.income WHERE currency = 'USD'`,
    ),
  ).toEqual([['dividend', '10.00', '1.50', 'XX']]);
  expect(
    await read(
      `SELECT kind, CAST(amount AS DECIMAL(18,2)) FROM parcel.fees WHERE currency = 'USD' ORDER BY trade_date`,
    ),
  ).toEqual([
    ['commission', '1.00'],
    ['commission', '2.00'],
    ['custody', '3.00'],
  ]);
  expect(
    await read(`SELECT from_date, to_date, CAST(quantity AS DECIMAL(18,1)), CAST(cost_basis AS DECIMAL(18,2)) FROM parcel.positions
      WHERE account_id = 'A' AND currency = 'USD' AND security_id = 'X' ORDER BY 1`),
  ).toEqual([
    ['2020-01-03', '2020-02-03', '10.0', '201.00'],
    ['2020-02-04', '2020-02-08', '6.0', '120.60'],
  ]);
});

test('closes lie in order in the parcel and give the same figures, in whatever order they were staged', async () => {
  const more = ['2020-01-02', '2020-02-07'].map((price_date) => ({
    security_id: 'A',
    price_date,
    close: '7',
  }));
  const inOrder = [...more, ...FIRM.prices];
  const runs: unknown[] = [];
  for (const prices of [inOrder, inOrder.toReversed(), [...FIRM.prices, ...more]]) {
    await stageRows(connection, { ...FIRM, prices, transactions: TRANSACTIONS });
    for (const rowsAsStaged of [true, false]) {
      await freshParcel(connection);
      const request = { connection, connect: () => connectBeside(connection), rowsAsStaged };
      await transform({ ...request, firmCurrency: 'USD', accounts: 'all' });
      runs.push([
        await read('SELECT * FROM parcel.prices'),
        await read('SELECT * FROM parcel.daily_values ORDER BY ALL'),
      ]);
    }
  }
  for (const each of runs) expect(each).toEqual(runs[0]);
  expect(await read('SELECT security_id FROM parcel.prices')).toEqual([['A'], ['A'], ['X'], ['X']]);
});

test('the published summaries agree with the daily values', async () => {
  await run();
  const [twr] = await read(`SELECT d.factor / m.factor FROM
    (SELECT product(twr_factor) AS factor FROM parcel.daily_values WHERE account_id = 'A' AND currency = 'USD') d,
    (SELECT product(twr_factor) AS factor FROM parcel.monthly_values WHERE account_id = 'A' AND currency = 'USD') m`);
  expect(Number(twr?.[0])).toBeCloseTo(1, 12);
  expect(
    await read(`SELECT month, CAST(opening_value AS DECIMAL(18,2)), CAST(market_value AS DECIMAL(18,2)), CAST(inflow AS DECIMAL(18,2)), CAST(outflow AS DECIMAL(18,2))
      FROM parcel.monthly_values WHERE account_id = 'A' AND currency = 'USD' ORDER BY 1`),
  ).toEqual([
    ['2020-01-01', '0.00', '999.00', '1000.00', '0.00'],
    ['2020-02-01', '999.00', '1011.50', '0.00', '100.00'],
  ]);
  expect(
    await read(
      `SELECT asset_class, CAST(market_value AS DECIMAL(18,2)) FROM parcel.allocations WHERE account_id = 'A' AND currency = 'USD' AND month = '2020-02-01'`,
    ),
  ).toEqual([
    ['Cash', '825.50'],
    ['Equity', '186.00'],
  ]);
  expect(
    await read(`SELECT security_id, symbol, CAST(quantity AS DECIMAL(18,2)), CAST(price AS DECIMAL(18,2)), cost_basis IS NULL, round(weight, 6)
      FROM parcel.holdings WHERE account_id = 'B' AND currency = 'EUR' ORDER BY 1`),
  ).toEqual([
    ['CASH:EUR', 'EUR', '40.00', '1.00', true, 0.576577],
    ['CASH:USD', 'USD', '47.00', '0.63', true, 0.423423],
  ]);
});

test('cash of a currency that no source describes gets a security of its own', async () => {
  await run();
  expect(
    await read(
      `SELECT security_id, symbol, name, asset_class, currency FROM parcel.securities WHERE starts_with(security_id, 'CASH') ORDER BY 1`,
    ),
  ).toEqual([
    ['CASH:EUR', 'EUR', 'Euro', 'Cash', 'EUR'],
    ['CASH:USD', 'USD', 'Cash (USD)', 'Cash', 'USD'],
  ]);
});

test('rates are dense from the first booking to the last day, for every pair that is in use', async () => {
  await run();
  expect(
    await read(
      `SELECT from_currency, to_currency, count(*), min(rate_date), max(rate_date), CAST(min(rate) AS DECIMAL(18,3)) FROM parcel.conversion_rates GROUP BY ALL ORDER BY ALL`,
    ),
  ).toEqual([
    ['EUR', 'EUR', '38', '2020-01-02', '2020-02-08', '1.000'],
    ['EUR', 'USD', '38', '2020-01-02', '2020-02-08', '1.250'],
    ['USD', 'EUR', '38', '2020-01-02', '2020-02-08', '0.625'],
    ['USD', 'USD', '38', '2020-01-02', '2020-02-08', '1.000'],
  ]);
});

test('an account without bookings is carried with no figures', async () => {
  await run();
  expect(
    await read(`SELECT account_id, cost_method, first_booking, last_booking FROM parcel.accounts ORDER BY 1`),
  ).toEqual([
    ['A', 'FIFO', '2020-01-02', '2020-02-05'],
    ['B', 'LIFO', '2020-02-05', '2020-02-07'],
    ['Z', 'FIFO', null, null],
  ]);
  expect(await read(`SELECT count(*) FROM parcel.daily_values WHERE account_id = 'Z'`)).toEqual([['0']]);
});

test('touched accounts get the rows that a run over everything gives them, transfers to untouched ones included', async () => {
  await run();
  const tables = PRODUCT_TABLE_NAMES.filter((table) => productTable(table).kind === 'account');
  const rowsOfB = async (): Promise<unknown> => {
    const all = [];
    for (const table of tables)
      all.push(await read(`SELECT * FROM parcel.${table} WHERE account_id = 'B' ORDER BY ALL`));
    return all;
  };
  const whole = await rowsOfB();
  await freshParcel(connection);
  await connection.run(`INSERT INTO stage.touched_accounts VALUES ('B'), ('GONE')`);
  const result = await run('touched');
  expect(result.accountsTouched).toBe(2);
  expect(result.tables).toMatchObject({
    cash_flows: 'replace_accounts',
    prices: 'replace',
    transactions: 'replace_accounts',
  });
  expect(await rowsOfB()).toEqual(whole);
  expect(await read(`SELECT DISTINCT account_id FROM parcel.daily_values`)).toEqual([['B']]);
  expect(await read(`SELECT account_id FROM parcel.touched_accounts ORDER BY 1`)).toEqual([['B'], ['GONE']]);
  expect(
    await read(
      `SELECT transaction_id, transfer_id FROM parcel.cash_flows WHERE currency = 'USD' AND account_id = 'B'`,
    ),
  ).toEqual([['T6', 'T5>T6']]);
});

test('nothing staged gives an empty parcel', async () => {
  await stageRows(connection, {});
  const result = await transform({
    connection,
    connect: () => connectBeside(connection),
    firmCurrency: 'USD',
    accounts: 'all',
    today: dayOf('2020-05-05'),
  });
  expect([result.asOf, result.accountsTotal]).toEqual(['2020-05-05', 0]);
});

test('odd bookings become findings that say what they mean', async () => {
  await stageRows(connection, {
    ...FIRM,
    transactions: [
      ...TRANSACTIONS,
      booking('T99', 'A', '2020-02-07', 'SPLIT', { security_id: 'Y', quantity: '5', amount: '0' }),
    ],
  });
  const { findings } = await run();
  expect(findings.map(({ code, severity, rows }) => [code, severity, rows])).toEqual([
    ['split_of_nothing', 'error', 1],
    ['position_without_price', 'error', 1],
  ]);
});
