import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../vocabulary/problem.ts';

/** Where everything lies in a home; all paths are absolute. */
export interface Home {
  readonly path: string;
  readonly records: string;
  readonly lock: string;
  /** What its owner listens on for commands of other processes. */
  readonly socket: string;
  readonly temporary: string;
}

/** Socket paths longer than this do not fit into `sockaddr_un` (108 bytes on Linux, 104 on macOS, with the end). */
const SOCKET_PATH_BYTES_MAX = 103;

/**
 * The home folder, made with mode 0700 where it is missing. Throws Problem `home_unusable` where it is no folder, is
 * not ours or cannot be written.
 */
export function openHome(path: string): Home {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const found = statSync(path);
    if (!found.isDirectory()) throw unusable(path, 'it is not a folder');
    if (typeof process.getuid === 'function' && found.uid !== process.getuid()) {
      throw unusable(path, 'it belongs to another user');
    }
    if ((found.mode & 0o077) !== 0) chmodSync(path, 0o700);
    readdirSync(path);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw unusable(path, reasonOf(error), error);
  }
  const real = realpathSync(path);
  return {
    path: real,
    records: join(real, 'records.sqlite'),
    lock: join(real, 'owner.lock'),
    socket: socketPath(real),
    temporary: join(real, 'tmp'),
  };
}

/** In the home itself, or, where that path is too long for a socket, in a private folder under the system's own. */
function socketPath(home: string): string {
  const inHome = join(home, 'control.sock');
  if (Buffer.byteLength(inHome) <= SOCKET_PATH_BYTES_MAX) return inHome;
  const folder = join(tmpdir(), `askfolio-${userInfo().username}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const foreign = typeof process.getuid === 'function' && found.uid !== process.getuid();
  if (!found.isDirectory() || foreign || (found.mode & 0o077) !== 0) {
    throw unusable(
      home,
      `its path is too long for a socket, and ${folder} is not a private folder of this user`,
    );
  }
  return join(folder, `${createHash('sha256').update(home).digest('hex').slice(0, 24)}.sock`);
}

function unusable(path: string, why: string, cause?: unknown): Problem {
  return new Problem(
    'home_unusable',
    `The home folder ${path} cannot be used: ${why}; mend that or set ASKFOLIO_HOME to another folder.`,
    { cause },
  );
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'it may not be written';
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'it is not a folder';
  if (code === 'ENOSPC') return 'the disk is full';
  return 'it could not be opened';
}
