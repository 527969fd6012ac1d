import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Installation, linesOf, ROOT } from '../end-to-end/askfolio.ts';
import { freePort, hasRedis, type PrivateServer, startRedis, until } from '../services/private-server.ts';

const Line = z.object({
  id: z.string(),
  answer: z.object({ kind: z.literal('answer'), text: z.string(), rows: z.unknown(), cached: z.boolean() }),
});
const QUESTIONS = [
  'What is everything worth?',
  'Market value by asset class',
  'How much did I pay in fees in 2024?',
  'What did everything earn in dividends by month in 2024?',
];

describe.skipIf(!hasRedis())('answers while the cache has bad days (skipped without redis-server)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cache-outage-'));
  const home = new Installation();
  const batch = join(folder, 'questions.jsonl');
  let redis: PrivateServer;
  let service: ChildProcess;

  let days = 0;
  /** Each time on another day after the data: the process itself remembers by the day what it answered. */
  const asked = async (): Promise<{ figures: unknown; cached: boolean[] }> => {
    const today = new Date(Date.UTC(2026, 5, 1 + days++)).toISOString().slice(0, 10);
    const lines = QUESTIONS.map((question, at) => JSON.stringify({ id: String(at), question, today }));
    writeFileSync(batch, lines.join('\n'));
    const output = await home.output('ask', '--batch', batch, '--json');
    const answers = linesOf(output).map((line) => Line.parse(line).answer);
    return {
      figures: answers.map(({ text, rows }) => ({ text, rows })),
      cached: answers.map((a) => a.cached),
    };
  };

  beforeAll(async () => {
    const firm = join(folder, 'firm');
    await home.output('demo', '--out', firm, '--accounts', '6', '--years', '2', '--seed', '5');
    await home.output('import', firm, '--json');
    redis = await startRedis();
    service = spawn(process.execPath, [join(ROOT, 'bin/askfolio.js'), 'start'], {
      cwd: ROOT,
      env: {
        ...process.env,
        ASKFOLIO_HOME: home.home,
        ASKFOLIO_PORT: String(await freePort()),
        ASKFOLIO_CACHE: `redis://127.0.0.1:${redis.port}`,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve, reject) => {
      service.stdout?.once('data', resolve);
      service.once('exit', () => reject(new Error('it did not start')));
    });
  });
  afterAll(async () => {
    service.kill('SIGKILL');
    await redis.stop();
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('stay the same: found, frozen, killed and empty again', async () => {
    const first = await asked();
    expect(first.cached).toEqual(QUESTIONS.map(() => false));
    await until(async () => {
      const again = await asked();
      expect(again.figures).toEqual(first.figures);
      return again.cached.every(Boolean);
    }, 30_000);
    redis.freeze();
    expect(await asked()).toEqual(first);
    redis.thaw();
    await redis.kill();
    expect(await asked()).toEqual(first);
    await redis.start();
    expect((await asked()).figures).toEqual(first.figures);
  });
});
