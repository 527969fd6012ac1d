import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DEAD } from '../../src/queue/rabbitmq/topology.ts';
import { Installation, ROOT } from '../end-to-end/askfolio.ts';
import { type PrivateServer as Database, SERVERS } from '../services/database-server.ts';
import { freePort, hasProgram, type PrivateServer, until } from '../services/private-server.ts';
import { hasRabbitMq, startRabbitMq } from '../services/rabbitmq.ts';
import { says, ScriptedServer } from '../wire/openai-server.ts';
import { makeCertificate } from './certificates.ts';
import { Collector } from './collector.ts';
import { PROVOKED_SHARED } from './provoked.ts';
import { Monitoring } from './servers.ts';

const TOKEN = 'a-token-of-the-monitoring';
/** Five minutes become five seconds, and a quarter of an hour of waiting three. */
const PACE = 1 / 60;
const AGE = 1 / 300;
/** Readings may take a second and a half: what is away holds them up for one. */
const SCRAPE = 1 / 8;
const MS_MAX = 150_000;
const MINUTES_10 = 600_000;
const TOKENS_MAX = 20_000;
const Key = z.object({ secret: z.string() });
const [{ missing, start: startDatabase }] = SERVERS;
/** It takes many minutes, so `npm test` leaves it out: ASKFOLIO_TEST_OUTAGES=on runs it. */
const isAsked = process.env['ASKFOLIO_TEST_OUTAGES'] === 'on';
const canRun = ['prometheus', 'prometheus-alertmanager'].every(hasProgram) && !missing && hasRabbitMq();

