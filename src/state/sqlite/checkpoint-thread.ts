import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * Copies what a write-ahead log holds into the database, beside the thread that works on it: that waits for the disk
 * twice, and whoever answers people must not. Word comes by the port; nothing goes back.
 */
const database = new DatabaseSync(String(workerData), { timeout: 0 });
database.exec('PRAGMA synchronous = NORMAL');
const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');

parentPort?.on('message', () => {
  try {
    checkpoint.all();
  } catch {
    // Busy, or the disk is full: the log goes on growing until the next time.
  }
});
