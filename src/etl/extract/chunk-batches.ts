import { LIMITS } from '../../vocabulary/limits.ts';
import { BatchBuilder } from './batch-builder.ts';
import type { Position, RawBatch, RowFault } from './source.ts';
import { BATCH_ROWS } from './source.ts';

/** Rows in batches, the last of them with the position behind all of them. `line` is the number of the first row. */
export function* chunkBatches(
  rows: readonly (readonly (string | null)[])[],
  columns: readonly string[],
  line: number,
  position: Position | null,
): Generator<RawBatch> {
  const builder = new BatchBuilder(columns.length);
  for (let from = 0; from === 0 || from < rows.length; from += BATCH_ROWS) {
    const end = Math.min(from + BATCH_ROWS, rows.length);
    for (let place = from; place < end; place += 1) {
      const row = rows[place] ?? [];
      const fault = faultOf(row, columns);
      builder.add(line + place, fault === null ? row : row.map(withoutFault), fault);
    }
    yield builder.take(end === rows.length ? position : null);
  }
}

/** The first thing that is wrong with the texts of a row. */
export function faultOf(row: readonly (string | null)[], columns: readonly string[]): RowFault | null {
  for (let place = 0; place < row.length; place += 1) {
    const reason = reasonOf(row[place] ?? null);
    if (reason !== null) return { column: columns[place] ?? null, reason };
  }
  return null;
}

function reasonOf(value: string | null): string | null {
  if (value === null) return null;
  if (value.length > LIMITS.import_field_bytes_max) return 'the text is too long';
  return value.includes('\0') ? 'the text has a NUL byte' : null;
}

export function withoutFault(value: string | null): string | null {
  return reasonOf(value) === null ? value : null;
}
