import { BIGINT, DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import type { DuckDBAppender } from '@duckdb/node-api';
import type { SourceColumn, SourceTableName } from '../../model/source-tables.ts';
import { sourceTable } from '../../model/source-tables.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { NO_MARKS, marksAbsent } from '../extract/marks.ts';
import { ROW_END, unpackingSql } from '../extract/packed-rows.ts';
import type { FileQuery, RawBatch } from '../extract/source.ts';
import { isPlain, plainValue, textsOf } from './plain-values.ts';
import type { Arrivals } from './plain-values.ts';
import { SOURCE_SQL_TYPES, columnNames } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/**
 * Rows wait until there are so many: more than a row group of the engine, which it takes over as it is. Of fewer it
 * writes every value twice.
 */
const BATCHED_ROWS_MAX = 131_072;

/**
 * Makes the temporary tables that a table is read into: `read_<table>` has every row with its line, typed; a row that is
 * not `plain` is doubtful, and `doubtful_<table>` has its text.
 */
export async function makeReadTables(workspace: Workspace, table: SourceTableName): Promise<void> {
  const columns = Object.entries<SourceColumn>(sourceTable(table).columns);
  const shapes = columns.map(([name, { type }]) => `${name} ${SOURCE_SQL_TYPES[type]}`);
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE read_${table} (line BIGINT, plain BOOLEAN, ${shapes.join(', ')})`,
  );
  await workspace.run(textTable(`doubtful_${table}`, table));
}

/**
 * Reads batches into `read_<table>`; `columns` are the canonical ones that the batches have. Gives the number of rows.
 * `onRows` hears how many there are so far.
 */
export async function readBatches(
  workspace: Workspace,
  table: SourceTableName,
  rows: { readonly columns: readonly string[]; readonly batches: AsyncIterable<RawBatch> },
  onRows: (count: number) => void,
): Promise<number> {
  const batched = new BatchedRows(workspace, table, rows.columns);
  const packed = new PackedBatches(workspace, table, rows.columns);
  let count = 0;
  try {
    for await (const batch of rows.batches) {
      if (batch.packed === undefined) {
        await packed.flush();
        await batched.add(batch);
        count += batch.lines.length;
      } else {
        await batched.flush();
        await packed.add(batch.packed);
        count += batch.packed.rows;
      }
      onRows(count);
    }
    await packed.flush();
    await batched.flush();
  } finally {
    await packed.close();
    batched.close();
  }
  return count;
}

/**
 * Reads what a query of the engine gives. False where it failed or gave another number of rows than there are: nothing
 * is read then. Not to be called inside a transaction, which a failure would end.
 */
export async function readQuery(
  workspace: Workspace,
  table: SourceTableName,
  columns: readonly string[],
  query: FileQuery,
): Promise<boolean> {
  const arrivals: Arrivals = new Map(
    columns.map((name) => [name, query.values.has(name) ? 'value' : 'text']),
  );
  const named = columns.map((name, place) => `q.c${String(place)} AS ${name}`).join(', ');
  const columnsOfQuery = columns.map((_name, place) => `c${String(place)}`).join(', ');
  const from = (line: string): string =>
    `(SELECT ${line} AS line, CAST(NULL AS VARCHAR) AS fault_column, CAST(NULL AS VARCHAR) AS fault, ${named} FROM (${query.sql}) q(${columnsOfQuery}))`;
  const reading = { arrivals, absent: query.absent ?? NO_MARKS };
  try {
    // Rows stand in the order of the file: numbering them behind costs a tenth of numbering them as they come.
    await workspace.run(plainRows(table, reading, from('0')));
    if ((await workspace.count(`SELECT count(*) FROM temp.read_${table}`)) === query.rows) {
      await workspace.run(`UPDATE temp.read_${table} SET line = rowid + ${String(query.firstLine)}`);
      const doubtful = await doubtfulBehind(workspace, table, 0);
      if (doubtful === 0) return true;
      const numbered = from(`row_number() OVER () + ${String(query.firstLine - 1)}`);
      await workspace.run(doubtfulRows(table, reading, numbered));
      if ((await workspace.count(`SELECT count(*) FROM temp.doubtful_${table}`)) === doubtful) return true;
    }
  } catch {
    // Reading row by row says what is wrong with the file.
  }
  await makeReadTables(workspace, table);
  return false;
}

/** Batches as they are handed to the engine: many of them at a time, because each statement costs. */
class BatchedRows {
  readonly #workspace: Workspace;
  readonly #table: SourceTableName;
  readonly #columns: readonly string[];
  #rows = 0;
  #appender: DuckDBAppender | null = null;

  constructor(workspace: Workspace, table: SourceTableName, columns: readonly string[]) {
    this.#workspace = workspace;
    this.#table = table;
    this.#columns = columns;
  }

  async add(batch: RawBatch): Promise<void> {
    const names = columnNames(this.#table);
    const size = batch.lines.length;
    const absent = Array.from({ length: size }, () => null);
    const chunk = DuckDBDataChunk.create([BIGINT, VARCHAR, VARCHAR, ...names.map(() => VARCHAR)], size);
    chunk.setColumns([
      batch.lines.map((line) => BigInt(line)),
      batch.faults.map((fault) => fault?.column ?? null),
      batch.faults.map((fault) => fault?.reason ?? null),
      ...names.map((name) => batch.values[this.#columns.indexOf(name)] ?? absent),
    ]);
    this.#appender ??= await this.#begin();
    this.#appender.appendDataChunk(chunk);
    this.#rows += size;
    if (this.#rows >= BATCHED_ROWS_MAX) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#appender === null) return;
    this.#appender.flushSync();
    await this.#workspace.expectRows(this.#rows);
    this.close();
    const arrivals: Arrivals = new Map(this.#columns.map((name) => [name, 'text']));
    const from = `temp.${this.#name}`;
    await takeIn(this.#workspace, this.#table, { arrivals, absent: NO_MARKS, from, values: [] });
    await this.#workspace.run(`DROP TABLE temp.${this.#name}`);
  }

  /** Lets go of what was not flushed. */
  close(): void {
    this.#appender?.closeSync();
    this.#appender = null;
    this.#rows = 0;
  }

  async #begin(): Promise<DuckDBAppender> {
    await this.#workspace.run(textTable(this.#name, this.#table));
    return this.#workspace.connection.createAppender(this.#name, 'main', 'temp');
  }

  get #name(): string {
    return `batched_${this.#table}`;
  }
}

