import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { Scanner } from './port.ts';

/**
 * A program that reads a file from its standard input: exit status 0 says that it is clean, 1 that something was found
 * (the first line of its output names it), anything else that it could not look. `clamdscan --no-summary -` is one.
 */
export function commandScanner(command: readonly string[]): Scanner {
  const [program = '', ...given] = command;
  return {
    scan: async (bytes) => {
      const child = spawn(program, given, {
        env: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C' },
        stdio: ['pipe', 'pipe', 'ignore'],
        timeout: LIMITS.scanner_seconds_max * 1_000,
        killSignal: 'SIGKILL',
      });
      const ended = new Promise<number | null>((resolve, reject) => {
        child.on('error', reject);
        child.on('close', resolve);
      });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString('utf8')).slice(0, LIMITS.scanner_reply_chars_max);
      });
      // A scanner that has seen enough stops reading; its exit status is what counts.
      const sent = pipeline(Readable.from(bytes), child.stdin).catch(() => undefined);
      try {
        const [status] = await Promise.all([ended, sent]);
        if (status === 0) return null;
        if (status === 1) return nameIn(said);
        throw new Error(`the scanner ended with ${String(status)}`);
      } catch (error) {
        throw new Problem(
          'scanner_unavailable',
          'The virus scanner could not look at the file; try again, or have its settings looked at.',
          { cause: error },
        );
      }
    },
  };
}

function nameIn(said: string): string {
  const [line = ''] = said.split('\n');
  return /^(?:.*?: )?(.+?)(?: FOUND)?$/.exec(line.trim())?.[1] ?? 'something harmful';
}
