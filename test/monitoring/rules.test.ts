import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { ALERTS } from '../../deploy/monitoring/alerts.ts';
import { DASHBOARDS } from '../../deploy/monitoring/dashboards/index.ts';
import { monitoringFiles } from '../../deploy/monitoring/files.ts';
import { OBJECTIVES, OFFLINE_SECONDS } from '../../deploy/monitoring/objectives.ts';
import { alarmSummaries } from '../../chat/words/de/alarms.ts';
import { ALARMS } from '../../src/telemetry/alarms.ts';
import { rules } from '../../deploy/monitoring/rules.ts';
import { ALL_METRICS, ANSWERS } from '../../src/telemetry/metrics/index.ts';
import { hasProgram } from '../services/private-server.ts';
import { PROVOKED_ALONE, PROVOKED_ALONE_WHOLE, PROVOKED_SHARED } from './provoked.ts';
import { NOT_ALONE } from './alone.ts';
import { metricsNamedIn } from './expressions.ts';
import { NOT_SHARED } from './shared.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const run = promisify(execFile);
const promtool = (...args: readonly string[]) =>
  run('promtool', [...args], { cwd: join(ROOT, 'deploy/prometheus') });

test.each([...monitoringFiles()])(
  '%s is made of the declarations; npm run monitoring writes it',
  (path, text) => {
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
  },
);

describe('alerts', () => {
  it('have names of their own', () => {
    const names = ALERTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('each have their cause provoked by a test', () => {
    const provoked: readonly string[] = [...PROVOKED_ALONE, ...PROVOKED_ALONE_WHOLE, ...PROVOKED_SHARED];
    expect(provoked.toSorted()).toEqual(ALERTS.map(({ name }) => name).toSorted());
  });

  it('each have a page that says what it means, what to look at and what to do, and no page is left over', () => {
    const pages = readdirSync(join(ROOT, 'docs/runbooks')).toSorted();
    expect(pages).toEqual([...new Set(ALERTS.map(({ runbook }) => `${runbook}.md`))].toSorted());
    for (const page of pages) {
      const text = readFileSync(join(ROOT, 'docs/runbooks', page), 'utf8');
      const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      expect(headings, page).toEqual(['What it means', 'What to look at', 'What to do']);
    }
  });

  it.skipIf(!hasProgram('promtool'))(
    'are rules that Prometheus takes, silent and firing as they should be',
    async () => {
      await promtool('check', 'rules', 'askfolio.rules.yml');
      const { stdout } = await promtool('test', 'rules', 'askfolio.rules.test.yml');
      expect(stdout).toContain('SUCCESS');
    },
  );

  it.skipIf(!hasProgram('amtool')).each([
    ['page', 'on-call'],
    ['ticket', 'tickets'],
  ])('of the severity %s go to %s', async (severity, receiver) => {
    const file = join(ROOT, 'deploy/alertmanager/alertmanager.yml');
    await run('amtool', ['check-config', file]);
    const { stdout } = await run('amtool', [
      'config',
      'routes',
      'test',
      `--config.file=${file}`,
      `severity=${severity}`,
    ]);
    expect(stdout.trim()).toBe(receiver);
  });
});

describe('expressions', () => {
  const declared = new Set(ALL_METRICS.map(({ name }) => name));
  const ofRules = rules().groups.flatMap((group) => group.rules.map(({ expr }) => expr));
  const ofPanels = DASHBOARDS.flatMap(({ panels }) =>
    panels.flatMap(({ queries }) => queries.map(({ expression }) => expression)),
  );

  it('name declared metrics only', () => {
    for (const expression of [...ofRules, ...ofPanels]) {
      const named = metricsNamedIn(expression);
      const isOfOthers = /\bup\{|askfolio:|\bnode_filesystem_/.test(expression);
      expect(named.length + Number(isOfOthers), expression).toBeGreaterThan(0);
      expect([...declared], expression).toEqual(expect.arrayContaining([...named]));
    }
  });

  it('are each asked of an installation that has the part which they speak of', () => {
    expect(NOT_ALONE.filter((part) => NOT_SHARED.includes(part))).toEqual([]);
  });

  it('leave no metric out: each is on a panel or watched by a rule', () => {
    const used = new Set([...ofRules, ...ofPanels].flatMap(metricsNamedIn));
    expect([...declared].filter((name) => !used.has(name))).toEqual([]);
  });
});

it('every alarm that the page shows is told in German, too', () => {
  for (const { name, gauge } of ALARMS) {
    const said = alarmSummaries[name]?.('Hausbank') ?? '';
    expect(said, name).toMatch(/^[A-ZÄÖÜ].+\.$/);
    expect(said.includes('Hausbank'), name).toBe(Object.keys(gauge.labels).length > 0);
  }
});

it('the objective of offline answers ends with a bucket', () => {
  expect(ANSWERS.asked.buckets).toContain(OFFLINE_SECONDS);
});

it('every objective is stated in the documentation', () => {
  const page = readFileSync(join(ROOT, 'docs/monitoring.md'), 'utf8');
  for (const { promise } of OBJECTIVES) expect(page).toContain(promise);
});
