import { z } from 'zod';
import { parseDay, type Day } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Cell } from '../vocabulary/rows.ts';
import type { Snapshot } from './port.ts';

const isDay = (value: string): value is Day => parseDay(value) !== null;

const Kept = z.object({
  key: z.string(),
  version: z.object({
    id: z.string(),
    asOf: z.string().refine(isDay),
    publishedAt: z.string(),
    firmCurrency: z.string(),
  }),
  results: z.array(
    z.object({
      columns: z.array(z.object({ name: z.string(), type: z.string() })),
      // A million cells are not looked at one by one: what was sealed under this key, we wrote.
      rows: z.custom<Cell[][]>((rows) => Array.isArray(rows)),
      cut: z.boolean(),
    }),
  ),
});

/** A snapshot as bytes that name their key; null for one that is too large, or that JSON would change. */
export function packSnapshot(key: string, { version, results }: Snapshot): Uint8Array | null {
  let cells = 0;
  for (const { rows, columns } of results) cells += rows.length * columns.length;
  if (cells > LIMITS.cache_cells_max) return null;
  if (!results.every(({ rows }) => rows.every((row) => row.every(survives)))) return null;
  const bytes = Buffer.from(JSON.stringify({ key, version, results }), 'utf8');
  return bytes.byteLength > LIMITS.cache_value_bytes_max ? null : bytes;
}

/** What `packSnapshot` made for this key; null for anything else. */
export function unpackSnapshot(key: string, bytes: Uint8Array): Snapshot | null {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    return null;
  }
  const kept = Kept.safeParse(value);
  if (!kept.success || kept.data.key !== key) return null;
  return { version: kept.data.version, results: kept.data.results };
}

/** JSON knows no infinity and no negative zero, and text with half a character would come back as another. */
function survives(cell: Cell): boolean {
  if (typeof cell === 'number') return Number.isFinite(cell) && !Object.is(cell, -0);
  return typeof cell !== 'string' || cell.isWellFormed();
}
