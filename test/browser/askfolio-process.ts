import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVERS } from '../services/database-server.ts';
import { freePort, hasRedis, startRedis } from '../services/private-server.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ENTRY = join(ROOT, 'bin', 'askfolio.js');
const SIGN_IN_LINK = /https?:\/\/\S+\/signin\?token=\S+/;
const START_SECONDS_MAX = 120;
const STOP_SECONDS_MAX = 15;

/** A really running Askfolio with a small firm of its own. */
export interface RunningAskfolio {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Opens one session, once. */
  readonly signInLink: string;
  /** The folder of the firm that was imported. */
  readonly delivery: string;
  /** Runs a command on the same home; gives what it printed. Throws with it when it fails. */
  command(args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export interface Firm {
  readonly accounts: number;
  readonly years: number;
  readonly seed: number;
  /** The last day of its data; without it the same day at every run. */
  readonly end?: string;
}

/** What `npm start` does first. */
export function buildPageIfOld(): void {
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-page.ts')], { stdio: 'inherit' });
}

/** What it runs on: everything within itself, or a database server for the store and Redis for the cache. */
export type Parts = 'embedded' | 'servers';

const PARTS: Parts = process.env['ASKFOLIO_TEST_BROWSER'] === 'servers' ? 'servers' : 'embedded';

/** Settings of the environment besides the home. */
type Environment = Readonly<Record<string, string>>;

function launch(
  home: string,
  args: readonly string[],
  environment: Environment,
): { child: ChildProcess; output: () => string } {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [ENTRY, ...args], {
    cwd: ROOT,
    env: { PATH, HOME, ...environment, ASKFOLIO_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const take = (piece: Buffer): void => {
    output += piece.toString('utf8');
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return { child, output: () => output };
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('exit', (status) => resolve(status));
  });
}

async function runCommand(home: string, args: readonly string[], environment: Environment): Promise<string> {
  const { child, output } = launch(home, args, environment);
  const status = await ended(child);
  if (status !== 0) throw new Error(`askfolio ${args.join(' ')} ended with ${status}:\n${output()}`);
  return output();
}

async function waitForLink(child: ChildProcess, output: () => string): Promise<string> {
  const until = Date.now() + START_SECONDS_MAX * 1_000;
  while (Date.now() < until) {
    const link = SIGN_IN_LINK.exec(output())?.[0];
    if (link !== undefined) return link;
    if (child.exitCode !== null) break;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error(`askfolio start printed no sign-in link:\n${output()}`);
}

async function stopProcess(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_SECONDS_MAX * 1_000);
  await ended(child);
  clearTimeout(force);
}

/**
 * Makes a firm, imports it into a home of its own, and starts. With `servers` (or
 * ASKFOLIO_TEST_BROWSER=servers, for every test) the product store is on MySQL or MariaDB and results are kept in Redis,
 * both started for it. Throws with what was printed when a step fails.
 */
export async function startAskfolio(
  firm: Firm,
  settings: Environment = {},
  parts: Parts = PARTS,
): Promise<RunningAskfolio> {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-browser-'));
  const home = join(folder, 'home');
  const delivery = join(folder, 'firm');
  const { accounts, years, seed, end } = firm;
  buildPageIfOld();
  const servers = parts === 'servers' ? await startServers() : null;
  const environment = { ...servers?.environment, ...settings };
  const removeAll = async (): Promise<void> => {
    await servers?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const size = [
      '--accounts',
      String(accounts),
      '--years',
      String(years),
      '--seed',
      String(seed),
      ...(end === undefined ? [] : ['--end', end]),
    ];
    await runCommand(home, ['demo', '--out', delivery, ...size], environment);
    await runCommand(home, ['import', delivery, '--json'], environment);
    const { child, output } = launch(
      home,
      ['start', '--port', environment['ASKFOLIO_PORT'] ?? String(await freePort())],
      environment,
    );
    try {
      const signInLink = await waitForLink(child, output);
      return {
        origin: new URL(signInLink).origin,
        signInLink,
        delivery,
        command: (args) => runCommand(home, args, environment),
        stop: async () => {
          await stopProcess(child);
          await removeAll();
        },
      };
    } catch (thrown) {
      await stopProcess(child);
      throw thrown;
    }
  } catch (thrown) {
    await removeAll();
    throw thrown;
  }
}

/** MySQL where this machine has it, otherwise MariaDB. */
const DATABASE = SERVERS.findLast(({ missing }) => !missing);

/** Whether this machine can start what `servers` needs. */
export const HAS_SERVERS = DATABASE !== undefined && hasRedis();

/** A database server for the product store, and a Redis server beside it. */
async function startServers(): Promise<{ environment: Environment; stop(): Promise<void> }> {
  if (!DATABASE) throw new Error('this machine has neither MySQL nor MariaDB');
  const [database, redis] = await Promise.all([DATABASE.start(), startRedis()]);
  await database.root(
    'CREATE DATABASE askfolio',
    "CREATE USER 'page'@'%' IDENTIFIED BY 'page'",
    "GRANT ALL ON askfolio.* TO 'page'@'%'",
  );
  return {
    environment: {
      ASKFOLIO_STORE: `mysql://page:page@127.0.0.1:${database.port}/askfolio`,
      ASKFOLIO_CACHE: `redis://127.0.0.1:${redis.port}`,
    },
    stop: async () => {
      await Promise.all([database.stop(), redis.stop()]);
    },
  };
}
