import { SOURCE_TABLE_NAMES, sourceTable } from '../../model/source-tables.ts';
import type { SourceTableName } from '../../model/source-tables.ts';
import { CHANGED_DAYS } from './changed-days.ts';
import { hasItsReferences, NO_REFERENCES_YET, referencesKept } from './references.ts';
import { SOURCE_SQL_TYPES, columnNames } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/**
 * Makes what is missing of the staged database:
 * `staged_<table>` a row a key and source, `held_<table>` rows that wait for something they refer to (as text),
 * `merged_<table>` the canonical columns over all sources, `touched_accounts`, `changed_tables` and `changed_days` what is
 * staged and not yet published, `deliveries` the order of what came in, `standing` one row of bookkeeping.
 */
export async function prepareSchema(workspace: Workspace): Promise<void> {
  const made = new Set(
    (
      await workspace.rows(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'stage' AND table_name IN ('standing', 'changed_tables', 'changed_days')",
      )
    ).map(({ table_name: name }) => name),
  );
  if (made.has('standing')) {
    if (!made.has('changed_tables')) await addChangedTables(workspace);
    if (!made.has('changed_days')) await workspace.run(CHANGED_DAYS);
    return;
  }
  await workspace.transaction(async () => {
    await workspace.run(
      SOURCE_TABLE_NAMES.flatMap((table) => [stagedTable(table), heldTable(table)]).join('; '),
    );
    await workspace.run(NO_REFERENCES_YET);
    await workspace.run('CREATE TABLE stage.touched_accounts (account_id VARCHAR)');
    await workspace.run('CREATE TABLE stage.changed_tables (name VARCHAR)');
    await workspace.run(CHANGED_DAYS);
    await workspace.run(
      'CREATE TABLE stage.deliveries (sequence BIGINT, source VARCHAR, run VARCHAR, mode VARCHAR)',
    );
    await workspace.run(mergedViews({ oneSource: false, kept: false }));
    await workspace.run(
      'CREATE TABLE stage.standing (chain VARCHAR, versions BIGINT, published VARCHAR, pending BOOLEAN, everything BOOLEAN, last_day DATE)',
    );
    await workspace.run("INSERT INTO stage.standing VALUES ('', 0, NULL, false, true, NULL)");
  });
}

/** What an older version of the program staged and did not publish is not known by table: all of it counts. */
async function addChangedTables(workspace: Workspace): Promise<void> {
  await workspace.transaction(async () => {
    await workspace.run('CREATE TABLE stage.changed_tables (name VARCHAR)');
    await workspace.run('UPDATE stage.standing SET everything = everything OR pending');
  });
}

/**
 * Where all deliveries came from one source no key stands twice, and nothing has to be sorted to see that; where every
 * row has what it refers to (`kept`), none has to be left out.
 */
export async function fitMergedViews(workspace: Workspace, kept: boolean): Promise<void> {
  await workspace.run(mergedViews({ oneSource: await isOneSource(workspace), kept }));
}

/** Whether the merged views give the staged rows one by one, as they lie. */
export async function areMergedAsStaged(workspace: Workspace): Promise<boolean> {
  return (await isOneSource(workspace)) && (await referencesKept(workspace));
}

/** Whether all that is staged came from one source. */
export async function isOneSource(workspace: Workspace): Promise<boolean> {
  return (await workspace.count('SELECT count(DISTINCT source) FROM stage.deliveries')) === 1;
}

function stagedTable(table: SourceTableName): string {
  const columns = Object.entries(sourceTable(table).columns).map(
    ([name, column]) => `${name} ${SOURCE_SQL_TYPES[column.type]}`,
  );
  return `CREATE TABLE stage.staged_${table} (source VARCHAR, sequence BIGINT, file VARCHAR, line BIGINT, ${columns.join(', ')})`;
}

function heldTable(table: SourceTableName): string {
  const columns = columnNames(table).map((name) => `${name} VARCHAR`);
  return `CREATE TABLE stage.held_${table} (source VARCHAR, sequence BIGINT, run VARCHAR, file VARCHAR, line BIGINT, ${columns.join(', ')})`;
}

interface Merging {
  readonly oneSource: boolean;
  readonly kept: boolean;
}

function mergedViews(merging: Merging): string {
  return SOURCE_TABLE_NAMES.map((table) => mergedView(table, merging)).join('; ');
}

/**
 * One row a key over all sources, the latest delivery's; transactions of every source stand side by side, with where
 * they came from. Of the two large tables the `place` of each row among those that are staged is shown too. A row that refers to what is gone (its account was deleted) is left out until that comes back.
 */
function mergedView(table: SourceTableName, { oneSource, kept }: Merging): string {
  const shown = columnNames(table).map((name) => `s.${name}`);
  const { key } = sourceTable(table);
  const where = kept ? '' : `WHERE ${hasItsReferences(table, 's', 'merged')}`;
  if (table === 'transactions') {
    return `CREATE OR REPLACE VIEW stage.merged_transactions AS SELECT ${shown.join(', ')}, s.source, d.run, s.file, s.line, s.rowid AS place
      FROM stage.staged_transactions s LEFT JOIN stage.deliveries d ON d.sequence = s.sequence ${where}`;
  }
  const pick = oneSource
    ? ''
    : `QUALIFY row_number() OVER (PARTITION BY ${key.map((name) => `s.${name}`).join(', ')} ORDER BY s.sequence DESC, s.line DESC, s.source) = 1`;
  const place = table === 'prices' ? ', s.rowid AS place' : '';
  return `CREATE OR REPLACE VIEW stage.merged_${table} AS SELECT ${shown.join(', ')}${place} FROM stage.staged_${table} s ${where} ${pick}`;
}
