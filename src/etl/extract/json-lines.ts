import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { parse } from 'lossless-json';
import { LIMITS } from '../../vocabulary/limits.ts';
import { BatchBuilder } from './batch-builder.ts';
import { faultOf, withoutFault } from './chunk-batches.ts';
import { textRecord } from './http/json-records.ts';
import type { TextRecord } from './http/json-records.ts';
import type { RawBatch } from './source.ts';

/** Every name that a record of a file of JSON lines has, in the order in which they come. */
export async function jsonLinesHeader(path: string): Promise<readonly string[]> {
  const names = new Set<string>();
  for await (const { record } of jsonRecords(path, JSON.parse)) {
    for (const name of record?.keys() ?? []) names.add(name);
    if (names.size > LIMITS.import_columns_max) throw new Error('the records have too many names');
  }
  return [...names];
}

/** The records of a file of JSON lines as text, in batches; numbers keep their digits. */
export async function* jsonLinesBatches(path: string, columns: readonly string[]): AsyncGenerator<RawBatch> {
  const builder = new BatchBuilder(columns.length);
  for await (const { line, record, broken } of jsonRecords(path, parse)) {
    const values = columns.map((name) => record?.get(name) ?? null);
    const fault = broken === null ? faultOf(values, columns) : { column: null, reason: broken };
    builder.add(line, fault === null ? values : values.map(withoutFault), fault);
    if (builder.full) yield builder.take();
  }
  if (!builder.empty) yield builder.take();
}

interface JsonRecord {
  readonly line: number;
  readonly record: TextRecord | null;
  /** Why there is no record, in words. */
  readonly broken: string | null;
}

async function* jsonRecords(path: string, read: (text: string) => unknown): AsyncGenerator<JsonRecord> {
  let line = 0;
  for await (const bytes of linesOf(path)) {
    line += 1;
    if (bytes === null) yield { line, record: null, broken: 'the row is too long' };
    else if (!isUtf8(bytes)) yield { line, record: null, broken: 'the text is not UTF-8' };
    else {
      const text = bytes
        .toString('utf8')
        .replace(/^\uFEFF/, '')
        .trim();
      if (text !== '') yield { line, ...recordOf(text, read) };
    }
  }
}

function recordOf(text: string, read: (text: string) => unknown): Omit<JsonRecord, 'line'> {
  try {
    if (text.startsWith('{')) return { record: textRecord(read(text)), broken: null };
  } catch {
    // Said below.
  }
  return { record: null, broken: 'the line is no JSON object' };
}

/** The lines of a file, without their ends; null for one that is longer than a record may be. */
async function* linesOf(path: string): AsyncGenerator<Buffer | null> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = (): Buffer | null => {
    const whole = length > LIMITS.import_record_bytes_max ? null : Buffer.concat(parts);
    [parts, length] = [[], 0];
    return whole;
  };
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1_048_576 });
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
      parts.push(chunk.subarray(from, end));
      length += end - from;
      from = end + 1;
      yield take();
    }
    length += chunk.length - from;
    if (length > LIMITS.import_record_bytes_max) parts = [];
    else parts.push(chunk.subarray(from));
  }
  if (length > 0) yield take();
}
