import duckdb from '@duckdb/node-bindings';
import { DATE, DECIMAL, DOUBLE, VARCHAR, type DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api';
import { productTable, type ProductTableName, type ProductType } from '../../model/product-tables.ts';
import {
  CHUNK_ROWS,
  Days,
  Doubles,
  Texts,
  WideDecimals,
  type ColumnBuffer,
  type Run,
  type WrittenValue,
} from './column-buffer.ts';

/** One chunk of rows, a buffer a column. */
export interface Chunk {
  readonly columns: readonly ColumnBuffer[];
  rows: number;
}

/** How a column that the kernel fills is kept (PRODUCT_SQL_TYPES), and what fills it. */
const KINDS: Readonly<
  Partial<Record<ProductType, { readonly type: DuckDBType; readonly buffer: () => ColumnBuffer }>>
> = {
  text: { type: VARCHAR, buffer: () => new Texts() },
  day: { type: DATE, buffer: () => new Days() },
  double: { type: DOUBLE, buffer: () => new Doubles() },
  money: { type: DECIMAL(38, 8), buffer: () => new WideDecimals() },
  quantity: { type: DECIMAL(28, 10), buffer: () => new WideDecimals() },
  price: { type: DECIMAL(28, 10), buffer: () => new WideDecimals() },
  rate: { type: DECIMAL(24, 14), buffer: () => new WideDecimals() },
};

/** The rows of one table that the database has not fetched yet, in chunks that are filled again once they are fetched. */
export class WaitingRows {
  readonly types: readonly { readonly name: string; readonly type: DuckDBType }[];
  readonly #make: readonly (() => ColumnBuffer)[];
  readonly #free: Chunk[] = [];
  readonly #full: Chunk[] = [];
  #current: Chunk;

  /** Throws RangeError where a column is of a type that the kernel does not fill. */
  constructor(table: ProductTableName) {
    const kinds = Object.entries(productTable(table).columns).map(([name, kind]) => {
      const known = KINDS[kind];
      if (!known) throw new RangeError(`columns of type ${kind} are not filled by the kernel`);
      return { name, ...known };
    });
    this.types = kinds.map(({ name, type }) => ({ name, type }));
    this.#make = kinds.map(({ buffer }) => buffer);
    this.#current = this.#empty();
  }

  /** Chunks that are full. */
  get chunks(): number {
    return this.#full.length;
  }

  /** Values in the order of the table's columns. Throws RangeError when one is not of its column's kind. */
  add(values: readonly WrittenValue[]): void {
    const { columns, rows } = this.#current;
    for (let i = 0; i < columns.length; i += 1) columns[i]?.set(rows, values[i] ?? null);
    this.#grow(1);
  }

  /** Adds `count` rows at once, a run for each column. */
  addRuns(count: number, runs: readonly Run[]): void {
    for (let from = 0; from < count;) {
      const { columns, rows } = this.#current;
      const size = Math.min(count - from, CHUNK_ROWS - rows);
      for (const [i, run] of runs.entries()) columns[i]?.setRun(rows, size, run, from);
      this.#grow(size);
      from += size;
    }
  }

  /** No row comes any more: what is left counts as full. */
  end(): void {
    if (this.#current.rows > 0) this.#full.push(this.#current);
    this.#current = this.#empty();
  }

  /** Takes so many of the full chunks, the oldest ones, out of what waits. */
  take(chunks: number): Chunk[] {
    return this.#full.splice(0, chunks);
  }

  /** Moves a chunk that was taken into an output of the database. */
  move(chunk: Chunk, output: DuckDBDataChunk): void {
    output.rowCount = chunk.rows;
    for (const [i, column] of chunk.columns.entries()) {
      column.flush(duckdb.data_chunk_get_vector(output.chunk, i));
    }
    chunk.rows = 0;
    this.#free.push(chunk);
  }

  #grow(rows: number): void {
    this.#current.rows += rows;
    if (this.#current.rows < CHUNK_ROWS) return;
    this.#full.push(this.#current);
    this.#current = this.#free.pop() ?? this.#empty();
  }

  #empty(): Chunk {
    return { columns: this.#make.map((make) => make()), rows: 0 };
  }
}
