import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/**
 * All that a process which this one starts gets of an environment: days in UTC, and where compiled code is kept, if it
 * is, so that the process need not compile its own again.
 */
export function childEnvironment(): Record<string, string> {
  const compiled = getCompileCacheDir();
  return { TZ: 'UTC', ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: dirname(compiled) }) };
}
