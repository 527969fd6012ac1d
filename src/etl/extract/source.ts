import type { SourceTableName } from '../../model/source-tables.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { ReceivedFile, ReceivedTable } from '../../vocabulary/run.ts';
import type { PackedRows } from './packed-rows.ts';

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
  /** What parts the fields of a CSV file, where that is not a comma. */
  readonly delimiter?: string;
  /** Of columns whose source says it: what kind of values they have. */
  readonly kinds?: Readonly<Record<string, string>>;
  /** Where the rows come from several files, one behind the other: which. */
  readonly parts?: readonly StreamPart[];
}

/** A file that is a part of a stream. */
export interface StreamPart {
  readonly file: string;
  /** The number that the file's first line has in the stream. */
  readonly firstLine: number;
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
  /** Where reading can go on behind this batch; null where the source can only begin anew. */
  readonly position: Position | null;
  /** The same rows as one text, where they came so; their lines follow each other. */
  readonly packed?: PackedRows & { readonly firstLine: number };
}

/** Rows that the engine reads by itself. */
export interface FileQuery {
  /** Gives the columns that were asked for, in their order and in the order of the rows. */
  readonly sql: string;
  /** The columns that come as days and exact numbers of the engine; the others come as text. */
  readonly values: ReadonlySet<string>;
  /** How many rows it has to give; with another number it has read the file otherwise than it is. */
  readonly rows: number;
  /** The line of the first row; each row is one line. */
  readonly firstLine: number;
  /** The marks (`marks.ts`) that are known to stand in no row. */
  readonly absent?: ReadonlySet<string>;
}

/** A place in a stream: text that only its source understands. Positions outlive the process. */
export type Position = string;

/** What a source holds: its tables, what it says of the delivery's kind, and what it left aside. */
export interface Listing {
  readonly streams: readonly SourceStream[];
  readonly declared: DeclaredKind | null;
  /** Names of things in it that are no known table. */
  readonly ignored: readonly string[];
  /** The source's own tables, where a mapping makes the streams of them. */
  readonly inputs?: readonly ReceivedTable[];
  /** What should look the same every time: its tables and their columns, the columns of those that come, or nothing. */
  readonly steady: 'tables' | 'columns' | 'nothing';
}

/**
 * Where rows come from. Everything that reads (a folder, a database, a statement) stands behind these verbs.
 * What a person has to mend is a Problem `source_unreadable` (or `mapping_invalid`); what may pass by itself is a
 * `SourceUnavailable`.
 */
export interface Source {
  /** Rejects where the source cannot be reached or read at all. */
  check(): Promise<void>;
  list(): Promise<Listing>;
  /**
   * The rows of one stream in batches, with the named columns only, in that order; no more are read than are taken.
   * `since` is a position of an earlier batch, perhaps of an earlier run: what lies before it has been told. The
   * position of the last batch (which may be empty) is the one from which the next run goes on.
   */
  read(stream: SourceStream, columns: readonly string[], since: Position | null): AsyncIterable<RawBatch>;
  /**
   * The rows of a stream as the engine can read them by itself, many times faster; null where only `read` does it
   * justice. Where the query fails, `read` says why.
   */
  query?(stream: SourceStream, columns: readonly string[]): Promise<FileQuery | null>;
  /** By what the stream's files can be known again. */
  receipts(stream: SourceStream): Promise<readonly ReceivedFile[]>;
  /** Lets go of what it has open. */
  close(): Promise<void>;
}

/** A failure that may pass by itself: the server is away, the connection broke, a lock was in the way. */
export class SourceUnavailable extends Problem {
  constructor(message: string, options?: ErrorOptions) {
    super('source_unavailable', message, options);
  }
}

export const BATCH_ROWS = 2_048;
