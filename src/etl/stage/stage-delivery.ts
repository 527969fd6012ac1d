import { SOURCE_TABLE_NAMES, sourceTable } from '../../model/source-tables.ts';
import type { SourceColumn, SourceTableName } from '../../model/source-tables.ts';
import { addDays } from '../../vocabulary/day.ts';
import type { Day } from '../../vocabulary/day.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Finding, Progress, QuarantinedRow, TableCounts } from '../../vocabulary/run.ts';
import type { SourceStream } from '../extract/source.ts';
import { checksOf } from './checks.ts';
import { findingsOfTable } from './findings.ts';
import { flagRows } from './flags.ts';
import { countHeldRows, dropUntoldHeldRows, setAsideHeldRows } from './held-rows.ts';
import { badRows, rowsRefusedAlong } from './judge-texts.ts';
import type { BadRow } from './judge-texts.ts';
import { dropDelivered, judgeRows } from './judge.ts';
import { keepBadKeys, mergeRows } from './merge.ts';
import { notePositions } from './positions.ts';
import type { Positions } from './positions.ts';
import { makeReadTables } from './read-rows.ts';
import { noteReferences } from './references.ts';
import { fitMergedViews } from './schema.ts';
import { extendChain, nextSequence, noteDelivery } from './standing.ts';
import { columnNames } from './sql-types.ts';
import { noteTouchedAccounts } from './touched.ts';
import type { Workspace } from './workspace.ts';

export interface StageRequest {
  readonly run: string;
  readonly source: string;
  readonly mode: 'full' | 'incremental';
  /** The tables that were read into `read_<table>`. */
  readonly streams: readonly SourceStream[];
  /** Where reading them ended, for those that go on from there next time. */
  readonly positions?: Positions;
  readonly today: Day;
  readonly firmCurrency: string;
  /** 0.05: a table of which more than 5 % is bad is refused whole. */
  readonly badRowsShareMax: number;
  /** Takes the rows that were set aside, before the delivery counts as staged. */
  readonly setAside: (rows: readonly QuarantinedRow[]) => Promise<void>;
  readonly onProgress: (progress: Progress) => void;
}

export interface StagedDelivery {
  readonly tables: Readonly<Record<string, TableCounts>>;
  readonly findings: readonly Finding[];
  readonly accountsTotal: number;
}

interface Refusal {
  readonly column: string | null;
  readonly reason: string;
}

interface StagedTable {
  readonly counts: TableCounts | null;
  readonly findings: readonly Finding[];
  readonly changed: boolean;
  /** Some of its rows were deleted. */
  readonly deleted: boolean;
}

/**
 * Judges and merges everything that was read, in one transaction with its bookkeeping: after a kill at any moment it
 * is either staged whole, and marked as not yet published, or not at all. Tables come in the order in which they
 * refer to each other, so that a row may refer to one of the same delivery.
 */
export async function stageDelivery(workspace: Workspace, request: StageRequest): Promise<StagedDelivery> {
  return workspace.transaction(async () => {
    const tables: Record<string, TableCounts> = {};
    const findings: Finding[] = [];
    const changed: SourceTableName[] = [];
    let deleted = false;
    const sequence = await nextSequence(workspace);
    const held = await countHeldRows(workspace);
    for (const [done, table] of SOURCE_TABLE_NAMES.entries()) {
      request.onProgress({ step: 'stage', subject: table, done, total: SOURCE_TABLE_NAMES.length });
      const staged = await stageTable(workspace, table, {
        ...request,
        sequence,
        waiting: held.get(table) ?? 0,
      });
      if (staged.counts !== null) tables[table] = staged.counts;
      findings.push(...staged.findings);
      if (staged.changed) changed.push(table);
      deleted ||= staged.deleted;
    }
    await noteDelivery(workspace, request);
    await notePositions(workspace, request.source, takenIn(request.positions ?? new Map(), tables));
    const kept = await noteReferences(workspace, deleted);
    await fitMergedViews(workspace, kept);
    if (changed.length > 0) {
      await extendChain(workspace, changed);
      await noteTouchedAccounts(workspace, changed, request.firmCurrency, kept);
    }
    await dropWork(workspace);
    const total = SOURCE_TABLE_NAMES.length;
    request.onProgress({ step: 'stage', subject: 'tables', done: total, total });
    const accountsTotal = await workspace.count('SELECT count(*) FROM stage.merged_accounts');
    return { tables, findings, accountsTotal };
  });
}

/** A table that was refused is read again from where it was. */
function takenIn(positions: Positions, tables: Readonly<Record<string, TableCounts>>): Positions {
  return new Map([...positions].filter(([table]) => tables[table]?.refused !== true));
}

