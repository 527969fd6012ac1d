import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { PARCELS_FOLDER } from '../parcel-file.ts';
import { PHYSICAL_SCHEMA } from '../physical-name.ts';
import { isLocked, openProblem } from './engine-problems.ts';
import type { OpenRequest } from './protocol.ts';
import { identifier, literal } from './schema.ts';
import { VERSION_TABLES } from './version.ts';

/** Names in the home. */
export const STORE_FILE = 'store.duckdb';
const TEMP_FOLDER = 'temp';
const COPY_SUFFIX = '.next';

const THREADS = 2;
const TEMP_DIRECTORY_MB_MAX = 8_192;
const LOCK_RETRY_MS = 100;

/** The process has no store any more; the one after it opens the file that lies there. */
export class StoreDetached extends Error {}

/** The opened store inside its owner process. */
export interface Database {
  /** A fresh connection, to be closed by the caller: sessions are never shared. */
  connect(): Promise<DuckDBConnection>;
  /** Hexadecimal, the one that the store lies under first; parcels may still come under another. */
  keys(): readonly string[];
  /** Absolute path of the one folder that parcels are read from. */
  readonly parcels: string;
  /** Absolute path of the one file besides the store's that can be written: a copy that is to take its place. */
  readonly copy: string;
  /**
   * Puts a closed file with the store's own tables, under this key, in the place of the store. Nothing else may use the
   * store meanwhile. Throws StoreDetached when it fails half-way.
   */
  replaceFile(connection: DuckDBConnection, file: string, key: string): Promise<void>;
  close(): void;
}

/** An instance of the engine with nothing in it: made ahead, it costs no time when the store is to be opened. */
export function emptyInstance(): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:');
}

/**
 * Opens the encrypted store in the home, making it at first, in an instance that can reach nothing else: settings
 * first, then the file, then the doors are shut for good. Throws Problems: `wrong_key`, `store_corrupt`,
 * `store_unavailable` (another process holds it for longer than is waited for), `home_unusable`.
 */
export async function openDatabase(
  request: OpenRequest,
  ahead: Promise<DuckDBInstance> = emptyInstance(),
): Promise<Database> {
  const parcels = join(request.home, PARCELS_FOLDER);
  const temp = join(request.home, TEMP_FOLDER);
  const file = join(request.home, STORE_FILE);
  // What a killed owner spilled is of no use to anybody.
  await rm(temp, { recursive: true, force: true });
  await mkdir(temp, { recursive: true, mode: 0o700 });
  await mkdir(parcels, { recursive: true, mode: 0o700 });
  const instance = await ahead;
  const connection = await instance.connect();
  const copy = `${file}${COPY_SUFFIX}`;
  const known = [request.storeKey, ...request.olderKeys];
  let key: string;
  try {
    for (const setting of firstSettings(temp, request.memoryMb)) await connection.run(setting);
    if (!existsSync(file)) await create(connection, file, request);
    key = await attachWaiting(connection, file, PHYSICAL_SCHEMA, known, request);
    for (const setting of lastSettings(parcels, [file, copy])) await connection.run(setting);
    await assertShut(connection);
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw error;
  }
  connection.closeSync();
  return {
    connect: () => instance.connect(),
    keys: () => [key, ...known.filter((each) => each !== key)],
    parcels,
    copy,
    replaceFile: async (using, replacement, nextKey) => {
      await replaceFile(using, replacement, nextKey, file, request);
      key = nextKey;
    },
    close: () => instance.closeSync(),
  };
}

/**
 * The engine encrypts with its own copy of Mbed TLS, because the extension with OpenSSL could only be downloaded; it
 * calls that unsafe for the random generator that nonces come from, and the documentation says what it is worth.
 */
function firstSettings(temp: string, memoryMb: number): string[] {
  return [
    'SET force_mbedtls_unsafe = true',
    `SET memory_limit = '${memoryMb}MB'`,
    `SET threads = ${THREADS}`,
    `SET temp_directory = ${literal(temp)}`,
    'SET temp_file_encryption = true',
    `SET max_temp_directory_size = '${TEMP_DIRECTORY_MB_MAX}MB'`,
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
    'SET allow_community_extensions = false',
    `SET default_block_size = ${LIMITS.database_block_bytes}`,
    // What a publish commits goes into the file at once, where a log would encrypt and write every row twice.
    `SET checkpoint_threshold = '0KB'`,
    `SET TimeZone = 'UTC'`,
  ];
}

function lastSettings(parcels: string, files: readonly string[]): string[] {
  // A checkpoint keeps what is written meanwhile in a log of its own.
  const paths = files.flatMap((file) => ['', '.wal', '.wal.checkpoint'].map((end) => literal(file + end)));
  return [
    `SET allowed_directories = [${literal(parcels)}]`,
    `SET allowed_paths = [${paths.join(', ')}]`,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ];
}

