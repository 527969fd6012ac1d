import { access, constants, readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { z } from 'zod';
import { SOURCE_TABLE_NAMES, sourceTable } from '../../model/source-tables.ts';
import type { SourceTableName } from '../../model/source-tables.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { ReceivedFile } from '../../vocabulary/run.ts';
import { csvBatches, csvHeader } from './csv-file.ts';
import type { CsvHeader } from './csv-file.ts';
import { csvQuery } from './csv-query.ts';
import { digestOf } from './file-digest.ts';
import { jsonLinesBatches, jsonLinesHeader } from './json-lines.ts';
import { parquetBatches, parquetHeader } from './parquet-file.ts';
import { parquetQuery } from './parquet-query.ts';
import type { DeclaredKind, FileQuery, Listing, RawBatch, Source, SourceStream } from './source.ts';

const KINDS = ['.csv', '.parquet', '.jsonl', '.ndjson'] as const;
const DECLARATION = 'delivery.json';
const Declaration = z.object({ full: z.boolean().optional() });

interface TableFile {
  readonly table: SourceTableName;
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
}

/**
 * A folder of canonical tables, `<table>.csv`, `<table>.parquet` or `<table>.jsonl` each, with a `delivery.json` or
 * without; or one such file by itself. Other files are left aside and named.
 */
export function folderSource(path: string): Source {
  return {
    check: async () => {
      await locate(path);
    },
    list: () => list(path),
    read: (stream, columns) => read(path, stream, columns),
    query: (stream, columns) => query(path, stream, columns),
    receipts: async (stream) => [await receipt(path, stream)],
    close: () => Promise.resolve(),
  };
}

async function list(path: string): Promise<Listing> {
  const { folder, names } = await locate(path);
  const files: TableFile[] = [];
  const ignored: string[] = [];
  for (const name of names.toSorted()) {
    const file = tableFile(name);
    if (file !== null) files.push(file);
    else if (name !== DECLARATION) ignored.push(name);
  }
  refuseNoTable(path, files, ignored);
  refuseTwice(files);
  const streams: SourceStream[] = [];
  for (const file of files) streams.push(await openStream(folder, file));
  const [only] = streams;
  if (only !== undefined && streams.every((each) => each.unusable !== null)) {
    throw unreadable(`Nothing could be read: ${only.file}: ${only.unusable ?? ''}.`);
  }
  const declared = names.includes(DECLARATION) ? await declaration(join(folder, DECLARATION)) : null;
  return { streams, declared, ignored, steady: 'columns' };
}

async function* read(
  path: string,
  source: SourceStream,
  columns: readonly string[],
): AsyncGenerator<RawBatch> {
  const { folder } = await locate(path);
  const file = join(folder, source.file);
  try {
    const kind = kindOf(file);
    if (kind === '.csv') yield* csvBatches(file, source.columns, columns, source.delimiter);
    else if (kind === '.parquet') yield* parquetBatches(file, columns, dayColumns(source.table));
    else yield* jsonLinesBatches(file, columns);
  } catch (error) {
    if (error instanceof Problem) throw unreadable(`${source.file}: ${error.message}`, error);
    throw unreadable(`${source.file} could not be read to its end; check the file and import again.`, error);
  }
}

/** Of a file whose rows every reader makes alike. */
async function query(
  path: string,
  source: SourceStream,
  columns: readonly string[],
): Promise<FileQuery | null> {
  const { folder } = await locate(path);
  const file = join(folder, source.file);
  const kind = kindOf(file);
  if (kind === '.csv') return csvQuery(file, source.columns, columns, source.delimiter).catch(() => null);
  // The engine reads the numbers of JSON as binary ones.
  return kind === '.parquet' ? parquetQuery(file, source.table, columns).catch(() => null) : null;
}

async function receipt(path: string, { file, table }: SourceStream): Promise<ReceivedFile> {
  const { folder } = await locate(path);
  try {
    return { file, table, ...(await digestOf(join(folder, file))) };
  } catch (error) {
    throw unreadable(`${file} could not be read to its end; check the file and import again.`, error);
  }
}

function dayColumns(table: SourceTableName): ReadonlySet<string> {
  const columns = Object.entries(sourceTable(table).columns);
  return new Set(columns.filter(([, { type }]) => type === 'day').map(([name]) => name));
}

async function openStream(folder: string, file: TableFile): Promise<SourceStream> {
  const path = join(folder, file.name);
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw unreadable(`${file.name} may not be read; check its permissions.`, error);
  });
  try {
    if ((await stat(path)).size === 0) {
      const unusable = 'the file is empty: the header row is missing';
      return { table: file.table, file: file.name, columns: [], unusable };
    }
    const header = await headerOf(path, file);
    return { table: file.table, file: file.name, ...header };
  } catch (error) {
    throw unreadable(`${file.name} could not be read as ${file.kind.slice(1)}; check the file.`, error);
  }
}