async function stageTable(
  workspace: Workspace,
  table: SourceTableName,
  request: StageRequest & { readonly sequence: number; readonly waiting: number },
): Promise<StagedTable> {
  const stream = request.streams.find((each) => each.table === table) ?? null;
  const { waiting } = request;
  if (stream === null && waiting === 0) return { counts: null, findings: [], changed: false, deleted: false };
  const full = request.mode === 'full' && stream !== null;
  if (stream === null) await makeReadTables(workspace, table);
  const { run, source, sequence } = request;
  const delivered = { run, source, sequence, file: stream?.file ?? '', parts: stream?.parts ?? [] };
  const checks = checksOf(table, addDays(request.today, LIMITS.future_days_max));
  const judged = await judgeRows(workspace, table, checks, { delivered, waiting });
  const lacking = stream === null ? null : unusable(stream);
  const refusal = lacking ?? tooManyBad(judged, request.badRowsShareMax);
  const most = LIMITS.quarantine_rows_per_run_max;
  if (judged.bad > 0) await setAside(request, table, await badRows(workspace, table, checks, most));
  if (refusal !== null) {
    await setAside(request, table, await rowsRefusedAlong(workspace, table, refusal, most));
    await dropDelivered(workspace, table, judged);
  } else if (full && judged.doubts) {
    await dropUntoldHeldRows(workspace, table, source);
    await keepBadKeys(workspace, table);
  }
  const merged = await mergeRows(workspace, table, {
    deletesFor: full && refusal === null ? source : null,
    badKeys: judged.doubts,
  });
  if (judged.doubts) await setAsideHeldRows(workspace, table);
  const flagged = await flagRows(workspace, table);
  const counts = stream === null ? null : countsOf(stream, judged, merged, flagged, refusal);
  const { released } = merged;
  const mayWait = judged.doubts;
  const findings = await findingsOfTable(workspace, table, { refusal, released, flagged, mayWait });
  return {
    counts,
    findings,
    deleted: merged.deleted > 0,
    changed: merged.new + merged.changed + released + merged.deleted > 0,
  };
}

function countsOf(
  stream: SourceStream,
  judged: { readonly read: number; readonly bad: number },
  merged: Omit<TableCounts, 'read' | 'loaded' | 'quarantined' | 'flagged' | 'unknownColumns'>,
  flagged: number,
  refusal: Refusal | null,
): TableCounts {
  const known = columnNames(stream.table);
  const unknownColumns = stream.columns.filter((name) => !known.includes(name));
  if (refusal !== null) {
    const none = { loaded: 0, flagged: 0, new: 0, changed: 0, unchanged: 0, stale: 0, deleted: 0 };
    return {
      read: judged.read,
      quarantined: judged.read,
      ...none,
      unknownColumns,
      refused: true,
      reason: refusal.reason,
    };
  }
  return {
    read: judged.read,
    loaded: judged.read - judged.bad,
    quarantined: judged.bad,
    flagged,
    new: merged.new,
    changed: merged.changed,
    unchanged: merged.unchanged,
    stale: merged.stale,
    deleted: merged.deleted,
    unknownColumns,
  };
}

/** Why no row of a stream can be taken in: it has no header row, or a required column is missing. */
function unusable(stream: SourceStream): Refusal | null {
  if (stream.unusable !== null) return { column: null, reason: `${stream.file}: ${stream.unusable}` };
  const twice = stream.columns.find((name, place) => name !== '' && stream.columns.indexOf(name) !== place);
  if (twice !== undefined) {
    return { column: twice, reason: `${stream.file}: the column ${twice} stands in the header twice` };
  }
  const missing = Object.entries<SourceColumn>(sourceTable(stream.table).columns)
    .filter(([name, column]) => column.required && !stream.columns.includes(name))
    .map(([name]) => name);
  const [first] = missing;
  if (first === undefined) return null;
  const what = missing.length === 1 ? 'the required column' : 'the required columns';
  return { column: first, reason: `${stream.file}: ${what} ${missing.join(', ')} is missing` };
}

function tooManyBad(
  judged: { readonly read: number; readonly bad: number },
  shareMax: number,
): Refusal | null {
  if (judged.bad <= judged.read * shareMax) return null;
  const percent = (100 * judged.bad) / judged.read;
  return {
    column: null,
    reason: `${String(judged.bad)} of ${String(judged.read)} rows are bad (${percent.toFixed(1)} %, more than ${String(100 * shareMax)} %): the table's delivery was refused whole`,
  };
}

async function setAside(
  request: StageRequest,
  table: SourceTableName,
  rows: readonly BadRow[],
): Promise<void> {
  const kept = rows.slice(0, LIMITS.quarantine_rows_per_run_max);
  for (let from = 0; from < kept.length; from += LIMITS.quarantine_rows_per_call_max) {
    const part = kept.slice(from, from + LIMITS.quarantine_rows_per_call_max);
    await request.setAside(part.map((row) => ({ run: request.run, table, ...row })));
  }
}

/** What staging made on its way: views first, which stand on the tables. */
async function dropWork(workspace: Workspace): Promise<void> {
  const made = await workspace.rows(
    `SELECT 1 AS place, 'VIEW' AS kind, view_name AS name FROM duckdb_views() WHERE temporary AND NOT internal
     UNION ALL SELECT 2, 'TABLE', table_name FROM duckdb_tables() WHERE temporary AND table_name <> 'flagged_rows' ORDER BY place`,
  );
  await workspace.run(made.map(({ kind, name }) => `DROP ${String(kind)} temp.${String(name)}`).join('; '));
}
