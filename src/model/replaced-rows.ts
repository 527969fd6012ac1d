import type { ProductTableName } from './product-tables.ts';

/** Which day of a row says whether it can be changed by what changes from some day on. */
export interface DatedBy {
  readonly column: string;
  /** From which day of the column on: that day itself, the day before it, or the first day of its month. */
  readonly from: 'day' | 'day_before' | 'month';
}

/**
 * Tables of which the rows of earlier days stay as they are when an account's bookings change from some day on. All rows of
 * the other tables say how things stand at the end, or may speak of any day.
 */
const DATED_TABLES: Readonly<Partial<Record<ProductTableName, DatedBy>>> = {
  transactions: { column: 'trade_date', from: 'day' },
  // What was held until the day before may be held on.
  positions: { column: 'to_date', from: 'day_before' },
  realized_gains: { column: 'trade_date', from: 'day' },
  income: { column: 'trade_date', from: 'day' },
  fees: { column: 'trade_date', from: 'day' },
  cash_flows: { column: 'trade_date', from: 'day' },
  daily_values: { column: 'value_date', from: 'day' },
  monthly_values: { column: 'month', from: 'month' },
  allocations: { column: 'month', from: 'month' },
};

/** Null where every row of the table may change with any booking. */
export function datedBy(name: ProductTableName): DatedBy | null {
  return DATED_TABLES[name] ?? null;
}

/**
 * From which value of its day on a table's rows of an account are replaced, as the embedded engine's SQL over a row `t` of
 * `touched_accounts`; null where all of its rows always are.
 */
export function replacedFrom(name: ProductTableName): string | null {
  const from = datedBy(name)?.from;
  if (from === undefined) return null;
  if (from === 'day') return 't.changed_from';
  return from === 'day_before' ? 't.changed_from - 1' : `CAST(date_trunc('month', t.changed_from) AS DATE)`;
}

/**
 * Whether a row `r` of a table is among those that a parcel replaces, `t` being the row of its account; any of the account's
 * is, where not only later ones are.
 */
export function isReplaced(name: ProductTableName, mode: 'replace_accounts' | 'replace_later'): string {
  const [column, from] = [datedBy(name)?.column, replacedFrom(name)];
  const isTheirs = 'r.account_id = t.account_id';
  if (mode === 'replace_accounts' || column === undefined || from === null) return isTheirs;
  return `${isTheirs} AND (t.changed_from IS NULL OR r.${column} >= ${from})`;
}
