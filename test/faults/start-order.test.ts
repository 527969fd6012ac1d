import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Installation, ROOT } from '../end-to-end/askfolio.ts';
import { hasMariaDb, startMariaDb } from '../services/database-server.ts';
import { freePort, hasRedis, startRedis, until } from '../services/private-server.ts';
import { hasRabbitMq, startRabbitMq } from '../services/rabbitmq.ts';
import { Proxy } from './proxy.ts';

const MINUTES_3 = 180_000;
const BETWEEN_MS = 1_500;
type Server = 'database' | 'cache' | 'broker';
const ORDERS: readonly (readonly Server[])[] = [
  ['database', 'cache', 'broker'],
  ['database', 'broker', 'cache'],
  ['cache', 'database', 'broker'],
  ['cache', 'broker', 'database'],
  ['broker', 'database', 'cache'],
  ['broker', 'cache', 'database'],
];

describe.skipIf(!hasMariaDb() || !hasRedis() || !hasRabbitMq())(
  'processes of a shared installation that are started before their servers',
  () => {
    test(
      'are ready by themselves when the last of them is there, in whichever order they come',
      async () => {
        await using closing = new AsyncDisposableStack();
        const started = async <S extends { readonly port: number; stop(): Promise<void> }>(
          starting: Promise<S>,
        ): Promise<S> => {
          const server = await starting;
          closing.defer(() => server.stop());
          return server;
        };
        const [database, cache, broker] = await Promise.all([
          started(startMariaDb()),
          started(startRedis()),
          started(startRabbitMq()),
        ]);
        const ports = { database: database.port, cache: cache.port, broker: broker.port };
        const firm = mkdtempSync(join(tmpdir(), 'askfolio-order-'));
        closing.defer(() => rmSync(firm, { recursive: true, force: true }));
        const maker = new Installation();
        closing.defer(() => maker.remove());
        await maker.output('demo', '--out', firm, '--accounts', '2', '--years', '1', '--seed', '3');

        for (const [place, order] of ORDERS.entries()) {
          await using life = new AsyncDisposableStack();
          const databases = [`firm_${place}`, `records_${place}`];
          await database.root(...databases.map((name) => `CREATE DATABASE ${name}`));
          // Nobody listens where the ways lead to at first.
          const nowhere = await freePort();
          const ways = {
            database: await Proxy.open(nowhere),
            cache: await Proxy.open(nowhere),
            broker: await Proxy.open(nowhere),
          };
          for (const way of Object.values(ways)) life.defer(() => way.close());
          const installation = new Installation();
          life.defer(() => installation.remove());
          const at = `mysql://root@127.0.0.1:${ways.database.port}`;
          Object.assign(installation.environment, {
            ASKFOLIO_STORE: `${at}/firm_${place}`,
            ASKFOLIO_RECORDS: `${at}/records_${place}`,
            ASKFOLIO_QUEUE: `amqp://guest:guest@127.0.0.1:${ways.broker.port}`,
            ASKFOLIO_CACHE: `redis://127.0.0.1:${ways.cache.port}`,
            ASKFOLIO_MASTER_KEY: 'ab'.repeat(32),
          });
          const port = await freePort();
          const processes = [
            begin(installation, 'serve', '--port', String(port)),
            begin(installation, 'work'),
          ];
          life.defer(() => {
            for (const each of processes) each.kill('SIGKILL');
          });
          for (const server of order) {
            await sleep(BETWEEN_MS);
            ways[server].leadTo(ports[server]);
          }
          await until(() => says(port, 'healthz'), MINUTES_3);
          // Ready is who has data.
          await installation.output('import', firm);
          expect(await says(port, 'readyz'), order.join(', ')).toBe(true);
          expect(processes.map(({ exitCode }) => exitCode)).toEqual([null, null]);
        }
      },
      MINUTES_3 * ORDERS.length,
    );
  },
);

function begin(installation: Installation, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(ROOT, 'bin/askfolio.js'), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...installation.environment, ASKFOLIO_HOME: installation.home },
    stdio: 'ignore',
  });
}

function says(port: number, page: 'healthz' | 'readyz'): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/${page}`).then(
    ({ ok }) => ok,
    () => false,
  );
}
