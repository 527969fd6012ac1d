import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection, Json } from '@duckdb/node-api';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { digestOf } from '../extract/file-digest.ts';
import { attach, attachStage, type StagePlace } from './attach.ts';

export const PARCELS_FOLDER = 'parcels';

/** A value of a result; whole numbers past 2^31, decimals, days and instants are text. */
export type ResultValue = string | number | boolean | null;
export type ResultRow = Readonly<Record<string, ResultValue>>;

/**
 * The database in which a refresh works: the staged rows attached as `stage`, one parcel as `parcel`, everything
 * else temporary. Temporary tables live as long as the first connection and are seen by it alone.
 */
export interface Workspace {
  readonly connection: DuckDBConnection;
  /** Does work with the staged rows attached, and nobody else at them; without it a source can be read for long. */
  withStage<T>(work: () => Promise<T>): Promise<T>;
  /** Inside `withStage`: does work that only reads the staged rows, and others may read them meanwhile. */
  sharingStage<T>(work: () => Promise<T>): Promise<T>;
  /** Says that so many rows more are to be worked on, so that there are as many threads as they keep busy. */
  expectRows(rows: number): Promise<void>;
  /** A further connection, for work beside the first; to be closed by the caller. */
  readonly connect: () => Promise<DuckDBConnection>;
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly ResultRow[]>;
  /**
   * The first value of the first row as a number, 0 where there is none; of a last statement that makes or changes rows,
   * how many those are.
   */
  count(sql: string): Promise<number>;
  /** Runs `work` in one transaction: all of it, or nothing. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Makes an empty parcel, the only one in the home, and attaches it as `parcel`; gives its path. */
  openParcel(name: string): Promise<string>;
  /** Makes an empty part of another process's parcel and attaches it as `parcel`. */
  openPart(path: string): Promise<void>;
  /** Does work while a sealed part is attached as `part`, to be read. */
  withPart<T>(path: string, work: () => Promise<T>): Promise<T>;
  /**
   * Detaches the parcel, so that its file is whole, and looks that every row is in it; gives the file's SHA-256 in
   * hexadecimal. Throws Problem `store_unavailable` where one is not.
   */
  sealParcel(): Promise<string>;
  /** Removes what parcels lie in the home. */
  removeParcels(): Promise<void>;
  close(): void;
}

/** More than any parcel has: the engine makes no checkpoint of its own. */
const NO_CHECKPOINT = '1000TB';

/** Whose turn it is at the staged rows, of several that work on one home; gives what ends the turn. */
export type TakeStage = () => Promise<() => Promise<void>>;

export interface WorkspaceOptions extends StagePlace {
  /** Hexadecimal. */
  readonly parcelKey: string;
  readonly takeStage: TakeStage;
  /** Only reads the staged rows, while another process has its turn at them and shares them. */
  readonly isGuest?: boolean;
}

/**
 * Opens a place to work in at a home. Throws Problem `home_unusable`; `withStage` besides: `wrong_key`, `store_corrupt`
 * and `already_running`.
 */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const parcels = join(options.home, PARCELS_FOLDER);
  const spill = join(options.home, 'spill', String(process.pid));
  // The engine makes the last folder of a path only, and only when it has to spill.
  for (const folder of [parcels, spill]) await makeFolder(folder);
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: `${String(LIMITS.etl_memory_mb_max)}MB`,
    temp_directory: spill,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run(
      `SET temp_file_encryption = true; SET force_mbedtls_unsafe = true; SET TimeZone = 'UTC';
       SET default_block_size = ${String(LIMITS.database_block_bytes)}`,
    );
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw error;
  }
  return workspaceOver(instance, connection, { ...options, parcels, spill });
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw new Problem('home_unusable', `The folder ${folder} cannot be made; check its permissions.`, {
      cause: error,
    });
  });
}