describe.skipIf(!isAsked || !canRun)('alerts of an installation of several processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-outages-'));
  const [home, workers] = [new Installation(), new Installation()];
  const monitoring = new Monitoring();
  const model = new ScriptedServer();
  const collector = new Collector();
  const live = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const roots = join(folder, 'roots.pem');
  const processes = new Set<ChildProcess>();
  const asking = new AbortController();
  let asker: Promise<void> = Promise.resolve();
  let [database, broker]: [Database | null, PrivateServer | null] = [null, null];
  let [port, metricsPort, key] = [0, 0, ''];
  const longCertificate = makeCertificate(join(folder, 'long'), 500_000);

  beforeAll(async () => {
    const short = makeCertificate(join(folder, 'short'), 60);
    writeFileSync(roots, readFileSync(short.cert, 'utf8') + readFileSync(longCertificate.cert, 'utf8'));
    copyFileSync(short.cert, live.cert);
    copyFileSync(short.key, live.key);
    [database, broker, port, metricsPort] = await Promise.all([
      startDatabase(),
      startRabbitMq(),
      freePort(),
      freePort(),
    ]);
    await database.root(
      'CREATE DATABASE firm',
      'CREATE DATABASE records',
      `CREATE USER app@'%' IDENTIFIED BY 'w'`,
      `GRANT ALL ON firm.* TO app@'%'`,
      `GRANT ALL ON records.* TO app@'%'`,
    );
    await model.listen();
    model.replies(says('{"reading": {}}'));
    const at = `mysql://app:w@127.0.0.1:${database.port}`;
    for (const place of [home, workers]) {
      Object.assign(place.environment, {
        ASKFOLIO_STORE: `${at}/firm`,
        ASKFOLIO_RECORDS: `${at}/records`,
        ASKFOLIO_QUEUE: `amqp://guest:guest@127.0.0.1:${broker.port}`,
        ASKFOLIO_CACHE: 'off',
        ASKFOLIO_MASTER_KEY: 'ab'.repeat(32),
        ASKFOLIO_METRICS_TOKEN: TOKEN,
        ASKFOLIO_TRACES: await collector.listenOnce(),
        ASKFOLIO_TRACES_SHARE: '1',
        OPENAI_BASE_URL: model.baseUrl,
      });
    }
    workers.environment['ASKFOLIO_METRICS_PORT'] = String(metricsPort);
    Object.assign(home.environment, {
      ASKFOLIO_TLS_CERT: live.cert,
      ASKFOLIO_TLS_KEY: live.key,
      ASKFOLIO_MODEL_TOKENS_PER_DAY: String(TOKENS_MAX),
    });
    await home.output(
      'demo',
      '--out',
      join(folder, 'firm'),
      '--accounts',
      '4',
      '--years',
      '1',
      '--seed',
      '5',
    );
    await home.output('users', 'add', 'asker', '--name', 'Asker', '--role', 'firm');
    const made = await home.output('keys', 'create', '--as', 'asker', '--label', 'outages', '--json');
    key = Key.parse(JSON.parse(made)).secret;
    begin(workers, 'work');
    begin(home, 'serve', '--port', String(port));
    await home.output('import', join(folder, 'firm'), '--json');
    await until(async () => (await ask('What is everything worth?')) === 200, MS_MAX);
    await monitoring.start({
      folder: join(folder, 'monitoring'),
      askfolio: [`https://127.0.0.1:${port}`, `127.0.0.1:${metricsPort}`],
      caFile: roots,
      token: TOKEN,
      pace: PACE,
      age: AGE,
      scrape: SCRAPE,
    });
    asker = askOn();
  }, MINUTES_10);

  afterAll(async () => {
    asking.abort();
    await asker;
    for (const child of processes) child.kill('SIGKILL');
    await monitoring.stop();
    await Promise.all([database?.stop(), broker?.stop(), model.close()]);
    collector.close();
    for (const place of [home, workers]) place.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  function begin(place: Installation, ...args: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, [join(ROOT, 'bin/askfolio.js'), ...args], {
      cwd: ROOT,
      env: { ...process.env, OPENAI_API_KEY: '', ...place.environment, ASKFOLIO_HOME: place.home },
      stdio: 'ignore',
    });
    processes.add(child);
    child.once('exit', () => processes.delete(child));
    return child;
  }

  /** The status of the reply, 0 where none comes. */
  function ask(question: string): Promise<number> {
    return new Promise((resolve) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const options = { host: '127.0.0.1', port, path: '/api/v1/ask', method: 'POST', headers };
      const sent = request({ ...options, ca: readFileSync(roots), timeout: 20_000 }, (response) => {
        response.resume().on('close', () => resolve(response.statusCode ?? 0));
      });
      sent.on('error', () => resolve(0));
      sent.end(JSON.stringify({ question }));
    });
  }

  /** People ask all the while, each time of another day. */
  async function askOn(): Promise<void> {
    for (let turn = 0; !asking.signal.aborted; turn += 1) {
      await ask(`What was everything worth ${1 + (turn % 200)} days ago?`);
      await pause(300);
    }
  }

  const toldBy = (what: string, isThere: () => boolean): Promise<void> =>
    until(isThere, MS_MAX).catch(() => {
      throw new Error(`${what} was not told; told: ${JSON.stringify([...monitoring.told])}`);
    });
  const isRaised = (...names: readonly string[]): Promise<unknown> =>
    Promise.all(names.map((name) => toldBy(name, () => namesOf(monitoring.raised).has(name))));
  const isOver = (...names: readonly string[]): Promise<unknown> =>
    Promise.all(
      names.map((name) =>
        toldBy(`the end of ${name}`, () =>
          [...monitoring.told].every(([one, state]) => nameOf(one) !== name || state === 'resolved'),
        ),
      ),
    );
  const sql = (...statements: readonly string[]): Promise<void> =>
    database?.root('USE records', ...statements) ?? Promise.resolve();

  test(
    'a certificate that ends soon, and its renewal without a stop',
    async () => {
      await isRaised('CertificateEnds', 'CustodianStale');
      copyFileSync(longCertificate.key, live.key);
      copyFileSync(longCertificate.cert, live.cert);
      await isOver('CertificateEnds');
    },
    MINUTES_10,
  );

  test(
    'one trace goes from who asked for an import through the queue to the worker',
    async () => {
      const job = (): boolean => collector.spans.some(({ name }) => name === 'job.delivery');
      await until(() => collector.spans.some(({ name }) => name === 'etl.run') || job(), MS_MAX);
      const asked = collector.spans.find(({ name }) => name === 'ask');
      expect(asked && [...collector.namesOf(asked.traceId)]).toEqual(
        expect.arrayContaining(['http.request', 'ask', 'guard.judge', 'store.read']),
      );
      await until(async () => (await monitoring.exemplars('askfolio_ask_seconds_bucket')).length > 0, MS_MAX);
      const known = new Set(collector.spans.map(({ traceId }) => traceId));
      await until(async () => {
        const linked = await monitoring.exemplars('askfolio_ask_seconds_bucket');
        for (const { traceId } of collector.spans) known.add(traceId);
        return linked.some((traceId) => known.has(traceId));
      }, MS_MAX);
    },
    MINUTES_10,
  );

  test(
    'a broker that is slow, killed and has laid words of work aside',
    async () => {
      const look = new Connection({ url: `amqp://guest:guest@127.0.0.1:${broker?.port}`, retryHigh: 1_000 });
      look.on('error', () => undefined);
      await look.onConnect(60_000);
      const publisher = look.createPublisher({ confirm: true });
      await publisher.send({ routingKey: DEAD, durable: true }, 'of no use');
      await isRaised('DeadLetters');
      await look.queuePurge(DEAD);
      await isOver('DeadLetters');
      await publisher.close();
      await look.close();
      while (!namesOf(monitoring.raised).has('BrokerSlow')) {
        broker?.freeze();
        await pause(2_600);
        broker?.thaw();
        await pause(400);
      }
      await isOver('BrokerSlow');
      await broker?.kill();
      await isRaised('BrokerDown');
      await broker?.start();
      await isOver('BrokerDown');
    },
    MINUTES_10,
  );

  test(
    'jobs that nobody takes, and jobs that were given up',
    async () => {
      const worker = [...processes].find(({ spawnargs }) => spawnargs.includes('work'));
      worker?.kill('SIGTERM');
      await until(() => worker?.exitCode !== null);
      const waiting = home.run('import', join(folder, 'firm'), '--json');
      await isRaised('QueueOld');
      begin(workers, 'work');
      await waiting;
      await isOver('QueueOld');
      await sql(`UPDATE jobs SET status = 'set_aside' WHERE status = 'done' LIMIT 1`);
      await isRaised('JobsSetAside');
      await sql(`UPDATE jobs SET status = 'done' WHERE status = 'set_aside'`);
      await isOver('JobsSetAside');
    },
    MINUTES_10,
  );

  test(
    'a budget that is nearly and then wholly used',
    async () => {
      const day = new Date().toISOString().slice(0, 10);
      const used = (share: number): string =>
        `REPLACE INTO model_usage (day, user, calls, input_tokens, cached_tokens, output_tokens, nanos) VALUES ('${day}', '', 1, ${Math.round(share * TOKENS_MAX)}, 0, 0, 0)`;
      await sql(used(0.9));
      await isRaised('BudgetNearlyUsed');
      await sql(used(1));
      await isRaised('BudgetUsed');
      await sql(used(0));
      const serving = [...processes].find(({ spawnargs }) => spawnargs.includes('serve'));
      serving?.kill('SIGTERM');
      await until(() => serving?.exitCode !== null, 20_000);
      begin(home, 'serve', '--port', String(port));
      await isOver('BudgetNearlyUsed', 'BudgetUsed');
    },
    MINUTES_10,
  );

  test(
    'a database that is slow and then away, and then each alert that was to be provoked was told',
    async () => {
      while (
        !['LatencyBurnFast1h', 'LatencyBurnFast6h'].every((name) => namesOf(monitoring.raised).has(name))
      ) {
        database?.freeze();
        await pause(1_500);
        database?.thaw();
        await pause(300);
      }
      await isOver('LatencyBurnFast1h');
      database?.freeze();
      await isRaised('StoreDown', 'RecordsDown');
      database?.thaw();
      await isOver('StoreDown', 'RecordsDown');
      expect([...PROVOKED_SHARED].filter((name) => !namesOf(monitoring.raised).has(name))).toEqual([]);
    },
    MINUTES_10,
  );
});

const nameOf = (told: string): string => told.split(' ')[0] ?? '';
const namesOf = (all: ReadonlySet<string>): ReadonlySet<string> => new Set([...all].map(nameOf));
