import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const NIGHTLY = join(import.meta.dirname, '../../scripts/nightly.ts');
const SAMPLE = 10;

// `npm run nightly -- mutants` takes all of them out. In a process of its own, where modules are the engine's to load.
test(`with one of ${SAMPLE} rules of the guard taken out, drawn by a seed, its attacks or its tests notice in nine of ten`, async () => {
  const told = ['mutants', '--dialect', 'duckdb', '--sample', String(SAMPLE), '--seed', '5'];
  const { stdout } = await promisify(execFile)(process.execPath, [NIGHTLY, ...told]);
  expect(stdout).toMatch(new RegExp(`^duckdb: ${SAMPLE} mutants, (9\\d|100)\\.0 % noticed$`, 'm'));
}, 300_000);
