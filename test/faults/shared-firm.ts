import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { openMasterKey } from '../../src/security/master-key.ts';
import { jobsOf } from '../../src/state/jobs.ts';
import { openServerRecords } from '../../src/state/mysql/open-records.ts';
import { PRIMARY_LOOK } from '../../src/store/mysql/primary.ts';
import { flavourOf } from '../../src/store/mysql/flavour.ts';
import { LIMITS } from '../../src/vocabulary/limits.ts';
import { Installation, linesOf, ROOT } from '../end-to-end/askfolio.ts';
import { rounded } from '../end-to-end/rounded.ts';
import { type PrivateServer as Database, SERVERS } from '../services/database-server.ts';
import { freePort, type PrivateServer, startRedis, until } from '../services/private-server.ts';
import { startRabbitMq } from '../services/rabbitmq.ts';
import { Disk } from './disk.ts';
import { Proxy } from './proxy.ts';

const START_MS_MAX = 180_000;
const MASTER_KEY = 'ab'.repeat(32);
const Key = z.object({ secret: z.string() });
const FIGURES_TRIES_MAX = 10;
const Unanswered = z.object({ problem: z.object({ code: z.string() }) });
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

  /** Kills it; it is not started again. */
  end(): void {
    this.#isOver = true;
    this.signal('SIGCONT');
    this.signal('SIGKILL');
  }

  /** Asks it to stop, and gives the status that it ends with; it is not started again. */
  stop(): Promise<number | null> {
    this.#isOver = true;
    const child = this.#child;
    if (!child || child.exitCode !== null) return Promise.resolve(child?.exitCode ?? null);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    return ended;
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
export type Asked = { readonly text: string } | { readonly trouble: string; readonly code: string };

/** Everything that one firm's shared installation is made of, with the deliveries that go in by turns. */
export interface SharedFirm {
  readonly database: Database;
  readonly redis: PrivateServer;
  readonly broker: PrivateServer;
  /** The way of each to each server. */
  readonly ways: Readonly<Record<Walker, Readonly<Record<Served, Proxy>>>>;
  /** The disks that they have their files on; absent where this machine lets nobody make small ones. */
  readonly disks?: Readonly<Record<'workers' | 'api' | 'database' | 'broker', Disk>>;
  readonly workers: readonly Supervised[];
  readonly api: Supervised;
  /** Starts a further process of the installation, by the program that lies at `root`; with its port, where it serves. */
  begin(
    root: string,
    command: 'work' | 'serve',
  ): Promise<{ readonly process: Supervised; readonly port: number }>;
  readonly asker: Installation;
  /** The same firm twice, with and without its last bookings, and what its figures are then. */
  readonly deliveries: readonly { readonly path: string; readonly figures: unknown }[];
  figures(): Promise<unknown>;
  /** Asks over HTTP; whoever serves at `port`, or the first that was started. */
  ask(question: string, port?: number): Promise<Asked>;
  /** Gives the cache so much memory, such as `1kb`; `0`: as much as it likes. */
  limitCache(memory: string): Promise<void>;
  /** Deliveries that were asked for and did not come to a good end, with what they say of it. */
  jobsNotDone(): Promise<readonly string[]>;
}

export const WALKERS = ['workers', 'api', 'asker'] as const;
type Walker = (typeof WALKERS)[number];
type Served = 'database' | 'redis' | 'broker';

/** What is enough for a small firm, its server's own files included, and is full soon. */
const DISK_MB = { workers: 256, api: 16, database: 640, broker: 96 } as const;
/** What the records of a moment's questions take on the database's disk: about 8 kB each, and a frozen server's wait. */
const MOMENT_MB = 16;

/**
 * What it starts is ended with `closing`, whatever became of it. `wanted`: the kind of server that it has its database on.
 * `moments`: how many are to be lived through, so that the database's disk is full only when it is filled.
 */
export async function openSharedFirm(
  accounts: number,
  closing: AsyncDisposableStack,
  { wanted, moments = 0 }: { wanted?: (typeof SERVERS)[number]['name']; moments?: number } = {},
): Promise<SharedFirm> {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-faults-'));
  closing.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [mariaDb, mySql] = SERVERS;
  const kind = SERVERS.find(({ name }) => name === wanted) ?? (mySql.missing ? mariaDb : mySql);
  const disks = Disk.isPossible ? openDisks(closing, moments) : null;
  const started = async <S extends { stop(): Promise<void> }>(starting: Promise<S>): Promise<S> => {
    const server = await starting;
    closing.defer(() => server.stop());
    return server;
  };
  const [database, redis, broker] = await Promise.all([
    started(kind.start(disks?.database.path)),
    started(startRedis()),
    started(startRabbitMq(disks?.broker.path)),
  ]);
  const waysOf = async () => {
    const ways = {
      database: await Proxy.open(database.port),
      redis: await Proxy.open(redis.port),
      broker: await Proxy.open(broker.port),
    };
    for (const way of Object.values(ways)) closing.defer(() => way.close());
    return ways;
  };
  const ways = { workers: await waysOf(), api: await waysOf(), asker: await waysOf() };
  await database.root(
    'CREATE DATABASE firm',
    'CREATE DATABASE records',
    `CREATE USER app@'%' IDENTIFIED BY 'w'`,
    `GRANT ALL ON firm.* TO app@'%'`,
    `GRANT ALL ON records.* TO app@'%'`,
  );
  const asker = new Installation();
  closing.defer(() => asker.remove());
  const environmentOf = (walker: Walker): Readonly<Record<string, string>> => {
    const way = ways[walker];
    const at = `mysql://app:w@127.0.0.1:${way.database.port}`;
    return {
      ASKFOLIO_STORE: `${at}/firm`,
      ASKFOLIO_RECORDS: `${at}/records`,
      ASKFOLIO_QUEUE: `amqp://guest:guest@127.0.0.1:${way.broker.port}`,
      ASKFOLIO_CACHE: `redis://127.0.0.1:${way.redis.port}`,
      ASKFOLIO_MASTER_KEY: MASTER_KEY,
      // Deliveries of a few hundred bookings are shared by the workers as large ones are.
      ASKFOLIO_SHARE_BOOKINGS: '50',
      // All who ask sit behind one address.
      ASKFOLIO_REQUESTS_PER_MINUTE: '1000000',
    };
  };
  Object.assign(asker.environment, environmentOf('asker'));
  const { deliveries, batch } = await twoDeliveries(folder, accounts);

  await asker.output('users', 'add', 'asker', '--name', 'Asker', '--role', 'firm');
  const made = await asker.output('keys', 'create', '--as', 'asker', '--label', 'faults', '--json');
  const { secret } = Key.parse(JSON.parse(made));
  const supervised = (root: string, walker: 'workers' | 'api', ...args: readonly string[]): Supervised => {
    const home = join(disks?.[walker].path ?? folder, walker);
    const env = { ...process.env, ...environmentOf(walker), ASKFOLIO_HOME: home };
    const one = new Supervised(() =>
      spawn(process.execPath, [join(root, 'bin/askfolio.js'), ...args], {
        cwd: root,
        env,
        stdio: 'ignore',
        detached: true,
      }),
    );
    closing.defer(() => one.end());
    return one;
  };
  const begin: SharedFirm['begin'] = async (root, command) => {
    if (command === 'work') return { process: supervised(root, 'workers', 'work'), port: 0 };
    const port = await freePort();
    const serving = supervised(root, 'api', 'serve', '--port', String(port));
    await until(() => isUp(port), START_MS_MAX);
    return { process: serving, port };
  };
  const workers = [supervised(ROOT, 'workers', 'work'), supervised(ROOT, 'workers', 'work')];
  const { process: api, port: firstPort } = await begin(ROOT, 'serve');

  return {
    database,
    redis,
    broker,
    ways,
    ...(disks ? { disks } : {}),
    workers,
    api,
    begin,
    asker,
    deliveries,
    figures: () => figuresOf(asker, batch),
    ask: (question, port = firstPort) => askOver(port, secret, question),
    limitCache: async (memory) => {
      const client = new Redis(redis.port, { lazyConnect: true });
      try {
        await client.connect();
        await client.config('SET', 'maxmemory', memory);
      } finally {
        client.disconnect();
      }
    },
    jobsNotDone: () => findJobsNotDone(ways.asker.database.port, asker.home),
  };
}

function isUp(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function openDisks(closing: AsyncDisposableStack, moments: number): Required<SharedFirm>['disks'] {
  const open = (megabytes: number): Disk => {
    const disk = Disk.open(megabytes);
    closing.defer(() => disk.close());
    return disk;
  };
  return {
    workers: open(DISK_MB.workers),
    api: open(DISK_MB.api),
    database: open(DISK_MB.database + moments * MOMENT_MB),
    broker: open(DISK_MB.broker),
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

/** Figures that a busy machine had no time for are no wrong ones: they are asked for again. */
async function figuresOf(asker: Installation, batch: string): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    const lines = linesOf(await asker.output('figures', '--batch', batch, '--json'));
    const isWhole = lines.every((line) => !Unanswered.safeParse(line).success);
    if (isWhole || tries === FIGURES_TRIES_MAX) return lines.map(rounded);
  }
}

async function askOver(port: number, secret: string, question: string): Promise<Asked> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/ask`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ question }),
      signal: AbortSignal.timeout(10_000),
    });
    const body = await response.text();
    const answer = Answered.safeParse(response.ok ? JSON.parse(body) : null);
    if (!answer.success || answer.data.kind !== 'answer') {
      const code = /"code":"([a-z_]+)"/.exec(body)?.[1] ?? answer.data?.kind ?? String(response.status);
      return { trouble: `${response.status} ${body}`, code };
    }
    return { text: answer.data.text };
  } catch (error) {
    return { trouble: String(error), code: 'no_reply' };
  }
}

async function findJobsNotDone(port: number, home: string): Promise<readonly string[]> {
  const key = { setting: MASTER_KEY, previous: null, file: null, service: null };
  const { wrapping } = await openMasterKey({ home, data: [], ...key });
  const records = await openServerRecords({
    servers: [{ host: '127.0.0.1', port, user: 'app', password: 'w', database: 'records' }],
    primary: PRIMARY_LOOK,
    wrapping,
    collationOf: (version) => flavourOf(version).collation,
    problemOf: (error) => error,
  });
  try {
    const jobs = await jobsOf(records).list(LIMITS.jobs_open_max);
    return jobs
      .filter(({ status }) => status !== 'done')
      .map(({ status, reason }) => `${status}: ${reason?.code ?? ''} ${reason?.message ?? ''}`);
  } finally {
    await records.db.destroy();
  }
}
