/**
 * What is asked of a database that is read: one connection, in one read-only transaction that sees the data of one
 * moment. Values come as text: days as ISO days, moments as ISO instants in UTC, numbers with a point. Failures are
 * `SourceUnavailable` where they may pass, Problems `source_unreadable` otherwise.
 */
export interface DatabaseLink {
  readonly grammar: SqlGrammar;
  /** The tables and views of the database. */
  tables(): Promise<readonly DatabaseTable[]>;
  /** The columns that a query gives. */
  describe(query: string): Promise<readonly DatabaseColumn[]>;
  rows(query: string, values: readonly string[]): Promise<readonly TextRow[]>;
  /** For what has no key to be read by: the rows as they come, no more than are taken. */
  stream(query: string): AsyncIterable<readonly TextRow[]>;
  /** Ends the connection, at once. */
  close(): void;
}

export type TextRow = readonly (string | null)[];

/** `number`: may be written as it is; `moment`: with a time of day, in UTC. */
export type ColumnKind = 'number' | 'day' | 'moment' | 'text' | 'bytes';

export interface DatabaseColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** A text that lies there in the character set in which it is asked for. */
  readonly unicode?: boolean;
}

export interface DatabaseTable {
  readonly name: string;
  readonly columns: readonly DatabaseColumn[];
  /** Sets of columns of which each identifies a row, none of them ever missing; the primary key first. */
  readonly keys: readonly (readonly string[])[];
}

/** How a database writes names and the values of a statement. */
export interface SqlGrammar {
  quote(name: string): string;
  /**
   * Columns as one text, parted by FIELD_END, each as `rows` would give it and empty where it is missing; null where
   * the database cannot write them so.
   */
  packed?(columns: readonly DatabaseColumn[]): string | null;
  /** Of the value at `place`, the first being 1. */
  parameter(place: number): string;
}

/** An ISO instant of what a database writes for a moment in UTC: `2026-03-31 10:00:00.25`, with or without an offset of 0. */
export function isoInstant(text: string): string {
  const found = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:\+00(?::?00)?)?$/.exec(text);
  return found ? `${found[1] ?? ''}T${found[2] ?? ''}Z` : text;
}

/** Back to what a database takes. */
export function databaseMoment(instant: string): string {
  return instant.replace('T', ' ').replace(/Z$/, '');
}
