import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse';
import type { Parser } from 'csv-parse';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';

/**
 * One record of a CSV file. Fields are latin1 text, a byte a character, so that bytes that are no UTF-8 survive until
 * somebody looks. `broken` says in words why a record could not be read; its fields are then empty.
 */
export interface CsvRecord {
  /** Physical line on which the record begins, the first being 1. */
  readonly line: number;
  readonly fields: readonly string[];
  readonly broken: string | null;
}

interface ParsedRecord {
  readonly fields: readonly string[];
  /** The byte of the file behind it. */
  readonly end: number;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const LINE_BREAK = /\r\n|\n|\r/g;
const CHUNK_BYTES = 262_144;

/**
 * The records of a CSV file (RFC 4180; lines end in CRLF, LF or CR, mixed or not; blank lines are passed over).
 * A record with a quote where none may stand breaks alone: its physical line is given back as broken and reading goes
 * on with the next line, so that a quote that is never closed does not swallow the rows behind it.
 */
export async function* csvRecords(path: string, delimiter = ','): AsyncGenerator<CsvRecord> {
  let offset = await bomLength(path);
  let line = 1;
  for (let broken = 0; ; broken += 1) {
    if (broken > LIMITS.import_broken_records_max) {
      throw new Problem(
        'source_unreadable',
        `More than ${String(LIMITS.import_broken_records_max)} lines have a quote out of place; check that the file is CSV with commas and doubled quotes.`,
      );
    }
    const state: Reading = { offset, line, failure: null };
    yield* recordsFrom(path, delimiter, state);
    if (state.failure === null) return;
    yield { line: state.line, fields: [], broken: state.failure };
    const next = await nextLineOffset(path, state.offset);
    if (next === null) return;
    offset = next;
    line = state.line + 1;
  }
}

/** Where the reading stands: the byte and line at which the next record begins, and why that one could not be read. */
interface Reading {
  offset: number;
  line: number;
  failure: string | null;
}

async function* recordsFrom(path: string, delimiter: string, state: Reading): AsyncGenerator<CsvRecord> {
  const base = state.offset;
  // Records are taken by the callback: the stream's own queue is thrown away when a later record breaks.
  let parsed: ParsedRecord[] = [];
  const parser = parse({
    encoding: 'latin1',
    delimiter,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: LIMITS.import_record_bytes_max,
    on_record: (fields: string[], info) => {
      parsed.push({ fields, end: base + info.bytes });
      return null;
    },
  });
  parser.on('error', () => undefined);
  parser.resume();
  try {
    const chunks: AsyncIterable<Buffer> = createReadStream(path, { start: base, highWaterMark: CHUNK_BYTES });
    for await (const chunk of chunks) {
      state.failure = await feed(parser, chunk);
      yield* placed(parsed, state);
      parsed = [];
      if (state.failure !== null) return;
    }
    state.failure = await feed(parser, null);
    yield* placed(parsed, state);
  } finally {
    parser.destroy();
  }
}

/** Gives the parser a chunk, or the end (null); why it could not go on, in words, or null. */
async function feed(parser: Parser, chunk: Buffer | null): Promise<string | null> {
  const error = await new Promise<Error | null>((resolve) => {
    const done = (failure?: Error | null): void => resolve(failure ?? null);
    if (chunk !== null) parser.write(chunk, done);
    else {
      parser.once('error', done);
      parser.end(() => done());
    }
  });
  if (error === null) return null;
  if (error instanceof CsvError) return reasonOf(error);
  throw error;
}

/** Parsed records with the lines on which they begin; blank lines are passed over. */
function* placed(parsed: readonly ParsedRecord[], state: Reading): Generator<CsvRecord> {
  for (const { fields, end } of parsed) {
    const line = state.line;
    state.offset = end;
    state.line += 1 + lineBreaksIn(fields);
    if (fields.length === 1 && fields[0] === '') continue;
    yield { line, fields, broken: null };
  }
}

function reasonOf(error: CsvError): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'a quoted field is not closed';
  if (error.code === 'CSV_MAX_RECORD_SIZE') return 'the row is too long';
  return 'a quote stands where none may';
}

function lineBreaksIn(fields: readonly string[]): number {
  let count = 0;
  for (const field of fields) {
    if (field.includes('\n') || field.includes('\r')) count += field.match(LINE_BREAK)?.length ?? 0;
  }
  return count;
}

async function bomLength(path: string): Promise<number> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BOM.length), 0, BOM.length, 0);
    return bytesRead === BOM.length && buffer.equals(BOM) ? BOM.length : 0;
  } finally {
    await file.close();
  }
}

/** The byte after the line break that ends the physical line at `offset`; null at the end of the file. */
async function nextLineOffset(path: string, offset: number): Promise<number | null> {
  const file = await open(path);
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let at = offset; ;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) return null;
      const text = chunk.toString('latin1', 0, bytesRead);
      const found = /\r\n|\n|\r(?=[^])/.exec(text);
      if (found !== null) return at + found.index + found[0].length;
      // A CR at the chunk's end may have its LF in the next one: look at it again from there.
      at += bytesRead > 1 && text.endsWith('\r') ? bytesRead - 1 : bytesRead;
    }
  } finally {
    await file.close();
  }
}
