import { dayOf } from './day.ts';
import type { Status } from './status.ts';

/** An installation that stands well, but for what a test says. */
export function statusWith(different: Partial<Status> = {}): Status {
  return {
    at: '2026-03-02T10:00:00.000Z',
    version: '0.0.0',
    startedAt: '2026-03-02T09:00:00.000Z',
    store: {
      up: true,
      dataVersion: 'v1',
      asOf: dayOf('2026-03-01'),
      publishedAt: '2026-03-02T08:00:00.000Z',
      server: null,
    },
    records: { up: true },
    queue: null,
    certificateEndsAt: null,
    sources: [],
    custodians: [],
    running: 0,
    quarantinedRows: 0,
    disk: { freeBytes: 50e9, sizeBytes: 100e9, reserveBytes: 2e9 },
    memory: { usedBytes: 0.3e9, limitBytes: 4e9 },
    audit: { whole: true, entries: 12, lookedAt: '2026-03-02T09:30:00.000Z' },
    model: null,
    alarms: [],
    ...different,
  };
}
