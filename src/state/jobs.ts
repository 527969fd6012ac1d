import { randomUUID } from 'node:crypto';
import type { Insertable, Kysely } from 'kysely';
import type { Hold, JobLedger, Settlement, Turn } from '../queue/ledger.ts';
import { isOpen, type Job, type JobOrder, type JobReason, type JobStatus } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import {
  close,
  DEADLY,
  jobOf,
  type JobRow,
  known,
  OPEN,
  payloadPlace,
  reasonPlace,
  resultPlace,
  STOPPED,
  urgencyOf,
  waitsFor,
} from './job-rows.ts';
import { idleLanes } from './idle-lanes.ts';
import { standingOf } from './jobs-standing.ts';
import { laneLease, releaseLease, renewLease, takeLease } from './leases.ts';
import type { Records } from './records.ts';
import type { JobsTable, Schema } from './schema.ts';

const FORGET_EVERY = 100;

/** The jobs of the installation, as its records have them. */
export function jobsOf(records: Records): JobLedger {
  const { db, commonTime } = records;
  let put = 0;
  return {
    put: async (order, traceparent = null) => {
      const job = await db
        .transaction()
        .execute((transaction) => putJob(records, transaction, order, traceparent));
      put += 1;
      if (put % FORGET_EVERY === 1) await forgetOldest(db);
      return job;
    },
    find: async (id) => {
      const row = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? jobOf(records, row) : null;
    },
    list: async (limit) => {
      const rows = await db.selectFrom('jobs').selectAll().orderBy('ordinal', 'desc').limit(limit).execute();
      return rows.map((row) => jobOf(records, row));
    },
    take: (lane, lease_ms) =>
      db.transaction().execute((transaction) => takeLane(records, transaction, lane, lease_ms)),
    renew: async ({ lane, fence, job }, lease_ms, progress) => {
      if (!(await renewLease(db, await commonTime(db), laneLease(lane), fence, lease_ms))) return 'lost';
      if (progress !== null)
        await db.updateTable('jobs').set({ progress }).where('id', '=', job.id).execute();
      const row = await db
        .selectFrom('jobs')
        .select('stop_asked')
        .where('id', '=', job.id)
        .executeTakeFirst();
      return row?.stop_asked === 1 ? 'stop' : 'held';
    },
    settle: (hold, end) =>
      db.transaction().execute(async (transaction) => {
        const name = laneLease(hold.lane);
        const lease = await transaction
          .selectFrom('leases')
          .select('fence')
          .where('name', '=', name)
          .executeTakeFirst();
        if (lease?.fence !== hold.fence) return { counted: false, more: 'busy' };
        const at = await commonTime(transaction);
        await endTry(records, transaction, at, hold, end);
        await releaseLease(transaction, name, hold.fence);
        const next = await firstOpen(transaction, hold.lane);
        return { counted: true, more: kindOf(next, at) };
      }),
    cancel: (id) =>
      db.transaction().execute(async (transaction) => {
        const row = await known(transaction, id);
        if (row.status === 'waiting')
          await close(records, transaction, await commonTime(transaction), id, 'cancelled', STOPPED);
        if (row.status === 'running')
          await transaction.updateTable('jobs').set({ stop_asked: 1 }).where('id', '=', id).execute();
        return jobOf(records, await known(transaction, id));
      }),
    putBack: (id) =>
      db.transaction().execute(async (transaction) => {
        const row = await known(transaction, id);
        const at = (await commonTime(transaction)).toISOString();
        if (!isOpen(row.status as JobStatus) && row.status !== 'done') {
          const fresh = {
            status: 'waiting',
            tries: 0,
            cut_offs: 0,
            due_at: at,
            told_at: at,
            finished_at: null,
            stop_asked: 0,
          };
          await transaction.updateTable('jobs').set(fresh).where('id', '=', id).execute();
        }
        return jobOf(records, await known(transaction, id));
      }),
    idleLanes: () =>
      db.transaction().execute(async (transaction) => idleLanes(transaction, await commonTime(transaction))),
    standing: () => standingOf(records),
    reopen: async () => {
      await db.updateTable('leases').set({ held_until: null }).where('held_until', 'is not', null).execute();
      await db.updateTable('jobs').set({ told_at: '' }).where('status', 'in', OPEN).execute();
    },
  };
}

