import type { Kysely, Selectable } from 'kysely';
import { type Job, type JobReason, type JobStatus, URGENCIES, type Urgency } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Records } from './records.ts';
import type { JobsTable, Schema } from './schema.ts';

export const payloadPlace = (id: string): string => `jobs.payload:${id}`;
export const resultPlace = (id: string): string => `jobs.result:${id}`;
export const reasonPlace = (id: string): string => `jobs.reason:${id}`;

export type JobRow = Selectable<JobsTable>;
export const OPEN: readonly JobStatus[] = ['waiting', 'running'];

export const STOPPED: JobReason = {
  code: 'stopped',
  message: 'It was stopped before it was done; ask for it again.',
};
export const DEADLY: JobReason = {
  code: 'internal',
  message:
    'Each process that took this job ended before it was done; look at what they logged, then put it back.',
};

/** A job waits for so long at the most: one that would wait longer is from before the clock was set back, and is due. */
export const LATEST_DUE_MS = LIMITS.job_pause_seconds_max * 1_000;

/** For how much longer a job waits for its time; 0: it is due. */
export function waitsFor({ due_at }: { readonly due_at: string }, at: Date): number {
  const ms = Date.parse(due_at) - at.getTime();
  return ms > LATEST_DUE_MS ? 0 : Math.max(0, ms);
}

export async function known(db: Kysely<Schema>, id: string): Promise<JobRow> {
  const row = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row)
    throw new Problem('not_found', 'There is no such job; the list of jobs shows those that are kept.');
  return row;
}

export function urgencyOf({ urgency }: { readonly urgency: string }): Urgency {
  return URGENCIES.find((each) => each === urgency) ?? 'usual';
}

export function jobOf({ sealing }: Records, row: JobRow): Job {
  const open = (sealed: string | null, place: string): string | null =>
    sealed === null ? null : sealing.open(sealed, place);
  const reason = open(row.sealed_reason, reasonPlace(row.id));
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    lane: row.lane,
    urgency: urgencyOf(row),
    tries_max: row.tries_max,
    status: row.status as JobStatus,
    tries: row.tries,
    putAt: row.put_at,
    dueAt: row.due_at,
    finishedAt: row.finished_at,
    traceparent: row.traceparent,
    progress: row.progress,
    result: open(row.sealed_result, resultPlace(row.id)),
    reason: reason === null ? null : (JSON.parse(reason) as JobReason),
  };
}

export async function close(
  { sealing }: Records,
  db: Kysely<Schema>,
  at: Date,
  id: string,
  status: JobStatus,
  reason: JobReason,
): Promise<void> {
  const sealed_reason = sealing.seal(JSON.stringify(reason), reasonPlace(id));
  await db
    .updateTable('jobs')
    .set({ status, sealed_reason, finished_at: at.toISOString() })
    .where('id', '=', id)
    .execute();
}
