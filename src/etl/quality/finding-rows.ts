import { FINDINGS, type FindingCode } from '../../model/findings.ts';
import { SOURCE_TABLE_NAMES } from '../../model/source-tables.ts';
import { parseDay } from '../../vocabulary/day.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Finding, FindingRow } from '../../vocabulary/run.ts';
import { hasItsReferences } from '../stage/references.ts';
import { quoted } from '../stage/sql-types.ts';
import type { ResultRow, Workspace } from '../stage/workspace.ts';
import { orphansOf } from './orphans.ts';
import { isTwoIds, rowsOfTwoIds } from './two-ids.ts';

/**
 * The rows that a run's findings speak of, each with the source row that shows it where there is one; of every code
 * the first ones only.
 */
export async function rowsOfFindings(
  workspace: Workspace,
  run: string,
  findings: readonly Finding[],
): Promise<readonly FindingRow[]> {
  const rows: FindingRow[] = [];
  for (const { code } of findings) {
    if (!(code in FINDINGS)) continue;
    const known = code as FindingCode;
    const found = await shownBy(workspace, known);
    rows.push(...found.map((row) => rowOf(run, known, row)));
  }
  return rows;
}

function shownBy(workspace: Workspace, code: FindingCode): Promise<readonly ResultRow[]> {
  if (code === 'orphan_rows') return orphans(workspace);
  return isTwoIds(code) ? rowsOfTwoIds(workspace, code) : workspace.rows(published(code));
}

/** The rows that staging loaded as they were and flagged. */
export async function rowsFlagged(workspace: Workspace, run: string): Promise<readonly FindingRow[]> {
  const made = await workspace.count(
    "SELECT count(*) FROM duckdb_tables() WHERE temporary AND table_name = 'flagged_rows'",
  );
  if (made === 0) return [];
  const rows = await workspace.rows('SELECT * FROM temp.flagged_rows ORDER BY table_name, code, line');
  return rows.map((row) => rowOf(run, String(row['code']), row));
}

/** The booking is the one that is named, or else the first of its account, security and day. */
function published(code: FindingCode): string {
  const most = String(LIMITS.finding_rows_per_code_max);
  return `WITH f AS (
      SELECT row_number() OVER () AS place, * FROM (SELECT * FROM parcel.findings WHERE code = ${quoted(code)}
        ORDER BY account_id, security_id, from_date, transaction_id LIMIT ${most})),
    meant AS (
      SELECT f.place, t.transaction_id AS key, t.source, t.file, t.line
      FROM f JOIN parcel.transactions t ON t.account_id = f.account_id AND t.transaction_id = f.transaction_id
      UNION ALL
      SELECT f.place, t.transaction_id, t.source, t.file, t.line
      FROM f JOIN parcel.transactions t ON t.account_id = f.account_id AND t.trade_date = f.from_date
      WHERE f.transaction_id IS NULL AND (t.security_id = f.security_id OR t.related_security_id = f.security_id)),
    shown AS (
      SELECT *, 'transactions' AS table_name FROM meant
      QUALIFY row_number() OVER (PARTITION BY place ORDER BY key) = 1)
    SELECT f.*, s.* EXCLUDE (place) FROM f LEFT JOIN shown s ON s.place = f.place ORDER BY f.place`;
}

async function orphans(workspace: Workspace): Promise<readonly ResultRow[]> {
  const tables = SOURCE_TABLE_NAMES.filter((table) => hasItsReferences(table, 's', 'merged') !== 'true');
  const selects = tables.map(
    (table) => `SELECT ${quoted(table)} AS table_name, * FROM (${orphansOf(table)})`,
  );
  return workspace.rows(
    `${selects.join(' UNION ALL ')} ORDER BY table_name, file, line LIMIT ${String(LIMITS.finding_rows_per_code_max)}`,
  );
}

function rowOf(run: string, code: string, row: ResultRow): FindingRow {
  const text = (name: string): string | null => {
    const value = row[name] ?? null;
    return value === null ? null : String(value);
  };
  const severity = text('severity');
  const line = text('line');
  return {
    run,
    code,
    severity: severity === 'info' || severity === 'error' ? severity : 'warning',
    account: text('account_id'),
    security: text('security_id'),
    symbol: text('symbol'),
    from: parseDay(text('from_date') ?? ''),
    to: parseDay(text('to_date') ?? ''),
    occurrences: Number(text('occurrences') ?? 1),
    detail: text('detail'),
    cause: text('cause'),
    source: text('source'),
    table: text('table_name'),
    file: text('file'),
    line: line === null ? null : Number(line),
    key: text('key'),
  };
}
