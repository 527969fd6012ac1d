import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { accountFigures } from '../src/accounting/account.ts';
import { accountsOf, bookingsOf, marketOf, type Rows } from '../src/accounting/market.fixture.ts';
import { FIGURE_TABLES, writeAccount, type FigureTable } from '../src/etl/transform/account-rows.ts';
import { WaitingRows } from '../src/etl/transform/waiting-rows.ts';
import { median } from './statistics.ts';

const RUNS = 9;

/**
 * Seconds (median) that one account's figures take in a running process that has its bookings and closes in memory,
 * from the first lot to rows in the layout of the database, and how many rows those are.
 */
export async function measurePerson(folder: string): Promise<{ seconds: number; rows: number }> {
  const [account] = accountsOf(await textRows(folder, 'accounts'));
  if (!account) throw new Error('the firm has no account');
  const transactions = await textRows(folder, 'transactions');
  const bookings = bookingsOf(transactions);
  const horizon = Math.max(...bookings.map(({ day }) => day));
  const market = marketOf(
    await textRows(folder, 'securities'),
    await textRows(folder, 'prices'),
    [],
    transactions,
    'USD',
    horizon,
  );
  const runs: number[] = [];
  let rows = 0;
  for (let n = 0; n < RUNS; n += 1) {
    rows = 0;
    const tables = new Map<FigureTable, WaitingRows>(
      FIGURE_TABLES.map((name) => [name, new WaitingRows(name)]),
    );
    const started = performance.now();
    const figures = accountFigures(account, bookings, market);
    if (!figures) throw new Error('the account has no figures');
    writeAccount(account, figures, market, (id) => id, {
      addRuns: (table, count, columns) => {
        tables.get(table)?.addRuns(count, columns);
        rows += count;
      },
    });
    runs.push((performance.now() - started) / 1000);
  }
  return { seconds: median(runs), rows };
}

/** A table's rows with every value as text. */
async function textRows(folder: string, table: string): Promise<Rows> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    const file = join(folder, `${table}.parquet`).replaceAll("'", "''");
    const reader = await connection.runAndReadAll(`SELECT COLUMNS(*)::VARCHAR FROM '${file}'`);
    return reader
      .getRowObjectsJson()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, typeof value === 'string' ? value : '']),
        ),
      );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
