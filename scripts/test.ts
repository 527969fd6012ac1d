// `npm test`: everything that must hold, the quick things first, and at its end what failed, by name and with its
// message, and one line 'N passed, N failed'.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
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

const VITEST_REPORT = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).default([]),
        }),
      ),
    }),
  ),
});

type VitestReport = z.infer<typeof VITEST_REPORT>;

/** As much of a failure's message as tells what was expected and what came. */
const MESSAGE_LINES = 12;

const folder = mkdtempSync(join(tmpdir(), 'askfolio-test-'));
const trail = join(folder, 'trail');
mkdirSync(trail);
const total = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
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
    if (status !== 0) failures.push(`${step.name}: see what it printed above`);
    continue;
  }
  const counts = readReport(report);
  if (status !== 0)
    failures.push(...(counts === undefined ? [`${step.name}: ended without a report`] : told(counts)));
  if (counts === undefined) {
    total.failed += 1;
    continue;
  }
  total.passed += counts.numPassedTests;
  total.skipped += counts.numPendingTests;
  // A run that fails outside any test (a file that does not load) is one failure more.
  total.failed += status === 0 ? 0 : Math.max(1, counts.numFailedTests);
}
process.stdout.write('\n== nobody is named in what was logged and measured\n');
const wrong = lookThrough(trail);
failures.push(...wrong);
total[wrong.length === 0 ? 'passed' : 'failed'] += 1;
rmSync(folder, { recursive: true, force: true });
if (failures.length > 0) process.stdout.write(`\n== failed\n${failures.join('\n')}\n`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function readReport(path: string): VitestReport | undefined {
  try {
    return VITEST_REPORT.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function told(report: VitestReport): string[] {
  return report.testResults.flatMap((file) => {
    const path = relative(process.cwd(), file.name);
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    // A file that does not load, or whose set-up fails, has a message and no failed test.
    if (failed.length === 0) return file.status === 'failed' ? [`${path}\n${cut(file.message)}`] : [];
    return failed.map((test) => `${path}: ${test.fullName}\n${cut(test.failureMessages.join('\n'))}`);
  });
}

function cut(message: string): string {
  return stripVTControlCharacters(message)
    .trim()
    .split('\n')
    .filter((line) => !line.includes('/node_modules/'))
    .slice(0, MESSAGE_LINES)
    .map((line) => `  ${line}`)
    .join('\n');
}
