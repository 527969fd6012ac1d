import { minorUnits, CURRENCIES } from '../../vocabulary/currency.ts';
import type { SourceColumn, SourceTableName } from '../../model/source-tables.ts';
import { sourceTable } from '../../model/source-tables.ts';
import type { Check } from './checks.ts';
import { valueOf } from './checks.ts';
import { keyText } from './sql-types.ts';
import type { ResultRow, Workspace } from './workspace.ts';

/** What came of judging a table's rows; rows that were tried again are not counted. */
export interface Judgement {
  readonly read: number;
  readonly bad: number;
}

/** A bad row as it goes to quarantine, without its run and table. */
export interface BadRow {
  readonly source: string;
  readonly file: string;
  readonly line: number;
  readonly key: string;
  readonly column: string | null;
  readonly reason: string;
}

/**
 * Judges `raw_<table>` into the temporary table `checked_<table>`: typed columns, and for a bad row `failed` (the
 * place of the check it failed, −1 what was wrong before its values were looked at), `held` where only a missing
 * reference keeps it out, `key_text`; for a good one `flag_amount` and `flag_negative`.
 */
export async function judgeRows(
  workspace: Workspace,
  table: SourceTableName,
  checks: readonly Check[],
): Promise<Judgement> {
  const columns = Object.entries<SourceColumn>(sourceTable(table).columns);
  const values = columns.map(([name, column]) => `${valueOf(name, column)} AS v_${name}`);
  const typed = columns.map(([name]) => `t.v_${name} AS ${name}`);
  await workspace.run(`CREATE OR REPLACE TEMP TABLE checked_${table} AS
    WITH typed AS (SELECT r.*, r.rowid AS raw_row, ${values.join(', ')} FROM raw_${table} r),
    first_failure AS (SELECT t.*, CASE WHEN t.fault IS NOT NULL THEN -1 ${casesOf(checks)} END AS failed FROM typed t)
    SELECT t.source, t.sequence, t.run, t.retried, t.file, t.line, t.raw_row, t.failed, t.fault_column, t.fault,
      coalesce(CASE WHEN t.failed IN (${referencePlaces(checks)}) THEN NOT coalesce(${otherFailure(checks)}, false) END, false) AS held,
      CASE WHEN t.failed IS NOT NULL THEN ${keyText(table, 't')} END AS key_text,
      ${flags(table)}, ${typed.join(', ')}
    FROM first_failure t`);
  const [row] = await workspace.rows(
    `SELECT count(*) FILTER (NOT retried) AS read, count(*) FILTER (NOT retried AND failed IS NOT NULL) AS bad FROM checked_${table}`,
  );
  return { read: Number(row?.['read'] ?? 0), bad: Number(row?.['bad'] ?? 0) };
}

/** The rows that this delivery brought and that are bad, in the order of their lines. */
export async function badRows(
  workspace: Workspace,
  table: SourceTableName,
  checks: readonly Check[],
  limit: number,
): Promise<readonly BadRow[]> {
  const rows = await workspace.rows(
    `SELECT source, file, line, key_text, failed, fault_column, fault FROM checked_${table} WHERE NOT retried AND failed IS NOT NULL ORDER BY file, line LIMIT ${String(limit)}`,
  );
  return rows.map((row) => ({ ...placeOf(row), ...reasonOf(row, checks) }));
}

/** The rows of a table that was refused whole and that have nothing wrong with themselves. */
export async function rowsRefusedAlong(
  workspace: Workspace,
  table: SourceTableName,
  refusal: { readonly column: string | null; readonly reason: string },
  limit: number,
): Promise<readonly BadRow[]> {
  const rows = await workspace.rows(
    `SELECT c.source, c.file, c.line, ${keyText(table, 'c')} AS key_text FROM checked_${table} c WHERE NOT c.retried AND c.failed IS NULL ORDER BY c.file, c.line LIMIT ${String(limit)}`,
  );
  return rows.map((row) => ({ ...placeOf(row), ...refusal }));
}

function placeOf(row: ResultRow): Pick<BadRow, 'source' | 'file' | 'line' | 'key'> {
  return {
    source: String(row['source']),
    file: String(row['file']),
    line: Number(row['line']),
    key: String(row['key_text'] ?? ''),
  };
}

function reasonOf(row: ResultRow, checks: readonly Check[]): Pick<BadRow, 'column' | 'reason'> {
  const check = checks[Number(row['failed'])];
  if (check !== undefined) return { column: check.column, reason: check.reason };
  return { column: textOrNull(row['fault_column']), reason: String(row['fault']) };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function casesOf(checks: readonly Check[]): string {
  return checks.map(({ failed }, place) => `WHEN ${failed} THEN ${String(place)}`).join(' ');
}

function referencePlaces(checks: readonly Check[]): string {
  const places = checks.flatMap(({ reference }, place) => (reference ? [String(place)] : []));
  return places.length > 0 ? places.join(', ') : '-2';
}

/** True where a row fails a check that is not about a reference. */
function otherFailure(checks: readonly Check[]): string {
  const others = checks.filter(({ reference }) => !reference);
  return `(${others.map(({ failed }) => `coalesce(${failed}, false)`).join(' OR ')})`;
}

/**
 * A BUY or SELL whose amount differs from −(quantity × price + fee + tax) by more than one smallest unit of its
 * currency and 0.01 %, or whose product does not fit; a fee or tax below zero.
 */
function flags(table: SourceTableName): string {
  if (table !== 'transactions') return 'false AS flag_amount, false AS flag_negative';
  const expected =
    '(-CAST(TRY(t.v_quantity * t.v_price) AS DECIMAL(38, 10)) - coalesce(t.v_fee, 0) - coalesce(t.v_tax, 0))';
  const difference = `abs(t.v_amount - ${expected})`;
  const differs = `${difference} > ${smallestUnit()} AND ${difference} * 10000 > abs(${expected})`;
  return `coalesce(t.failed IS NULL AND t.type IN ('BUY', 'SELL') AND coalesce(TRY(${differs}), true), false) AS flag_amount,
    coalesce(t.failed IS NULL AND (t.v_fee < 0 OR t.v_tax < 0), false) AS flag_negative`;
}

/** One smallest unit of the booking's currency: 0.01 for USD, 1 for JPY. */
function smallestUnit(): string {
  const other = CURRENCIES.filter((code) => minorUnits(code) !== 2);
  const whens = other.map(
    (code) => `WHEN '${code}' THEN ${(10 ** -minorUnits(code)).toFixed(minorUnits(code))}`,
  );
  return `CASE t.currency ${whens.join(' ')} ELSE 0.01 END`;
}
