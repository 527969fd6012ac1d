import type { Kysely } from 'kysely';
import type { Urgency } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { LATEST_DUE_MS, OPEN, urgencyOf } from './job-rows.ts';
import { laneLease } from './leases.ts';
import type { Schema } from './schema.ts';

/** Marks them as told: of several processes that look, one tells. */
export async function idleLanes(
  db: Kysely<Schema>,
  at: Date,
): Promise<readonly { readonly lane: string; readonly urgency: Urgency }[]> {
  const from = (ms: number): string => new Date(at.getTime() + ms).toISOString();
  const now = from(0);
  const longAgo = from(-LIMITS.job_word_seconds_min * 1_000);
  const due = await db
    .selectFrom('jobs')
    .select(['id', 'lane', 'urgency', 'told_at', 'status', 'ordinal'])
    .where('status', 'in', OPEN)
    .where((has) => has.or([has('due_at', '<=', now), has('due_at', '>', from(LATEST_DUE_MS))]))
    .orderBy('ordinal')
    .execute();
  const first = new Map<string, (typeof due)[number]>();
  for (const row of due) if (!first.has(row.lane)) first.set(row.lane, row);
  // What would be held for longer than anybody holds it, or was told of later than now, is from before the clock was set back.
  const held = await db
    .selectFrom('leases')
    .select('name')
    .where('held_until', '>', now)
    .where('held_until', '<=', from(LIMITS.job_lease_seconds * 1_000))
    .execute();
  const heldNames = new Set(held.map(({ name }) => name));
  // A job that runs in a lane that nobody holds has lost its taker: word of it is sent at once.
  const idle = [...first.values()].filter(
    ({ lane, told_at, status }) =>
      !heldNames.has(laneLease(lane)) && (status === 'running' || told_at <= longAgo || told_at > now),
  );
  for (const { id } of idle)
    await db.updateTable('jobs').set({ told_at: now }).where('id', '=', id).execute();
  return idle.map((row) => ({ lane: row.lane, urgency: urgencyOf(row) }));
}
