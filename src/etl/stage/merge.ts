import { productTable } from '../../model/product-tables.ts';
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

/** What is known of the rows before they are merged. */
export interface Merging {
  /**
   * The source for whose rows the delivery speaks: what it no longer has is deleted, but for rows that it has and that
   * were bad.
   */
  readonly deletesFor: string | null;
  /** `bad_keys_<table>` has the keys of bad rows. */
  readonly badKeys: boolean;
}

/**
 * Merges `good_<table>` into the staged rows, by source and key. The newer `updated_at` wins and without one the later
 * delivery; the same values, `updated_at` apart, change nothing. Leaves `old_<table>` (what was replaced or deleted) and
 * `new_<table>` (what stands instead). Where nothing is staged yet and no key comes twice, which a first delivery is like,
 * there is nothing to compare and nothing is copied.
 */
export async function mergeRows(
  workspace: Workspace,
  table: SourceTableName,
  merging: Merging,
): Promise<MergeCounts> {
  const { staged, twice } = await lookedOver(workspace, table);
  const several = table === 'holdings' || twice;
  await workspace.run(`${candidates(table, several)}; ${judged(table, staged || several)}`);
  const losing =
    several && (await workspace.count(`SELECT count(*) FROM candidates_${table} WHERE place > 1`)) > 0;
  const [counted] = await workspace.rows(verdictCounts(table, losing));
  const count = (name: string): number => Number(counted?.[name] ?? 0);
  const replaced = count('replaced');
  const old = await workspace.count(
    `CREATE OR REPLACE TEMP VIEW new_${table} AS SELECT * FROM judged_${table} WHERE verdict IN ('new', 'changed');
     ${oldRows(table, { ...merging, replaced: replaced > 0, staged })}`,
  );
  await replaceRows(workspace, table, { staged, old });
  return {
    new: count('new'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    stale: count('stale'),
    released: count('released'),
    deleted: old - replaced,
  };
}

/** Whether rows are staged already, and whether keys come twice. */
async function lookedOver(
  workspace: Workspace,
  table: SourceTableName,
): Promise<{ readonly staged: boolean; readonly twice: boolean }> {
  const [row] = await workspace.rows(`SELECT (SELECT count(*) FROM stage.staged_${table}) AS staged,
    (SELECT count(*) FROM ${besideTheRowBefore(table)} r WHERE NOT coalesce(${isBehind(table)}, false)) AS beginnings`);
  const twice = Number(row?.['beginnings']) > 1 && (await comesTwice(workspace, table));
  return { staged: Number(row?.['staged']) > 0, twice };
}

/** Each good row's key, and that of the row that happens to be read before it. */
function besideTheRowBefore(table: SourceTableName): string {
  const { key } = sourceTable(table);
  const parts = key.map((name) => `${name}, lag(${name}) OVER () AS ${name}_before`);
  return `(SELECT ${parts.join(', ')} FROM good_${table})`;
}

/** True where the key of `r` is larger than that of the row before: where each is, in whatever order, none comes twice. */
function isBehind(table: SourceTableName): string {
  return sourceTable(table).key.reduceRight(
    (rest, name) => `(r.${name} > r.${name}_before OR (r.${name} = r.${name}_before AND ${rest}))`,
    'false',
  );
}

/** By hashes: two keys of one hash only take the long way for nothing. */
async function comesTwice(workspace: Workspace, table: SourceTableName): Promise<boolean> {
  const key = ['source', ...sourceTable(table).key].join(', ');
  return (await workspace.count(`SELECT count(*) - count(DISTINCT hash(${key})) FROM good_${table}`)) > 0;
}

/** Good rows, the one that wins among those of one key at `place` 1; holdings of one delivery are lots and add up. */
function candidates(table: SourceTableName, several: boolean): string {
  const { key } = sourceTable(table);
  const from =
    table === 'holdings'
      ? addedUp()
      : `SELECT source, sequence, file, line, CASE WHEN retried THEN 0 ELSE 1 END AS delivered, ${columnNames(table).join(', ')} FROM good_${table}`;
  if (!several)
    return `CREATE OR REPLACE TEMP VIEW candidates_${table} AS SELECT g.*, 1 AS place FROM (${from}) g`;
  const newest = hasUpdatedAt(table) ? 'updated_at DESC NULLS LAST, ' : '';
  return `CREATE OR REPLACE TEMP TABLE candidates_${table} AS
    SELECT g.*, row_number() OVER (PARTITION BY source, ${key.join(', ')} ORDER BY ${newest}sequence DESC, file DESC, line DESC) AS place FROM (${from}) g`;
}

/** What each candidate at place 1 is to what is staged. */
function judged(table: SourceTableName, compared: boolean): string {
  if (!compared)
    return `CREATE OR REPLACE TEMP VIEW judged_${table} AS SELECT c.*, 'new' AS verdict FROM candidates_${table} c`;
  return `CREATE OR REPLACE TEMP TABLE judged_${table} AS
    SELECT c.*, CASE WHEN s.source IS NULL THEN 'new' WHEN ${sameValues(table, 'c', 's')} THEN 'unchanged'
      WHEN ${isOlder(table)} THEN 'stale' ELSE 'changed' END AS verdict
    FROM candidates_${table} c LEFT JOIN stage.staged_${table} s ON ${sameKey(table, 's', 'c')} WHERE c.place = 1`;
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
  return `SELECT source, sequence, max(file) AS file, max(line) AS line, count(*) FILTER (NOT retried) AS delivered, ${key.join(', ')}, ${values.join(', ')} FROM good_holdings GROUP BY source, sequence, ${key.join(', ')}`;
}

/**
 * A row that loses to another of its delivery is unchanged where it says what that one or what is staged says. Whether
 * there are such rows is known: what is staged need not be looked through for none.
 */
function verdictCounts(table: SourceTableName, losing: boolean): string {
  const losers = `UNION ALL SELECT c.delivered, CASE WHEN (${sameValues(table, 'c', 'w')}) OR (s.source IS NOT NULL AND ${sameValues(table, 'c', 's')}) THEN 'unchanged' ELSE 'stale' END
      FROM candidates_${table} c JOIN judged_${table} w ON ${sameKey(table, 'w', 'c')}
        LEFT JOIN stage.staged_${table} s ON ${sameKey(table, 's', 'c')} WHERE c.place > 1`;
  return `WITH verdicts AS (SELECT delivered, verdict FROM judged_${table} ${losing ? losers : ''})
    SELECT ${['new', 'changed', 'unchanged', 'stale'].map(deliveredWith).join(', ')},
      count(*) FILTER (delivered = 0 AND verdict IN ('new', 'changed')) AS released,
      (SELECT count(*) FROM judged_${table} WHERE verdict = 'changed') AS replaced FROM verdicts`;
}

function deliveredWith(verdict: string): string {
  return `coalesce(sum(delivered) FILTER (verdict = '${verdict}'), 0) AS "${verdict}"`;
}

/** What was staged of rows that are `replaced`, and what is deleted. */
function oldRows(
  table: SourceTableName,
  {
    deletesFor,
    badKeys,
    replaced,
    staged,
  }: Merging & { readonly replaced: boolean; readonly staged: boolean },
): string {
  const none = `CREATE OR REPLACE TEMP TABLE old_${table} AS SELECT s.*, false AS deleted FROM stage.staged_${table} s`;
  const changed = replaced
    ? `${none} JOIN judged_${table} j ON ${sameKey(table, 's', 'j')} WHERE j.verdict = 'changed'`
    : `${none} WHERE false`;
  if (deletesFor === null || !staged) return changed;
  const bad = `AND NOT EXISTS (SELECT 1 FROM bad_keys_${table} b WHERE b.key_text = ${keyText(table, 's')})`;
  return `${changed} UNION ALL
    SELECT s.*, true AS deleted FROM stage.staged_${table} s WHERE s.source = ${quoted(deletesFor)}
      AND NOT EXISTS (SELECT 1 FROM candidates_${table} c WHERE ${sameKey(table, 'c', 's')}) ${badKeys ? bad : ''}`;
}

/** The keys of the bad rows of this delivery, as they were written: their good versions are not deleted for them. */
export async function keepBadKeys(workspace: Workspace, table: SourceTableName): Promise<void> {
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE bad_keys_${table} AS SELECT DISTINCT ${keyText(table, 'r')} AS key_text FROM raw_${table} r JOIN checked_${table} c ON c.raw_row = r.rowid WHERE c.failed IS NOT NULL AND NOT c.retried`,
  );
}

async function replaceRows(
  workspace: Workspace,
  table: SourceTableName,
  { staged, old }: { readonly staged: boolean; readonly old: number },
): Promise<void> {
  const names = ['source', 'sequence', 'file', 'line', ...columnNames(table)].join(', ');
  if (old > 0) {
    await workspace.run(
      `DELETE FROM stage.staged_${table} s USING old_${table} o WHERE ${sameKey(table, 's', 'o')}`,
    );
  }
  await workspace.run(
    `INSERT INTO stage.staged_${table} (${names}) SELECT ${names} FROM new_${table} ${clustering(table)}`,
  );
  if (!staged || !hasUpdatedAt(table)) return;
  // A row that says the same again, only later, must win against what is older than its latest word.
  await workspace.run(
    `UPDATE stage.staged_${table} AS s SET updated_at = j.updated_at FROM judged_${table} j WHERE ${sameKey(table, 's', 'j')} AND j.verdict = 'unchanged' AND j.updated_at > coalesce(s.updated_at, TIMESTAMP '0001-01-01')`,
  );
}

/**
 * Bookings are staged account by account, whatever their order in the file: a small delivery looks up those of the few
 * accounts that it touches, and sorting all of them for publishing them is sooner done.
 */
function clustering(table: SourceTableName): string {
  return table === 'transactions' ? `ORDER BY ${productTable('transactions').sortedBy.join(', ')}` : '';
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
