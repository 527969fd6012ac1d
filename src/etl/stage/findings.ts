import type { SourceTableName } from '../../model/source-tables.ts';
import type { Finding } from '../../vocabulary/run.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { quoted } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

const EXAMPLES_MAX = 5;

/**
 * What a person should know of a table's delivery: its refusal, rows that were loaded but look odd, rows that wait. The
 * odd ones are kept in the temporary table `flagged_rows`.
 */
export async function findingsOfTable(
  workspace: Workspace,
  table: SourceTableName,
  outcome: {
    readonly refusal: { readonly reason: string } | null;
    readonly released: number;
    /** How many rows were flagged. */
    readonly flagged: number;
    /** Some rows may wait. */
    readonly mayWait: boolean;
  },
): Promise<readonly Finding[]> {
  const findings: (Finding | null)[] = [
    outcome.refusal === null
      ? null
      : { code: 'table_refused', severity: 'error', text: `${table}: ${outcome.refusal.reason}.`, rows: 1 },
    await flagged(workspace, table, 'flag_amount', outcome.flagged, {
      code: 'amount_differs',
      text: 'whose amount does not follow from quantity, price, fee and tax; loaded as delivered',
    }),
    await flagged(workspace, table, 'flag_negative', outcome.flagged, {
      code: 'negative_fee',
      text: 'with a fee or tax below zero, taken as a rebate; loaded as delivered',
    }),
    outcome.mayWait ? await waiting(workspace, table) : null,
    outcome.released === 0
      ? null
      : {
          code: 'rows_released',
          severity: 'info',
          text: `${table}: ${rowsInWords(outcome.released)} set aside earlier could be loaded now.`,
          rows: outcome.released,
        },
  ];
  return findings.filter((finding) => finding !== null);
}

async function flagged(
  workspace: Workspace,
  table: SourceTableName,
  flag: 'flag_amount' | 'flag_negative',
  rowsFlagged: number,
  about: { readonly code: string; readonly text: string },
): Promise<Finding | null> {
  if (rowsFlagged === 0) return null;
  const [row] = await workspace.rows(
    `SELECT count(*) AS rows, array_to_string(min(line, ${String(EXAMPLES_MAX)}), ', ') AS lines FROM flagged_${table} WHERE ${flag}`,
  );
  const rows = Number(row?.['rows'] ?? 0);
  if (rows === 0) return null;
  await workspace.run(`CREATE TEMP TABLE IF NOT EXISTS flagged_rows (code VARCHAR, table_name VARCHAR, source VARCHAR, file VARCHAR, line BIGINT, key VARCHAR);
    INSERT INTO flagged_rows SELECT ${quoted(about.code)}, ${quoted(table)}, f.source, f.file, f.line, f.key
    FROM flagged_${table} f WHERE f.${flag}
    ORDER BY f.line LIMIT ${String(LIMITS.finding_rows_per_code_max)}`);
  const more = rows > EXAMPLES_MAX ? ' and more' : '';
  return {
    code: about.code,
    severity: 'warning',
    text: `${table}: ${rowsInWords(rows)} ${about.text} (line ${String(row?.['lines'])}${more}).`,
    rows,
  };
}

async function waiting(workspace: Workspace, table: SourceTableName): Promise<Finding | null> {
  const rows = await workspace.count(`SELECT count(*) FROM stage.held_${table}`);
  if (rows === 0) return null;
  return {
    code: 'rows_waiting',
    severity: 'warning',
    text: `${table}: ${rowsInWords(rows)} refer to something unknown and are tried again at each delivery.`,
    rows,
  };
}

function rowsInWords(rows: number): string {
  return rows === 1 ? '1 row' : `${String(rows)} rows`;
}
