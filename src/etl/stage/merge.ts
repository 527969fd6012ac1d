import { sourceTable } from '../../model/source-tables.ts';
import type { SourceColumn, SourceTableName } from '../../model/source-tables.ts';
import { SOURCE_SQL_TYPES, columnNames, keyText, quoted, sameKey } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/** What became of the good rows of a delivery. */
export interface MergeCounts {
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly stale: number;
  readonly deleted: number;
  /** Rows of earlier deliveries that waited and are staged now. */
  readonly released: number;
}

/**
 * Merges the good rows of `checked_<table>` into the staged rows, by source and key. The newer `updated_at` wins and
 * without one the later delivery; the same values, `updated_at` apart, change nothing. Leaves `old_<table>` (what was
 * replaced or deleted) and `new_<table>` (what stands instead). `deletesFor` names the source for whose rows the
 * delivery speaks: what it no longer has is deleted, but for rows that it has and that were bad.
 */
export async function mergeRows(
  workspace: Workspace,
  table: SourceTableName,
  deletesFor: string | null,
): Promise<MergeCounts> {
  await workspace.run(candidates(table));
  await workspace.run(`CREATE OR REPLACE TEMP TABLE judged_${table} AS
    SELECT c.*, CASE WHEN s.source IS NULL THEN 'new' WHEN ${sameValues(table, 'c', 's')} THEN 'unchanged'
      WHEN ${isOlder(table)} THEN 'stale' ELSE 'changed' END AS verdict
    FROM candidates_${table} c LEFT JOIN stage.staged_${table} s ON ${sameKey(table, 's', 'c')} WHERE c.place = 1`);
  const several = await workspace.count(`SELECT count(*) FROM candidates_${table} WHERE place > 1`);
  const replaced = await workspace.count(`SELECT count(*) FROM judged_${table} WHERE verdict = 'changed'`);
  const [counted] = await workspace.rows(verdictCounts(table, several > 0));
  const count = (name: string): number => Number(counted?.[name] ?? 0);
  await workspace.run(oldRows(table, replaced > 0, deletesFor));
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE new_${table} AS SELECT * FROM judged_${table} WHERE verdict IN ('new', 'changed')`,
  );
  const deleted = await workspace.count(`SELECT count(*) FROM old_${table} WHERE deleted`);
  await replaceRows(workspace, table);
  return {
    new: count('new'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    stale: count('stale'),
    released: count('released'),
    deleted,
  };
}

/** Good rows, the one that wins among those of one key at `place` 1; holdings of one delivery are lots and add up. */
function candidates(table: SourceTableName): string {
  const { key } = sourceTable(table);
  const from =
    table === 'holdings'
      ? addedUp()
      : `SELECT source, sequence, file, line, CASE WHEN retried THEN 0 ELSE 1 END AS delivered, ${columnNames(table).join(', ')} FROM checked_${table} WHERE failed IS NULL`;
  const newest = hasUpdatedAt(table) ? 'updated_at DESC NULLS LAST, ' : '';
  return `CREATE OR REPLACE TEMP TABLE candidates_${table} AS
    SELECT g.*, row_number() OVER (PARTITION BY source, ${key.join(', ')} ORDER BY ${newest}sequence DESC, line DESC) AS place FROM (${from}) g`;
}

function addedUp(): string {
  const { key, columns } = sourceTable('holdings');
  const values = Object.entries<SourceColumn>(columns)
    .filter(([name]) => !key.includes(name))
    .map(([name, column]) =>
      name === 'price' || name === 'currency'
        ? `arg_max(${name}, line) AS ${name}`
        : `CAST(sum(${name}) AS ${SOURCE_SQL_TYPES[column.type]}) AS ${name}`,
    );
  return `SELECT source, sequence, max(file) AS file, max(line) AS line, count(*) FILTER (NOT retried) AS delivered, ${key.join(', ')}, ${values.join(', ')} FROM checked_holdings WHERE failed IS NULL GROUP BY source, sequence, ${key.join(', ')}`;
}

/**
 * A row that loses to another of its delivery is unchanged where it says what that one or what is staged says. Whether
 * there are such rows (`several` of one key) is known: what is staged need not be looked through for none.
 */
function verdictCounts(table: SourceTableName, several: boolean): string {
  const losing = `UNION ALL SELECT c.delivered, CASE WHEN (${sameValues(table, 'c', 'w')}) OR (s.source IS NOT NULL AND ${sameValues(table, 'c', 's')}) THEN 'unchanged' ELSE 'stale' END
      FROM candidates_${table} c JOIN judged_${table} w ON ${sameKey(table, 'w', 'c')}
        LEFT JOIN stage.staged_${table} s ON ${sameKey(table, 's', 'c')} WHERE c.place > 1`;
  return `WITH verdicts AS (SELECT delivered, verdict FROM judged_${table} ${several ? losing : ''})
    SELECT ${['new', 'changed', 'unchanged', 'stale'].map(deliveredWith).join(', ')},
      count(*) FILTER (delivered = 0 AND verdict IN ('new', 'changed')) AS released FROM verdicts`;
}

function deliveredWith(verdict: string): string {
  return `coalesce(sum(delivered) FILTER (verdict = '${verdict}'), 0) AS "${verdict}"`;
}

/** `any`: some row is changed. */
function oldRows(table: SourceTableName, any: boolean, deletesFor: string | null): string {
  const replaced = `SELECT s.*, false AS deleted FROM stage.staged_${table} s JOIN judged_${table} j ON ${sameKey(table, 's', 'j')} WHERE ${any ? `j.verdict = 'changed'` : 'false'}`;
  if (deletesFor === null) return `CREATE OR REPLACE TEMP TABLE old_${table} AS ${replaced}`;
  return `CREATE OR REPLACE TEMP TABLE old_${table} AS ${replaced} UNION ALL
    SELECT s.*, true AS deleted FROM stage.staged_${table} s WHERE s.source = ${quoted(deletesFor)}
      AND NOT EXISTS (SELECT 1 FROM candidates_${table} c WHERE ${sameKey(table, 'c', 's')})
      AND NOT EXISTS (SELECT 1 FROM bad_keys_${table} b WHERE b.key_text = ${keyText(table, 's')})`;
}

/** The keys of the bad rows of this delivery, as they were written: their good versions are not deleted for them. */
export async function keepBadKeys(workspace: Workspace, table: SourceTableName): Promise<void> {
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE bad_keys_${table} AS SELECT DISTINCT ${keyText(table, 'r')} AS key_text FROM raw_${table} r JOIN checked_${table} c ON c.raw_row = r.rowid WHERE c.failed IS NOT NULL AND NOT c.retried`,
  );
}

