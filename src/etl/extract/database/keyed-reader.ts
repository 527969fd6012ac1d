import { LIMITS } from '../../../vocabulary/limits.ts';
import type { Chunk } from '../chunked-input.ts';
import type { PackedRows } from '../packed-rows.ts';
import { packedRows, unpackedRows } from '../packed-rows.ts';
import type { Position } from '../source.ts';
import { SourceUnavailable } from '../source.ts';
import { unreadable } from './failures.ts';
import type { KeyedPosition } from './keyed-position.ts';
import { readPosition, withOverlap, writePosition } from './keyed-position.ts';
import type { DatabaseColumn, DatabaseLink, TextRow } from './link.ts';
import { databaseMoment } from './link.ts';

/** A table or query to be read by its key. */
export interface KeyedTable {
  readonly label: string;
  /** What stands behind FROM. */
  readonly from: string;
  readonly columns: readonly DatabaseColumn[];
  /** Identifies a row; never missing. */
  readonly key: readonly string[];
  /** The column that says when a row was changed last. */
  readonly updatedAt: string | null;
  /** Rows are only ever added, with a larger key each. */
  readonly grows: boolean;
}

const FIRST_CHUNK_ROWS = 1_024;
const SAMPLED_EVERY = 16;

/**
 * Reads a table in the order of its key, chunk by chunk: each begins behind the last row of the one before, so that
 * memory does not grow and any place can be gone on from. The next chunk is asked for while this one is worked on.
 */
export async function* readKeyed(
  link: DatabaseLink,
  table: KeyedTable,
  columns: readonly string[],
  since: Position | null,
): AsyncGenerator<Chunk> {
  const of = [table.from, table.key.join(), table.updatedAt ?? '', String(table.grows)].join('|');
  const begun = readPosition(of, since);
  const high = begun.high ?? (await highest(link, table)) ?? begun.since;
  const recent = new RecentKeys();
  let position: KeyedPosition = { ...begun, high };
  let size = FIRST_CHUNK_ROWS;
  const reader = { link, table, columns, packs: columns.length > 0 };
  let coming = readChunk(reader, position, size);
  for (;;) {
    const { rows, packed, keys, more } = await coming;
    recent.add(keys);
    position = { ...position, after: keys.at(-1) ?? position.after };
    size =
      packed === null ? nextSize(rows, size) : fitting(packed.text.length / Math.max(1, packed.rows), size);
    if (more) {
      coming = readChunk(reader, position, size);
      // A failure is met where the chunk is awaited; until then nobody hears it.
      coming.catch(() => undefined);
    }
    const end = more ? position : endOf(table, position, recent);
    yield chunkOf(rows, packed, writePosition(of, end));
    if (!more) return;
  }
}

/** From where the next run goes on. */
function endOf(table: KeyedTable, { after, high }: KeyedPosition, recent: RecentKeys): KeyedPosition {
  if (table.grows) return { since: null, after: recent.oldest ?? after, high: null };
  return {
    since: table.updatedAt === null || high === null ? null : withOverlap(high),
    after: null,
    high: null,
  };
}

/** The keys of the last rows: one that comes in late with a smaller number is told next time. */
class RecentKeys {
  #keys: (readonly string[])[] = [];

  get oldest(): readonly string[] | null {
    return this.#keys[0] ?? null;
  }

  add(keys: readonly (readonly string[])[]): void {
    this.#keys = [...this.#keys, ...keys].slice(-LIMITS.source_overlap_rows);
  }
}

async function highest(link: DatabaseLink, { from, updatedAt }: KeyedTable): Promise<string | null> {
  if (updatedAt === null) return null;
  const [row] = await link.rows(`SELECT MAX(${link.grammar.quote(updatedAt)}) AS high FROM ${from}`, []);
  return row?.[0] ?? null;
}

interface KeyedReading {
  readonly link: DatabaseLink;
  readonly table: KeyedTable;
  readonly columns: readonly string[];
  /** Whether rows are asked for as one text each, as long as the database can. */
  packs: boolean;
}

interface ReadChunk {
  /** Empty where they came packed. */
  readonly rows: readonly TextRow[];
  readonly packed: PackedRows | null;
  readonly keys: readonly (readonly string[])[];
  readonly more: boolean;
}

function chunkOf(rows: readonly TextRow[], packed: PackedRows | null, position: Position): Chunk {
  if (packed === null) return { rows, position };
  return {
    packed,
    position,
    get rows() {
      return unpackedRows(packed);
    },
  };
}

async function readChunk(reading: KeyedReading, position: KeyedPosition, size: number): Promise<ReadChunk> {
  const packed = reading.packs ? await readPacked(reading, position, size) : null;
  if (packed !== null) return packed;
  const { link, table, columns } = reading;
  const shown = columns.map((name) => link.grammar.quote(name));
  const { sql, values } = chunkQuery(link, table, shown, position, size + 1);
  const found = await link.rows(sql, values);
  const keys = found.map((row) => keyOf(table, row.slice(columns.length)));
  refuseTwice(table, keys);
  const rows = found.slice(0, size).map((row) => row.slice(0, columns.length));
  return { rows, packed: null, keys: keys.slice(0, size), more: found.length > size };
}

