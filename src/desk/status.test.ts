import { expect, test } from 'vitest';
import type { RunRecord } from '../vocabulary/run.ts';
import { nextRun } from '../worker/schedule.ts';
import { createStatus } from './status.ts';

const NOW = new Date('2026-03-02T10:00:00Z');

function run(source: string, status: RunRecord['status'], startedAt: string): RunRecord {
  const finishedAt = status === 'running' ? null : startedAt;
  const kept = { asOf: null, report: null, message: null, path: null, received: null, published: null };
  return { run: `${source} ${startedAt}`, source, status, startedAt, finishedAt, ...kept };
}

function statusOf(records: readonly RunRecord[], storeVersion = (): Promise<null> => Promise.resolve(null)) {
  const daily = { cron: '0 6 * * *', timeZone: 'UTC' };
  const source = {
    address: '/x',
    mapping: null,
    mode: null,
    watch: false,
    paused: false,
    hasSecret: false,
  } as const;
  return createStatus({
    runs: { list: () => Promise.resolve(records), quarantined: () => Promise.resolve(3) },
    sources: {
      list: () =>
        Promise.resolve([
          { ...source, name: 'nightly', schedule: daily, addedAt: '2026-02-01T00:00:00Z' },
          { ...source, name: 'sometimes', schedule: null, addedAt: '2026-02-01T00:00:00Z' },
          { ...source, name: 'resting', schedule: daily, paused: true, addedAt: '2026-02-01T00:00:00Z' },
        ]),
    },
    storeVersion,
    storeServer: () => Promise.resolve(null),
    queue: () => Promise.resolve(null),
    certificateEndsAt: () => null,
    onTrouble: () => undefined,
    custodians: () => Promise.resolve([]),
    nextRun,
    disk: () => Promise.resolve({ freeBytes: 3, sizeBytes: 4, reserveBytes: 1 }),
    memory: () => ({ usedBytes: 1, limitBytes: 4 }),
    model: () => Promise.resolve(null),
    audit: () => ({ whole: null, entries: 0, lookedAt: null }),
    alarms: () => null,
    version: '1',
    startedAt: NOW,
    now: () => NOW,
  })();
}

test('a source is as late as its first turn that no successful run has followed', async () => {
  const { sources } = await statusOf([
    run('nightly', 'failed', '2026-03-02T06:00:01Z'),
    run('nightly', 'done', '2026-03-01T06:00:01Z'),
  ]);
  expect(sources).toMatchObject([
    { name: 'nightly', lastRun: 'failed', lastSuccessAt: '2026-03-01T06:00:01Z', overdueSeconds: 4 * 3_600 },
    { name: 'sometimes', lastRun: null, overdueSeconds: null },
    { name: 'resting', lastRun: null, overdueSeconds: null },
  ]);
});

test('a source that was taken in after its turn is not late', async () => {
  const { sources } = await statusOf([run('nightly', 'unchanged', '2026-03-02T06:00:01Z')]);
  expect(sources[0]).toMatchObject({ overdueSeconds: 0 });
});

test('deliveries by hand stand together, under no name', async () => {
  const { sources, running } = await statusOf([
    run('q2', 'running', '2026-03-02T09:00:00Z'),
    run('q1', 'done', '2026-03-02T08:00:00Z'),
  ]);
  expect(sources.at(-1)).toMatchObject({ name: null, lastRun: 'running', lastRunAt: '2026-03-02T09:00:00Z' });
  expect(running).toBe(1);
});

test('a store that does not answer is a fact like others', async () => {
  const { store, quarantinedRows } = await statusOf([], () => Promise.reject(new Error('away')));
  expect(store).toEqual({ up: false, dataVersion: null, asOf: null, publishedAt: null, server: null });
  expect(quarantinedRows).toBe(3);
});