function workspaceOver(
  instance: DuckDBInstance,
  connection: DuckDBConnection,
  places: WorkspaceOptions & { readonly parcels: string; readonly spill: string },
): Workspace {
  let parcel: string | null = null;
  let attached = false;
  let expected = 0;
  let stagedRowsExpected = false;
  const openAt = async (path: string): Promise<void> => {
    parcel = path;
    // One amid the inserts of several connections loses whole row groups of theirs (DuckDB 1.5.5).
    await connection.run(`SET checkpoint_threshold = '${NO_CHECKPOINT}'`);
    // Only a parcel that was sealed is ever read: nothing is lost with a log, and writing one costs as much again.
    await attach(connection, path, 'parcel', places.parcelKey, 'RECOVERY_MODE no_wal_writes');
  };
  const rows = async (sql: string): Promise<readonly ResultRow[]> =>
    (await connection.runAndReadAll(sql))
      .getRowObjectsJson()
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
  const count = async (sql: string): Promise<number> =>
    Number(Object.values((await rows(sql))[0] ?? {})[0] ?? 0);
  const withPart: Workspace['withPart'] = async (path, work) => {
    await attach(connection, path, 'part', places.parcelKey, 'READ_ONLY');
    try {
      return await work();
    } finally {
      await connection.run('DETACH part');
    }
  };
  /** How many rows each table of an attached file has, as one text. */
  const rowsOfTables = async (catalog: 'parcel' | 'part'): Promise<string> => {
    const tables = await rows(
      `SELECT table_name FROM duckdb_tables() WHERE database_name = '${catalog}' ORDER BY table_name`,
    );
    const counts = tables.map(({ table_name: name }) => {
      const table = String(name).replaceAll('"', '""');
      return `(SELECT count(*) FROM ${catalog}.main."${table}") AS "${table}"`;
    });
    return counts.length === 0 ? '' : JSON.stringify(await rows(`SELECT ${counts.join(', ')}`));
  };
  const expectRows = async (more: number): Promise<void> => {
    const before = expected;
    expected += more;
    if (before <= LIMITS.etl_one_thread_rows_max && expected > LIMITS.etl_one_thread_rows_max)
      await connection.run(`SET threads = ${String(LIMITS.etl_threads_max)}`);
  };
  const expectStagedRows = async (): Promise<void> => {
    if (stagedRowsExpected) return;
    stagedRowsExpected = true;
    await expectRows(
      await count("SELECT sum(estimated_size) FROM duckdb_tables() WHERE database_name = 'stage'"),
    );
  };
  return {
    connection,
    withStage: async (work) => {
      if (attached) return work();
      const leave = await places.takeStage();
      try {
        await attachStage(connection, places, places.isGuest === true);
        attached = true;
        await expectStagedRows();
        const result = await work();
        await connection.run('DETACH stage');
        return result;
      } catch (error) {
        await connection.run('DETACH DATABASE IF EXISTS stage').catch(() => undefined);
        throw error;
      } finally {
        attached = false;
        await leave();
      }
    },
    sharingStage: async (work) => {
      await connection.run('CHECKPOINT stage');
      await connection.run('DETACH stage');
      await attachStage(connection, places, true);
      const result = await work();
      await connection.run('DETACH stage');
      await attachStage(connection, places, false);
      return result;
    },
    expectRows,
    connect: () => instance.connect(),
    rows,
    run: async (sql) => {
      await connection.run(sql);
    },
    count,
    transaction: (work) => inTransaction(connection, work),
    openParcel: async (name) => {
      await emptyFolder(places.parcels);
      const path = join(places.parcels, `${name}.duckdb`);
      await openAt(path);
      return path;
    },
    openPart: openAt,
    withPart,
    sealParcel: async () => {
      if (parcel === null) throw new Error('no parcel is open');
      const written = await rowsOfTables('parcel');
      // Detaching would pass over a checkpoint that cannot be made, and there is no log.
      await connection.run('CHECKPOINT parcel');
      await connection.run('DETACH parcel');
      await connection.run('RESET checkpoint_threshold');
      const kept = await withPart(parcel, () => rowsOfTables('part'));
      if (kept !== written) throw notWhole();
      return (await digestOf(parcel)).sha256;
    },
    removeParcels: () => emptyFolder(places.parcels),
    close: () => {
      connection.closeSync();
      instance.closeSync();
      rmSync(places.spill, { recursive: true, force: true });
    },
  };
}

function notWhole(): Problem {
  return new Problem(
    'store_unavailable',
    'Not every figure that was computed reached the disk, so nothing was published; run the import again.',
  );
}

function plain(value: Json): ResultValue {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function emptyFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
}
