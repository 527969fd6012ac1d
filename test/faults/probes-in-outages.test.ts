import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Installation, ROOT } from '../end-to-end/askfolio.ts';
import { hasMariaDb, startMariaDb } from '../services/database-server.ts';
import { freePort, hasRedis, startRedis, until } from '../services/private-server.ts';
import { hasRabbitMq, startRabbitMq } from '../services/rabbitmq.ts';
import { Proxy } from './proxy.ts';

const MINUTES_5 = 300_000;
/** Whoever probes gives up after some seconds, and takes that for a process beyond help. */
const PROBE_MS_MAX = 10_000;
const SETTLED_MS = 60_000;
const OUTAGE_MS = 4_000;

interface Outage {
  begin(way: Proxy): void;
  /** `port`: where the server is. */
  end(way: Proxy, port: number): void;
}

/** A server that says nothing any more, and one that has gone. */
const OUTAGES: Readonly<Record<string, Outage>> = {
  silent: { begin: (way) => way.cut(), end: (way) => way.mend() },
  gone: { begin: (way) => way.leadTo(1), end: (way, port) => way.leadTo(port) },
};

interface Probe {
  readonly status: number;
  readonly body: string;
  readonly took_ms: number;
}

describe.skipIf(!hasMariaDb() || !hasRedis() || !hasRabbitMq())(
  'what a process says of itself while a server that it needs is away',
  () => {
    test(
      'it lives in each outage, is not ready where nothing can be answered and in no other, and tells strangers nothing more',
      async ({ annotate }) => {
        await using life = new AsyncDisposableStack();
        const started = async <S extends { readonly port: number; stop(): Promise<void> }>(
          starting: Promise<S>,
        ): Promise<S> => {
          const server = await starting;
          life.defer(() => server.stop());
          return server;
        };
        const [database, cache, broker] = await Promise.all([
          started(startMariaDb()),
          started(startRedis()),
          started(startRabbitMq()),
        ]);
        await database.root('CREATE DATABASE firm', 'CREATE DATABASE records');
        const ports = { database: database.port, cache: cache.port, broker: broker.port };
        const ways = {
          database: await Proxy.open(ports.database),
          cache: await Proxy.open(ports.cache),
          broker: await Proxy.open(ports.broker),
        };
        for (const way of Object.values(ways)) life.defer(() => way.close());
        const home = new Installation();
        life.defer(() => home.remove());
        const at = `mysql://root@127.0.0.1:${ways.database.port}`;
        Object.assign(home.environment, {
          ASKFOLIO_STORE: `${at}/firm`,
          ASKFOLIO_RECORDS: `${at}/records`,
          ASKFOLIO_QUEUE: `amqp://guest:guest@127.0.0.1:${ways.broker.port}`,
          ASKFOLIO_CACHE: `redis://127.0.0.1:${ways.cache.port}`,
          ASKFOLIO_MASTER_KEY: 'ab'.repeat(32),
        });
        const firm = mkdtempSync(join(tmpdir(), 'askfolio-probed-'));
        life.defer(() => rmSync(firm, { recursive: true, force: true }));
        await home.output('demo', '--out', firm, '--accounts', '2', '--years', '1', '--seed', '3');
        const port = await freePort();
        const begin = (...args: readonly string[]): void => {
          const child = spawn(process.execPath, [join(ROOT, 'bin/askfolio.js'), ...args], {
            cwd: ROOT,
            env: { ...process.env, ...home.environment, ASKFOLIO_HOME: home.home },
            stdio: 'ignore',
          });
          life.defer(() => void child.kill('SIGKILL'));
        };
        begin('serve', '--port', String(port));
        begin('work');
        await home.output('import', firm);
        const probe = async (page: 'healthz' | 'readyz'): Promise<Probe> => {
          const began = performance.now();
          const response = await fetch(`http://127.0.0.1:${port}/${page}`, {
            signal: AbortSignal.timeout(PROBE_MS_MAX),
          });
          return { status: response.status, body: await response.text(), took_ms: performance.now() - began };
        };
        const isReady = async (): Promise<boolean> => (await probe('readyz')).status === 200;
        await until(() => isReady().catch(() => false), SETTLED_MS);

        for (const server of ['database', 'cache', 'broker'] as const) {
          for (const [kind, outage] of Object.entries(OUTAGES)) {
            const what = `${server} ${kind}`;
            const ready: Probe[] = [];
            outage.begin(ways[server]);
            const end = performance.now() + OUTAGE_MS;
            do {
              const alive = await probe('healthz');
              expect([what, alive.status, alive.body]).toEqual([what, 200, '{"status":"alive"}']);
              ready.push(await probe('readyz'));
              await sleep(200);
            } while (performance.now() < end);
            await annotate(
              `${what}: /readyz said ${ready.map(({ status }) => status).join(' ')}, ` +
                `after ${Math.max(...ready.map(({ took_ms }) => Math.round(took_ms)))} ms at the longest`,
            );
            if (server === 'database') expect([what, ready.at(-1)?.status]).toEqual([what, 503]);
            else expect([what, ready.map(({ status }) => status)]).toEqual([what, ready.map(() => 200)]);
            for (const { body } of ready)
              expect(body).not.toMatch(/127\.0\.0\.1|localhost|\d{4,5}|mysql|mariadb|redis|rabbit|amqp/i);
            outage.end(ways[server], ports[server]);
            await until(() => isReady().catch(() => false), SETTLED_MS);
          }
        }
      },
      MINUTES_5,
    );
  },
);
