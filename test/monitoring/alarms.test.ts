import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALERTS } from '../../deploy/monitoring/alerts.ts';
import { DASHBOARDS } from '../../deploy/monitoring/dashboards/index.ts';
import { OBJECTIVES, recorded, WINDOWS } from '../../deploy/monitoring/objectives.ts';
import { WINDOW } from '../../deploy/monitoring/panel.ts';
import { ALL_METRICS } from '../../src/telemetry/metrics/index.ts';
import { Installation } from '../end-to-end/askfolio.ts';
import {
  freePort,
  hasProgram,
  hasRedis,
  type PrivateServer,
  startRedis,
  until,
} from '../services/private-server.ts';
import { failsWith, says, ScriptedServer } from '../wire/openai-server.ts';
import { metricsNamedIn } from './expressions.ts';
import { PROVOKED_ALONE } from './provoked.ts';
import { Monitoring } from './servers.ts';
import { Service } from './service.ts';

const TOKEN = 'a-token-of-the-monitoring';
/** Hours become minutes, and a quarter of an hour of silence three seconds. */
const PACE = 1 / 30;
const AGE = 1 / 300;
const MS_MAX = 75_000;
/** They are waited for one behind the other where one covers another. */
const ALL_CAUSES_MS_MAX = 360_000;
const MEGABYTE = 1_000_000;
/** Parts that this installation does not have: what shows nothing without them may show nothing. */
const NOT_HERE = [
  'TLS',
  'a budget for the language model',
  'a cache in memory',
  'a store on a database server',
  'a replica that is read',
];

const canRun = ['prometheus', 'prometheus-alertmanager'].every(hasProgram) && hasRedis();

