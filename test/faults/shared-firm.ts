import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2';
import { z } from 'zod';
import { Installation, linesOf, ROOT } from '../end-to-end/askfolio.ts';
import { type PrivateServer as Database, SERVERS } from '../services/database-server.ts';
import { freePort, type PrivateServer, startRedis, until } from '../services/private-server.ts';
import { startRabbitMq } from '../services/rabbitmq.ts';
import { Proxy } from './proxy.ts';

const START_MS_MAX = 180_000;
const QUESTION = 'What is the total value?';
const Key = z.object({ secret: z.string() });
const Answered = z.object({ kind: z.string(), text: z.string() });

/** A process of the installation that is started again when it ends, as a supervisor would. */
export class Supervised {
  #child: ChildProcess | null = null;
  #isOver = false;
  readonly #begin: () => ChildProcess;

  constructor(begin: () => ChildProcess) {
    this.#begin = begin;
    this.#start();
  }

  signal(name: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    // Its group: the process that a refresh runs in is frozen with it.
    if (pid !== undefined && this.#child?.exitCode === null) process.kill(-pid, name);
  }

  end(): void {
    this.#isOver = true;
    this.signal('SIGCONT');
    this.signal('SIGKILL');
  }

  #start(): void {
    const child = this.#begin();
    this.#child = child;
    child.once('exit', () => {
      if (!this.#isOver) setTimeout(() => this.#isOver || this.#start(), 500);
    });
  }
}

/** An answer's text, or what came instead. */
export type Asked = { readonly text: string } | { readonly trouble: string };

/** Everything that one firm's shared installation is made of, with the deliveries that go in by turns. */
export interface SharedFirm {
  readonly database: Database;
  readonly redis: PrivateServer;
  readonly broker: PrivateServer;
  readonly ways: { readonly database: Proxy; readonly redis: Proxy; readonly broker: Proxy };
  readonly workers: readonly Supervised[];
  readonly api: Supervised;
  readonly asker: Installation;
  /** The same firm twice, with and without its last bookings, and what its figures are then. */
  readonly deliveries: readonly { readonly path: string; readonly figures: unknown }[];
  figures(): Promise<unknown>;
  /** Asks over HTTP. */
  ask(): Promise<Asked>;
  /** Deliveries that were asked for and did not come to a good end. */
  jobsNotDone(): Promise<number>;
  close(): Promise<void>;
}

export async function openSharedFirm(accounts: number): Promise<SharedFirm> {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-faults-'));
  const kind = SERVERS.find(({ name, missing }) => name !== 'MariaDB' && !missing) ?? SERVERS[0];
  const [database, redis, broker] = await Promise.all([kind.start(), startRedis(), startRabbitMq()]);
  const ways = {
    database: await Proxy.open(database.port),
    redis: await Proxy.open(redis.port),
    broker: await Proxy.open(broker.port),
  };
  await database.root(
    'CREATE DATABASE firm',
    'CREATE DATABASE records',
    `CREATE USER app@'%' IDENTIFIED BY 'w'`,
    `GRANT ALL ON firm.* TO app@'%'`,
    `GRANT ALL ON records.* TO app@'%'`,
  );
  const [asker, home] = [new Installation(), new Installation()];
  const at = `mysql://app:w@127.0.0.1:${ways.database.port}`;
  const environment = {
    ASKFOLIO_STORE: `${at}/firm`,
    ASKFOLIO_RECORDS: `${at}/records`,
    ASKFOLIO_QUEUE: `amqp://guest:guest@127.0.0.1:${ways.broker.port}`,
    ASKFOLIO_CACHE: `redis://127.0.0.1:${ways.redis.port}`,
    ASKFOLIO_MASTER_KEY: 'ab'.repeat(32),
  };
  for (const place of [asker, home]) Object.assign(place.environment, environment);
  const { deliveries, batch } = await twoDeliveries(folder, accounts);

  await asker.output('users', 'add', 'asker', '--name', 'Asker', '--role', 'firm');
  const made = await asker.output('keys', 'create', '--as', 'asker', '--label', 'faults', '--json');
  const { secret } = Key.parse(JSON.parse(made));
  const port = await freePort();
  const begin =
    (...args: readonly string[]) =>
    (): ChildProcess =>
      spawn(process.execPath, [join(ROOT, 'bin/askfolio.js'), ...args], {
        cwd: ROOT,
        env: { ...process.env, ...environment, ASKFOLIO_HOME: home.home },
        stdio: 'ignore',
        detached: true,
      });
  const workers = [new Supervised(begin('work')), new Supervised(begin('work'))];
  const api = new Supervised(begin('serve', '--port', String(port)));
  const isUp = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(isUp, START_MS_MAX);

  return {
    database,
    redis,
    broker,
    ways,
    workers,
    api,
    asker,
    deliveries,
    figures: async () => linesOf(await asker.output('figures', '--batch', batch, '--json')).map(rounded),
    ask: () => askOver(port, secret),
    jobsNotDone: () => countJobsNotDone(database.port),
    close: async () => {
      for (const process of [...workers, api]) process.end();
      for (const way of Object.values(ways)) way.close();
      await Promise.all([database.stop(), redis.stop(), broker.stop()]);
      for (const place of [asker, home]) place.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What their figures are comes from an installation of one process, which nothing happens to. */
async function twoDeliveries(
  folder: string,
  accounts: number,
): Promise<Pick<SharedFirm, 'deliveries'> & { readonly batch: string }> {
  const whole = join(folder, 'whole');
  const shorter = join(folder, 'shorter');
  const batch = join(folder, 'figures.jsonl');
  const alone = new Installation();
  await alone.output('demo', '--out', whole, '--accounts', String(accounts), '--years', '2', '--seed', '7');
  cpSync(whole, shorter, { recursive: true });
  const bookings = readFileSync(join(whole, 'transactions.csv'), 'utf8').trimEnd().split('\n');
  writeFileSync(
    join(shorter, 'transactions.csv'),
    `${bookings.slice(0, Math.floor(bookings.length * 0.97)).join('\n')}\n`,
  );
  const [, ...rows] = readFileSync(join(whole, 'accounts.csv'), 'utf8').trim().split(/\r?\n/);
  writeFileSync(batch, rows.map((line) => `${JSON.stringify({ account: line.split(',')[0] })}\n`).join(''));
  const deliveries = [];
  for (const path of [whole, shorter]) {
    await alone.output('import', path, '--full', '--json');
    const figures = linesOf(await alone.output('figures', '--batch', batch, '--json')).map(rounded);
    deliveries.push({ path, figures });
  }
  alone.remove();
  return { deliveries, batch };
}

async function askOver(port: number, secret: string): Promise<Asked> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/ask`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ question: QUESTION }),
      signal: AbortSignal.timeout(10_000),
    });
    const body = await response.text();
    const answer = Answered.safeParse(response.ok ? JSON.parse(body) : null);
    if (!answer.success || answer.data.kind !== 'answer') return { trouble: `${response.status} ${body}` };
    return { text: answer.data.text };
  } catch (error) {
    return { trouble: String(error) };
  }
}

function countJobsNotDone(port: number): Promise<number> {
  const connection = createConnection({ host: '127.0.0.1', port, user: 'root', database: 'records' });
  return new Promise<number>((resolve, reject) => {
    connection.query<RowDataPacket[]>(
      `SELECT count(*) AS jobs FROM jobs WHERE status <> 'done'`,
      (error, rows) => (error ? reject(error) : resolve(Number(rows[0]?.['jobs']))),
    );
  }).finally(() => connection.destroy());
}

/** Doubles differ in their last digits from engine to engine. */
function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, cell: unknown) =>
    typeof cell === 'number' ? Number(cell.toPrecision(9)) : cell,
  );
}
