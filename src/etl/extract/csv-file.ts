import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { LIMITS } from '../../vocabulary/limits.ts';
import { BatchBuilder } from './batch-builder.ts';
import { csvRecords } from './csv-records.ts';
import type { CsvRecord } from './csv-records.ts';
import type { RawBatch, RowFault } from './source.ts';

const NOT_ASCII = /[\u0080-\u00ff]/;

export interface CsvHeader {
  readonly columns: readonly string[];
  readonly unusable: string | null;
  /** What parts the fields, where that is not a comma. */
  readonly delimiter?: string;
}

/**
 * A CSV file's header row, or why it has none that can be used. What parts its fields is what makes most of the names
 * in `known` out of it.
 */
export async function csvHeader(path: string, known: ReadonlySet<string>): Promise<CsvHeader> {
  if (await isUtf16(path)) return { columns: [], unusable: 'the file is UTF-16; it should be UTF-8' };
  let best = await headerBy(path, ',');
  if (best.columns.some((name) => known.has(name))) return best;
  for (const delimiter of OTHER_DELIMITERS) {
    const header = await headerBy(path, delimiter);
    if (knownIn(header, known) > knownIn(best, known)) best = { ...header, delimiter };
  }
  return best;
}

const OTHER_DELIMITERS = [';', '\t', '|'] as const;

function knownIn({ columns }: CsvHeader, known: ReadonlySet<string>): number {
  return columns.filter((name) => known.has(name)).length;
}

async function headerBy(path: string, delimiter: string): Promise<CsvHeader> {
  for await (const record of csvRecords(path, delimiter)) {
    if (record.broken !== null) return { columns: [], unusable: `in the header row ${record.broken}` };
    if (record.fields.length > LIMITS.import_columns_max) {
      return { columns: [], unusable: 'the header row has too many columns' };
    }
    const columns = record.fields.map(utf8);
    if (columns.includes(null)) return { columns: [], unusable: 'the header row is not UTF-8 text' };
    return { columns: columns.map((name) => (name ?? '').trim()), unusable: null };
  }
  return { columns: [], unusable: 'the file is empty: the header row is missing' };
}

/** The rows of a CSV file, `columns` (places in the header of `width` columns) only, in batches. */
export async function* csvBatches(
  path: string,
  header: readonly string[],
  columns: readonly string[],
  delimiter = ',',
): AsyncGenerator<RawBatch> {
  const places = columns.map((column) => header.indexOf(column));
  const builder = new BatchBuilder(columns.length);
  let atHeader = true;
  for await (const record of csvRecords(path, delimiter)) {
    if (atHeader) {
      atHeader = false;
      continue;
    }
    addRecord(builder, record, header, places);
    if (builder.full) yield builder.take();
  }
  if (!builder.empty) yield builder.take();
}

function addRecord(
  builder: BatchBuilder,
  record: CsvRecord,
  header: readonly string[],
  places: readonly number[],
): void {
  let fault = faultOfShape(record, header.length);
  const values = places.map((place) => {
    const field = record.fields[place];
    if (field === undefined || field === '') return null;
    const text = utf8(field);
    const reason = faultOfText(field, text);
    if (reason === null) return text;
    fault ??= { column: header[place] ?? null, reason };
    return null;
  });
  builder.add(record.line, values, fault);
}

function faultOfShape(record: CsvRecord, width: number): RowFault | null {
  if (record.broken !== null) return { column: null, reason: record.broken };
  const found = record.fields.length;
  if (found === width) return null;
  const than = found < width ? 'fewer' : 'more';
  return {
    column: null,
    reason: `the row has ${String(found)} fields, ${than} than the ${String(width)} columns of the header`,
  };
}

function faultOfText(field: string, text: string | null): string | null {
  if (text === null) return 'the text is not UTF-8';
  if (field.includes('\0')) return 'the text has a NUL byte';
  return field.length > LIMITS.import_field_bytes_max ? 'the text is too long' : null;
}

/** Latin1 text, a byte a character, as the UTF-8 text that its bytes write; null where they write none. */
function utf8(field: string): string | null {
  if (!NOT_ASCII.test(field)) return field;
  const bytes = Buffer.from(field, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

async function isUtf16(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && (buffer.readUInt16BE() === 0xfffe || buffer.readUInt16BE() === 0xfeff);
  } finally {
    await file.close();
  }
}
