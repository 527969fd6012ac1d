import { createReadStream } from 'node:fs';
import { LIMITS } from '../../vocabulary/limits.ts';
import { MarksOfLines } from './marks.ts';

const CHUNK_BYTES = 1_048_576;
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** What is known of a plain file. */
export interface PlainLines {
  /** The header's included. */
  readonly lines: number;
  /** The marks that stand in no field. */
  readonly absent: ReadonlySet<string>;
}

/**
 * Whether a CSV file is plain: every record one line of `width` fields, all lines ended alike, none of them empty or
 * too long, quotes only around fields. Of such a file any reader makes the same rows, in which a row's number tells its
 * line. Null where the file is not plain.
 */
export async function plainLines(path: string, delimiter: string, width: number): Promise<PlainLines | null> {
  const scan = new PlainScan(delimiter.charCodeAt(0), width);
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const marks = new MarksOfLines();
  for await (const chunk of chunks) {
    if (!scan.take(chunk)) return null;
    marks.take(chunk);
  }
  const lines = scan.end();
  return lines === null ? null : { lines, absent: marks.absent };
}

/** What a byte may mean; most mean nothing. */
const NOTHING = 0;
const IS_DELIMITER = 1;
const IS_FEED = 2;
const IS_RETURN = 3;
const IS_QUOTE = 4;
const IS_NUL = 5;

class PlainScan {
  readonly #kinds = new Uint8Array(256).fill(NOTHING);
  readonly #width: number;
  #lines = 0;
  #returned = false;
  #fields = 1;
  /** Bytes before this chunk. */
  #base = 0;
  /** The byte behind the last line's end. */
  #lineStart = 0;
  #quoted = false;
  /** Behind a quote inside a field, or a return: the next byte says what it was. */
  #expects = false;
  #last = LF;

  constructor(delimiter: number, width: number) {
    this.#width = width;
    this.#kinds[0] = IS_NUL;
    this.#kinds[LF] = IS_FEED;
    this.#kinds[CR] = IS_RETURN;
    this.#kinds[QUOTE] = IS_QUOTE;
    this.#kinds[delimiter] = IS_DELIMITER;
  }

  take(chunk: Buffer): boolean {
    const kinds = this.#kinds;
    const { length } = chunk;
    // Most marks are delimiters: they are counted here, everything else in functions of its own.
    let fields = 0;
    let [quoted, expects] = [this.#quoted, this.#expects];
    for (let at = 0; at < length; at += 1) {
      const kind = kinds[chunk[at] ?? 0] ?? NOTHING;
      if (kind === NOTHING && !expects) continue;
      if (kind === IS_DELIMITER && !expects) {
        fields += quoted ? 0 : 1;
        continue;
      }
      this.#fields += fields;
      fields = 0;
      if (!this.#takeMark(kind, at, at === 0 ? this.#last : (chunk[at - 1] ?? LF))) return false;
      [quoted, expects] = [this.#quoted, this.#expects];
    }
    this.#fields += fields;
    this.#base += length;
    this.#last = chunk.at(-1) ?? this.#last;
    return this.#base - this.#lineStart <= LIMITS.import_field_bytes_max;
  }

  end(): number | null {
    if ((this.#quoted && !this.#expects) || this.#last === CR) return null;
    if (this.#base === this.#lineStart) return this.#lines;
    return this.#fields === this.#width ? this.#lines + 1 : null;
  }

  #takeMark(kind: number, at: number, before: number): boolean {
    if (this.#expects) {
      this.#expects = false;
      // A return stands before a feed alone.
      if (before === CR && !this.#quoted) return kind === IS_FEED && this.#takeFeed(at, before);
      if (kind === IS_QUOTE) return true;
      this.#quoted = false;
      if (kind !== IS_DELIMITER && kind !== IS_FEED && kind !== IS_RETURN) return false;
    }
    if (kind === IS_DELIMITER) this.#fields += this.#quoted ? 0 : 1;
    if (kind === IS_QUOTE) return this.#takeQuote(before);
    if (kind === IS_NUL || (this.#quoted && kind !== IS_DELIMITER)) return false;
    if (kind === IS_RETURN) this.#expects = true;
    return kind !== IS_FEED || this.#takeFeed(at, before);
  }

  #takeFeed(at: number, before: number): boolean {
    const returned = before === CR;
    const length = this.#base + at - this.#lineStart - (returned ? 1 : 0);
    const whole = this.#fields === this.#width;
    const alike = this.#lines === 0 || returned === this.#returned;
    this.#returned = returned;
    this.#fields = 1;
    this.#lines += 1;
    this.#lineStart = this.#base + at + 1;
    return whole && alike && length > 0 && length <= LIMITS.import_field_bytes_max;
  }

  #takeQuote(before: number): boolean {
    if (this.#quoted) {
      this.#expects = true;
      return true;
    }
    this.#quoted = true;
    // A field begins behind a delimiter or a line's end.
    return this.#kinds[before] === IS_DELIMITER || before === LF;
  }
}
