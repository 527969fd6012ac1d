import { isUtf8 } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection, Json } from '@duckdb/node-api';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import type { RowFault, StreamPart } from '../source.ts';
import type { Input, Mapping } from './mapping.ts';

/** The files of an input, loaded: their columns as text, and which of their lines could not be read. */
export interface InputTable {
  /** The table they were loaded into: columns as the files name them, each row's own file in `file_name`. */
  readonly table: string;
  /** What the input is called to a person: its first file, or what it is where it is no file. */
  readonly file: string;
  /** Empty where it is no file. */
  readonly parts: readonly LoadedFile[];
  readonly columns: readonly string[];
  readonly faults: readonly { readonly line: number; readonly fault: RowFault }[];
}

/** Lines are counted through all files of all inputs. */
export interface LoadedFile extends StreamPart {
  readonly path: string;
}

/** A name that no file gives a column. */
export const LINE = '"\u00b6line"';
/** The engine does not read it: such a file is written anew as UTF-8. */
const WINDOWS = 'windows-1252';
const ENCODING_SAMPLE_BYTES = 1_048_576;

/**
 * Loads every input of a mapping from the file or folder at `path`, at most the first `rowsMax` rows of each file;
 * `scratch` is a folder for what has to be written anew meanwhile, `firstLine` the number of the first line.
 * Problems: `source_unreadable`.
 */
export async function loadInputs(
  connection: DuckDBConnection,
  path: string,
  mapping: Pick<Mapping, 'inputs' | 'missing'>,
  scratch: string,
  { rowsMax = null, firstLine = 1 }: { readonly rowsMax?: number | null; readonly firstLine?: number } = {},
): Promise<ReadonlyMap<string, InputTable>> {
  const loaded = new Map<string, InputTable>();
  let line = firstLine;
  for (const [name, input] of Object.entries(mapping.inputs)) {
    const files = await filesOf(path, name, input, Object.keys(mapping.inputs).length);
    const table = `input_${name}`;
    const loading = { input, missing: mapping.missing, rowsMax, scratch };
    const parts: LoadedFile[] = [];
    const columns = new Set<string>();
    const faults: InputTable['faults'][number][] = [];
    for (const file of files) {
      const part = await load(
        connection,
        file,
        { table, firstLine: line, isFirst: parts.length === 0 },
        loading,
      );
      parts.push({ file: basename(file), path: file, firstLine: line });
      for (const column of part.columns) columns.add(column);
      faults.push(...part.faults);
      line = part.nextLine;
    }
    loaded.set(name, { table, file: parts[0]?.file ?? name, parts, columns: [...columns], faults });
  }
  return loaded;
}

/** The files that an input means, in the order of their names. */
async function filesOf(path: string, name: string, input: Input, inputs: number): Promise<readonly string[]> {
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
    if (inputs === 1 || matcher(input.file).test(basename(path))) return [path];
    throw new Problem(
      'source_unreadable',
      `The mapping needs several files; give the folder that holds ${input.file} (${name}).`,
    );
  }
  const fits = (await readdir(path))
    .filter((file) => !file.startsWith('.') && matcher(input.file).test(file))
    .toSorted();
  if (fits.length === 0 || fits.length > LIMITS.mapped_files_max) {
    const what =
      fits.length === 0
        ? `has no file ${input.file}`
        : `has ${String(fits.length)} files ${input.file}, more than one run takes in (${String(LIMITS.mapped_files_max)})`;
    throw new Problem(
      'source_unreadable',
      `The folder ${path} ${what}, the input ${name} of the mapping; check the folder and the mapping.`,
    );
  }
  return fits.map((file) => join(path, file));
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

interface Place {
  readonly table: string;
  readonly firstLine: number;
  /** The table is made by it; what follows is put behind. */
  readonly isFirst: boolean;
}

interface Part {
  readonly columns: readonly string[];
  readonly faults: InputTable['faults'];
  /** The number that the line behind its last one has. */
  readonly nextLine: number;
}

async function load(
  connection: DuckDBConnection,
  path: string,
  { table, firstLine, isFirst }: Place,
  { input, missing, rowsMax, scratch }: Loading,
): Promise<Part> {
  const file = basename(path);
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
    // Of a CSV file the header row is line 1, or behind what is skipped.
    const header = input.format === 'csv' ? (input.csv.skip ?? 0) + 1 : 0;
    const offset = firstLine - 1;
    const rows = `SELECT row_number() OVER () + ${String(header + offset)} AS ${LINE}, ${literal(file)} AS file_name, ${texts.join(', ')} FROM read`;
    if (isFirst) await connection.run(`CREATE TABLE ${table} AS ${rows}`);
    else await append(connection, table, columns, rows);
    const [[count = 0] = []] = (
      await connection.runAndReadAll('SELECT count(*)::INTEGER FROM read')
    ).getRows();
    await connection.run('DROP TABLE read');
    if (readable !== path) await rm(dirname(readable), { recursive: true, force: true });
    const faults = input.format === 'csv' ? await rejected(connection) : [];
    const last = Math.max(Number(count) + header, ...faults.map(({ line }) => line));
    return {
      columns,
      faults: faults.map(({ line, fault }) => ({ line: line + offset, fault })),
      nextLine: firstLine + last + 1,
    };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(
      'source_unreadable',
      `${file} could not be read as ${input.format}; check the file, and its dialect in the mapping.`,
      { cause: error },
    );
  }
}

/** Rows behind those of earlier files; a column that these had not is empty in them. */
async function append(
  connection: DuckDBConnection,
  table: string,
  columns: readonly string[],
  rows: string,
): Promise<void> {
  for (const column of columns)
    await connection.run(`ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${quote(column)} VARCHAR`);
  await connection.run(`INSERT INTO ${table} BY NAME ${rows}`);
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
