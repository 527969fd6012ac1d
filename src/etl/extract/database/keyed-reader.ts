import { LIMITS } from '../../../vocabulary/limits.ts';
import type { Chunk } from '../chunked-input.ts';
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
  const reading = { link, table, columns, packs: columns.length > 0 };
  let coming = ask(reading, position, size);
  for (;;) {
    const asked = await coming;
    const [from, most] = [position, size];
    const rows = asked.rows.slice(0, most);
    const keys = keysOf(table, asked);
    position = { ...position, after: keys(rows.length - 1) ?? position.after };
    size = nextSize(rows, most);
    const more = asked.rows.length > most;
    if (more) {
      // The database works on the next rows while these are looked at.
      coming = ask(reading, position, size);
      // A failure is met where the chunk is awaited; until then nobody hears it.
      coming.catch(() => undefined);
    }
    refuseTwice(table, asked);
    recent.add(rows.length, keys);
    const end = more ? position : endOf(table, position, recent);
    const chunk = chunkOf(reading, { ...asked, rows }, writePosition(of, end));
    // A connection answers one question at a time.
    if (chunk === null) await coming.catch(() => undefined);
    yield chunk ?? (await chunkAgain(reading, { from, most }, writePosition(of, end)));
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

  add(rows: number, keyAt: (place: number) => readonly string[] | null): void {
    const first = Math.max(0, rows - LIMITS.source_overlap_rows);
    const last = Array.from({ length: rows - first }, (_row, place) => keyAt(first + place) ?? []);
    this.#keys = [...this.#keys, ...last].slice(-LIMITS.source_overlap_rows);
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

/** Rows as the database gave them, one more than a chunk has where there are more; the key stands last in each. */
interface Asked {
  readonly rows: readonly TextRow[];
  /** Each row's values are one text. */
  readonly packed: boolean;
}

async function ask(reading: KeyedReading, position: KeyedPosition, size: number): Promise<Asked> {
  const { link, table } = reading;
  const text = reading.packs ? packing(reading) : null;
  if (text === null) {
    reading.packs = false;
    return { rows: await rowsAsTheyAre(reading, position, size + 1), packed: false };
  }
  const { sql, values } = chunkQuery(link, table, [text], position, size + 1);
  try {
    return { rows: await link.rows(sql, values), packed: true };
  } catch (error) {
    if (error instanceof SourceUnavailable) throw error;
    // What it cannot write as one text it may give as it is; if not, that says why.
    reading.packs = false;
    return { rows: await rowsAsTheyAre(reading, position, size + 1), packed: false };
  }
}

/** The columns as one text; null where the database cannot write them so. */
function packing({ link, table, columns }: KeyedReading): string | null {
  const known = new Map(table.columns.map((column) => [column.name, column]));
  const wanted = columns.map((name) => known.get(name)).filter((column) => column !== undefined);
  return wanted.length === columns.length ? (link.grammar.packed?.(wanted) ?? null) : null;
}

function rowsAsTheyAre(
  { link, table, columns }: KeyedReading,
  position: KeyedPosition,
  limit: number,
): Promise<readonly TextRow[]> {
  const shown = columns.map((name) => link.grammar.quote(name));
  const { sql, values } = chunkQuery(link, table, shown, position, limit);
  return link.rows(sql, values);
}

/** Null where the rows came as one text each and cannot be taken apart. */
function chunkOf({ columns }: KeyedReading, { rows, packed }: Asked, position: Position): Chunk | null {
  const width = columns.length;
  if (!packed) return { rows: rows.map((row) => row.slice(0, width)), position };
  const texts = packedRows(
    rows.map((row) => row[0] ?? null),
    width,
  );
  if (texts === null) return null;
  return {
    packed: texts,
    position,
    get rows() {
      return unpackedRows(texts);
    },
  };
}

/** The rows behind `from` as they are: in one transaction the same ones come again. */
async function chunkAgain(
  reading: KeyedReading,
  { from, most }: { readonly from: KeyedPosition; readonly most: number },
  position: Position,
): Promise<Chunk> {
  const rows = await rowsAsTheyAre(reading, from, most);
  return { rows: rows.map((row) => row.slice(0, reading.columns.length)), position };
}

/** The key of the row at a place; null where there is no such row. */
function keysOf(table: KeyedTable, { rows }: Asked): (place: number) => readonly string[] | null {
  return (place) =>
    rows[place]?.slice(-table.key.length).map((value) => value ?? refuseMissing(table)) ?? null;
}

function refuseMissing(table: KeyedTable): never {
  throw unreadable(
    `${table.label} has a row whose key (${table.key.join(', ')}) is missing; name another key.`,
  );
}

/** Behind a key that stands twice the second row would never be read, nor behind one that is missing. */
function refuseTwice(table: KeyedTable, { rows }: Asked): void {
  const width = table.key.length;
  for (let place = 0; place < rows.length; place += 1) {
    const [before, here] = [rows[place - 1], rows[place] ?? []];
    let same = before !== undefined;
    for (let part = here.length - width; part < here.length; part += 1) {
      if (here[part] === null) refuseMissing(table);
      same &&= here[part] === before?.[part];
    }
    if (!same) continue;
    throw unreadable(
      `${table.label} has several rows with the same key (${table.key.join(', ')}); name a key that identifies a row.`,
    );
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
