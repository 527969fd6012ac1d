import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../bin/askfolio.js');

/** A firm of `askfolio demo`, the same for the same seed. */
export interface DemoFirm {
  readonly accounts: number;
  readonly years: number;
  readonly seed: number;
}

/** Starts the program on a home of its own; whoever starts it ends it. */
export function launch(home: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...process.env, ASKFOLIO_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs one command and gives what it printed; rejects with its own sentence where it fails. */
export function askfolio(home: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = launch(home, args);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(Buffer.concat(out).toString('utf8'));
      else {
        const told = Buffer.concat(err).toString('utf8').trim().split('\n').at(-1) ?? '';
        reject(new Error(`askfolio ${args[0] ?? ''}: ${told}`));
      }
    });
  });
}

/** Makes a demo firm in `folder` as Parquet. */
export async function writeDemoFirm(home: string, folder: string, firm: DemoFirm): Promise<void> {
  const size = Object.entries(firm).flatMap(([name, value]) => [`--${name}`, String(value)]);
  await askfolio(home, ['demo', '--out', folder, '--format', 'parquet', ...size]);
}
