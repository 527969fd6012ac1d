import duckdb from '@duckdb/node-bindings';
import { DuckDBTypeId, type DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api';

/** The rows of one chunk, read where they lie in the engine's memory: without an array a column and an object a value. */
export interface RowReader {
  readonly rows: number;
  text(column: number, row: number): string | null;
  /** The same for texts that stand in many rows: equal ones of up to 12 bytes are decoded once. */
  name(column: number, row: number): string | null;
  /** A whole number of 32 bits, or a date as days since 1970-01-01. */
  integer(column: number, row: number): number | null;
  /** A decimal of more than 9 digits as the integer that counts its last digit. */
  scaled(column: number, row: number): bigint | null;
  /** The same in a double; NaN for nothing, and where a double does not count it exactly. */
  exactDouble(column: number, row: number): number;
}

/** How many bytes a value of each column takes in a chunk. */
export type Widths = readonly number[];

const INTEGER_BYTES = 4;
const NARROW_DECIMAL_BYTES = 8;
const WIDE_BYTES = 16;
const NARROW_DIGITS_MAX = 18;
const SMALL_DIGITS_MAX = 9;
const INLINE_BYTES_MAX = 12;
const NOT_ASCII = 0x80808080;
const TWO_TO_32 = 2 ** 32;
/** The upper half of an integer below 2^53. */
const UPPER_EXACT = 2 ** 21;

/** Throws RangeError where a column is of a type that is not read here. */
export function widthsOf(types: readonly DuckDBType[]): Widths {
  return types.map((type) => {
    if (type.typeId === DuckDBTypeId.VARCHAR) return WIDE_BYTES;
    if (type.typeId === DuckDBTypeId.INTEGER || type.typeId === DuckDBTypeId.DATE) return INTEGER_BYTES;
    if (type.typeId === DuckDBTypeId.DECIMAL && type.width > SMALL_DIGITS_MAX)
      return type.width > NARROW_DIGITS_MAX ? WIDE_BYTES : NARROW_DECIMAL_BYTES;
    throw new RangeError(`columns of type ${type.toString()} are not read where they lie`);
  });
}

/** `names` are those of the query's earlier chunks. */
export function readerOf(chunk: DuckDBDataChunk, widths: Widths, names: Names): RowReader {
  const rows = chunk.rowCount;
  const columns = widths.map((width, place) => new RawColumn(chunk, place, width, names));
  const columnOf = (place: number): RawColumn => {
    const column = columns[place];
    if (!column) throw new RangeError(`the result has no column ${String(place)}`);
    return column;
  };
  return {
    rows,
    text: (column, row) => columnOf(column).text(row),
    name: (column, row) => columnOf(column).name(row),
    integer: (column, row) => columnOf(column).integer(row),
    scaled: (column, row) => columnOf(column).scaled(row),
    exactDouble: (column, row) => columnOf(column).exactDouble(row),
  };
}

const NAMES_KEPT = 4_096;

/** Short texts that were read, by the 16 bytes in which the engine keeps them; a later one may take another's place. */
export class Names {
  readonly #words = new Int32Array(NAMES_KEPT * 4);
  readonly #texts: (string | null)[] = Array.from({ length: NAMES_KEPT }, () => null);

  /** Where a text is kept whose 16 bytes begin at `words[at]`. */
  slotOf(words: Int32Array, at: number): number {
    const lower = (words[at] ?? 0) ^ Math.imul(words[at + 1] ?? 0, 31);
    const upper = Math.imul(words[at + 2] ?? 0, 1_000_003) ^ Math.imul(words[at + 3] ?? 0, 7_368_787);
    return (Math.imul(lower ^ upper, 0x9e3779b1) >>> 20) & (NAMES_KEPT - 1);
  }

  /** The text, or null where another one or none is kept there. */
  known(slot: number, words: Int32Array, at: number): string | null {
    const kept = this.#words;
    const place = slot * 4;
    const same =
      kept[place] === words[at] &&
      kept[place + 1] === words[at + 1] &&
      kept[place + 2] === words[at + 2] &&
      kept[place + 3] === words[at + 3];
    return same ? (this.#texts[slot] ?? null) : null;
  }

  keep(slot: number, words: Int32Array, at: number, text: string | null): void {
    for (let n = 0; n < 4; n += 1) this.#words[slot * 4 + n] = words[at + n] ?? 0;
    this.#texts[slot] = text;
  }
}

class RawColumn {
  readonly #chunk: DuckDBDataChunk;
  readonly #place: number;
  readonly #width: number;
  readonly #names: Names;
  readonly #bytes: Buffer;
  readonly #words: Int32Array;
  readonly #halves: BigInt64Array;
  /** A bit a row, set where there is a value; null where every row has one. */
  readonly #valid: Uint8Array | null;
  /** The row that was last read as text, and its text. */
  #known = -1;
  #knownText: string | null = null;

  constructor(chunk: DuckDBDataChunk, place: number, width: number, names: Names) {
    this.#chunk = chunk;
    this.#names = names;
    this.#place = place;
    this.#width = width;
    const rows = chunk.rowCount;
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, place);
    const data = duckdb.vector_get_data(vector, rows * width);
    this.#bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    this.#words = new Int32Array(data.buffer, data.byteOffset, data.byteLength >> 2);
    this.#halves = new BigInt64Array(data.buffer, data.byteOffset, data.byteLength >> 3);
    // The engine gives nothing where it keeps no such bits, whatever its declaration says.
    const valid: Uint8Array | null = duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8);
    this.#valid = valid;
  }

  text(row: number): string | null {
    if (this.#lacks(row)) return null;
    const words = this.#words;
    const at = row * 4;
    const known = this.#known * 4;
    if (
      known >= 0 &&
      words[at] === words[known] &&
      words[at + 1] === words[known + 1] &&
      words[at + 2] === words[known + 2] &&
      words[at + 3] === words[known + 3]
    )
      return this.#knownText;
    this.#known = row;
    this.#knownText = this.#decoded(row);
    return this.#knownText;
  }

  name(row: number): string | null {
    if (this.#lacks(row)) return null;
    const at = row * 4;
    if ((this.#words[at] ?? 0) > INLINE_BYTES_MAX) return this.text(row);
    const slot = this.#names.slotOf(this.#words, at);
    const known = this.#names.known(slot, this.#words, at);
    if (known !== null) return known;
    const text = this.#decoded(row);
    this.#names.keep(slot, this.#words, at, text);
    return text;
  }

  /** `duckdb_string_t`: four bytes of length, then up to 12 bytes of text, or where a longer one lies. */
  #decoded(row: number): string | null {
    const words = this.#words;
    const at = row * 4;
    const length = words[at] ?? 0;
    const bits = (words[at + 1] ?? 0) | (words[at + 2] ?? 0) | (words[at + 3] ?? 0);
    if (length <= INLINE_BYTES_MAX && (bits & NOT_ASCII) === 0) {
      return this.#bytes.toString('latin1', at * 4 + 4, at * 4 + 4 + length);
    }
    const value = this.#chunk.getColumnVector(this.#place).getItem(row);
    return typeof value === 'string' ? value : null;
  }

  integer(row: number): number | null {
    return this.#lacks(row) ? null : (this.#words[row] ?? null);
  }

  scaled(row: number): bigint | null {
    if (this.#lacks(row)) return null;
    if (this.#width === NARROW_DECIMAL_BYTES) return this.#halves[row] ?? null;
    const lower = this.#halves[row * 2] ?? 0n;
    if (this.#isNarrow(row)) return lower;
    return ((this.#halves[row * 2 + 1] ?? 0n) << 64n) + BigInt.asUintN(64, lower);
  }

  exactDouble(row: number): number {
    if (this.#lacks(row)) return NaN;
    const wide = this.#width === WIDE_BYTES;
    if (wide && !this.#isNarrow(row)) return NaN;
    const at = wide ? row * 4 : row * 2;
    const upper = this.#words[at + 1] ?? 0;
    if (upper >= UPPER_EXACT || upper < -UPPER_EXACT) return NaN;
    return upper * TWO_TO_32 + ((this.#words[at] ?? 0) >>> 0);
  }

  /** Whether the upper half of a wide value only carries the sign on. */
  #isNarrow(row: number): boolean {
    const words = this.#words;
    const sign = (words[row * 4 + 1] ?? 0) >> 31;
    return words[row * 4 + 2] === sign && words[row * 4 + 3] === sign;
  }

  #lacks(row: number): boolean {
    const valid = this.#valid;
    return valid !== null && ((valid[row >> 3] ?? 255) & (1 << (row & 7))) === 0;
  }
}
