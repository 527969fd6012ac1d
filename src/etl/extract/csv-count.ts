import { open } from 'node:fs/promises';
import { LIMITS } from '../../vocabulary/limits.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
/** A line that is too long has a whole chunk without an end of line. */
const CHUNK_BYTES = Math.min(1_048_576, LIMITS.import_field_bytes_max / 2);
/** A lane of a sum of bytes would run over behind so many words. */
const WORDS_PER_SUM = 255;

/** What a file without quotes is made of; each line is one record then. */
export interface Counted {
  readonly lines: number;
  readonly delimiters: number;
}

/**
 * Counts the lines and delimiters of a text file whose lines end in LF. Null where it has quotes, returns, NUL bytes,
 * blank or very long lines: then it has to be looked at byte by byte, which takes ten times as long.
 */
export async function countUnquoted(path: string, delimiter: string): Promise<Counted | null> {
  const file = await open(path);
  try {
    const buffer = Buffer.from(new ArrayBuffer(CHUNK_BYTES));
    let [lines, delimiters] = [0, 0];
    let last = LF;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return { lines: last === LF ? lines : lines + 1, delimiters };
      const chunk = buffer.subarray(0, bytesRead);
      if (chunk.includes(QUOTE) || chunk.includes(CR) || chunk.includes(0)) return null;
      if ((last === LF && chunk[0] === LF) || chunk.includes('\n\n')) return null;
      if (bytesRead === CHUNK_BYTES && !chunk.includes(LF)) return null;
      lines += countOf(buffer, bytesRead, LF);
      delimiters += countOf(buffer, bytesRead, delimiter.charCodeAt(0));
      last = chunk.at(-1) ?? last;
    }
  } finally {
    await file.close();
  }
}

/** How often a byte stands among the first `length` of a buffer that has its memory for itself: four bytes at a time. */
export function countOf(buffer: Buffer, length: number, byte: number): number {
  const words = new Uint32Array(buffer.buffer, 0, length >>> 2);
  const pattern = byte * 0x01010101;
  let count = 0;
  for (let from = 0; from < words.length; from += WORDS_PER_SUM) {
    const end = Math.min(from + WORDS_PER_SUM, words.length);
    let lanes = 0;
    for (let at = from; at < end; at += 1) {
      // A byte of `other` is 0 where the byte stands; then, and only then, the high bit of its lane stays 0 below.
      const other = (words[at] ?? 0) ^ pattern;
      const found = ~(((other & 0x7f7f7f7f) + 0x7f7f7f7f) | other | 0x7f7f7f7f);
      lanes = (lanes + (found >>> 7)) | 0;
    }
    count += (lanes & 0xff) + ((lanes >>> 8) & 0xff) + ((lanes >>> 16) & 0xff) + (lanes >>> 24);
  }
  for (let at = words.length * 4; at < length; at += 1) count += buffer[at] === byte ? 1 : 0;
  return count;
}
