import { rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Problem } from '../../vocabulary/problem.ts';
import { PHYSICAL_SCHEMA } from '../physical-name.ts';
import { type Database, tryAttach } from './database.ts';

/** The name under which the copy is attached. */
const COPY = 'resealed';

/**
 * Copies the store into a file under another key, beside those who read it; what an earlier try left is done anew.
 * 'resealed' where the store lies under that key already.
 */
export async function copyUnder(
  database: Database,
  connection: DuckDBConnection,
  key: string,
): Promise<'copied' | 'resealed'> {
  await removeCopy(database);
  if (database.keys()[0] === key) return 'resealed';
  try {
    await attachCopy(database, connection, key);
    try {
      await connection.run(`COPY FROM DATABASE ${PHYSICAL_SCHEMA} TO ${COPY}`);
      await connection.run(`CHECKPOINT ${COPY}`);
    } finally {
      await connection.run(`DETACH ${COPY}`);
    }
  } catch (error) {
    await removeCopy(database);
    throw error;
  }
  return 'copied';
}

/**
 * Puts the copy in the place of the store's file: a rename, between two reads. Throws `already_running` where the store
 * has moved on since, and leaves it as it is. Called again after it was done, it changes nothing.
 */
export async function takeCopy(database: Database, connection: DuckDBConnection, key: string): Promise<void> {
  if (database.keys()[0] === key) return;
  await attachCopy(database, connection, key);
  const same = await connection.runAndReadAll(
    `SELECT (SELECT count(*) FROM ${COPY}.data_version_history) = (SELECT count(*) FROM ${PHYSICAL_SCHEMA}.data_version_history)
        AND (SELECT max(id) FROM ${COPY}.data_version) IS NOT DISTINCT FROM (SELECT max(id) FROM ${PHYSICAL_SCHEMA}.data_version)`,
  );
  await connection.run(`DETACH ${COPY}`);
  if (same.getRows()[0]?.[0] !== true) {
    await removeCopy(database);
    throw new Problem(
      'already_running',
      'An import was published while the store was copied; run `askfolio keys rotate` again, it goes on where it was.',
    );
  }
  await database.replaceFile(connection, database.copy, key);
}

async function attachCopy(database: Database, connection: DuckDBConnection, key: string): Promise<void> {
  const tried = await tryAttach(connection, database.copy, COPY, [key], {
    logged: false,
    what: 'The copy of the store',
  });
  if (typeof tried !== 'string') throw tried;
}

async function removeCopy({ copy }: Database): Promise<void> {
  await rm(copy, { force: true });
  await rm(`${copy}.wal`, { force: true });
}
