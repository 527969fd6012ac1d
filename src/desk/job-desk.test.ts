import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobLedger, Settlement } from '../queue/ledger.ts';
import { jobsOf } from '../state/jobs.ts';
import { type Records, sealingWith } from '../state/records.ts';
import { openRecords } from '../state/sqlite/open-records.ts';
import type { AuditEvent } from '../vocabulary/audit.ts';
import type { Actor } from '../vocabulary/scope.ts';
import { OWNER_ACTOR } from './actors.ts';
import { createJobDesk } from './job-desk.ts';

const LEASE_MS = 60_000;
const WHY = { code: 'store_unavailable', message: 'The disk of the database server is full.' } as const;
const AUDITOR: Actor = { ...OWNER_ACTOR, user: 'audrey', role: 'auditor' };
let folder = '';
let records: Records;
let ledger: JobLedger;
let noted: AuditEvent[] = [];
let desk: ReturnType<typeof createJobDesk>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-jobs-'));
  records = await openRecords(
    join(folder, 'records.sqlite'),
    sealingWith(['ab'.repeat(32)]),
    () => new Date(),
  );
  ledger = jobsOf(records);
  noted = [];
  desk = createJobDesk({ jobs: ledger, audit: (event) => Promise.resolve(void noted.push(event)) });
});
afterEach(async () => {
  await records.db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

/** A job that came to such an end; null: nobody has taken it. */
async function jobThat(lane: string, end: Settlement | null): Promise<string> {
  const order = { key: lane, kind: 'delivery', lane, urgency: 'usual', tries_max: 3, payload: '{}' } as const;
  const { id } = await ledger.put(order);
  if (end === null) return id;
  const turn = await ledger.take(lane, LEASE_MS);
  if (turn.kind !== 'held') throw new Error(`the lane is ${turn.kind}`);
  await ledger.settle(turn, end);
  return id;
}

test('shows what was given up and why, and has it done when it is to be tried again', async () => {
  const id = await jobThat('source:a', { status: 'set_aside', reason: WHY });
  await jobThat('source:b', { status: 'done', result: '{}' });
  expect(await desk.listJobs(OWNER_ACTOR, { status: 'set_aside', limit: 10 })).toMatchObject([
    { id, reason: WHY },
  ]);
  expect(await desk.listJobs(OWNER_ACTOR, { status: null, limit: 1 })).toMatchObject([{ lane: 'source:b' }]);
  expect(await desk.retryJob(OWNER_ACTOR, { id })).toMatchObject({ status: 'waiting', tries: 0 });
  expect((await ledger.take('source:a', LEASE_MS)).kind).toBe('held');
  expect(noted).toEqual([{ kind: 'run', user: OWNER_ACTOR.user, details: { verb: 'retry', job: id } }]);
});

test('stops what waits, and neither stops nor tries again what is done', async () => {
  const waiting = await jobThat('source:a', null);
  const done = await jobThat('source:b', { status: 'done', result: '{}' });
  expect(await desk.cancelJob(OWNER_ACTOR, { id: waiting })).toMatchObject({ status: 'cancelled' });
  await expect(desk.cancelJob(OWNER_ACTOR, { id: done })).rejects.toMatchObject({ code: 'usage' });
  await expect(desk.retryJob(OWNER_ACTOR, { id: done })).rejects.toMatchObject({ code: 'usage' });
  await expect(desk.findJob(OWNER_ACTOR, { id: 'none' })).rejects.toMatchObject({ code: 'not_found' });
  expect(noted.map(({ details }) => details['verb'])).toEqual(['cancel']);
});

test('lets nobody stop or try again a job who may not take deliveries in', async () => {
  const id = await jobThat('source:a', null);
  for (const verb of ['retryJob', 'cancelJob'] as const)
    await expect(desk[verb](AUDITOR, { id })).rejects.toMatchObject({ code: 'not_permitted' });
  expect((await ledger.find(id))?.status).toBe('waiting');
});
