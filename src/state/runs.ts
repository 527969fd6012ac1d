import { LIMITS } from '../vocabulary/limits.ts';
import type { RunJournal } from '../etl/run-journal.ts';
import type {
  FindingRow,
  QuarantinedRow,
  ReceivedDelivery,
  RunRecord,
  RunReport,
} from '../vocabulary/run.ts';
import { parseDay } from '../vocabulary/day.ts';
import type { Records } from './records.ts';
import type { RunsTable } from './schema.ts';

/** Past runs and the rows that they set aside. */
export interface Runs extends RunJournal {
  /** The newest first. */
  list(limit: number): Promise<readonly RunRecord[]>;
  find(run: string): Promise<RunRecord | null>;
  /** How many rows are set aside, of all runs that are kept. */
  quarantined(): Promise<number>;
  /** Rows of one run (null: of all), after the place `after`, in the order they were met. */
  quarantine(
    run: string | null,
    after: number,
    limit: number,
  ): Promise<{ readonly rows: readonly QuarantinedRow[]; readonly next: number | null }>;
  /** The rows that a run's findings speak of, in the order they were found. */
  findings(
    run: string,
    after: number,
    limit: number,
  ): Promise<{ readonly rows: readonly FindingRow[]; readonly next: number | null }>;
  /** The run that published a data version: of several that were about to, the last. */
  findPublisher(version: string): Promise<RunRecord | null>;
  /** Marks the runs (of one source) that a process left under way when it ended. */
  closeInterrupted(source?: string): Promise<number>;
}

const INSERT_ROWS_MAX = 500;
export const quarantinePlace = (run: string): string => `quarantine.row:${run}`;
export const findingPlace = (run: string): string => `finding_rows.row:${run}`;
export const messagePlace = (run: string): string => `runs.message:${run}`;
export const pathPlace = (run: string): string => `runs.path:${run}`;

export function runsOf(records: Records): Runs {
  const { db, sealing, now } = records;
  const recordOf = (row: RunsTable): RunRecord => ({
    run: row.run,
    source: row.source,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    status: row.status as RunRecord['status'],
    asOf: row.as_of === null ? null : parseDay(row.as_of),
    report: row.report === null ? null : (JSON.parse(row.report) as RunReport),
    message: row.sealed_message === null ? null : sealing.open(row.sealed_message, messagePlace(row.run)),
    path: row.sealed_path === null ? null : sealing.open(row.sealed_path, pathPlace(row.run)),
    received: row.received === null ? null : receivedIn(row.received),
    published: row.published,
  });
  return {
    begin: async ({ run, source, path, startedAt }) => {
      await db
        .insertInto('runs')
        .values({
          run,
          source,
          started_at: startedAt,
          finished_at: null,
          status: 'running',
          as_of: null,
          report: null,
          sealed_message: null,
          sealed_path: sealing.seal(path, pathPlace(run)),
          received: null,
          published: null,
        })
        .execute();
      await forgetOldest(records);
    },
    finish: async (run, { status, finishedAt, asOf, report, message }) => {
      await db
        .updateTable('runs')
        .set({
          status,
          finished_at: finishedAt,
          as_of: asOf,
          report: report && JSON.stringify(report),
          sealed_message: message === null ? null : sealing.seal(message, messagePlace(run)),
        })
        .where('run', '=', run)
        .execute();
    },
    received: async (run, delivery) => {
      await db
        .updateTable('runs')
        .set({ received: JSON.stringify(delivery) })
        .where('run', '=', run)
        .execute();
    },
    publishes: async (run, version) => {
      await db.updateTable('runs').set({ published: version }).where('run', '=', run).execute();
    },
    found: (rows) =>
      db.transaction().execute(async (transaction) => {
        for (let from = 0; from < rows.length; from += INSERT_ROWS_MAX) {
          const values = rows.slice(from, from + INSERT_ROWS_MAX).map((row) => ({
            run: row.run,
            sealed_row: sealing.seal(JSON.stringify(row), findingPlace(row.run)),
          }));
          await transaction.insertInto('finding_rows').values(values).execute();
        }
      }),
    setAside: (rows) =>
      db.transaction().execute(async (transaction) => {
        for (let from = 0; from < rows.length; from += INSERT_ROWS_MAX) {
          const values = rows.slice(from, from + INSERT_ROWS_MAX).map((row) => ({
            run: row.run,
            sealed_row: sealing.seal(JSON.stringify(row), quarantinePlace(row.run)),
          }));
          await transaction.insertInto('quarantine').values(values).execute();
        }
      }),
    list: async (limit) => {
      const rows = await db
        .selectFrom('runs')
        .selectAll()
        .orderBy('started_at', 'desc')
        .orderBy('run', 'desc')
        .limit(limit)
        .execute();
      return rows.map(recordOf);
    },
    find: async (run) => {
      const row = await db.selectFrom('runs').selectAll().where('run', '=', run).executeTakeFirst();
      return row ? recordOf(row) : null;
    },
    quarantined: async () => {
      const counted = await db
        .selectFrom('quarantine')
        .select((select) => select.fn.countAll<number>().as('rows'))
        .executeTakeFirst();
      return counted?.rows ?? 0;
    },
    quarantine: async (run, after, limit) => {
      let query = db
        .selectFrom('quarantine')
        .selectAll()
        .where('ordinal', '>', after)
        .orderBy('ordinal')
        .limit(limit);
      if (run !== null) query = query.where('run', '=', run);
      const found = await query.execute();
      const last = found.at(-1);
      return {
        rows: found.map(
          (row) => JSON.parse(sealing.open(row.sealed_row, quarantinePlace(row.run))) as QuarantinedRow,
        ),
        next: last && found.length === limit ? last.ordinal : null,
      };
    },
    findings: async (run, after, limit) => {
      const found = await db
        .selectFrom('finding_rows')
        .selectAll()
        .where('run', '=', run)
        .where('ordinal', '>', after)
        .orderBy('ordinal')
        .limit(limit)
        .execute();
      const last = found.at(-1);
      return {
        rows: found.map(
          (row) => JSON.parse(sealing.open(row.sealed_row, findingPlace(row.run))) as FindingRow,
        ),
        next: last && found.length === limit ? last.ordinal : null,
      };
    },
    findPublisher: async (version) => {
      const row = await db
        .selectFrom('runs')
        .selectAll()
        .where('published', '=', version)
        .orderBy('started_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? recordOf(row) : null;
    },
    closeInterrupted: async (source) => {
      let update = db
        .updateTable('runs')
        .set({ status: 'interrupted', finished_at: now().toISOString() })
        .where('status', '=', 'running');
      if (source !== undefined) update = update.where('source', '=', source);
      const result = await update.executeTakeFirst();
      return Number(result.numUpdatedRows);
    },
  };
}

async function forgetOldest({ db }: Records): Promise<void> {
  const last = await db
    .selectFrom('runs')
    .select('started_at')
    .orderBy('started_at', 'desc')
    .limit(1)
    .offset(LIMITS.runs_kept_max)
    .executeTakeFirst();
  if (last) await db.deleteFrom('runs').where('started_at', '<=', last.started_at).execute();
}

/** Runs of before their tables were kept have none. */
function receivedIn(text: string): ReceivedDelivery {
  const { tables = [], ...rest } = JSON.parse(text) as Omit<ReceivedDelivery, 'tables'> &
    Partial<Pick<ReceivedDelivery, 'tables'>>;
  return { ...rest, tables };
}
