import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { integer, sample } from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../../src/etl/extract/database/servers.fixture.ts';
import { Installation, linesOf, ROOT } from '../end-to-end/askfolio.ts';
import { MARIADB, POSTGRES } from '../services/source-databases.ts';
import { BOOKS, FIGURES, FIRM_FIGURES, MARKET, writeFiles } from './assembled-firm.ts';

const MINUTES_10 = 600_000;
/** How often each source's run is killed. */
const KILLS = 3;
const isMissing = MARIADB.missing || POSTGRES.missing;

describe.skipIf(isMissing)('a firm assembled from five sources, each run killed and begun again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assembled-killed-'));
  const home = new Installation();
  const databases: TestDatabase[] = [];

  beforeAll(async () => {
    const [books, market] = await Promise.all([MARIADB.make(), POSTGRES.make()]);
    databases.push(books, market);
    await Promise.all([books.run(...BOOKS), market.run(...MARKET)]);
    writeFiles(folder);
  }, MINUTES_10);
  afterAll(async () => {
    for (const database of databases) await database.drop();
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Begins a run and ends it after so many milliseconds as a power cut would. */
  async function kill(place: readonly string[], after_ms: number): Promise<void> {
    const child = spawn(process.execPath, [join(ROOT, 'bin/askfolio.js'), 'import', ...place], {
      cwd: ROOT,
      env: { ...process.env, ...home.environment, ASKFOLIO_HOME: home.home },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await sleep(after_ms);
    child.kill('SIGKILL');
    await ended;
  }

  test(
    'has the figures of an undisturbed one',
    async () => {
      const [books, market] = databases.map(({ address }) => address);
      const places = [
        [market ?? '', '--source', 'market', '--mapping', join(folder, 'market.yaml')],
        [books ?? '', '--source', 'books'],
        [join(folder, 'csv'), '--source', 'files'],
        [join(folder, 'january.ofx'), '--source', 'shore'],
        [join(folder, 'flex.xml'), '--source', 'broker'],
      ];
      const seed = Math.floor(Math.random() * 2 ** 31);
      const begun = performance.now();
      await home.output('status');
      // A process takes so long to start; what it does then takes several times that.
      const start_ms = performance.now() - begun;
      for (const [at, place] of places.entries()) {
        const moments = integer({ min: Math.round(start_ms / 2), max: Math.round(4 * start_ms) });
        for (const after_ms of sample(moments, { seed: seed + at, numRuns: KILLS }))
          await kill(place, after_ms);
        const run = await home.run('import', ...place, '--json');
        expect(run, `seed ${String(seed)}: ${place.join(' ')}`).toMatchObject({ status: 0 });
      }
      const batch = join(folder, 'figures.jsonl');
      const asked = [...Object.keys(FIGURES).map((account) => ({ account })), {}];
      writeFileSync(batch, asked.map((each) => `${JSON.stringify(each)}\n`).join(''));
      const told = linesOf(await home.output('figures', '--batch', batch, '--to', '2026-03-31', '--json'));
      const expected = [...Object.values(FIGURES), FIRM_FIGURES].map((figures) => ({ figures }));
      expect(told, `seed ${String(seed)}`).toMatchObject(expected);
    },
    MINUTES_10,
  );
});
