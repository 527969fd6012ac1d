import { sourceTable } from '../../model/source-tables.ts';
import type { SourceTableName, SourceType } from '../../model/source-tables.ts';
import { asText, parquetReader, parquetShape } from './parquet-file.ts';
import type { FileQuery } from './source.ts';

const EXACT = /^(DECIMAL\(|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$)/;
const NUMBERS: ReadonlySet<SourceType> = new Set(['amount', 'quantity', 'price', 'rate', 'fraction']);

/**
 * The rows of a Parquet file as a query of the engine: days and exact numbers as they are, the others as text. It fails
 * where a text has a NUL byte: reading row by row then says in which row.
 */
export async function parquetQuery(
  path: string,
  table: SourceTableName,
  columns: readonly string[],
): Promise<FileQuery | null> {
  const { types, rows } = await parquetShape(path);
  if (rows === 0) return null;
  const known = sourceTable(table).columns;
  const values = new Set(columns.filter((name) => comesAsValue(known[name]?.type, types.get(name) ?? '')));
  const shown = columns.map((name) => {
    const column = `"${name.replaceAll('"', '""')}"`;
    return values.has(name)
      ? column
      : sane(asText(name, types.get(name) ?? 'VARCHAR', known[name]?.type === 'day'));
  });
  return { sql: `SELECT ${shown.join(', ')} FROM ${parquetReader(path)}`, values, rows, firstLine: 1 };
}

function comesAsValue(type: SourceType | undefined, engineType: string): boolean {
  if (type === 'day') return engineType === 'DATE';
  return type !== undefined && NUMBERS.has(type) && EXACT.test(engineType);
}

/** An empty text is none. */
function sane(text: string): string {
  return `CASE WHEN contains(${text}, chr(0)) THEN error('NUL') ELSE nullif(${text}, '') END`;
}
