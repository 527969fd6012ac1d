import type { SourceColumn, SourceTableName } from '../../model/source-tables.ts';
import { sourceTable } from '../../model/source-tables.ts';
import type { Check } from './checks.ts';
import { keyText } from './sql-types.ts';
import { valueOf } from './text-values.ts';
import type { ResultRow, Workspace } from './workspace.ts';

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
 * Judges `raw_<table>` by its texts into the temporary table `checked_<table>`: typed columns, and for a bad row
 * `failed` (the place of the check it failed, −1 what was wrong before its values were looked at), `held` where only a
 * missing reference keeps it out, `key_text`.
 */
export async function judgeTexts(
  workspace: Workspace,
  table: SourceTableName,
  checks: readonly Check[],
): Promise<void> {
  const columns = Object.entries<SourceColumn>(sourceTable(table).columns);
  const values = columns.map(([name, column]) => `${valueOf(`r.${name}`, column)} AS v_${name}`);
  const typed = columns.map(([name]) => `t.v_${name} AS ${name}`);
  await workspace.run(`CREATE OR REPLACE TEMP TABLE checked_${table} AS
    WITH typed AS (SELECT r.*, r.rowid AS raw_row, ${values.join(', ')} FROM raw_${table} r),
    first_failure AS (SELECT t.*, CASE WHEN t.fault IS NOT NULL THEN -1 ${casesOf(checks)} END AS failed FROM typed t)
    SELECT t.source, t.sequence, t.run, t.retried, t.file, t.line, t.raw_row, t.failed, t.fault_column, t.fault,
      coalesce(CASE WHEN t.failed IN (${referencePlaces(checks)}) THEN NOT coalesce(${otherFailure(checks)}, false) END, false) AS held,
      CASE WHEN t.failed IS NOT NULL THEN ${keyText(table, 't')} END AS key_text, ${typed.join(', ')}
    FROM first_failure t`);
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
    `SELECT c.source, c.file, c.line, ${keyText(table, 'c')} AS key_text FROM good_${table} c WHERE NOT c.retried ORDER BY c.file, c.line LIMIT ${String(limit)}`,
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
