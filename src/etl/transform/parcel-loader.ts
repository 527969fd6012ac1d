import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DuckDBTableFunction, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import type { ProductTableName } from '../../model/product-tables.ts';
import type { Run, WrittenValue } from './column-buffer.ts';
import { WaitingRows } from './waiting-rows.ts';

/** As many chunks as one row group of a database file holds: loaded together they go to the disk as they are. */
const GROUP_CHUNKS = 60;
/** Beyond this the kernel waits for the database. */
const WAITING_CHUNKS_MAX = 4 * GROUP_CHUNKS;
const FUNCTION_NAME = 'rows_of_kernel';

/** What a running `SELECT * FROM rows_of_kernel('…')` fetches, by the name in its argument. */
const fetched = new Map<string, { readonly rows: WaitingRows; chunks: number }>();

/**
 * Takes rows for tables of the parcel and lets the database fetch and store them in threads of its own while the kernel
 * goes on: the kernel has to let it, by `breathe`, every few milliseconds.
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

/** One table, and the connection over which its rows go: a statement at a time. */
interface Lane {
  readonly table: ProductTableName;
  readonly rows: WaitingRows;
  readonly line: Line;
}

interface Line {
  readonly connection: DuckDBConnection;
  /** The latest statement; resolves when it has ended, well or not. */
  running: Promise<void>;
  isBusy: boolean;
}

/**
 * Opens a loader for these tables of the attached parcel. The first table has a connection to itself; the others share
 * one. `connect` makes further connections to the database in which the parcel is attached.
 */
export async function openParcelLoader(
  connect: () => Promise<DuckDBConnection>,
  tables: readonly ProductTableName[],
): Promise<ParcelLoader> {
  const lines: Line[] = [];
  for (let n = 0; n < Math.min(2, tables.length); n += 1) {
    lines.push({ connection: await connect(), running: Promise.resolve(), isBusy: false });
  }
  const [first] = lines;
  if (!first) throw new RangeError('a loader is for at least one table');
  registerFunction(first.connection);
  const lanes = new Map<ProductTableName, Lane>();
  for (const [n, table] of tables.entries()) {
    lanes.set(table, { table, rows: new WaitingRows(table), line: lines[n === 0 ? 0 : 1] ?? first });
  }
  return loaderOver(lines, lanes);
}

function loaderOver(lines: readonly Line[], lanes: ReadonlyMap<ProductTableName, Lane>): ParcelLoader {
  const failures: unknown[] = [];
  const start = (group: number): void => {
    for (const lane of lanes.values()) {
      const chunks = lane.rows.chunks - (lane.rows.chunks % group);
      if (chunks === 0 || lane.line.isBusy || failures.length > 0) continue;
      lane.line.isBusy = true;
      lane.line.running = load(lane, chunks)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => {
          lane.line.isBusy = false;
        });
    }
  };
  const throwFailure = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  const settle = async (): Promise<void> => {
    await Promise.all(lines.map(({ running }) => running));
    throwFailure();
  };
  const laneOf = (table: ProductTableName): Lane => {
    const lane = lanes.get(table);
    if (!lane) throw new RangeError(`this loader was not opened for ${table}`);
    return lane;
  };
  return {
    add: (table, values) => laneOf(table).rows.add(values),
    addRuns: (table, count, runs) => laneOf(table).rows.addRuns(count, runs),
    async breathe() {
      start(GROUP_CHUNKS);
      await nextTurn();
      while ([...lanes.values()].some(({ rows }) => rows.chunks > WAITING_CHUNKS_MAX)) {
        await settle();
        start(GROUP_CHUNKS);
      }
      throwFailure();
    },
    async close() {
      try {
        await settle();
        for (const { rows } of lanes.values()) rows.end();
        for (start(1); lines.some(({ isBusy }) => isBusy); start(1)) await settle();
      } finally {
        await Promise.all(lines.map(({ running }) => running));
        for (const { connection } of lines) connection.closeSync();
      }
    },
  };
}

async function load({ table, rows, line }: Lane, chunks: number): Promise<void> {
  const name = randomUUID();
  fetched.set(name, { rows, chunks });
  try {
    await line.connection.run(`INSERT INTO parcel.main.${table} SELECT * FROM ${FUNCTION_NAME}('${name}')`);
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
        if (!source || source.chunks === 0) return;
        source.chunks -= 1;
        source.rows.fetch(output);
      },
    }),
  );
}

function sourceOf(bound: object | undefined): { readonly rows: WaitingRows; chunks: number } | null {
  return bound && 'name' in bound && typeof bound.name === 'string'
    ? (fetched.get(bound.name) ?? null)
    : null;
}