const SHUT: Readonly<Record<string, string>> = {
  enable_external_access: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  temp_file_encryption: 'true',
  lock_configuration: 'true',
};

/** An engine that does not say itself that its doors are shut is not used. Throws Problem `store_unavailable`. */
async function assertShut(connection: DuckDBConnection): Promise<void> {
  const reader = await connection.runAndReadAll(`SELECT name || '=' || value FROM duckdb_settings()`);
  const told = new Set(reader.getRowsJson().map(([setting]) => setting));
  const unlocked = Object.entries(SHUT).flatMap(([name, value]) =>
    told.has(`${name}=${value}`) ? [] : [name],
  );
  if (unlocked.length === 0) return;
  throw new Problem(
    'store_unavailable',
    `The embedded database cannot be locked down (${unlocked.join(', ')}); install the pinned version.`,
  );
}

function attachStatement(
  file: string,
  name: string,
  key: string,
  readOnly: boolean,
  logged: boolean,
): string {
  const options = [
    ...(readOnly ? ['READ_ONLY'] : []),
    ...(logged ? [] : ['RECOVERY_MODE no_wal_writes']),
    `ENCRYPTION_KEY ${literal(key)}`,
  ];
  return `ATTACH ${literal(file)} AS ${identifier(name)} (${options.join(', ')})`;
}

/** Made under another name and moved into place when complete, so that a crash leaves no half a store. */
async function create(connection: DuckDBConnection, file: string, request: OpenRequest): Promise<void> {
  const draft = `${file}.new`;
  const keys = [request.storeKey];
  try {
    await attachWaiting(connection, draft, 'draft', keys, request);
  } catch (error) {
    if (existsSync(file) || isProblemOfUse(error)) throw error;
    await rm(draft, { force: true });
    await rm(`${draft}.wal`, { force: true });
    await attachWaiting(connection, draft, 'draft', keys, request);
  }
  for (const statement of VERSION_TABLES('draft')) await connection.run(statement);
  await connection.run('CHECKPOINT draft');
  await connection.run('DETACH draft');
  if (existsSync(file)) return rm(draft, { force: true });
  await moveInto(draft, file);
}

/** The name changes in one step, and only when the bytes are on the disk. */
async function moveInto(draft: string, file: string): Promise<void> {
  const handle = await open(draft, 'r+', 0o600);
  await handle.chmod(0o600);
  await handle.sync();
  await handle.close();
  await rename(draft, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync();
  await folder.close();
}

async function replaceFile(
  connection: DuckDBConnection,
  replacement: string,
  key: string,
  file: string,
  request: OpenRequest,
): Promise<void> {
  await connection.run(`CHECKPOINT ${PHYSICAL_SCHEMA}`);
  await connection.run(`DETACH ${PHYSICAL_SCHEMA}`);
  try {
    // A log belongs to the file beside it: one that stayed would be replayed into the other.
    if (existsSync(`${file}.wal`) || existsSync(`${replacement}.wal`)) {
      throw new Error('a database was closed and its log is still there');
    }
    await moveInto(replacement, file);
    await attachWaiting(connection, file, PHYSICAL_SCHEMA, [key], request);
  } catch (error) {
    throw new StoreDetached('The store was closed to take another file and is not open again.', {
      cause: error,
    });
  }
}

function isProblemOfUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'store_unavailable';
}

/** Gives the key of these that opened it. */
async function attachWaiting(
  connection: DuckDBConnection,
  file: string,
  name: string,
  keys: readonly string[],
  request: OpenRequest,
): Promise<string> {
  const started = performance.now();
  for (;;) {
    const tried = await tryAttach(connection, file, name, keys);
    if (typeof tried === 'string') return tried;
    if (!isLocked(tried.cause) || performance.now() - started > request.lockWaitMs) throw tried;
    await sleep(LOCK_RETRY_MS);
  }
}

/**
 * Attaches a file with the first of the keys that opens it, and gives that; or the Problem of the last one. Without a log
 * (`logged`) only a file that was closed well is whole.
 */
export async function tryAttach(
  connection: DuckDBConnection,
  file: string,
  name: string,
  keys: readonly string[],
  { readOnly = false, logged = true, what = 'The store' } = {},
): Promise<string | Problem> {
  let problem = openProblem(new Error('no key'), what);
  for (const key of keys) {
    try {
      await connection.run(attachStatement(file, name, key, readOnly, logged));
      return key;
    } catch (error) {
      problem = openProblem(error, what);
      if (problem.code !== 'wrong_key') return problem;
    }
  }
  return problem;
}
