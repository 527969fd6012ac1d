import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Installation, linesOf, ROOT } from '../end-to-end/askfolio.ts';

const KILLS = 20;
const MINUTES_15 = 900_000;

describe('an import killed at any moment and run again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'killed-'));
  const firm = join(folder, 'firm');
  const batch = join(folder, 'figures.jsonl');
  const homes: Installation[] = [];
  let expected: unknown[] = [];
  let milliseconds = 0;

  const newHome = (): Installation => {
    const home = new Installation();
    homes.push(home);
    return home;
  };
  const figures = async (home: Installation): Promise<unknown[]> =>
    linesOf(await home.output('figures', '--batch', batch, '--json'));

  beforeAll(async () => {
    await newHome().output('demo', '--out', firm, '--accounts', '12', '--years', '2', '--seed', '20');
    const [, ...accounts] = readFileSync(join(firm, 'accounts.csv'), 'utf8').trim().split(/\r?\n/);
    const lines = accounts.map((line) => JSON.stringify({ account: line.split(',')[0] }));
    writeFileSync(batch, `${[...lines, '{}'].join('\n')}\n`);
    const home = newHome();
    const begun = performance.now();
    await home.output('import', firm, '--json');
    milliseconds = performance.now() - begun;
    expected = await figures(home);
    expect(expected.length).toBe(accounts.length + 1);
  }, MINUTES_15);
  afterAll(() => {
    for (const home of homes) home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test(
    `gives the same figures as an undisturbed one, ${String(KILLS)} times`,
    async () => {
      for (let kill = 0; kill < KILLS; kill += 1) {
        // One random moment in each twentieth of the time that an undisturbed import takes.
        const moment = (milliseconds * (kill + Math.random())) / KILLS;
        const home = newHome();
        const child = spawn(process.execPath, [join(ROOT, 'bin/askfolio.js'), 'import', firm, '--json'], {
          cwd: ROOT,
          env: { ...process.env, ASKFOLIO_HOME: home.home },
          stdio: 'ignore',
        });
        const ended = new Promise((resolve) => child.on('close', resolve));
        await sleep(moment);
        child.kill('SIGKILL');
        await ended;
        await home.output('import', firm, '--json');
        expect({ moment, figures: await figures(home) }).toEqual({ moment, figures: expected });
      }
    },
    MINUTES_15,
  );
});
