import { once } from 'node:events';
import type { Terminal } from './context.ts';

/** The process's own streams. A reader that stops listening (`| head`) ends the process without a word. */
export function openTerminal(): Terminal {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? 0 : 1);
    });
  }
  return {
    out: async (text) => {
      if (!stdout.write(text)) await once(stdout, 'drain');
    },
    err: (text) => {
      stderr.write(text);
    },
    watched: stderr.isTTY,
    width: stdout.isTTY ? stdout.columns : null,
  };
}
