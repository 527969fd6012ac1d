import { sourceTable } from '../../../model/source-tables.ts';
import type { SourceColumn } from '../../../model/source-tables.ts';
import { loadInputs, literal, quote } from '../mapping/input-tables.ts';
import type { MappedTable } from '../mapping/compile-mapping.ts';
import { openFittingDatabase, type MappingDatabase } from '../mapping/mapping-database.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { readMapping, readyMappings } from '../mapping/read-mapping.ts';

const SAMPLE_ROWS = 2_000;
/** A mapping that was made for a file reads nearly every row of it. */
const SHARE_MIN = 0.7;

export interface FittingMapping {
  readonly name: string;
  /** The broker or the program. */
  readonly title: string;
  /** What it would not read, in words. */
  readonly doubts: readonly string[];
}

/**
 * The ready mapping that reads the files at a path best: one whose columns they all have, and whose rows come out with
 * everything that a row needs. Null where none does.
 */
export async function fittingMapping(path: string, scratch: string): Promise<FittingMapping | null> {
  let best: (FittingMapping & { readonly share: number }) | null = null;
  for (const name of await readyMappings()) {
    const mapping = await readMapping(name);
    const share = await shareRead(mapping, path, scratch);
    if (share < SHARE_MIN || (best !== null && best.share >= share)) continue;
    const left = Math.round((1 - share) * 100);
    const doubts = left === 0 ? [] : [`${String(left)} % of the first rows would be set aside`];
    best = { name, title: mapping.name, doubts, share };
  }
  return best && { name: best.name, title: best.title, doubts: best.doubts };
}

/** Which share of the first rows that it takes as bookings or holdings is whole; 0 where it cannot be read so. */
async function shareRead(mapping: Mapping, path: string, scratch: string): Promise<number> {
  let database: MappingDatabase;
  try {
    database = await openFittingDatabase(mapping, (connection) =>
      loadInputs(connection, path, mapping, scratch, { rowsMax: SAMPLE_ROWS }),
    );
  } catch {
    // Another form: it lacks a column, or is no such file at all.
    return 0;
  }
  try {
    let [told, whole] = [0, 0];
    for (const table of database.tables) {
      if (table.input === null || !['transactions', 'holdings'].includes(table.table)) continue;
      const [all, good] = await rowsOf(database, table);
      told += all;
      whole += good;
    }
    return told === 0 ? 0 : whole / told;
  } finally {
    database.connection.closeSync();
    database.instance.closeSync();
  }
}

async function rowsOf(
  { connection }: MappingDatabase,
  { table, columns, sql }: MappedTable,
): Promise<readonly [number, number]> {
  const known = Object.entries<SourceColumn>(sourceTable(table).columns).filter(([name]) =>
    columns.includes(name),
  );
  const needs = known.flatMap(([name, { required, oneOf }]) => [
    ...(required ? [`${quote(name)} IS NOT NULL`] : []),
    ...(oneOf === undefined
      ? []
      : [`coalesce(${quote(name)} IN (${oneOf.map((value) => literal(value)).join(', ')}), true)`]),
  ]);
  const read = await connection.runAndReadAll(
    `SELECT count(*), count(*) FILTER (${needs.join(' AND ') || 'true'}) FROM (${sql})`,
  );
  const [[all, good] = []] = read.getRowsJson();
  return [Number(all ?? 0), Number(good ?? 0)];
}
