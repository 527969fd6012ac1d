import { DatabaseSync } from 'node:sqlite';

/**
 * Takes the lock that the file at `path` stands for, or returns null where another process has it. The operating
 * system frees it when the process ends, however it ends; the returned function frees it earlier.
 */
export function takeExclusiveLock(path: string): (() => void) | null {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isLocked(error)) return null;
    throw error;
  }
  return () => {
    database.close();
  };
}

function isLocked(error: unknown): boolean {
  const SQLITE_BUSY = 5;
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
