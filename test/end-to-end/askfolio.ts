import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = new URL('../../', import.meta.url).pathname;
const PROGRAM = join(ROOT, 'bin/askfolio.js');

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The product as a person runs it: a home of its own in a temporary folder, commands as processes. */
export class Installation {
  readonly home = mkdtempSync(join(tmpdir(), 'askfolio-home-'));
  /** Settings of its own. */
  readonly environment: Record<string, string> = {};

  run(...args: readonly string[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [PROGRAM, ...args], {
        cwd: ROOT,
        env: { ...process.env, ...this.environment, ASKFOLIO_HOME: this.home },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.on('error', reject);
      child.on('close', (status) =>
        resolve({
          status,
          stdout: Buffer.concat(out).toString('utf8'),
          stderr: Buffer.concat(err).toString('utf8'),
        }),
      );
    });
  }

  /** Runs and returns what was printed; throws with the program's own sentence when it fails. */
  async output(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(...args);
    if (status !== 0) throw new Error(`askfolio ${args.join(' ')} ended with ${status}: ${stderr}`);
    return stdout;
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

export function linesOf(text: string): unknown[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line));
}
