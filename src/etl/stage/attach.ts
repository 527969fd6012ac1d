import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';

export const STAGE_FILE = 'stage.duckdb';
const STAGE_RETRY_MS = 100;

/** Where the staged rows lie. */
export interface StagePlace {
  readonly home: string;
  /** An encryption key, hexadecimal. */
  readonly stageKey: string;
  /** Keys of before, under one of which the staged rows may still lie; the newest first. */
  readonly olderStageKeys?: readonly string[];
}

/**
 * Attaches the staged rows as `stage` and gives the key that opened them. A process that was cut off may hold the file
 * for a moment longer.
 */
export async function attachStage(
  connection: DuckDBConnection,
  { home, stageKey, olderStageKeys = [] }: StagePlace,
  readsOnly: boolean,
): Promise<string> {
  const path = join(home, STAGE_FILE);
  const keys = [...olderStageKeys];
  let key = stageKey;
  for (let waited = 0; ;) {
    try {
      await attach(connection, path, 'stage', key, ...(readsOnly ? ['READ_ONLY'] : []));
      return key;
    } catch (error) {
      const code = error instanceof Problem ? error.code : 'internal';
      const older = code === 'wrong_key' ? keys.shift() : undefined;
      if (older !== undefined) key = older;
      else if (code !== 'already_running' || waited >= LIMITS.stage_wait_seconds_max * 1000) throw error;
      else {
        waited += STAGE_RETRY_MS;
        await sleep(STAGE_RETRY_MS);
      }
    }
  }
}

export async function attach(
  connection: DuckDBConnection,
  path: string,
  name: string,
  key: string,
  ...options: readonly string[]
): Promise<void> {
  if (!/^[0-9a-f]+$/i.test(key)) throw new Error('an encryption key is hexadecimal');
  try {
    await connection.run(
      `ATTACH '${path.replaceAll("'", "''")}' AS ${name} (${[`ENCRYPTION_KEY '${key}'`, ...options].join(', ')})`,
    );
  } catch (error) {
    throw problemOfAttach(error, name === 'stage' ? 'staged rows' : 'parcel');
  }
}

/** What a disk without space made fail may succeed when there is some again; null for other errors. */
export function spaceProblem(error: unknown): Problem | null {
  const text = error instanceof Error ? error.message : '';
  if (!/no space left|ENOSPC|disk full|could not write/i.test(text)) return null;
  return new Problem(
    'store_unavailable',
    'The disk of the home is full; free some space and try again: nothing that was taken in is lost.',
  );
}

function problemOfAttach(error: unknown, what: string): Problem {
  const full = spaceProblem(error);
  if (full) return full;
  const text = error instanceof Error ? error.message : '';
  // The cause is left out: the engine's text can repeat the statement, and with it the key.
  if (/wrong encryption key|encryption key/i.test(text)) {
    return new Problem(
      'wrong_key',
      `The key does not open the ${what} of this home; give the key that the home was made with.`,
    );
  }
  if (/conflicting lock|lock on file/i.test(text)) {
    return new Problem(
      'already_running',
      `Another process has the ${what} of this home open; wait until it is done.`,
    );
  }
  if (/permission denied|cannot open file|read-only/i.test(text)) {
    return new Problem(
      'home_unusable',
      `The ${what} of this home cannot be opened; check the permissions of the home folder.`,
    );
  }
  return new Problem(
    'store_corrupt',
    `The ${what} of this home cannot be read: the file is damaged; restore the home from a backup, or remove stage.duckdb and import everything again with --full.`,
  );
}
