import type { SourceTableName } from '../../model/source-tables.ts';
import { sourceTable } from '../../model/source-tables.ts';
import { SOURCE_TABLE_NAMES } from '../../model/source-tables.ts';
import { columnNames, keyText, quoted } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/** How many rows of each table wait. */
export async function countHeldRows(workspace: Workspace): Promise<ReadonlyMap<string, number>> {
  const counts = SOURCE_TABLE_NAMES.map((table) => `(SELECT count(*) FROM stage.held_${table}) AS ${table}`);
  const [row] = await workspace.rows(`SELECT ${counts.join(', ')}`);
  return new Map(Object.entries(row ?? {}).map(([table, count]) => [table, Number(count)]));
}

/**
 * Rows that only lack what they refer to wait in `held_<table>` and are tried again at each later delivery. Of rows
 * with the same source and key those wait that would win (the newer `updated_at`, without one the latest delivery),
 * and none for which something newer has been staged.
 */
export async function setAsideHeldRows(workspace: Workspace, table: SourceTableName): Promise<void> {
  const { key } = sourceTable(table);
  const names = columnNames(table).map((name) => `r.${name}`);
  const keys = key.map((name) => `r.${name}`).join(', ');
  const stamped = names.includes('r.updated_at');
  const newer = stamped
    ? `CASE WHEN g.updated_at <> c.updated_at THEN g.updated_at > c.updated_at ELSE g.sequence > c.sequence END`
    : 'g.sequence > c.sequence';
  await workspace.run(`CREATE OR REPLACE TEMP TABLE waiting_${table} AS
    SELECT c.source, c.sequence, c.run, c.file, c.line, ${names.join(', ')}
    FROM checked_${table} c JOIN raw_${table} r ON r.rowid = c.raw_row
    WHERE c.held AND NOT EXISTS (
      SELECT 1 FROM candidates_${table} g WHERE g.source = c.source AND ${newer} AND ${key
        .map((name) => `g.${name} = c.${name}`)
        .join(' AND ')})
    QUALIFY rank() OVER (PARTITION BY c.source, ${keys} ORDER BY ${stamped ? 'c.updated_at DESC NULLS LAST, ' : ''}c.sequence DESC) = 1`);
  await workspace.run(`DELETE FROM stage.held_${table}`);
  const columns = ['source', 'sequence', 'run', 'file', 'line', ...columnNames(table)].join(', ');
  await workspace.run(`INSERT INTO stage.held_${table} (${columns}) SELECT ${columns} FROM waiting_${table}`);
  await workspace.run(`DROP TABLE temp.waiting_${table}`);
}

/** A full delivery speaks for the table: what waited of it from its source and is not told again waits no longer. */
export async function dropUntoldHeldRows(
  workspace: Workspace,
  table: SourceTableName,
  source: string,
): Promise<void> {
  const told = `SELECT ${keyText(table, 'r')} FROM raw_${table} r WHERE NOT r.retried UNION ALL SELECT ${keyText(table, 'g')} FROM good_${table} g WHERE NOT g.retried`;
  await workspace.run(
    `DELETE FROM checked_${table} WHERE retried AND source = ${quoted(source)} AND raw_row NOT IN (SELECT r.rowid FROM raw_${table} r WHERE r.retried AND ${keyText(table, 'r')} IN (${told}))`,
  );
}
