import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { moneyWeightedReturn } from '../../accounting/returns.ts';
import { connectBeside, openStage, stageFolder } from './stage.fixture.ts';
import { transform, type TransformResult } from './transform.ts';

const CASES = join(import.meta.dirname, '../../../../shared/cases');
const FILE = join(CASES, 'figures-harbor.json');

const Row = z.object({
  account: z.string().optional(),
  portfolio: z.string().optional(),
  client: z.string().optional(),
  from: z.string().nullable(),
  to: z.string(),
  figures: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
});
type Row = z.infer<typeof Row>;

describe.skipIf(!existsSync(FILE))('a whole firm', () => {
  let connection: DuckDBConnection;
  let result: TransformResult;
  const rows = existsSync(FILE) ? z.array(Row).parse(JSON.parse(readFileSync(FILE, 'utf8'))) : [];

  beforeAll(async () => {
    connection = await openStage();
    await stageFolder(connection, join(CASES, 'harbor/full'));
    result = await transform({
      connection,
      connect: () => connectBeside(connection),
      firmCurrency: 'USD',
      accounts: 'all',
    });
  });

  test('reaches the last day of the data and every account', () => {
    expect(result.asOf).toBe('2017-12-31');
    expect([result.accountsTouched, result.accountsTotal]).toEqual([34, 34]);
  });

  test.each(['account', 'portfolio', 'client'] as const)(
    'the figures of every %s are those expected',
    async (kind) => {
      const differences: string[] = [];
      let compared = 0;
      for (const row of rows.filter((one) => one[kind] !== undefined)) {
        const got = await figuresOf(connection, kind, row);
        for (const [metric, want] of Object.entries(row.figures)) {
          const have = got[metric];
          if (have === undefined) continue;
          compared += 1;
          if (!same(want, have)) {
            differences.push(
              `${row[kind]} ${row.from}..${row.to} ${metric}: ${String(have)} for ${String(want)}`,
            );
          }
        }
      }
      expect(differences).toEqual([]);
      expect(compared).toBeGreaterThan(1_000);
    },
  );
});

/** Money as text to half a cent, rates to 1e-6. */
function same(want: string | number | null, have: number | null): boolean {
  if (want === null || have === null) return want === have;
  if (typeof want === 'string') return Math.abs(have - Number(want)) <= 0.0050001;
  return Math.abs(have - want) <= 1e-6 * Math.max(1, Math.abs(want));
}

const ACCOUNTS_OF = {
  account: (id: string) => `SELECT account_id FROM parcel.accounts WHERE account_id = '${id}'`,
  portfolio: (id: string) => `SELECT account_id FROM parcel.accounts WHERE portfolio_id = '${id}'`,
  client: (id: string) =>
    `SELECT account_id FROM parcel.accounts JOIN parcel.portfolios USING (portfolio_id) WHERE client_id = '${id}'`,
} as const;

