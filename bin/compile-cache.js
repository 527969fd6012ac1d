import { mkdirSync, statSync } from 'node:fs';
// By name it would keep an older Node from ever saying that it is too old.
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const OTHERS_MAY_WRITE = 0o022;

/**
 * Parsing and type stripping are done once, then read from Node's compile cache. It lies in a folder of the user's own:
 * Node's default is one for everybody, and what others can write there would be run. Without such a folder there is no
 * cache.
 */
export function keepCompiledCode() {
  try {
    const folder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'askfolio', 'compiled');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isOursAlone(folder)) nodeModule.enableCompileCache(folder);
  } catch {
    // A cache saves time and decides nothing.
  }
}

function isOursAlone(folder) {
  const { uid, mode } = statSync(folder);
  return process.getuid === undefined || (uid === process.getuid() && (mode & OTHERS_MAY_WRITE) === 0);
}
