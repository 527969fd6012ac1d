import type { DuckDBConnection } from '@duckdb/node-api';
import { asProblem, Problem } from '../../vocabulary/problem.ts';
import type { DataVersion } from '../port.ts';
import { adoptParcel } from './adopt.ts';
import { type Database, emptyInstance, openDatabase, StoreDetached } from './database.ts';
import { isInvalidated, openProblem, statementProblem } from './engine-problems.ts';
import { readMarks } from './marks.ts';
import type { JobRequest, OpenRequest, OwnerReply, OwnerRequest } from './protocol.ts';
import { publishParcel } from './publish.ts';
import { readSnapshot } from './read.ts';
import { copyUnder, takeCopy } from './reseal.ts';
import { readVersion } from './version.ts';

/**
 * The process that alone opens the store. It has no time limits of its own: whoever started it interrupts a job, and
 * kills the process when that does not help. It ends when its parent is gone.
 */

let database: Database | null = null;
/** Made while the process waits to be told which store to open. */
const instance = emptyInstance();
instance.catch(() => undefined);
/** The connections of the jobs that are running, by their ids. */
const running = new Map<number, DuckDBConnection>();
const interrupted = new Set<number>();

process.on('message', (message) => {
  // Only the parent can write to this channel, and it is the same program.
  void receive(message as OwnerRequest);
});
process.on('disconnect', () => {
  // A job may hold a thread that nothing but the end of the process frees.
  if (running.size > 0) process.kill(process.pid, 'SIGKILL');
  closeAndExit();
});
// A signal for the whole group (Ctrl-C) is the parent's to handle: it closes the store when its work is done.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

async function receive(request: OwnerRequest): Promise<void> {
  switch (request.kind) {
    case 'open':
      return open(request);
    case 'interrupt':
      interrupted.add(request.id);
      running.get(request.id)?.interrupt();
      return;
    case 'close':
      if (running.size > 0) process.kill(process.pid, 'SIGKILL');
      return closeAndExit();
    case 'read':
    case 'marks':
    case 'publish':
    case 'adopt':
    case 'copy':
    case 'takeCopy':
      return run(request.id, request);
  }
}

async function open(request: OpenRequest): Promise<void> {
  try {
    database = await openDatabase(request, instance);
    const connection = await database.connect();
    const version = await readVersion(connection);
    connection.closeSync();
    reply({ kind: 'opened', version });
  } catch (error) {
    const { code, message } = error instanceof Problem ? error : openProblem(error, 'The store');
    reply({ kind: 'failed', code, message }, () => process.exit(1));
  }
}

async function run(id: number, request: JobRequest): Promise<void> {
  if (database === null) throw new Error('a job came before the store was opened');
  const connection = await database.connect();
  running.set(id, connection);
  try {
    reply(await work(database, connection, id, request));
  } catch (error) {
    if (isInvalidated(error) || error instanceof StoreDetached) {
      reply({ kind: 'invalidated' }, () => process.kill(process.pid, 'SIGKILL'));
      return;
    }
    const problem = interrupted.has(id) ? tooSlow(error) : statementProblem(error);
    const { code, message } = asProblem(problem);
    reply({ kind: 'problem', id, code, message });
  } finally {
    running.delete(id);
    interrupted.delete(id);
    connection.closeSync();
  }
}

async function work(
  opened: Database,
  connection: DuckDBConnection,
  id: number,
  request: JobRequest,
): Promise<OwnerReply> {
  if (request.kind === 'read') {
    const snapshot = await readSnapshot(connection, request.statements, request.limits, () => {
      if (interrupted.has(id)) throw tooSlow();
    });
    return { kind: 'read', id, snapshot };
  }
  switch (request.kind) {
    case 'marks':
      return { kind: 'marks', id, marks: await readMarks(connection, request.known) };
    case 'adopt': {
      const version = await adoptParcel(opened, connection, request.parcel, tellVersion);
      return { kind: 'published', id, version };
    }
    case 'copy':
      return { kind: await copyUnder(opened, connection, request.storeKey), id };
    case 'takeCopy':
      await takeCopy(opened, connection, request.storeKey);
      return { kind: 'resealed', id };
    case 'publish': {
      const version = await publishParcel(opened, connection, request.parcel, tellVersion);
      return version === 'adoptable' ? { kind: 'adoptable', id } : { kind: 'published', id, version };
    }
    default:
      return request satisfies never;
  }
}

function tellVersion(version: DataVersion): void {
  reply({ kind: 'version', version });
}

function tooSlow(cause?: unknown): Problem {
  return new Problem('sql_limit', 'The statement took longer than it may; ask for less at once.', { cause });
}

function reply(message: OwnerReply, then?: () => void): void {
  process.send?.(message, undefined, undefined, then === undefined ? undefined : () => then());
}

function closeAndExit(): void {
  database?.close();
  process.exit(0);
}