/** Sums the published rows of a scope the way a reader of the store would. */
async function figuresOf(
  connection: DuckDBConnection,
  kind: keyof typeof ACCOUNTS_OF,
  row: Row,
): Promise<Readonly<Record<string, number | null>>> {
  const { currency, from, to } = row.figures;
  const scope = `account_id IN (${ACCOUNTS_OF[kind](row[kind] ?? '')}) AND currency = '${String(currency)}'`;
  if (from === null || from === undefined) return {};
  const within = (day: string): string =>
    `${scope} AND ${day} BETWEEN DATE '${String(from)}' AND DATE '${String(to)}'`;
  const at = (column: string, day: string): string =>
    `(SELECT coalesce(sum(${column}), 0) FROM parcel.daily_values WHERE ${scope} AND value_date = ${day})`;
  const closing = `DATE '${String(to)}'`;
  const opening = `DATE '${String(from)}' - 1`;
  const sum = (table: string, day: string, more = 'true'): string =>
    `(SELECT coalesce(sum(amount), 0) FROM parcel.${table} WHERE ${within(day)} AND ${more})`;
  const external = `external AS (SELECT trade_date, amount FROM (
    SELECT *, count(*) OVER (PARTITION BY transfer_id) AS legs FROM parcel.cash_flows WHERE ${scope})
    WHERE ${within('trade_date')} AND (transfer_id IS NULL OR legs < 2))`;
  const reader = await connection.runAndReadAll(`WITH ${external} SELECT
    ${at('market_value', closing)}, ${at('market_value', opening)}, ${at('cash', closing)}, ${at('cost_basis', closing)},
    (SELECT coalesce(sum(amount) FILTER (amount > 0), 0) FROM external), (SELECT -coalesce(sum(amount) FILTER (amount < 0), 0) FROM external),
    ${sum('income', 'trade_date')}, ${sum('income', 'trade_date', "kind = 'dividend'")}, ${sum('income', 'trade_date', "kind = 'interest'")},
    ${sum('fees', 'trade_date')}, ${sum('fees', 'trade_date', "kind = 'commission'")},
    ${sum('realized_gains', 'trade_date')}, ${sum('realized_gains', 'trade_date', "term = 'short'")}, ${sum('realized_gains', 'trade_date', "term = 'long'")}`);
  const [
    value,
    before,
    cash,
    cost,
    inflows,
    outflows,
    income,
    dividends,
    interest,
    fees,
    commissions,
    realized,
    short,
    long,
  ] = (reader.getRowsJson()[0] ?? []).map(Number);
  const days = await connection.runAndReadAll(`WITH ${external}, days AS (
      SELECT value_date, sum(market_value) AS value FROM parcel.daily_values WHERE ${scope} AND value_date BETWEEN ${opening} AND ${closing} GROUP BY value_date),
    flows AS (SELECT trade_date, coalesce(sum(amount) FILTER (amount > 0), 0) AS inflow, -coalesce(sum(amount) FILTER (amount < 0), 0) AS outflow FROM external GROUP BY trade_date)
    SELECT d.value, coalesce(inflow, 0), coalesce(outflow, 0), d.value_date - DATE '${String(from)}' + 1
    FROM days d LEFT JOIN flows ON trade_date = value_date ORDER BY value_date`);
  let twr = 1;
  let last = 0;
  const dated: { day: number; amount: number }[] = [];
  for (const [v = 0, i = 0, o = 0, n = 0] of days.getRowsJson().map((one) => one.map(Number))) {
    if (n > 0 && last + i !== 0) twr *= (v + o) / (last + i);
    if (n > 0 && i !== o) dated.push({ day: n, amount: i - o });
    last = v;
  }
  const span =
    days.getRowsJson().length === 0
      ? 0
      : (Date.parse(String(to)) - Date.parse(String(from))) / 86_400_000 + 1;
  return {
    market_value: value ?? 0,
    opening_value: before ?? 0,
    cash: cash ?? 0,
    cost_basis: cost ?? 0,
    unrealized_gain: (value ?? 0) - (cash ?? 0) - (cost ?? 0),
    inflows: inflows ?? 0,
    outflows: outflows ?? 0,
    net_contributions: (inflows ?? 0) - (outflows ?? 0),
    income: income ?? 0,
    dividends: dividends ?? 0,
    interest: interest ?? 0,
    fees: fees ?? 0,
    commissions: commissions ?? 0,
    realized_gain: realized ?? 0,
    realized_gain_short: short ?? 0,
    realized_gain_long: long ?? 0,
    gain: (value ?? 0) - (before ?? 0) - (inflows ?? 0) + (outflows ?? 0),
    ...(row.figures['twr'] === null ? {} : { twr: twr - 1 }),
    ...(row.figures['mwr'] === null || row.figures['mwr'] === undefined
      ? {}
      : { mwr: moneyWeightedReturn(span, before ?? 0, dated, value ?? 0) }),
  };
}
