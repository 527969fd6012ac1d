import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealingWith } from '../records.ts';
import { recordsConformance } from '../records-conformance.ts';
import { openRecords } from './open-records.ts';

recordsConformance('in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-records-'));
  const wrapping = sealingWith(['ab'.repeat(32)]);
  return Promise.resolve({
    open: () => openRecords(join(folder, 'records.sqlite'), wrapping, () => new Date()),
    isShared: false,
    close: () => Promise.resolve(rmSync(folder, { recursive: true })),
  });
});
