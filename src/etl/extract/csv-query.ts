import { LIMITS } from '../../vocabulary/limits.ts';
import { countUnquoted } from './csv-count.ts';
import { plainLines } from './csv-scan.ts';
import type { PlainLines } from './csv-scan.ts';
import type { FileQuery } from './source.ts';

const HEADER_LINES = 1;
const NO_VALUES: ReadonlySet<string> = new Set();

/** A plain CSV file as a query of the engine's own reader, which is strict here; null where the file is not plain. */
export async function csvQuery(
  path: string,
  header: readonly string[],
  columns: readonly string[],
  delimiter = ',',
): Promise<FileQuery | null> {
  // A line that is blank but for spaces would be a row of one column.
  if (header.length < 2) return null;
  const found = await linesOf(path, delimiter, header.length);
  if (found === null || found.lines <= HEADER_LINES) return null;
  const names = header.map((_name, place) => `c${String(place)}`);
  const options = [
    'auto_detect = false',
    'header = false',
    `skip = ${String(HEADER_LINES)}`,
    `delim = ${literal(delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `nullstr = ''`,
    'strict_mode = true',
    'null_padding = false',
    'ignore_errors = false',
    `encoding = 'utf-8'`,
    `max_line_size = ${String(LIMITS.import_record_bytes_max)}`,
    `columns = {${names.map((name) => `${name}: 'VARCHAR'`).join(', ')}}`,
  ];
  const wanted = columns.map((column) => `c${String(header.indexOf(column))}`);
  return {
    sql: `SELECT ${wanted.join(', ')} FROM read_csv(${literal(path)}, ${options.join(', ')})`,
    values: NO_VALUES,
    rows: found.lines - HEADER_LINES,
    firstLine: HEADER_LINES + 1,
    absent: found.absent,
  };
}

/**
 * The lines of a plain file; null where it is not plain. Without quotes the engine itself refuses every record
 * that has not as many fields as the header, but for one that ends in a delimiter too many: that shows in their sum.
 */
async function linesOf(path: string, delimiter: string, width: number): Promise<PlainLines | null> {
  const counted = await countUnquoted(path, delimiter);
  if (counted === null) return plainLines(path, delimiter, width);
  return counted.delimiters === counted.lines * (width - 1) ? counted : null;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
