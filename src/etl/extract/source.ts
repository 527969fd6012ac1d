import type { SourceTableName } from '../../model/source-tables.ts';
import type { ReceivedFile } from '../../vocabulary/run.ts';

/** What a delivery says of itself; `snapshot`: everything as of one moment, rows that are absent are gone. */
export type DeclaredKind = 'full' | 'incremental' | 'snapshot';

/** One table of a delivery, as it lies in the source. */
export interface SourceStream {
  readonly table: SourceTableName;
  /** The file's name, or the source's own name for the table. */
  readonly file: string;
  /** As the source names them, in its order. */
  readonly columns: readonly string[];
  /** Why no row of it can be taken in (no header row, a column named twice); null where that is not so. */
  readonly unusable: string | null;
}

/** What is wrong with a row before anybody has looked at its values. */
export interface RowFault {
  readonly column: string | null;
  readonly reason: string;
}

/** Rows as text, column by column in the order that was asked for; null where the source has nothing. */
export interface RawBatch {
  /** Physical line (the header being 1), or the row's number where the format has no lines. */
  readonly lines: readonly number[];
  readonly values: readonly (readonly (string | null)[])[];
  readonly faults: readonly (RowFault | null)[];
}

/** What a source holds: its tables, what it says of the delivery's kind, and what it left aside. */
export interface Listing {
  readonly streams: readonly SourceStream[];
  readonly declared: DeclaredKind | null;
  /** Names of things in it that are no known table. */
  readonly ignored: readonly string[];
}

/**
 * Where rows come from. Everything that reads (a folder, a database, a statement) stands behind these four verbs.
 * Failures are Problems with the code `source_unreadable`.
 */
export interface Source {
  /** Rejects where the source cannot be reached or read at all. */
  check(): Promise<void>;
  list(): Promise<Listing>;
  /** The rows of one stream in batches, with the named columns only, in that order. */
  read(stream: SourceStream, columns: readonly string[]): AsyncIterable<RawBatch>;
  /** By what the stream's file can be known again. */
  receipt(stream: SourceStream): Promise<ReceivedFile>;
}

export const BATCH_ROWS = 2_048;
