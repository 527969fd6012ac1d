import { randomUUID } from 'node:crypto';
import type { Insertable, Kysely } from 'kysely';
import type { Hold, JobLedger, Settlement, Turn } from '../queue/ledger.ts';
import {
  isOpen,
  type Job,
  type JobOrder,
  type JobReason,
  type JobStatus,
  type Urgency,
} from '../vocabulary/job.ts';
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
} from './job-rows.ts';
import { standingOf } from './jobs-standing.ts';
import { laneLease, releaseLease, renewLease, takeLease } from './leases.ts';
import type { Records } from './records.ts';
import type { JobsTable, Schema } from './schema.ts';

const FORGET_EVERY = 100;

/** The jobs of the installation, as its records have them. */
export function jobsOf(records: Records): JobLedger {
  const { db, now } = records;
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
      if (!(await renewLease(records, laneLease(lane), fence, lease_ms))) return 'lost';
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
        await endTry(records, transaction, hold, end);
        await releaseLease(transaction, name, hold.fence);
        const next = await firstOpen(transaction, hold.lane);
        return { counted: true, more: kindOf(next, now().toISOString()) };
      }),
    cancel: (id) =>
      db.transaction().execute(async (transaction) => {
        const row = await known(transaction, id);
        if (row.status === 'waiting') await close(records, transaction, id, 'cancelled', STOPPED);
        if (row.status === 'running')
          await transaction.updateTable('jobs').set({ stop_asked: 1 }).where('id', '=', id).execute();
        return jobOf(records, await known(transaction, id));
      }),
    putBack: (id) =>
      db.transaction().execute(async (transaction) => {
        const row = await known(transaction, id);
        const at = now().toISOString();
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
    idleLanes: () => db.transaction().execute((transaction) => idleLanes(transaction, now())),
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
  const at = records.now().toISOString();
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
  const { sealing, now } = records;
  const fence = await takeLease({ db, now }, laneLease(lane), lease_ms);
  if (fence === null) return { kind: 'busy' };
  for (;;) {
    const row = await firstOpen(db, lane);
    const unfit = row ? unfitReason(row) : null;
    if (row && unfit) {
      await close(records, db, row.id, unfit.status, unfit.reason);
      continue;
    }
    if (!row || row.due_at > now().toISOString()) {
      await releaseLease(db, laneLease(lane), fence);
      if (!row) return { kind: 'empty' };
      const in_ms = Math.max(1, Date.parse(row.due_at) - now().getTime());
      return { kind: 'later', in_ms, urgency: urgencyOf(row) };
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
  { sealing, now }: Records,
  db: Kysely<Schema>,
  { job }: Hold,
  end: Settlement,
): Promise<void> {
  const at = now();
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

function kindOf(next: JobRow | undefined, at: string): Turn['kind'] {
  if (!next) return 'empty';
  return next.due_at <= at ? 'held' : 'later';
}

/** Marks them as told: of several processes that look, one tells. */
async function idleLanes(
  db: Kysely<Schema>,
  at: Date,
): Promise<readonly { readonly lane: string; readonly urgency: Urgency }[]> {
  const now = at.toISOString();
  const longAgo = new Date(at.getTime() - LIMITS.job_word_seconds_min * 1_000).toISOString();
  const due = await db
    .selectFrom('jobs')
    .select(['id', 'lane', 'urgency', 'told_at', 'status', 'ordinal'])
    .where('status', 'in', OPEN)
    .where('due_at', '<=', now)
    .orderBy('ordinal')
    .execute();
  const first = new Map<string, (typeof due)[number]>();
  for (const row of due) if (!first.has(row.lane)) first.set(row.lane, row);
  const held = await db.selectFrom('leases').select('name').where('held_until', '>', now).execute();
  const heldNames = new Set(held.map(({ name }) => name));
  // A job that runs in a lane that nobody holds has lost its taker: word of it is sent at once.
  const idle = [...first.values()].filter(
    ({ lane, told_at, status }) =>
      !heldNames.has(laneLease(lane)) && (status === 'running' || told_at <= longAgo),
  );
  for (const { id } of idle)
    await db.updateTable('jobs').set({ told_at: now }).where('id', '=', id).execute();
  return idle.map((row) => ({ lane: row.lane, urgency: urgencyOf(row) }));
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
