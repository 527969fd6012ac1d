import type { SourceTableName } from '../../model/source-tables.ts';
import type { StreamPart } from '../extract/source.ts';
import type { Check } from './checks.ts';
import type { Delivered } from './delivered.ts';
import { judgeTexts } from './judge-texts.ts';
import { columnNames, quoted } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/** What came of judging a table's rows; rows that were tried again are not counted. */
export interface Judgement {
  readonly read: number;
  readonly bad: number;
  /** Some rows had to be judged by their texts: `raw_<table>` and `checked_<table>` have them. */
  readonly doubts: boolean;
}

/**
 * Judges what was read of a table, and the rows of earlier deliveries, of any source, that wait for something they
 * refer to. Leaves the view `good_<table>`. Rows that were written plainly are looked at all at once; only those that
 * fail there, and those that are doubtful, are judged one by one.
 */
export async function judgeRows(
  workspace: Workspace,
  table: SourceTableName,
  checks: readonly Check[],
  { delivered, waiting }: { readonly delivered: Delivered; readonly waiting: number },
): Promise<Judgement> {
  await doubtWhatFails(workspace, table, checks);
  const [counted] = await workspace.rows(
    `SELECT (SELECT count(*) FROM temp.read_${table}) AS read, (SELECT count(*) FROM temp.doubtful_${table}) AS doubtful`,
  );
  const read = Number(counted?.['read']);
  const doubts = Number(counted?.['doubtful']) + waiting > 0;
  if (doubts) {
    await gatherTexts(workspace, table, delivered);
    await judgeTexts(workspace, table, checks);
  }
  await workspace.run(goodRows(table, delivered, doubts));
  const bad = doubts
    ? await workspace.count(`SELECT count(*) FROM checked_${table} WHERE NOT retried AND failed IS NOT NULL`)
    : 0;
  return { read, bad, doubts };
}

/** What this delivery brought of a table is not taken in: what waited before goes on alone. */
export async function dropDelivered(
  workspace: Workspace,
  table: SourceTableName,
  { doubts }: Judgement,
): Promise<void> {
  await workspace.run(`DELETE FROM temp.read_${table}`);
  if (doubts) await workspace.run(`DELETE FROM checked_${table} WHERE NOT retried`);
}

/** Plain rows that fail any check are doubtful too. */
async function doubtWhatFails(
  workspace: Workspace,
  table: SourceTableName,
  checks: readonly Check[],
): Promise<void> {
  const names = columnNames(table);
  const both = names.map((name) => `${name}, ${name} AS v_${name}`).join(', ');
  const failed = checks.filter(({ form }) => form !== true).map((check) => `(${check.failed})`);
  const suspects = `suspects_${table}`;
  const found = await workspace.count(
    `CREATE OR REPLACE TEMP TABLE ${suspects} AS SELECT t.place
     FROM (SELECT rowid AS place, plain, ${both} FROM temp.read_${table}) t WHERE t.plain AND (${failed.join(' OR ')})`,
  );
  if (found > 0) {
    const texts = names.map((name) => `CAST(${name} AS VARCHAR)`).join(', ');
    const suspect = `rowid IN (SELECT place FROM ${suspects})`;
    await workspace.run(
      `INSERT INTO temp.doubtful_${table} SELECT line, NULL, NULL, ${texts} FROM temp.read_${table} WHERE ${suspect}`,
    );
    await workspace.run(`UPDATE temp.read_${table} SET plain = false WHERE ${suspect}`);
  }
}

/** The texts of all doubtful rows of the delivery, and of those that wait, as `raw_<table>`. */
async function gatherTexts(
  workspace: Workspace,
  table: SourceTableName,
  delivered: Delivered,
): Promise<void> {
  const names = columnNames(table).join(', ');
  await workspace.run(`CREATE OR REPLACE TEMP TABLE raw_${table} AS
    SELECT ${markOf(delivered)}, false AS retried, fault_column, fault, ${names} FROM temp.doubtful_${table}
    UNION ALL BY NAME
    SELECT source, sequence, file, run, true AS retried, line, CAST(NULL AS VARCHAR) AS fault_column, CAST(NULL AS VARCHAR) AS fault, ${names} FROM stage.held_${table}`);
}

function goodRows(table: SourceTableName, delivered: Delivered, doubts: boolean): string {
  const names = columnNames(table).join(', ');
  const checked = `UNION ALL SELECT source, sequence, file, run, line, retried, ${names} FROM checked_${table} WHERE failed IS NULL`;
  return `CREATE OR REPLACE TEMP VIEW good_${table} AS
    SELECT ${markOf(delivered)}, false AS retried, ${names} FROM temp.read_${table} WHERE plain ${doubts ? checked : ''}`;
}

/** Where rows come from, as columns: source, delivery, file, run, and the line within that file. */
function markOf({ source, sequence, file, parts, run }: Delivered): string {
  const latestFirst = parts.toReversed();
  const byPart = (what: (part: StreamPart) => string, otherwise: string): string =>
    latestFirst.length === 0
      ? otherwise
      : `CASE ${latestFirst.map((part) => `WHEN line >= ${String(part.firstLine)} THEN ${what(part)}`).join(' ')} END`;
  const fileOf = byPart((part) => quoted(part.file), quoted(file));
  const lineOf = byPart(({ firstLine }) => `line - ${String(firstLine - 1)}`, 'line');
  return `${quoted(source)} AS source, CAST(${String(sequence)} AS BIGINT) AS sequence, ${fileOf} AS file, ${quoted(run)} AS run, ${lineOf} AS line`;
}
