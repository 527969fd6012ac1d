import { isUtf8 } from 'node:buffer';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DuckDBConnection, Json } from '@duckdb/node-api';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import type { RowFault } from '../source.ts';
import type { Input, Mapping } from './mapping.ts';

/** A file of a mapping, loaded: its columns as text, and which of its lines could not be read. */
export interface InputTable {
  /** The table it was loaded into: columns as the file names them, the file's own name in `file_name`. */
  readonly table: string;
  readonly file: string;
  /** Null where it is no file. */
  readonly path: string | null;
  readonly columns: readonly string[];
  readonly faults: readonly { readonly line: number; readonly fault: RowFault }[];
}

/** A name that no file gives a column. */
export const LINE = '"\u00b6line"';
const ENCODING_SAMPLE_BYTES = 1_048_576;

/** Loads every input of a mapping from the file or folder at `path`. Problems: `source_unreadable`. */
export async function loadInputs(
  connection: DuckDBConnection,
  path: string,
  mapping: Mapping,
): Promise<ReadonlyMap<string, InputTable>> {
  const loaded = new Map<string, InputTable>();
  for (const [name, input] of Object.entries(mapping.inputs)) {
    const file = await fileOf(path, name, input, Object.keys(mapping.inputs).length);
    loaded.set(name, await load(connection, file, name, input, mapping.missing));
  }
  return loaded;
}

async function fileOf(path: string, name: string, input: Input, inputs: number): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw new Problem(
      'source_unreadable',
      `There is nothing to read at ${path}; check the path and its permissions.`,
      {
        cause: error,
      },
    );
  });
  if (found.isFile()) {
    if (inputs === 1 || matcher(input.file).test(basename(path))) return path;
    throw new Problem(
      'source_unreadable',
      `The mapping needs several files; give the folder that holds ${input.file} (${name}).`,
    );
  }
  const fits = (await readdir(path)).filter((file) => matcher(input.file).test(file)).toSorted();
  const [only] = fits;
  if (only === undefined || fits.length > 1) {
    const what = only === undefined ? `has no file ${input.file}` : `has several files ${input.file}`;
    throw new Problem(
      'source_unreadable',
      `The folder ${path} ${what}, the input ${name} of the mapping; give it one.`,
    );
  }
  return join(path, only);
}

function matcher(pattern: string): RegExp {
  const source = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${source.join('.*')}$`, 'i');
}

async function load(
  connection: DuckDBConnection,
  path: string,
  name: string,
  input: Input,
  missing: readonly string[],
): Promise<InputTable> {
  const file = basename(path);
  const table = `input_${name}`;
  try {
    const reader = await readerOf(path, input);
    await connection.run(`CREATE TEMP TABLE read AS SELECT * FROM ${reader}`);
    const columns = (await connection.runAndReadAll('SELECT * FROM read LIMIT 0')).columnNames();
    // Nested values of JSON lines and Parquet come as the text that they write.
    const texts = columns.map(
      (column) => `${cleaned(`${quote(column)}::VARCHAR`, missing)} AS ${quote(column)}`,
    );
    const first = input.format === 'csv' ? (input.csv.skip ?? 0) + 1 : 0;
    await connection.run(
      `CREATE TABLE ${table} AS SELECT row_number() OVER () + ${String(first)} AS ${LINE}, ${literal(file)} AS file_name, ${texts.join(', ')} FROM read`,
    );
    await connection.run('DROP TABLE read');
    return { table, file, path, columns, faults: input.format === 'csv' ? await rejected(connection) : [] };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(
      'source_unreadable',
      `${file} could not be read as ${input.format}; check the file, and its dialect in the mapping.`,
      { cause: error },
    );
  }
}

async function readerOf(path: string, input: Input): Promise<string> {
  const { format, csv } = input;
  const file = literal(path);
  if (format === 'parquet') return `read_parquet(${file})`;
  if (format === 'json' || format === 'jsonl') return jsonReader(file, input);
  const encoding = csv.encoding ?? ((await looksUtf8(path)) ? 'utf-8' : 'latin-1');
  const options = [
    'all_varchar = true',
    'header = true',
    'null_padding = true',
    'strict_mode = false',
    'store_rejects = true',
    'parallel = false',
    `max_line_size = ${String(LIMITS.import_record_bytes_max)}`,
    `encoding = ${literal(encoding)}`,
    ...(csv.delimiter === undefined ? [] : [`delim = ${literal(csv.delimiter)}`]),
    ...(csv.quote === undefined ? [] : [`quote = ${literal(csv.quote)}`]),
    ...(csv.skip === undefined ? [] : [`skip = ${String(csv.skip)}`]),
  ];
  return `read_csv(${file}, ${options.join(', ')})`;
}

/** The records of a JSON file, one a line or in an array (`records` names it), each column as it is written. */
function jsonReader(file: string, { format, records }: Input): string {
  const size = `maximum_object_size = ${String(LIMITS.import_json_bytes_max)}`;
  if (format === 'jsonl') return `read_json(${file}, format = 'newline_delimited', ${size})`;
  if (records === undefined) return `read_json(${file}, format = 'array', ${size})`;
  return `(SELECT unnest(${quote(records)}, max_depth := 2) FROM read_json(${file}, ${size}))`;
}

async function looksUtf8(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(ENCODING_SAMPLE_BYTES),
      0,
      ENCODING_SAMPLE_BYTES,
      0,
    );
    // A character may be cut at the sample's end.
    const cut = bytesRead === ENCODING_SAMPLE_BYTES ? 4 : 0;
    return [0, 1, 2, 3].slice(0, cut + 1).some((less) => isUtf8(buffer.subarray(0, bytesRead - less)));
  } finally {
    await file.close();
  }
}

async function rejected(connection: DuckDBConnection): Promise<InputTable['faults']> {
  const rows = (
    await connection.runAndReadAll(
      'SELECT DISTINCT line, column_name, error_type::VARCHAR AS kind FROM reject_errors ORDER BY line',
    )
  ).getRowObjectsJson();
  await connection.run('DELETE FROM reject_errors');
  return rows.map((row) => ({
    line: Number(row['line']),
    fault: {
      column: row['column_name'] === null ? null : stringOf(row['column_name']),
      reason: `the line could not be read (${stringOf(row['kind']).toLowerCase()})`,
    },
  }));
}

function stringOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function cleaned(value: string, missing: readonly string[]): string {
  const words = ['', ...missing].map((word) => literal(word));
  return `CASE WHEN trim(${value}) IN (${words.join(', ')}) THEN NULL ELSE ${value} END`;
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
