import { z } from 'zod';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Cell, Rows } from '../vocabulary/rows.ts';

const Kept = z.object({
  key: z.string(),
  results: z.array(
    z.object({
      columns: z.array(z.object({ name: z.string(), type: z.string() })),
      // A million cells are not looked at one by one: what was sealed under this key, we wrote.
      rows: z.custom<Cell[][]>((rows) => Array.isArray(rows)),
      cut: z.boolean(),
    }),
  ),
});

/** The rows of a read as bytes that name their key; null where they are too many, or JSON would change them. */
export function packResults(key: string, results: readonly Rows[]): Uint8Array | null {
  let cells = 0;
  for (const { rows, columns } of results) cells += rows.length * columns.length;
  if (cells > LIMITS.cache_cells_max) return null;
  if (!results.every(({ rows }) => rows.every((row) => row.every(survives)))) return null;
  const bytes = Buffer.from(JSON.stringify({ key, results }), 'utf8');
  return bytes.byteLength > LIMITS.cache_value_bytes_max ? null : bytes;
}

/** What `packResults` made for this key; null for anything else. */
export function unpackResults(key: string, bytes: Uint8Array): readonly Rows[] | null {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    return null;
  }
  const kept = Kept.safeParse(value);
  return kept.success && kept.data.key === key ? kept.data.results : null;
}

/** JSON knows no infinity and no negative zero, and text with half a character would come back as another. */
function survives(cell: Cell): boolean {
  if (typeof cell === 'number') return Number.isFinite(cell) && !Object.is(cell, -0);
  return typeof cell !== 'string' || cell.isWellFormed();
}