/** Packed rows as they are handed to the engine: many at a time, which it takes in while the next ones are read. */
class PackedBatches {
  readonly #workspace: Workspace;
  readonly #table: SourceTableName;
  readonly #columns: readonly string[];
  #waiting: { readonly firstLine: number; readonly texts: string[]; rows: number; chars: number } | null =
    null;
  #takingIn: Promise<void> = Promise.resolve();

  constructor(workspace: Workspace, table: SourceTableName, columns: readonly string[]) {
    this.#workspace = workspace;
    this.#table = table;
    this.#columns = columns;
  }

  async add({ text, rows, firstLine }: NonNullable<RawBatch['packed']>): Promise<void> {
    if (this.#waiting !== null && this.#waiting.firstLine + this.#waiting.rows !== firstLine)
      await this.#handOn();
    const waiting = (this.#waiting ??= { firstLine, texts: [], rows: 0, chars: 0 });
    waiting.texts.push(text);
    waiting.rows += rows;
    waiting.chars += text.length;
    if (waiting.rows >= BATCHED_ROWS_MAX || waiting.chars >= LIMITS.source_chunk_chars_max)
      await this.#handOn();
  }

  /** Everything that was added is taken in behind it. */
  async flush(): Promise<void> {
    await this.#handOn();
    await this.#takingIn;
  }

  /** Lets go of what was not flushed, when the engine is done with what it has. */
  async close(): Promise<void> {
    this.#waiting = null;
    await this.#takingIn.catch(() => undefined);
  }

  /** Waits until the engine is done with what it has, and gives it what waits. */
  async #handOn(): Promise<void> {
    await this.#takingIn;
    if (this.#waiting === null) return;
    const { firstLine, texts, rows } = this.#waiting;
    this.#waiting = null;
    await this.#workspace.expectRows(rows);
    const arrivals: Arrivals = new Map(this.#columns.map((name) => [name, 'text']));
    const text = texts.join(ROW_END);
    this.#takingIn = takeIn(this.#workspace, this.#table, {
      arrivals,
      absent: marksAbsent(text),
      from: unpacked(this.#table, this.#columns),
      values: [BigInt(firstLine), text],
    });
    // A failure is met where the engine is waited for; until then nobody hears it.
    this.#takingIn.catch(() => undefined);
  }
}

/** How rows come. */
interface Reading {
  readonly arrivals: Arrivals;
  /** The marks that no row has. */
  readonly absent: ReadonlySet<string>;
}

interface TextRows extends Reading {
  /** A relation with `line`, `fault_column`, `fault` and the columns of the table that arrive. */
  readonly from: string;
  readonly values: (bigint | string)[];
}

async function takeIn(
  workspace: Workspace,
  table: SourceTableName,
  { from, values, ...reading }: TextRows,
): Promise<void> {
  const before = await workspace.count(`SELECT count(*) FROM temp.read_${table}`);
  await workspace.connection.run(plainRows(table, reading, from), values);
  if ((await doubtfulBehind(workspace, table, before)) === 0) return;
  await workspace.connection.run(doubtfulRows(table, reading, from), values);
}

function doubtfulBehind(workspace: Workspace, table: SourceTableName, place: number): Promise<number> {
  return workspace.count(
    `SELECT count(*) FROM temp.read_${table} WHERE rowid >= ${String(place)} AND NOT plain`,
  );
}

function plainRows(table: SourceTableName, { arrivals, absent }: Reading, from: string): string {
  const values = columnNames(table).map((name) => `t.v_${name}`);
  return `INSERT INTO temp.read_${table} SELECT t.line, ${isPlain(table, arrivals, absent)}, ${values.join(', ')} FROM (${typed(table, arrivals, from)}) t`;
}

function doubtfulRows(table: SourceTableName, { arrivals, absent }: Reading, from: string): string {
  return `INSERT INTO temp.doubtful_${table} SELECT t.line, t.fault_column, t.fault, ${textsOf(table, arrivals).join(', ')}
    FROM (${typed(table, arrivals, from)}) t WHERE NOT (${isPlain(table, arrivals, absent)})`;
}

function typed(table: SourceTableName, arrivals: Arrivals, from: string): string {
  const values = Object.entries<SourceColumn>(sourceTable(table).columns).map(
    ([name, column]) => `${plainValue(name, column, arrivals.get(name))} AS v_${name}`,
  );
  return `SELECT t.*, ${values.join(', ')} FROM ${from} t`;
}

/** Packed rows taken apart; the parameters are the first line and the text. */
function unpacked(table: SourceTableName, columns: readonly string[]): string {
  const values = columnNames(table).flatMap((name) => {
    const place = columns.indexOf(name);
    return place < 0 ? [] : [`nullif(f[${String(place + 1)}], '') AS ${name}`];
  });
  return `(SELECT $1::BIGINT + i AS line, CAST(NULL AS VARCHAR) AS fault_column, CAST(NULL AS VARCHAR) AS fault, ${values.join(', ')} FROM (${unpackingSql('$2')}))`;
}

/** Rows as text, as they were read. */
function textTable(name: string, table: SourceTableName): string {
  const columns = columnNames(table).map((column) => `${column} VARCHAR`);
  return `CREATE OR REPLACE TEMP TABLE ${name} (line BIGINT, fault_column VARCHAR, fault VARCHAR, ${columns.join(', ')})`;
}
