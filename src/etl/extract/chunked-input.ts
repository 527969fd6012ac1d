import type { PackedRows } from './packed-rows.ts';
import type { Position } from './source.ts';

/** Rows of an input as text, in the order of the columns that were asked for, and where reading goes on behind them. */
export interface Chunk {
  /** The same rows as one text, where they came so. */
  readonly packed?: PackedRows;
  readonly rows: readonly (readonly (string | null)[])[];
  readonly position: Position | null;
}

/** Something that comes in pieces, in memory that does not grow with it: a table, a query, the pages of an interface. */
export interface ChunkedInput {
  /** What it is called where it lies. */
  readonly label: string;
  readonly columns: readonly string[];
  /** The position of the last chunk (which may be empty) is the one from which the next run goes on. */
  chunks(columns: readonly string[], since: Position | null): AsyncIterable<Chunk>;
}
