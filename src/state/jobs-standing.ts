import type { LedgerState } from '../queue/ledger.ts';
import { OPEN } from './job-rows.ts';
import { laneLease } from './leases.ts';
import type { Records } from './records.ts';

/**
 * How much there is to do. A job behind another that is being done waits for that one and not for a taker, so of each
 * lane that nobody holds the first open job counts: since it was due, or since whoever did it was gone.
 */
export async function standingOf({
  db,
  commonTime,
}: Pick<Records, 'db' | 'commonTime'>): Promise<LedgerState> {
  const at = await commonTime(db);
  const rows = await db
    .selectFrom('jobs')
    .select((of) => [
      'lane',
      'status',
      of.fn.countAll<number | string>().as('jobs'),
      of.fn.min('due_at').as('due'),
    ])
    .where('status', 'in', [...OPEN, 'set_aside'])
    .groupBy(['lane', 'status'])
    .execute();
  const leases = await db
    .selectFrom('leases')
    .select(['name', 'held_until'])
    .where('held_until', 'is not', null)
    .execute();
  const heldUntil = new Map(leases.map(({ name, held_until }) => [name, held_until ?? '']));
  const count = (status: string): number =>
    rows.reduce((sum, row) => (row.status === status ? sum + Number(row.jobs) : sum), 0);
  let oldest_ms = 0;
  for (const { lane, status, due } of rows) {
    const held = heldUntil.get(laneLease(lane)) ?? '';
    if (status === 'set_aside' || held > at.toISOString()) continue;
    const since = held > due ? held : due;
    oldest_ms = Math.max(oldest_ms, at.getTime() - Date.parse(since));
  }
  return {
    waiting: count('waiting'),
    running: count('running'),
    setAside: count('set_aside'),
    oldest_seconds: oldest_ms / 1_000,
  };
}
