import { FINDINGS } from '../../model/findings.ts';
import { SOURCE_TABLE_NAMES, type SourceTableName } from '../../model/source-tables.ts';
import type { Finding } from '../../vocabulary/run.ts';
import { hasItsReferences, referencesKept } from '../stage/references.ts';
import { keyText } from '../stage/sql-types.ts';
import type { Workspace } from '../stage/workspace.ts';

/** The staged rows of a table, and of which of them what they must refer to is gone. */
export function orphansOf(table: SourceTableName): string {
  return `SELECT s.source, s.file, s.line, ${keyText(table, 's')} AS key FROM stage.staged_${table} s WHERE NOT (${hasItsReferences(table, 's', 'merged')})`;
}

/** Looks in every table for rows that lost what they refer to. */
export async function findOrphans(workspace: Workspace): Promise<Finding | null> {
  if (await referencesKept(workspace)) return null;
  const found: { readonly table: SourceTableName; readonly rows: number }[] = [];
  for (const table of SOURCE_TABLE_NAMES) {
    if (hasItsReferences(table, 's', 'merged') === 'true') continue;
    const rows = await workspace.count(`SELECT count(*) FROM (${orphansOf(table)})`);
    if (rows > 0) found.push({ table, rows });
  }
  if (found.length === 0) return null;
  const { severity, meaning } = FINDINGS.orphan_rows;
  const words = found.map(({ table, rows }) => `${String(rows)} of ${table}`);
  return {
    code: 'orphan_rows',
    severity,
    text: `${meaning} ${words.join(', ')}.`,
    rows: found.reduce((sum, { rows }) => sum + rows, 0),
  };
}