function headerOf(path: string, { kind, table }: TableFile): Promise<CsvHeader> {
  if (kind === '.csv') return csvHeader(path, new Set(Object.keys(sourceTable(table).columns)));
  const names = kind === '.parquet' ? parquetHeader(path) : jsonLinesHeader(path);
  return names.then((columns) => ({ columns, unusable: null }));
}

/** The folder that a path names, and the names of the files that belong to the delivery. */
async function locate(path: string): Promise<{ folder: string; names: readonly string[] }> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(`There is nothing to read at ${path}; check the path and its permissions.`, error);
  });
  if (found.isFile()) return { folder: dirname(path), names: [basename(path)] };
  if (!found.isDirectory()) throw unreadable(`${path} is neither a folder nor a file.`);
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(`The folder ${path} could not be read; check its permissions.`, error);
  });
  const names = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'));
  return { folder: path, names: names.map((entry) => entry.name) };
}

function kindOf(name: string): TableFile['kind'] | undefined {
  return KINDS.find((known) => known === extname(name).toLowerCase());
}

/** Whether a file is named after a canonical table. */
export function isTableFile(path: string): boolean {
  return tableFile(basename(path)) !== null;
}

function tableFile(name: string): TableFile | null {
  const stem = basename(name, extname(name)).toLowerCase();
  const table = SOURCE_TABLE_NAMES.find((known) => known === stem);
  const kind = kindOf(name);
  return table === undefined || kind === undefined ? null : { table, name, kind };
}

function refuseNoTable(path: string, files: readonly TableFile[], ignored: readonly string[]): void {
  if (files.length > 0) return;
  const [first] = ignored;
  if (ignored.length === 1 && first !== undefined && basename(path) === first) {
    throw unreadable(
      `${first} is no table that Askfolio knows; name it after its table, as in transactions.csv or prices.parquet, or give a mapping.`,
    );
  }
  throw unreadable(
    `The folder ${path} has no table that Askfolio knows; it should have files such as transactions.csv or prices.parquet.`,
  );
}

function refuseTwice(files: readonly TableFile[]): void {
  for (const file of files) {
    const other = files.find((each) => each !== file && each.table === file.table);
    if (other !== undefined) {
      throw unreadable(
        `Both ${file.name} and ${other.name} bring the table ${file.table}; leave one of them out.`,
      );
    }
  }
}

async function declaration(path: string): Promise<DeclaredKind | null> {
  try {
    const { full } = Declaration.parse(JSON.parse(await readFile(path, 'utf8')));
    return full === undefined ? null : full ? 'full' : 'incremental';
  } catch (error) {
    throw unreadable(
      `${DECLARATION} could not be read; it should be {"full": true} or {"full": false}.`,
      error,
    );
  }
}

function unreadable(message: string, cause?: unknown): Problem {
  return new Problem('source_unreadable', message, { cause });
}
