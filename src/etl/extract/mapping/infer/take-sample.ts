import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { isServerAddress } from '../../../../vocabulary/source.ts';
import { beginning, encodingOf, LINE, loadInputs } from '../input-tables.ts';
import { Input } from '../mapping.ts';
import { sniffDialect } from './csv-dialect.ts';
import type { Sample, SampledTable } from './sample.ts';
import { inputName, unreadable } from './sample.ts';

/** How many rows of a table are looked at. */
export const SAMPLE_ROWS = 50_000;
const TABLES_MAX = 60;
const TEXT_BYTES = 262_144;
const KINDS: Readonly<Record<string, string>> = {
  '.parquet': 'parquet',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
};

/** Looks into what lies at a path or an address. Throws Problems, `source_unreadable` and `source_unavailable`. */
export async function takeSample(path: string, secret: string, scratch: string): Promise<Sample> {
  if (isServerAddress(path)) {
    const { sampleServer } = await import('./sample-server.ts');
    return sampleServer(path, secret);
  }
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(`There is nothing to read at ${path}; check the path and its permissions.`, error);
  });
  if (found.isFile() && (await beginning(path, 6)).toString('latin1') === 'SQLite') {
    const { sampleDatabaseFile } = await import('./sample-server.ts');
    return sampleDatabaseFile(path);
  }
  const files = found.isFile() ? [path] : await filesIn(path);
  if (files.length === 0)
    throw unreadable(`${path} has no file with rows: CSV, Parquet, JSON or JSON lines.`);
  const taken = new Set<string>();
  const tables: SampledTable[] = [];
  for (const file of files)
    tables.push(await sampleFile(file, inputName(basename(file), taken), files.length, scratch));
  return { source: sourceName(path), tables, authorization: null };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => !name.startsWith('.') && KINDS[extname(name).toLowerCase()] !== undefined)
    .toSorted()
    .slice(0, TABLES_MAX)
    .map((name) => join(folder, name));
}

async function sampleFile(
  path: string,
  input: string,
  files: number,
  scratch: string,
): Promise<SampledTable> {
  const spec = await specOf(path, files);
  const mapping = { inputs: { [input]: Input.parse({ ...spec, file: '*' }) }, missing: [] };
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    const loaded = (await loadInputs(connection, path, mapping, scratch, { rowsMax: SAMPLE_ROWS })).get(
      input,
    );
    if (loaded === undefined) throw new Error('the input that was asked for is loaded');
    const read = await connection.runAndReadAll(
      `SELECT * EXCLUDE (${LINE}, file_name) FROM ${loaded.table} ORDER BY ${LINE}`,
    );
    const rows = read.getRows().map((row) => row.map((value) => (typeof value === 'string' ? value : null)));
    return { input, label: basename(path), spec, columns: loaded.columns, rows, doubt: null };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Which files are meant, and how they are written: what was sniffed is pinned. */
async function specOf(path: string, files: number): Promise<Record<string, unknown>> {
  const extension = extname(path).toLowerCase();
  const name = basename(path, extname(path));
  const pattern = files === 1 ? `*${extension}` : `${name.replaceAll(/\d[\d._-]{5,}/g, '*')}${extname(path)}`;
  const start = (await beginning(path, TEXT_BYTES))
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  const format = start.startsWith('PAR1') ? 'parquet' : formatOf(start, KINDS[extension] ?? 'csv');
  if (format === 'json') {
    const records = start.startsWith('[') ? null : recordsOf(start);
    return { file: pattern, format, ...(records === null ? {} : { records }) };
  }
  if (format !== 'csv') return { file: pattern, format };
  const encoding = await encodingOf(path, { csv: {} });
  const bytes = await beginning(path, TEXT_BYTES);
  const text = new TextDecoder(encoding === 'utf-16' ? utf16(bytes) : encoding).decode(bytes);
  const { delimiter, quote, escape, skip } = sniffDialect(text);
  return {
    file: pattern,
    csv: {
      delimiter,
      ...(quote === null ? {} : { quote }),
      ...(escape === null ? {} : { escape }),
      ...(encoding === 'utf-8' ? {} : { encoding }),
      ...(skip === 0 ? {} : { skip }),
    },
  };
}

function utf16(bytes: Buffer): string {
  return bytes[0] === 0xfe ? 'utf-16be' : 'utf-16le';
}

function formatOf(start: string, byName: string): string {
  if (start.startsWith('[')) return byName === 'csv' ? 'csv' : 'json';
  if (!start.startsWith('{')) return byName === 'parquet' ? 'csv' : byName;
  const [first = '', second = ''] = start.split(/\r?\n/);
  return isJson(first) && (second === '' || isJson(second)) ? 'jsonl' : 'json';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The first array of objects in an object: `"activities": [{`. */
function recordsOf(start: string): string | null {
  const arrays = [...start.matchAll(/"([^"]+)"\s*:\s*\[\s*\{/g)].map(([, name]) => name ?? '');
  return (
    arrays.find((name) =>
      /activit|transaction|trade|booking|position|holding|record|item|data|row/i.test(name),
    ) ??
    arrays[0] ??
    null
  );
}

function sourceName(path: string): string {
  const name = basename(path, extname(path))
    .replaceAll(/[_-]?\d[\d._-]{5,}/g, '')
    .replaceAll(/[_-]+/g, ' ')
    .trim();
  return name === '' ? 'Imported' : name.charAt(0).toUpperCase() + name.slice(1);
}
