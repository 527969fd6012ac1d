// `npm test`: everything that must hold, the quick things first, and at its end one line 'N passed, N failed'.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookThrough } from './trail.ts';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

const STEPS: readonly Step[] = [
  { name: 'architecture', command: ['vitest', 'run', 'test/architecture'] },
  { name: 'type check', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'type check of the page', command: ['tsc', '-p', 'chat/tsconfig.json'] },
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'the program builds', command: ['node', 'scripts/build-program.ts'] },
  { name: 'the page builds', command: ['node', 'scripts/build-page.ts', '--force'] },
  { name: 'unit', command: ['vitest', 'run', 'src/', 'chat/'] },
  {
    name: 'end to end',
    command: ['vitest', 'run', 'test/', '--exclude', 'test/architecture/**', '--exclude', 'test/browser/**'],
  },
  { name: 'browser', command: ['vitest', 'run', 'test/browser'] },
];

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly success: boolean;
}

const folder = mkdtempSync(join(tmpdir(), 'askfolio-test-'));
const trail = join(folder, 'trail');
mkdirSync(trail);
const total = { passed: 0, failed: 0, skipped: 0 };
for (const step of STEPS) {
  process.stdout.write(`\n== ${step.name}\n`);
  const report = join(folder, `${step.name.replaceAll(' ', '-')}.json`);
  const isVitest = step.command[0] === 'vitest';
  const command = isVitest
    ? [...step.command, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    : step.command;
  const [program = '', ...rest] = command;
  const { status } = spawnSync(program, rest, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ASKFOLIO_TEST_TRAIL: trail },
  });
  if (!isVitest) {
    total[status === 0 ? 'passed' : 'failed'] += 1;
    continue;
  }
  const counts = readReport(report);
  total.passed += counts.numPassedTests;
  total.skipped += counts.numPendingTests;
  // A run that fails outside any test (a file that does not load) is one failure more.
  total.failed += status === 0 ? 0 : Math.max(1, counts.numFailedTests);
}
process.stdout.write('\n== nobody is named in what was logged and measured\n');
const wrong = lookThrough(trail);
for (const line of wrong) process.stdout.write(`${line}\n`);
total[wrong.length === 0 ? 'passed' : 'failed'] += 1;
rmSync(folder, { recursive: true, force: true });
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function readReport(path: string): VitestReport {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as VitestReport;
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, success: false };
  }
}
