import { moneyWeightedReturn, type DatedFlow } from '../accounting/returns.ts';
import type { Dimension } from '../vocabulary/plan.ts';
import { daysOf, type Day } from '../vocabulary/day.ts';
import type { Cell, Rows } from '../vocabulary/rows.ts';

/** A result's rows by the names of its columns. */
export type NamedRow = Readonly<Record<string, Cell>>;

export function namedRows(rows: Rows | undefined): readonly NamedRow[] {
  if (rows === undefined) return [];
  return rows.rows.map((row) =>
    Object.fromEntries(rows.columns.map(({ name }, index) => [name, row[index] ?? null])),
  );
}

/**
 * Adds `mwr` to each row: the root for its opening value, its flows by day and its closing value. Null before any
 * booking, and where there is no root.
 */
export function withMoneyWeightedReturns(
  rows: readonly NamedRow[],
  flows: readonly NamedRow[],
  keys: readonly Dimension[],
): readonly NamedRow[] {
  const cellOf = (row: NamedRow): string =>
    JSON.stringify([row['period_no'], ...keys.map((key) => row[key] ?? null)]);
  const byCell = Map.groupBy(flows, cellOf);
  return rows.map((row) => {
    const dated = (byCell.get(cellOf(row)) ?? []).map((flow): DatedFlow => ({
      day: Number(flow['day']),
      amount: Number(flow['amount']),
    }));
    const days = daysOf(String(row['from_day']) as Day, String(row['to_day']) as Day);
    const solved =
      row['started'] === 1
        ? moneyWeightedReturn(days, Number(row['opening_value']), dated, Number(row['market_value']))
        : null;
    return { ...row, mwr: solved };
  });
}
