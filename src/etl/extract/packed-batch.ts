import type { PackedRows } from './packed-rows.ts';
import { unpackedRows } from './packed-rows.ts';
import type { Position, RawBatch, RowFault } from './source.ts';

/** Packed rows as a batch: taken apart where somebody wants its values one by one. */
export function packedBatch(packed: PackedRows, line: number, position: Position | null): RawBatch {
  return new PackedBatch({ ...packed, firstLine: line }, position);
}

class PackedBatch implements RawBatch {
  readonly packed: PackedRows & { readonly firstLine: number };
  readonly position: Position | null;
  #values: readonly (readonly (string | null)[])[] | null = null;

  constructor(packed: PackedRows & { readonly firstLine: number }, position: Position | null) {
    this.packed = packed;
    this.position = position;
  }

  get lines(): readonly number[] {
    const { rows, firstLine } = this.packed;
    return Array.from({ length: rows }, (_row, place) => firstLine + place);
  }

  get values(): readonly (readonly (string | null)[])[] {
    if (this.#values === null) {
      const rows = unpackedRows(this.packed);
      this.#values = Array.from({ length: this.packed.width }, (_column, place) =>
        rows.map((row) => row[place] ?? null),
      );
    }
    return this.#values;
  }

  get faults(): readonly (RowFault | null)[] {
    return Array.from({ length: this.packed.rows }, () => null);
  }
}