async function replaceRows(workspace: Workspace, table: SourceTableName): Promise<void> {
  const names = ['source', 'sequence', 'file', 'line', ...columnNames(table)].join(', ');
  if ((await workspace.count(`SELECT count(*) FROM old_${table}`)) > 0) {
    await workspace.run(
      `DELETE FROM stage.staged_${table} s USING old_${table} o WHERE ${sameKey(table, 's', 'o')}`,
    );
  }
  await workspace.run(`INSERT INTO stage.staged_${table} (${names}) SELECT ${names} FROM new_${table}`);
  if (!hasUpdatedAt(table)) return;
  // A row that says the same again, only later, must win against what is older than its latest word.
  await workspace.run(
    `UPDATE stage.staged_${table} AS s SET updated_at = j.updated_at FROM judged_${table} j WHERE ${sameKey(table, 's', 'j')} AND j.verdict = 'unchanged' AND j.updated_at > coalesce(s.updated_at, TIMESTAMP '0001-01-01')`,
  );
}

function hasUpdatedAt(table: SourceTableName): boolean {
  return columnNames(table).includes('updated_at');
}

function sameValues(table: SourceTableName, a: string, b: string): string {
  const { key } = sourceTable(table);
  const compared = columnNames(table).filter((name) => !key.includes(name) && name !== 'updated_at');
  return compared.map((name) => `${a}.${name} IS NOT DISTINCT FROM ${b}.${name}`).join(' AND ');
}

/** Whether the candidate `c` is older than what is staged as `s`. */
function isOlder(table: SourceTableName): string {
  const later = 'c.sequence < s.sequence';
  if (!hasUpdatedAt(table)) return later;
  return `CASE WHEN c.updated_at <> s.updated_at THEN c.updated_at < s.updated_at ELSE ${later} END`;
}
