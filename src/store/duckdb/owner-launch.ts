import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../vocabulary/child-environment.ts';

const SHELL = '/bin/sh';

/** The process file beside this one, with this one's extension: `.ts` in a clone, `.js` when built. */
const OWNER_FILE = fileURLToPath(
  new URL(`./owner-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/**
 * An owner process that waits to be told which store to open: whoever knows early that a store will be asked for
 * starts it while the rest is made ready. It keeps nobody from ending.
 */
export function launchAhead(memoryBytesMax: number): ChildProcess {
  const child = launchOwner(memoryBytesMax);
  child.unref();
  child.channel?.unref();
  // Where it does not start, another one is started by whoever needs it, and that one's failure is told.
  child.on('error', () => undefined);
  return child;
}

/** The process that was started ahead, to be kept like any other; null where it has ended. */
export function takeLaunched(child: ChildProcess): ChildProcess | null {
  if (child.exitCode !== null || child.signalCode !== null || !child.connected) return null;
  child.ref();
  child.channel?.ref();
  return child;
}

/**
 * Starts the owner process with a channel for messages. On Linux a shell first sets the limit on its data segment
 * (RLIMIT_DATA), which the engine's own memory limit does not replace, and then becomes the process; elsewhere it
 * starts without one. It gets no settings and no secrets by its environment.
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
    env: childEnvironment(),
  });
}
