import duckdb, { type Vector } from '@duckdb/node-bindings';
import type { MoneyColumn } from '../../accounting/money-column.ts';

/** As many rows as one chunk of the engine holds. */
export const CHUNK_ROWS = 2_048;

/** Decimals as scaled integers, days counted from 1970-01-01. */
export type WrittenValue = string | number | bigint | null;

/** Many values of one column at once: the same text in every row, days one after the other, money, doubles, or any. */
export type Run =
  | { readonly at: (place: number) => WrittenValue }
  | { readonly text: string }
  | { readonly firstDay: number }
  | { readonly money: MoneyColumn }
  | { readonly doubles: Float64Array };

/** One column of a chunk while it is filled, in the memory layout of the engine. */
export interface ColumnBuffer {
  set(row: number, value: WrittenValue): void;
  /** Sets `count` rows from `row` on, to the run's values from its place `from` on. */
  setRun(row: number, count: number, run: Run, from: number): void;
  /** Hands the rows over and begins anew. */
  flush(vector: Vector): void;
}

/** Which of a chunk's values are there: a bit each. */
class Validity {
  readonly #bits = new Uint8Array(CHUNK_ROWS / 8).fill(255);
  #whole = true;

  setNull(row: number): void {
    this.#bits[row >> 3] = (this.#bits[row >> 3] ?? 0) & ~(1 << (row & 7));
    this.#whole = false;
  }

