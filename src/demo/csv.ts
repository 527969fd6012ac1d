import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { TextRow } from './books.ts';

const CHUNK_CHARS = 262_144;

/** A CSV file that is written row by row and never held in memory (RFC 4180, UTF-8, an empty field is no value). */
export interface CsvFile {
  readonly rows: number;
  write(row: TextRow): void;
  close(): void;
}

export function openCsv(path: string, columns: readonly string[]): CsvFile {
  const file = openSync(path, 'w');
  let waiting = `${columns.join(',')}\r\n`;
  let rows = 0;
  const flush = (): void => {
    writeSync(file, waiting);
    waiting = '';
  };
  return {
    get rows() {
      return rows;
    },
    write(row) {
      let line = '';
      for (let at = 0; at < row.length; at += 1) line += (at === 0 ? '' : ',') + field(row[at] ?? null);
      waiting += `${line}\r\n`;
      rows += 1;
      if (waiting.length > CHUNK_CHARS) flush();
    },
    close() {
      flush();
      fsyncSync(file);
      closeSync(file);
    },
  };
}

/** An empty text must not read as no value, so it is quoted like one that has commas, quotes or line breaks in it. */
function field(value: string | null): string {
  if (value === null) return '';
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