/** A chunk as one text a row; null where it has to be read field by field. */
async function readPacked(
  reading: KeyedReading,
  position: KeyedPosition,
  size: number,
): Promise<ReadChunk | null> {
  const { link, table, columns } = reading;
  const known = new Map(table.columns.map((column) => [column.name, column]));
  const wanted = columns.map((name) => known.get(name)).filter((column) => column !== undefined);
  const text = wanted.length === columns.length ? (link.grammar.packed?.(wanted) ?? null) : null;
  if (text === null) {
    reading.packs = false;
    return null;
  }
  const { sql, values } = chunkQuery(link, table, [text], position, size + 1);
  let found: readonly TextRow[];
  try {
    found = await link.rows(sql, values);
  } catch (error) {
    if (error instanceof SourceUnavailable) throw error;
    // What it cannot write as one text it may give as it is; if not, that says why.
    reading.packs = false;
    return null;
  }
  const packed = packedRows(
    found.slice(0, size).map((row) => row[0] ?? null),
    columns.length,
  );
  if (packed === null) return null;
  const keys = found.map((row) => keyOf(table, row.slice(1)));
  refuseTwice(table, keys);
  return { rows: [], packed, keys: keys.slice(0, size), more: found.length > size };
}

function keyOf(table: KeyedTable, values: TextRow): readonly string[] {
  return values.map((value) => {
    if (value !== null) return value;
    throw unreadable(
      `${table.label} has a row whose key (${table.key.join(', ')}) is missing; name another key.`,
    );
  });
}

/** Behind a key that stands twice the second row would never be read. */
function refuseTwice(table: KeyedTable, keys: readonly (readonly string[])[]): void {
  for (let place = 1; place < keys.length; place += 1) {
    const [before, here] = [keys[place - 1] ?? [], keys[place] ?? []];
    if (here.every((value, part) => value === before[part])) {
      throw unreadable(
        `${table.label} has several rows with the same key (${table.key.join(', ')}); name a key that identifies a row.`,
      );
    }
  }
}

function chunkQuery(
  { grammar }: DatabaseLink,
  table: KeyedTable,
  columns: readonly string[],
  { since, after }: KeyedPosition,
  limit: number,
): { readonly sql: string; readonly values: readonly string[] } {
  const values: string[] = [];
  const kinds = new Map(table.columns.map(({ name, kind }) => [name, kind]));
  const valueOf = (column: string, text: string): string => {
    if (kinds.get(column) === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return text;
    values.push(kinds.get(column) === 'moment' ? databaseMoment(text) : text);
    return grammar.parameter(values.length);
  };
  const conditions: string[] = [];
  if (since !== null && table.updatedAt !== null) {
    const changed = grammar.quote(table.updatedAt);
    conditions.push(`(${changed} >= ${valueOf(table.updatedAt, since)} OR ${changed} IS NULL)`);
  }
  if (after !== null) conditions.push(behind(table.key, after, grammar.quote.bind(grammar), valueOf));
  const shown = [
    ...columns,
    // Under names of their own, that no column of the table has.
    ...table.key.map(
      (name, place) => `${grammar.quote(name)} AS ${grammar.quote(`\u00b6key${String(place)}`)}`,
    ),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const order = table.key.map((name) => grammar.quote(name)).join(', ');
  return {
    sql: `SELECT ${shown.join(', ')} FROM ${table.from}${where} ORDER BY ${order} LIMIT ${String(limit)}`,
    values,
  };
}

/** (a, b) > (x, y), written so that an index on a, b is used: a >= x AND (a > x OR (a = x AND b > y)). */
function behind(
  key: readonly string[],
  after: readonly string[],
  quote: (name: string) => string,
  valueOf: (column: string, text: string) => string,
): string {
  const [first = '', ...rest] = key;
  const [value = '', ...others] = after;
  const column = quote(first);
  if (rest.length === 0) return `${column} > ${valueOf(first, value)}`;
  const least = `${column} >= ${valueOf(first, value)}`;
  const more = `${column} > ${valueOf(first, value)}`;
  const equal = `${column} = ${valueOf(first, value)}`;
  return `(${least} AND (${more} OR (${equal} AND ${behind(rest, others, quote, valueOf)})))`;
}

/** Wide rows come in smaller chunks. */
function nextSize(rows: readonly TextRow[], size: number): number {
  let chars = 0;
  let sampled = 0;
  for (let place = 0; place < rows.length; place += SAMPLED_EVERY) {
    for (const value of rows[place] ?? []) chars += value?.length ?? 0;
    sampled += 1;
  }
  return fitting(chars / Math.max(1, sampled), size);
}

function fitting(charsEach: number, size: number): number {
  const most = Math.floor(LIMITS.source_chunk_chars_max / Math.max(1, charsEach));
  return Math.max(1, Math.min(most, size * 4, LIMITS.source_chunk_rows_max));
}