  flush(vector: Vector): void {
    if (this.#whole) return;
    duckdb.vector_ensure_validity_writable(vector);
    duckdb.copy_data_to_vector_validity(vector, 0, this.#bits.buffer, 0, this.#bits.byteLength);
    this.#bits.fill(255);
    this.#whole = true;
  }
}

const LARGEST = 2n ** 63n - 1n;

/** Decimals of more than 18 digits: two 64-bit halves, the lower one first. */
export class WideDecimals implements ColumnBuffer {
  readonly #halves = new BigInt64Array(CHUNK_ROWS * 2);
  readonly #words = new Int32Array(this.#halves.buffer);
  readonly #validity = new Validity();

  set(row: number, value: WrittenValue): void {
    if (value === null) return this.#validity.setNull(row);
    if (typeof value !== 'bigint') throw new RangeError('a decimal column takes scaled integers');
    // What is beyond 64 bits falls off the lower half; the upper one carries the sign on where nothing is beyond.
    this.#halves[row * 2] = value;
    if (value > LARGEST || value < -LARGEST) {
      this.#halves[row * 2 + 1] = value >> 64n;
      return;
    }
    const words = this.#words;
    const at = row * 4;
    const sign = (words[at + 1] ?? 0) >> 31;
    words[at + 2] = sign;
    words[at + 3] = sign;
  }

  setRun(row: number, count: number, run: Run, from: number): void {
    if ('at' in run) {
      for (let n = 0; n < count; n += 1) this.set(row + n, run.at(from + n));
      return;
    }
    if (!('money' in run)) throw new RangeError('a decimal column takes scaled integers');
    if (!(run.money instanceof BigInt64Array)) {
      for (let n = 0; n < count; n += 1) this.set(row + n, run.money[from + n] ?? 0n);
      return;
    }
    const source = new Int32Array(run.money.buffer, run.money.byteOffset + from * 8, count * 2);
    const words = this.#words;
    let at = row * 4;
    for (let n = 0; n < count * 2; n += 2) {
      const upper = source[n + 1] ?? 0;
      words[at] = source[n] ?? 0;
      words[at + 1] = upper;
      words[at + 2] = upper >> 31;
      words[at + 3] = upper >> 31;
      at += 4;
    }
  }

  flush(vector: Vector): void {
    duckdb.copy_data_to_vector(vector, 0, this.#halves.buffer, 0, this.#halves.byteLength);
    this.#validity.flush(vector);
  }
}

export class Days implements ColumnBuffer {
  readonly #days = new Int32Array(CHUNK_ROWS);
  readonly #validity = new Validity();

  set(row: number, value: WrittenValue): void {
    if (value === null) return this.#validity.setNull(row);
    this.#days[row] = numberOf(value);
  }

  setRun(row: number, count: number, run: Run, from: number): void {
    if ('at' in run) {
      for (let n = 0; n < count; n += 1) this.set(row + n, run.at(from + n));
      return;
    }
    if (!('firstDay' in run)) throw new RangeError('a day column takes days');
    for (let n = 0; n < count; n += 1) this.#days[row + n] = run.firstDay + from + n;
  }

  flush(vector: Vector): void {
    duckdb.copy_data_to_vector(vector, 0, this.#days.buffer, 0, this.#days.byteLength);
    this.#validity.flush(vector);
  }
}

export class Doubles implements ColumnBuffer {
  readonly #values = new Float64Array(CHUNK_ROWS);
  readonly #validity = new Validity();

  set(row: number, value: WrittenValue): void {
    if (value === null) return this.#validity.setNull(row);
    this.#values[row] = numberOf(value);
  }

  setRun(row: number, count: number, run: Run, from: number): void {
    if ('at' in run) {
      for (let n = 0; n < count; n += 1) this.set(row + n, run.at(from + n));
      return;
    }
    if (!('doubles' in run)) throw new RangeError('a double column takes doubles');
    this.#values.set(run.doubles.subarray(from, from + count), row);
  }

  flush(vector: Vector): void {
    duckdb.copy_data_to_vector(vector, 0, this.#values.buffer, 0, this.#values.byteLength);
    this.#validity.flush(vector);
  }
}

const INLINE_BYTES_MAX = 12;

/**
 * Texts. The engine keeps one of up to 12 bytes in its place (`duckdb_string_t`: four bytes of length, then the text,
 * filled up with zeros); a longer one, and one that is not plain ASCII, is handed over by itself.
 */
export class Texts implements ColumnBuffer {
  readonly #words = new Int32Array(CHUNK_ROWS * 4);
  readonly #bytes = new Uint8Array(this.#words.buffer);
  readonly #validity = new Validity();
  #apart: { readonly row: number; readonly text: string }[] = [];
  /** The text that was last put in its place, and the row: the next one is often the same. */
  #last = '';
  #lastRow = -1;

  set(row: number, value: WrittenValue): void {
    if (value === null) return this.#validity.setNull(row);
    if (typeof value !== 'string') throw new RangeError('a text column takes text');
    if (value === this.#last && this.#lastRow >= 0) {
      const words = this.#words;
      const [at, from] = [row * 4, this.#lastRow * 4];
      words[at] = words[from] ?? 0;
      words[at + 1] = words[from + 1] ?? 0;
      words[at + 2] = words[from + 2] ?? 0;
      words[at + 3] = words[from + 3] ?? 0;
    } else if (this.#inline(row, value)) {
      this.#last = value;
      this.#lastRow = row;
    } else this.#apart.push({ row, text: value });
  }

  setRun(row: number, count: number, run: Run, from: number): void {
    if ('at' in run) {
      for (let n = 0; n < count; n += 1) this.set(row + n, run.at(from + n));
      return;
    }
    if (!('text' in run)) throw new RangeError('a text column takes text');
    if (this.#inline(row, run.text)) {
      // What is there is copied behind itself, twice as much every time.
      for (let there = 1; there < count; there *= 2) {
        const more = Math.min(there, count - there);
        this.#words.copyWithin((row + there) * 4, row * 4, (row + more) * 4);
      }
    } else {
      for (let n = row; n < row + count; n += 1) this.#apart.push({ row: n, text: run.text });
    }
  }

  #inline(row: number, text: string): boolean {
    const { length } = text;
    if (length > INLINE_BYTES_MAX) return false;
    const words = this.#words;
    const at = row * 4;
    words[at] = length;
    words[at + 1] = 0;
    words[at + 2] = 0;
    words[at + 3] = 0;
    for (let i = 0; i < length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > 127) return false;
      this.#bytes[at * 4 + 4 + i] = code;
    }
    return true;
  }

  flush(vector: Vector): void {
    duckdb.copy_data_to_vector(vector, 0, this.#words.buffer, 0, this.#words.byteLength);
    for (const { row, text } of this.#apart) duckdb.vector_assign_string_element(vector, row, text);
    this.#validity.flush(vector);
    this.#apart = [];
    this.#lastRow = -1;
  }
}

function numberOf(value: string | number | bigint): number {
  if (typeof value !== 'number') throw new RangeError('a day or double column takes numbers');
  return value;
}
