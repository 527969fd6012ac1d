import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server of a test's own, on a free port and in a temporary folder: it can be killed and frozen without harm. */
export interface PrivateServer {
  readonly port: number;
  /** Ends it at once and without warning; resolves when it has ended. */
  kill(): Promise<void>;
  /** Starts it again on the same port and files. */
  start(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

interface Launch {
  readonly program: string;
  readonly options: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  readonly port: number;
  readonly folder: string;
  /** As whom it runs; unset, as the tests do. */
  readonly uid?: number;
  readonly gid?: number;
}

const REDIS = 'redis-server';
const START_MS_MAX = 60_000;

/** Whether the machine has the program; with CI=true it must, and a test that misses it fails. */
export function hasProgram(name: string): boolean {
  if (process.env['CI'] === 'true') return true;
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  return folders.some((folder) => existsSync(join(folder, name)));
}

export const hasRedis = (): boolean => hasProgram(REDIS);

/** `options`: as on its command line, such as `--maxmemory 2mb`. */
export async function startRedis(...options: readonly string[]): Promise<PrivateServer> {
  const folder = await mkdtemp(join(tmpdir(), 'askfolio-redis-'));
  const port = await freePort();
  const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
  return launch({ program: REDIS, options: [...place, '--save', '', ...options], port, folder });
}

/** Starts a program in a group of processes of its own, so that what it starts is killed and frozen with it. */
export async function launch({
  program,
  options,
  environment,
  port,
  folder,
  ...owner
}: Launch): Promise<PrivateServer> {
  let child: ChildProcess | null = null;
  const signal = (name: NodeJS.Signals): void => {
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, name);
  };
  const kill = async (): Promise<void> => {
    const mine = child;
    if (!mine || mine.exitCode !== null || mine.signalCode !== null) return;
    const ended = new Promise((resolve) => mine.once('exit', resolve));
    signal('SIGKILL');
    await ended;
    child = null;
    // What it had started ends a moment later.
    await until(async () => !(await listens(port)));
  };
  const start = async (): Promise<void> => {
    child = spawn(program, options, {
      stdio: 'ignore',
      detached: true,
      env: environment ?? process.env,
      ...owner,
    });
    await untilItListens(port);
  };
  await start();
  return {
    port,
    kill,
    start,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

export async function untilItListens(port: number, ms_max = START_MS_MAX): Promise<void> {
  const end = Date.now() + ms_max;
  while (!(await listens(port))) {
    if (Date.now() > end) throw new Error(`nothing listens on port ${port}`);
    await sleep(20);
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    socket.once('connect', () => socket.destroy());
  });
}

/** Asks again and again until it is true. */
export async function until(what: () => boolean | Promise<boolean>, ms_max = 10_000): Promise<void> {
  const end = Date.now() + ms_max;
  while (!(await what())) {
    if (Date.now() > end) throw new Error('it did not come about in time');
    await sleep(10);
  }
}
