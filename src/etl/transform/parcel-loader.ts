import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DuckDBTableFunction, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import type { ProductTableName } from '../../model/product-tables.ts';
import type { Run, WrittenValue } from './column-buffer.ts';
import { type Chunk, WaitingRows } from './waiting-rows.ts';

/** As many chunks as one row group of a database file holds: loaded together they go to the disk as they are. */
const GROUP_CHUNKS = 60;
/** Beyond this, in one table, the kernel waits for the database. */
const WAITING_CHUNKS_MAX = 4 * GROUP_CHUNKS;
/**
 * Statements that run at once. Each of them gets one chunk whenever the kernel gives way, and works on it while the
 * kernel goes on: with fewer than these the database waits for the kernel most of the time.
 */
const LINES = 4;
const FUNCTION_NAME = 'rows_of_kernel';

interface Fetched {
  readonly rows: WaitingRows;
  /** The last one first. */
  readonly chunks: Chunk[];
}

/** What a running `SELECT * FROM rows_of_kernel('…')` fetches, by the name in its argument. */
const fetched = new Map<string, Fetched>();

/**
 * Takes rows for tables of the parcel and lets the database fetch and store them in threads of its own while the kernel
 * goes on: the kernel has to let it, by `breathe`, every few milliseconds. Rows of a table stay in their order within a
 * row group of the file; groups that are stored beside each other may change places.
 */
export interface ParcelLoader {
  /** One row; values in the order of the table's columns. */
  add(table: ProductTableName, values: readonly WrittenValue[]): void;
  /** `count` rows, a run for each column. */
  addRuns(table: ProductTableName, count: number, runs: readonly Run[]): void;
  /** Gives way to the database; waits where too much waits for it. Rejects with what made it fail. */
  breathe(): Promise<void>;
  /** Resolves when every row is stored. Rejects with what made it fail. */
  close(): Promise<void>;
}

/** A connection over which rows go, a statement at a time. */
interface Line {
  readonly connection: DuckDBConnection;
  /** The latest statement; resolves when it has ended, well or not. */
  running: Promise<void>;
  isBusy: boolean;
}

/**
 * Opens a loader for these tables of the attached parcel. `connect` makes further connections to the database in which
 * the parcel is attached.
 */
export async function openParcelLoader(
  connect: () => Promise<DuckDBConnection>,
  tables: readonly ProductTableName[],
): Promise<ParcelLoader> {
  const lines: Line[] = [];
  for (let n = 0; n < LINES; n += 1) {
    lines.push({ connection: await connect(), running: Promise.resolve(), isBusy: false });
  }
  const [first] = lines;
  if (!first) throw new RangeError('a loader needs a connection');
  registerFunction(first.connection);
  return loaderOver(lines, new Map(tables.map((table) => [table, new WaitingRows(table)])));
}

function loaderOver(
  lines: readonly Line[],
  waiting: ReadonlyMap<ProductTableName, WaitingRows>,
): ParcelLoader {
  const failures: unknown[] = [];
  let turns = [...waiting];
  /** Gives every idle line a group of one table, the tables taking turns. */
  const start = (group: number): void => {
    for (const line of lines) {
      if (line.isBusy || failures.length > 0) continue;
      const next = turns.find(([, { chunks }]) => chunks >= group);
      if (!next) return;
      turns = [...turns.filter((one) => one !== next), next];
      const [table, rows] = next;
      line.isBusy = true;
      line.running = load(line.connection, table, rows)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => {
          line.isBusy = false;
        });
    }
  };
  const throwFailure = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  const oneDone = async (): Promise<void> => {
    throwFailure();
    await Promise.race(lines.filter(({ isBusy }) => isBusy).map(({ running }) => running));
    throwFailure();
  };
  const rowsOf = (table: ProductTableName): WaitingRows => {
    const rows = waiting.get(table);
    if (!rows) throw new RangeError(`this loader was not opened for ${table}`);
    return rows;
  };
  return {
    add: (table, values) => rowsOf(table).add(values),
    addRuns: (table, count, runs) => rowsOf(table).addRuns(count, runs),
    async breathe() {
      start(GROUP_CHUNKS);
      await nextTurn();
      while (turns.some(([, { chunks }]) => chunks > WAITING_CHUNKS_MAX)) {
        await oneDone();
        start(GROUP_CHUNKS);
      }
      throwFailure();
    },
    async close() {
      try {
        for (const rows of waiting.values()) rows.end();
        for (start(1); lines.some(({ isBusy }) => isBusy); start(1)) await oneDone();
      } finally {
        await Promise.all(lines.map(({ running }) => running));
        for (const { connection } of lines) connection.closeSync();
      }
    },
  };
}

async function load(connection: DuckDBConnection, table: ProductTableName, rows: WaitingRows): Promise<void> {
  const name = randomUUID();
  fetched.set(name, { rows, chunks: rows.take(GROUP_CHUNKS).toReversed() });
  try {
    await connection.run(`INSERT INTO parcel.main.${table} SELECT * FROM ${FUNCTION_NAME}('${name}')`);
  } finally {
    fetched.delete(name);
  }
}

/** The function stays with the database; to register it once more changes nothing. */
function registerFunction(connection: DuckDBConnection): void {
  connection.registerTableFunction(
    DuckDBTableFunction.create({
      name: FUNCTION_NAME,
      parameterTypes: [VARCHAR],
      bindFunction(info) {
        const name = String(info.getParameter(0));
        const source = fetched.get(name);
        if (!source) return info.setError('nobody waits for these rows');
        for (const { name: column, type } of source.rows.types) info.addResultColumn(column, type);
        info.setBindData({ name });
      },
      initFunction: () => undefined,
      mainFunction(info, output) {
        const source = sourceOf(info.bindData);
        output.rowCount = 0;
        const chunk = source?.chunks.pop();
        if (source && chunk) source.rows.move(chunk, output);
      },
    }),
  );
}

function sourceOf(bound: object | undefined): Fetched | null {
  return bound && 'name' in bound && typeof bound.name === 'string'
    ? (fetched.get(bound.name) ?? null)
    : null;
}
