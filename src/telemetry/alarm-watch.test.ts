import { expect, test } from 'vitest';
import { statusWith } from '../vocabulary/status.fixture.ts';
import type { SourceStatus } from '../vocabulary/status.ts';
import { AlarmWatch } from './alarm-watch.ts';
import { ALARMS } from './alarms.ts';
import { createMetrics } from './metrics.ts';
import { showStatus } from './show-status.ts';

const source = (name: string | null, different: Partial<SourceStatus> = {}): SourceStatus => ({
  name,
  lastRun: 'done',
  lastRunAt: '2026-03-02T09:00:00.000Z',
  lastSuccessAt: '2026-03-02T09:01:00.000Z',
  quarantinedShare: 0,
  overdueSeconds: null,
  ...different,
});

function watching() {
  let seconds = 0;
  const { registry } = createMetrics();
  const now = (): Date => new Date(Date.UTC(2026, 2, 2, 10) + seconds * 1_000);
  const watch = new AlarmWatch(ALARMS, registry, now);
  return {
    watch,
    registry,
    /** Shows a status, lets time pass and looks. */
    after: async (passed: number, status: Parameters<typeof statusWith>[0]) => {
      seconds += passed;
      showStatus(registry, statusWith(status), 0);
      return (await watch.look()).map(({ alarm, state }) => `${state} ${alarm.name}: ${alarm.summary}`);
    },
  };
}

test('a custodian is told by its name, and stays the same alarm', async () => {
  const { watch, registry } = watching();
  const custodian = { custodian: 'K1', name: 'Harbor Bank', lastDay: null, breaks: 2, sources: [] };
  showStatus(registry, statusWith({ custodians: [custodian] }), 0);
  const [news] = await watch.look((label, value) => (label === 'custodian' ? 'Harbor Bank' : value));
  expect(news?.alarm).toMatchObject({ name: 'ReconciliationBreaks', about: 'Harbor Bank' });
  expect(news?.alarm.summary).toContain('the custodian Harbor Bank differ');
  expect(await watch.look()).toEqual([]);
});

test('nothing is raised where all is well', async () => {
  const { after } = watching();
  expect(await after(0, { sources: [source('nightly')] })).toEqual([]);
});

test('a failed source is told once, by its name, and once more when it is well again', async () => {
  const { after, watch } = watching();
  const failed = { sources: [source('nightly', { lastRun: 'failed' }), source('weekly')] };
  const text = 'EtlFailed: The last run of the source nightly failed or its delivery was refused.';
  expect(await after(0, failed)).toEqual([`raised ${text}`]);
  expect(await after(15, failed)).toEqual([]);
  expect(watch.raised()).toMatchObject([{ name: 'EtlFailed', since: '2026-03-02T10:00:00.000Z' }]);
  expect(await after(15, { sources: [source('nightly'), source('weekly')] })).toEqual([`cleared ${text}`]);
  expect(watch.raised()).toEqual([]);
});

test('what is away for a moment only is not told', async () => {
  const { after } = watching();
  const away = { store: { up: false, dataVersion: null, asOf: null, publishedAt: null, server: null } };
  expect(await after(0, away)).toEqual([]);
  expect(await after(15, {})).toEqual([]);
  expect(await after(15, away)).toEqual([]);
  expect(await after(29, away)).toEqual([]);
  expect(await after(1, away)).toHaveLength(1);
});

test('a full disk, a broken audit log and a late source are raised, what must be acted on first', async () => {
  const { after, watch } = watching();
  await after(0, {
    disk: { freeBytes: 1e9, sizeBytes: 100e9, reserveBytes: 2e9 },
    audit: { whole: false, entries: 3, lookedAt: '2026-03-02T10:00:00.000Z' },
    sources: [source('nightly', { overdueSeconds: 3_600 }), source(null, { quarantinedShare: 0.5 })],
  });
  expect(watch.raised().map(({ name }) => name)).toEqual([
    'EtlLate',
    'DiskNearlyFull',
    'AuditChainBroken',
    'EtlLosesRows',
  ]);
});

test('a source that is gone leaves no series and no alarm behind', async () => {
  const { after, watch, registry } = watching();
  await after(0, { sources: [source('gone', { lastRun: 'failed' })] });
  expect(await registry.page()).toContain('source="gone"');
  await after(15, { sources: [] });
  expect(watch.raised()).toEqual([]);
  expect(await registry.page()).not.toContain('source="gone"');
});

test('every alarm has a mark, and a sentence that names only labels of its gauge', () => {
  for (const { above, below, summary, gauge, name } of ALARMS) {
    expect(
      [above, below].filter((mark) => mark !== undefined),
      name,
    ).toHaveLength(1);
    const named = [...summary.matchAll(/\{(\w+)\}/g)].map(([, label]) => label);
    expect(Object.keys(gauge.labels), name).toEqual(expect.arrayContaining(named));
    expect(summary.endsWith('.')).toBe(true);
  }
});
