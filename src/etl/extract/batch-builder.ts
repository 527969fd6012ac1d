import type { Position, RawBatch, RowFault } from './source.ts';
import { BATCH_ROWS } from './source.ts';

/** Gathers rows into batches. */
export class BatchBuilder {
  readonly #width: number;
  #lines: number[] = [];
  #faults: (RowFault | null)[] = [];
  #values: (string | null)[][];

  constructor(width: number) {
    this.#width = width;
    this.#values = emptyColumns(width);
  }

  get full(): boolean {
    return this.#lines.length >= BATCH_ROWS;
  }

  get empty(): boolean {
    return this.#lines.length === 0;
  }

  /** Adds a row; a value that is absent or empty is null. */
  add(line: number, values: readonly (string | null | undefined)[], fault: RowFault | null): void {
    this.#lines.push(line);
    this.#faults.push(fault);
    for (const [index, column] of this.#values.entries()) {
      const value = values[index];
      column.push(value === undefined || value === '' ? null : value);
    }
  }

  /** What was gathered; `position` is where reading can go on behind it. */
  take(position: Position | null = null): RawBatch {
    const batch = { lines: this.#lines, values: this.#values, faults: this.#faults, position };
    this.#lines = [];
    this.#faults = [];
    this.#values = emptyColumns(this.#width);
    return batch;
  }
}

function emptyColumns(width: number): (string | null)[][] {
  return Array.from({ length: width }, () => []);
}
