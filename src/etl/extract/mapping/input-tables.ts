import { isUtf8 } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
/** The engine does not read it: such a file is written anew as UTF-8. */
const WINDOWS = 'windows-1252';
const ENCODING_SAMPLE_BYTES = 1_048_576;

/**
 * Loads every input of a mapping from the file or folder at `path`, at most its first `rowsMax` rows; `scratch` is a
 * folder for what has to be written anew meanwhile.
 * Problems: `source_unreadable`.
 */
export async function loadInputs(
  connection: DuckDBConnection,
  path: string,
  mapping: Pick<Mapping, 'inputs' | 'missing'>,
  scratch: string,
  rowsMax: number | null = null,
): Promise<ReadonlyMap<string, InputTable>> {
  const loaded = new Map<string, InputTable>();
  for (const [name, input] of Object.entries(mapping.inputs)) {
    const file = await fileOf(path, name, input, Object.keys(mapping.inputs).length);
    loaded.set(
      name,
      await load(connection, file, name, { input, missing: mapping.missing, rowsMax, scratch }),
    );
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

interface Loading {
  readonly input: Input;
  readonly missing: readonly string[];
  readonly rowsMax: number | null;
  readonly scratch: string;
}

async function load(
  connection: DuckDBConnection,
  path: string,
  name: string,
  { input, missing, rowsMax, scratch }: Loading,
): Promise<InputTable> {
  const file = basename(path);
  const table = `input_${name}`;
  try {
    const encoding = input.format === 'csv' ? await encodingOf(path, input) : 'utf-8';
    const readable = encoding === WINDOWS ? await asUtf8(path, scratch) : path;
    const reader = readerOf(readable, input, encoding === WINDOWS ? 'utf-8' : encoding);
    const limit = rowsMax === null ? '' : ` LIMIT ${String(rowsMax)}`;
    await connection.run(`CREATE TEMP TABLE read AS SELECT * FROM ${reader}${limit}`);
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
    if (readable !== path) await rm(dirname(readable), { recursive: true, force: true });
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

/** As the mapping says; what is no UTF-8 is taken as Windows writes it, which has all that Latin 1 prints. */
export async function encodingOf(path: string, { csv }: Pick<Input, 'csv'>): Promise<string> {
  if (csv.encoding !== undefined) return csv.encoding;
  const mark = await beginning(path, 2);
  if (mark.equals(Buffer.from([0xff, 0xfe])) || mark.equals(Buffer.from([0xfe, 0xff]))) return 'utf-16';
  return (await looksUtf8(path)) ? 'utf-8' : WINDOWS;
}

function readerOf(path: string, input: Input, encoding: string): string {
  const { format, csv } = input;
  const file = literal(path);
  if (format === 'parquet') return `read_parquet(${file})`;
  if (format === 'json' || format === 'jsonl') return jsonReader(file, input);
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
    ...(csv.escape === undefined ? [] : [`escape = ${literal(csv.escape)}`]),
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
  const sample = await beginning(path, ENCODING_SAMPLE_BYTES);
  // A character may be cut at the sample's end.
  const cut = sample.length === ENCODING_SAMPLE_BYTES ? 4 : 0;
  return [0, 1, 2, 3].slice(0, cut + 1).some((less) => isUtf8(sample.subarray(0, sample.length - less)));
}

export async function beginning(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The file as UTF-8, in a folder of its own below `scratch`. */
async function asUtf8(path: string, scratch: string): Promise<string> {
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const written = join(await mkdtemp(join(scratch, 'utf8-')), basename(path));
  const decoder = new TextDecoder(WINDOWS);
  const decode = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, decoder.decode(chunk, { stream: true })),
    decodeStrings: true,
  });
  await pipeline(createReadStream(path), decode, createWriteStream(written, { mode: 0o600 }));
  return written;
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
