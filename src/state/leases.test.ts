import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JobLedger } from '../queue/ledger.ts';
import type { Leases } from '../queue/leader.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { jobsOf } from './jobs.ts';
import { leasesOf } from './leases.ts';
import { type Records, sealingWith } from './records.ts';
import { openRecords } from './sqlite/open-records.ts';

const LEASE_MS = LIMITS.job_lease_seconds * 1_000;
const HOUR_MS = 3_600_000;

describe('when the clock that all go by is set back by an hour', () => {
  let folder: string;
  let records: Records;
  let leases: Leases;
  let jobs: JobLedger;
  let at_ms: number;
  beforeEach(async () => {
    at_ms = Date.UTC(2026, 2, 2, 5);
    folder = mkdtempSync(join(tmpdir(), 'askfolio-leases-'));
    const now = (): Date => new Date(at_ms);
    records = await openRecords(join(folder, 'records.sqlite'), sealingWith(['ab'.repeat(32)]), now);
    leases = leasesOf(records);
    jobs = jobsOf(records);
  });
  afterEach(async () => {
    await records.db.destroy();
    rmSync(folder, { recursive: true });
  });

  const put = (): ReturnType<JobLedger['put']> =>
    jobs.put({ key: 'a', kind: 'note', lane: 'a', urgency: 'usual', tries_max: 3, payload: '{}' });

  test('a lease whose holder lives stays its own, and one whose holder is gone ends after one more lease', async () => {
    expect(await leases.take('a', LEASE_MS)).toBe(1);
    expect(await leases.take('b', LEASE_MS)).toBe(1);
    at_ms -= HOUR_MS;
    expect([await leases.take('a', LEASE_MS), await leases.take('b', LEASE_MS)]).toEqual([null, null]);
    at_ms += LEASE_MS / 2;
    expect(await leases.renew('a', 1, LEASE_MS)).toBe(true);
    at_ms += LEASE_MS / 2;
    expect([await leases.take('a', LEASE_MS), await leases.take('b', LEASE_MS)]).toEqual([null, 2]);
  });

  test('a job whose taker is gone is told of and taken after one lease', async () => {
    await put();
    expect((await jobs.take('a', LEASE_MS)).kind).toBe('held');
    at_ms -= HOUR_MS;
    expect(await jobs.idleLanes()).toEqual([{ lane: 'a', urgency: 'usual' }]);
    expect((await jobs.take('a', LEASE_MS)).kind).toBe('busy');
    at_ms += LEASE_MS;
    expect((await jobs.take('a', LEASE_MS)).kind).toBe('held');
  });

  test('a job that waits for another try is due at once rather than an hour late', async () => {
    await put();
    const turn = await jobs.take('a', LEASE_MS);
    if (turn.kind !== 'held') throw new Error('not held');
    const reason = { code: 'busy', message: 'Not now.' } as const;
    await jobs.settle(turn, { status: 'waiting', after_ms: LIMITS.job_pause_seconds_max * 1_000, reason });
    expect((await jobs.take('a', LEASE_MS)).kind).toBe('later');
    expect(await jobs.idleLanes()).toEqual([]);
    at_ms -= HOUR_MS;
    expect(await jobs.idleLanes()).toEqual([{ lane: 'a', urgency: 'usual' }]);
    expect((await jobs.take('a', LEASE_MS)).kind).toBe('held');
  });

  test('a job of which all word was lost is told of again', async () => {
    await put();
    at_ms -= HOUR_MS;
    expect(await jobs.idleLanes()).toEqual([{ lane: 'a', urgency: 'usual' }]);
    expect(await jobs.idleLanes()).toEqual([]);
  });
});
