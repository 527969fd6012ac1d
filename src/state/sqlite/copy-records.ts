import { backup } from 'node:sqlite';
import { chmod } from 'node:fs/promises';
import { openRecordsFile } from './dialect.ts';

/** Writes a copy of the records as of one moment; whoever works with them goes on. */
export async function copyRecords(path: string, to: string): Promise<void> {
  const { database } = openRecordsFile(path);
  try {
    await backup(database, to);
    await chmod(to, 0o600);
  } finally {
    database.close();
  }
}