describe.skipIf(!canRun)('alerts of a running installation (skipped without prometheus)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-alarms-'));
  const home = new Installation();
  const monitoring = new Monitoring();
  const model = new ScriptedServer();
  const delivery = join(folder, 'delivery');
  const ballast = join(folder, 'ballast');
  const ballastMb = ballastSize(folder);
  let redis: PrivateServer;
  let service: Service;
  let silent: Server;
  const held = new Set<Socket>();
  const asking = new AbortController();
  let asker: Promise<void>;

  beforeAll(async () => {
    const firm = join(folder, 'firm');
    await home.output('demo', '--out', firm, '--accounts', '8', '--years', '1', '--seed', '5');
    // A file that is no table is found and told, so that there is something to find.
    writeFileSync(join(firm, 'notes.csv'), 'note\nhello\n');
    await home.output('sources', 'add', 'firm', firm);
    redis = await startRedis();
    await model.listen();
    model.replies(says('{"reading": {}}'));
    const free = statfsSync(folder);
    Object.assign(home.environment, {
      ASKFOLIO_METRICS_TOKEN: TOKEN,
      ASKFOLIO_CACHE: `redis://127.0.0.1:${redis.port}`,
      ASKFOLIO_DISK_RESERVE_MB: String(Math.floor((free.bavail * free.bsize) / MEGABYTE - ballastMb / 2)),
      OPENAI_BASE_URL: model.baseUrl,
      ASKFOLIO_MODEL_PRICE_INPUT: '0.25',
      ASKFOLIO_MODEL_PRICE_OUTPUT: '2',
    });
    service = await Service.start(home);
    await monitoring.start({
      folder: join(folder, 'monitoring'),
      askfolio: [`127.0.0.1:${service.port}`],
      token: TOKEN,
      pace: PACE,
      age: AGE,
    });
    deliver(0);
    await home.output('sources', 'add', 'custodian', delivery);
    await home.output('etl', 'run', 'custodian');
    await home.output('etl', 'run', 'firm');
    asker = askOn();
  });

  afterAll(async () => {
    asking.abort();
    await asker;
    await service.stop();
    await monitoring.stop();
    await redis.stop();
    await model.close();
    for (const connection of held) connection.destroy();
    silent?.close();
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** People ask all the while: by the grammar, past the grammar, by SQL. */
  async function askOn(): Promise<void> {
    for (let turn = 0; !asking.signal.aborted; turn += 1) {
      await service.post('/api/v1/ask', {
        question: 'What is everything worth?',
      });
      await service.post('/api/v1/ask', { question: `gribble my frobs ${turn}` });
      await service.post('/api/v1/sql', { sql: 'SELECT count(*) AS n FROM accounts' });
      await service.get('/nowhere');
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  }

  /** A delivery of currency rates, of which `bad` in a hundred cannot be read. */
  function deliver(bad: number): void {
    mkdirSync(delivery, { recursive: true });
    const rows = Array.from({ length: 200 }, (_, at) => {
      const day = new Date(Date.UTC(2020, 0, 1 + at)).toISOString().slice(0, 10);
      return `${day},EUR,USD,${at < 2 * bad ? 'none' : '1.1'}`;
    });
    writeFileSync(
      join(delivery, 'fx_rates.csv'),
      `rate_date,from_currency,to_currency,rate\n${rows.join('\n')}\n`,
    );
  }

  const arrives = (what: string, isThere: () => boolean): Promise<void> =>
    until(isThere, MS_MAX).catch(() => {
      throw new Error(`${what} was not told; told: ${JSON.stringify([...monitoring.told])}`);
    });
  const isRaised = (name: string): Promise<void> => arrives(name, () => monitoring.raised.has(name));
  const isOver = (name: string): Promise<void> =>
    arrives(`the end of ${name}`, () => monitoring.told.get(name) === 'resolved');

  test('every panel and every rule finds something, where the installation has the part', async () => {
    await until(async () => (await monitoring.series('askfolio_etl_findings')).length > 0, MS_MAX);
    await until(async () => (await monitoring.series('askfolio_model_up')).length > 0, MS_MAX);
    await until(
      async () => (await monitoring.series(recorded(WINDOWS[0]))).length === OBJECTIVES.length,
      MS_MAX,
    );
    const absent = new Set(
      ALL_METRICS.flatMap(({ name, onlyWith }) =>
        onlyWith !== null && NOT_HERE.includes(onlyWith) ? [name] : [],
      ),
    );
    const schedule = new Set(
      ALL_METRICS.flatMap(({ name, onlyWith }) => (onlyWith === 'a source with a schedule' ? [name] : [])),
    );
    const expressions = [
      ...DASHBOARDS.flatMap(({ panels }) =>
        panels.flatMap(({ queries }) => queries.map((query) => query.expression)),
      ),
      ...ALERTS.filter(({ name }) => !name.includes('BurnFast')).map(({ value }) => value(PACE)),
      ...OBJECTIVES.flatMap(({ name }) =>
        WINDOWS.map((window) => `${recorded(window)}{objective="${name}"}`),
      ),
    ];
    const emptyOnes = async (): Promise<readonly string[]> => {
      const empty: string[] = [];
      for (const expression of expressions) {
        const mayBeEmpty = metricsNamedIn(expression).some((name) => absent.has(name) || schedule.has(name));
        const found = await monitoring.series(expression.replaceAll(WINDOW, '30s'));
        if (found.length === 0 && !mayBeEmpty) empty.push(expression);
      }
      return empty;
    };
    // A rate takes two readings: what began last is there a moment later.
    let empty = await emptyOnes();
    const isFull = async (): Promise<boolean> => (empty = await emptyOnes()).length === 0;
    await until(isFull, MS_MAX).catch(() => undefined);
    expect(empty).toEqual([]);
  });

  test(
    'each cause is told within its time, on its way, and again when it is mended',
    async () => {
      // What lies at no place is late from its next minute on.
      await home.run(
        'sources',
        'add',
        'late',
        join(folder, 'nothing'),
        '--schedule',
        '* * * * *',
        '--no-check',
      );
      await redis.kill();
      model.replies(failsWith(500));
      deliver(2);
      await home.run('etl', 'run', 'custodian');
      execFileSync('fallocate', ['-l', `${ballastMb}MB`, ballast]);
      const records = new DatabaseSync(join(home.home, 'records.sqlite'), { timeout: 10_000 });
      const [entry] = records
        .prepare('SELECT sequence, at FROM audit_entries ORDER BY sequence LIMIT 1')
        .all();
      const change = records.prepare('UPDATE audit_entries SET at = ? WHERE sequence = ?');
      change.run('2020-01-01T00:00:00.000Z', entry?.['sequence'] ?? 0);
      await isRaised('AuditNotLookedAt');
      expect((await home.run('audit', 'verify')).status).toBe(1);
      for (let times = 0; times < 30; times += 1) await fetch(`${service.address}/signin?token=wrong`);
      for (let times = 0; times < 60; times += 1)
        await service.post('/api/v1/sql', { sql: 'DROP TABLE accounts' });
      await Promise.all(
        [
          'CacheDown',
          'ModelDown',
          'EtlLosesRows custodian',
          'DiskNearlyFull',
          'AuditChainBroken',
          'SignInsRefused',
          'GuardProbed',
        ].map((name) => isRaised(name)),
      );
      // A table that is bad beyond measure is refused.
      deliver(90);
      await home.run('etl', 'run', 'custodian');
      await isRaised('EtlFailed custodian');
      // A server that takes the connection and never says a word.
      silent = createServer((connection) => void held.add(connection));
      const port = await freePort();
      await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve));
      await home.run('sources', 'add', 'silent', `postgres://reader@127.0.0.1:${port}/book`, '--no-check');
      const hanging = home.run('etl', 'run', 'silent');
      await isRaised('EtlStuck');
      await isRaised('EtlLate late');

      await redis.start();
      model.replies(says('{"reading": {}}'));
      rmSync(ballast);
      change.run(String(entry?.['at']), entry?.['sequence'] ?? 0);
      records.close();
      expect((await home.run('audit', 'verify')).status).toBe(0);
      // Nobody listens any more: the run ends by being refused, not by its last limit of time.
      silent.close();
      for (const connection of held) connection.destroy();
      await hanging;
      deliver(0);
      await home.output('etl', 'run', 'custodian');
      for (const name of ['late', 'silent']) await home.output('sources', 'remove', name);
      await Promise.all([...monitoring.told.keys()].filter(isProvoked).map((name) => isOver(name)));

      expect(monitoring.ways.get('DiskNearlyFull')).toBe('/on-call');
      expect(monitoring.ways.get('CacheDown')).toBe('/tickets');
    },
    ALL_CAUSES_MS_MAX,
  );

  test('an installation that is frozen is told as one that is down, and then each alert that was to be provoked was', async () => {
    asking.abort();
    await asker;
    monitoring.raised.delete('AskfolioDown');
    service.child.kill('SIGSTOP');
    await isRaised('AskfolioDown');
    service.child.kill('SIGCONT');
    await isOver('AskfolioDown');
    const told = new Set([...monitoring.raised].map((name) => name.split(' ')[0]));
    expect([...PROVOKED_ALONE].filter((name) => !told.has(name))).toEqual([]);
  });
});

/** Those that this test provoked and mended; others may stand for the whole run. */
function isProvoked(name: string): boolean {
  return (
    PROVOKED_ALONE.some((provoked) => name.split(' ')[0] === provoked) &&
    !/^(AskfolioDown|AuditNot)/.test(name)
  );
}

/** As much as can be taken from the disk without filling it, in megabytes. */
function ballastSize(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.floor(Math.min((bavail * bsize) / MEGABYTE / 4, 8_000));
}
