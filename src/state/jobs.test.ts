import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobsConformance } from '../queue/jobs-conformance.ts';
import { createInProcessQueue } from '../queue/inprocess/inprocess-queue.ts';
import { jobsOf } from './jobs.ts';
import { leasesOf } from './leases.ts';
import { sealingWith } from './records.ts';
import { openRecords } from './sqlite/open-records.ts';

jobsConformance('on the records in a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-jobs-'));
  let late_ms = 0;
  const records = await openRecords(
    join(folder, 'records.sqlite'),
    sealingWith(['ab'.repeat(32)]),
    () => new Date(Date.now() + late_ms),
  );
  return {
    ledger: jobsOf(records),
    leases: leasesOf(records),
    newQueue: () => createInProcessQueue(() => undefined),
    forward: (ms) => void (late_ms += ms),
    close: async () => {
      await records.db.destroy();
      rmSync(folder, { recursive: true });
    },
  };
});
