import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SHELL = '/bin/sh';

/** The process file beside this one, with this one's extension: `.ts` in a clone, `.js` when built. */
const OWNER_FILE = fileURLToPath(
  new URL(`./owner-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/**
 * Starts the owner process with a channel for messages. On Linux a shell first sets the limit on its data segment
 * (RLIMIT_DATA), which the engine's own memory limit does not replace, and then becomes the process; elsewhere it
 * starts without one. It gets nothing of this process's environment.
 */
export function launchOwner(memoryBytesMax: number): ChildProcess {
  const node = ['--disable-warning=ExperimentalWarning', OWNER_FILE];
  if (process.platform !== 'linux' || !existsSync(SHELL)) {
    return spawn(process.execPath, node, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  }
  const kilobytes = Math.floor(memoryBytesMax / 1024);
  const script = `ulimit -d ${kilobytes} 2>/dev/null; ulimit -c 0 2>/dev/null; exec "$@"`;
  return spawn(SHELL, ['-c', script, 'sh', process.execPath, ...node], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { TZ: 'UTC' },
  });
}
