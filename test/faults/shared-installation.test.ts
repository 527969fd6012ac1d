import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LIMITS } from '../../src/vocabulary/limits.ts';
import { Installation, linesOf, ROOT } from '../end-to-end/askfolio.ts';
import { rounded } from '../end-to-end/rounded.ts';
import { Collector, type Span } from '../monitoring/collector.ts';
import { type PrivateServer as Database, SERVERS } from '../services/database-server.ts';
import { keepLog, keepPlanted, trailSettings } from '../services/trail.ts';
import { freePort, hasRedis, type PrivateServer, startRedis, until } from '../services/private-server.ts';

const MINUTES_5 = 300_000;
const Key = z.object({ secret: z.string() });
const Report = z.object({ status: z.string() });
const [{ missing, start, name }] = SERVERS;

describe.skipIf(missing || !hasRedis())(
  `several processes that share an installation on ${name} and Redis`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'askfolio-shared-'));
    const firm = join(folder, 'firm');
    const batch = join(folder, 'figures.jsonl');
    const alone = new Installation();
    const asker = new Installation();
    const workers = new Installation();
    const collector = new Collector();
    const processes: ChildProcess[] = [];
    const logs = new Map<ChildProcess, string>();
    const told: string[] = [];
    const hook = createServer((request, response) => {
      void text(request).then((body) => told.push(body));
      response.end();
    });
    let database: Database;
    let redis: PrivateServer;

    beforeAll(async () => {
      await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
      const listening = hook.address();
      const hookPort = typeof listening === 'object' && listening !== null ? listening.port : 0;
      [database, redis] = await Promise.all([start(), startRedis()]);
      await database.root(
        'CREATE DATABASE firm',
        'CREATE DATABASE records',
        `CREATE USER app@'%' IDENTIFIED BY 'w'`,
        `GRANT ALL ON firm.* TO app@'%'`,
        `GRANT ALL ON records.* TO app@'%'`,
      );
      const at = `mysql://app:w@127.0.0.1:${database.port}`;
      for (const place of [asker, workers]) {
        Object.assign(place.environment, {
          ASKFOLIO_STORE: `${at}/firm`,
          ASKFOLIO_RECORDS: `${at}/records`,
          ASKFOLIO_QUEUE: `redis://127.0.0.1:${redis.port}`,
          ASKFOLIO_CACHE: `redis://127.0.0.1:${redis.port}/1`,
          ASKFOLIO_MASTER_KEY: 'ab'.repeat(32),
          ASKFOLIO_TRACES: await collector.listenOnce(),
          ASKFOLIO_ALERT_WEBHOOK: `http://127.0.0.1:${hookPort}/`,
        });
      }
      await alone.output('demo', '--out', firm, '--accounts', '8', '--years', '2', '--seed', '7');
      keepPlanted(firm);
      await alone.output('import', firm, '--json');
      const [, ...accounts] = readFileSync(join(firm, 'accounts.csv'), 'utf8').trim().split(/\r?\n/);
      writeFileSync(
        batch,
        accounts.map((line) => `${JSON.stringify({ account: line.split(',')[0] })}\n`).join(''),
      );
    }, MINUTES_5);
    afterAll(async () => {
      for (const child of processes) child.kill('SIGKILL');
      collector.close();
      hook.closeAllConnections();
      hook.close();
      await database.stop();
      await redis.stop();
      for (const place of [alone, asker, workers]) place.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    function begin(place: Installation, ...args: readonly string[]): ChildProcess {
      const child = spawn(process.execPath, [join(ROOT, 'bin/askfolio.js'), ...args], {
        cwd: ROOT,
        env: { ...process.env, ...trailSettings, ...place.environment, ASKFOLIO_HOME: place.home },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child.stderr?.on('data', (chunk: Buffer) => {
        logs.set(child, (logs.get(child) ?? '') + chunk.toString('utf8'));
      });
      child.once('close', () => keepLog(logs.get(child) ?? ''));
      processes.push(child);
      return child;
    }

    const figures = async (place: Installation): Promise<unknown[]> =>
      linesOf(await place.output('figures', '--batch', batch, '--json')).map(rounded);

    const ofFailure = (): number => told.filter((body) => body.includes('EtlFailed')).length;

    test(
      'take in once what was asked for, though the worker is killed in the middle',
      async () => {
        const first = begin(workers, 'work');
        const imported = asker.output('import', firm, '--json');
        await until(
          async () => (await asker.output('etl', 'status', '--json')).includes('"running"'),
          MINUTES_5,
        );
        await sleep(Math.random() * 1_500);
        first.kill('SIGKILL');
        begin(workers, 'work');
        begin(workers, 'work');
        expect(Report.parse(JSON.parse(await imported)).status).toMatch(/done|unchanged/);
        expect(await figures(asker)).toEqual(await figures(alone));
      },
      MINUTES_5,
    );

    test(
      'answer side by side, and stop without cutting anybody off',
      async () => {
        // What is looked at from the start is under way still: more often than once, to meet it at other places.
        for (let round = 0; round < 3; round += 1) {
          const ports = [await freePort(), await freePort()];
          const serving = ports.map((port) => begin(asker, 'serve', '--port', String(port)));
          await until(async () => (await Promise.all(ports.map(isWell))).every(Boolean), MINUTES_5);
          const ended = serving.map((child) => new Promise((resolve) => child.once('exit', resolve)));
          serving[0]?.kill('SIGTERM');
          expect(await ended[0]).toBe(0);
          expect(await isWell(ports[1] ?? 0)).toBe(true);
          serving[1]?.kill('SIGTERM');
          expect(await ended[1]).toBe(0);
        }
      },
      MINUTES_5,
    );

    test(
      'are in one trace: who was asked by HTTP, the queue, and the worker that takes the delivery in; and all log as asked',
      async () => {
        await asker.output('log-level', 'warn', '--minutes', '5');
        await asker.output('sources', 'add', 'firm', firm);
        await asker.output('users', 'add', 'operator', '--name', 'Operator', '--role', 'operations');
        const right = ['--right', 'runs.start', '--json'];
        const made = await asker.output('keys', 'create', '--as', 'operator', '--label', 'traces', ...right);
        const { secret } = Key.parse(JSON.parse(made));
        const port = await freePort();
        const serving = begin(asker, 'serve', '--port', String(port));
        await until(() => isWell(port), MINUTES_5);
        const traceId = '7'.repeat(32);
        const asked = await fetch(`http://127.0.0.1:${port}/api/v1/sources/firm/runs`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${secret}`,
            'content-type': 'application/json',
            traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
          },
          body: JSON.stringify({ full: true }),
        });
        expect(asked.ok, await asked.text()).toBe(true);
        const find = (what: string): Span | undefined =>
          collector.spans.find((span) => span.traceId === traceId && span.name === what);
        await until(() => ['http.request', 'job.delivery'].every(find), MINUTES_5);
        const [request, extract] = [find('http.request'), find('etl.extract')];
        if (!request || !extract) throw new Error(`found: ${[...collector.namesOf(traceId)].join(', ')}`);
        expect(collector.over(extract)).toEqual(['etl.run', 'job.delivery', 'job.put', 'http.request']);
        expect(request.pid).toBe(serving.pid);
        expect(extract.pid).not.toBe(serving.pid);
        const worker = processes.find(({ pid }) => pid === extract.pid);
        const changed = /"outcome":"warn".*"event":"log_level"/;
        for (const each of [serving, worker])
          await until(() => each !== undefined && changed.test(logs.get(each) ?? ''), MINUTES_5);
      },
      MINUTES_5,
    );

    test(
      'tell an alarm that all of them see once',
      async () => {
        await asker.output('sources', 'add', 'nowhere', join(folder, 'nowhere'), '--no-check');
        await asker.run('etl', 'run', 'nowhere');
        await until(() => ofFailure() > 0, MINUTES_5);
        // By then each of them has looked.
        await sleep((LIMITS.alarm_look_seconds + 1) * 1_000);
        expect(ofFailure()).toBe(1);
        await asker.output('sources', 'remove', 'nowhere');
      },
      MINUTES_5,
    );

    test('are looked at by doctor, with all the servers that they share', async () => {
      const checks = await asker.output('doctor', '--json');
      for (const server of ['records', 'queue', 'cache'])
        expect(checks).toMatch(new RegExp(`"name":"${server}","state":"well"`));
    });

    test('name what they lack, where they could not share it', async () => {
      const lacking = new Installation();
      lacking.environment['ASKFOLIO_RECORDS'] = asker.environment['ASKFOLIO_RECORDS'] ?? '';
      const { status, stderr } = await lacking.run('work');
      expect([status, stderr]).toEqual([
        1,
        expect.stringContaining('set ASKFOLIO_STORE, ASKFOLIO_QUEUE, ASKFOLIO_MASTER'),
      ]);
      const single = new Installation();
      expect((await single.run('serve')).stderr).toContain('ASKFOLIO_RECORDS');
      lacking.remove();
      single.remove();
    });
  },
);

/** Whether a process says that it can answer. */
function isWell(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}
