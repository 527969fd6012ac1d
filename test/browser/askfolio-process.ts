import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
}

/** What `npm start` does first. */
export function buildPageIfOld(): void {
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-page.ts')], { stdio: 'inherit' });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

function launch(home: string, args: readonly string[]): { child: ChildProcess; output: () => string } {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [ENTRY, ...args], {
    cwd: ROOT,
    env: { PATH, HOME, ASKFOLIO_HOME: home },
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

async function runCommand(home: string, args: readonly string[]): Promise<string> {
  const { child, output } = launch(home, args);
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

/** Makes a firm, imports it into a home of its own, and starts. Throws with what was printed when a step fails. */
export async function startAskfolio(firm: Firm): Promise<RunningAskfolio> {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-browser-'));
  const home = join(folder, 'home');
  const delivery = join(folder, 'firm');
  const { accounts, years, seed } = firm;
  buildPageIfOld();
  try {
    const size = ['--accounts', String(accounts), '--years', String(years), '--seed', String(seed)];
    await runCommand(home, ['demo', '--out', delivery, ...size]);
    await runCommand(home, ['import', delivery, '--json']);
    const { child, output } = launch(home, ['start', '--port', String(await freePort())]);
    try {
      const signInLink = await waitForLink(child, output);
      return {
        origin: new URL(signInLink).origin,
        signInLink,
        delivery,
        command: (args) => runCommand(home, args),
        stop: async () => {
          await stopProcess(child);
          rmSync(folder, { recursive: true, force: true });
        },
      };
    } catch (thrown) {
      await stopProcess(child);
      throw thrown;
    }
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    throw thrown;
  }
}