async function putJob(
  records: Records,
  db: Kysely<Schema>,
  order: JobOrder,
  traceparent: string | null,
): Promise<Job> {
  const same = await db.selectFrom('jobs').selectAll().where('key', '=', order.key).executeTakeFirst();
  if (same) return jobOf(records, same);
  const open = await db
    .selectFrom('jobs')
    .select((select) => select.fn.countAll<number | string>().as('count'))
    .where('status', 'in', OPEN)
    .executeTakeFirst();
  if (
    Number(open?.count ?? 0) >= LIMITS.jobs_open_max ||
    order.payload.length > LIMITS.job_payload_chars_max
  ) {
    throw new Problem('busy', 'Too much work is waiting; try again when some of it is done.');
  }
  const id = randomUUID();
  const at = (await records.commonTime(db)).toISOString();
  const row: Insertable<JobsTable> = {
    id,
    key: order.key,
    kind: order.kind,
    lane: order.lane,
    urgency: order.urgency,
    tries_max: order.tries_max,
    sealed_payload: records.sealing.seal(order.payload, payloadPlace(id)),
    status: 'waiting',
    tries: 0,
    put_at: at,
    due_at: at,
    told_at: at,
    finished_at: null,
    stop_asked: 0,
    traceparent,
    progress: null,
    sealed_result: null,
    sealed_reason: null,
  };
  await db.insertInto('jobs').values(row).execute();
  return jobOf(records, await known(db, id));
}

async function takeLane(records: Records, db: Kysely<Schema>, lane: string, lease_ms: number): Promise<Turn> {
  const { sealing, commonTime } = records;
  const at = await commonTime(db);
  const fence = await takeLease(db, at, laneLease(lane), lease_ms);
  if (fence === null) return { kind: 'busy' };
  for (;;) {
    const row = await firstOpen(db, lane);
    const unfit = row ? unfitReason(row) : null;
    if (row && unfit) {
      await close(records, db, at, row.id, unfit.status, unfit.reason);
      continue;
    }
    const in_ms = row ? waitsFor(row, at) : 0;
    if (!row || in_ms > 0) {
      await releaseLease(db, laneLease(lane), fence);
      return row ? { kind: 'later', in_ms, urgency: urgencyOf(row) } : { kind: 'empty' };
    }
    await db
      .updateTable('jobs')
      .set({ status: 'running', tries: row.tries + 1, cut_offs: cutOffsOf(row) })
      .where('id', '=', row.id)
      .execute();
    const job = jobOf(records, await known(db, row.id));
    return {
      kind: 'held',
      lane,
      fence,
      job,
      payload: sealing.open(row.sealed_payload, payloadPlace(row.id)),
    };
  }
}

/** Why a job is not begun (again): it was to end, or it ended whoever began it. */
function unfitReason(row: JobRow): { status: 'cancelled' | 'set_aside'; reason: JobReason } | null {
  if (row.stop_asked === 1) return { status: 'cancelled', reason: STOPPED };
  if (cutOffsOf(row) >= LIMITS.job_cut_offs_max) return { status: 'set_aside', reason: DEADLY };
  return null;
}

/** A job that runs in a lane that was free has lost its taker once more. */
function cutOffsOf({ status, cut_offs }: JobRow): number {
  return cut_offs + (status === 'running' ? 1 : 0);
}

async function endTry(
  { sealing }: Records,
  db: Kysely<Schema>,
  at: Date,
  { job }: Hold,
  end: Settlement,
): Promise<void> {
  const reason = 'reason' in end ? end.reason : null;
  await db
    .updateTable('jobs')
    .set({
      status: end.status,
      sealed_reason: reason && sealing.seal(JSON.stringify(reason), reasonPlace(job.id)),
      ...(end.status === 'done' ? { sealed_result: sealing.seal(end.result, resultPlace(job.id)) } : {}),
      ...(end.status === 'waiting'
        ? {
            due_at: new Date(at.getTime() + end.after_ms).toISOString(),
            told_at: at.toISOString(),
            // Handed back is not tried.
            tries: reason ? job.tries : job.tries - 1,
          }
        : { finished_at: at.toISOString() }),
    })
    .where('id', '=', job.id)
    // An end whose answer was lost is written down again: by then somebody may have done something else with the job.
    .where('status', '=', 'running')
    .execute();
}

function firstOpen(db: Kysely<Schema>, lane: string): Promise<JobRow | undefined> {
  return db
    .selectFrom('jobs')
    .selectAll()
    .where('lane', '=', lane)
    .where('status', 'in', OPEN)
    .orderBy('ordinal')
    .limit(1)
    .executeTakeFirst();
}

function kindOf(next: JobRow | undefined, at: Date): Turn['kind'] {
  if (!next) return 'empty';
  return waitsFor(next, at) > 0 ? 'later' : 'held';
}

async function forgetOldest(db: Kysely<Schema>): Promise<void> {
  const last = await db
    .selectFrom('jobs')
    .select('ordinal')
    .where('status', 'not in', OPEN)
    .orderBy('ordinal', 'desc')
    .limit(1)
    .offset(LIMITS.jobs_kept_max)
    .executeTakeFirst();
  if (!last) return;
  await db.deleteFrom('jobs').where('status', 'not in', OPEN).where('ordinal', '<=', last.ordinal).execute();
}
