/** A lane of a sum of bytes would run over behind so many words. */
const WORDS_PER_SUM = 255;

/**
 * How often a byte stands among the first `length` of an array that begins its memory, four at a time: many times faster
 * than looking for one after the other.
 */
export function countOf(bytes: Uint8Array, length: number, byte: number): number {
  const words = new Uint32Array(bytes.buffer, 0, length >>> 2);
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
  for (let at = words.length * 4; at < length; at += 1) count += bytes[at] === byte ? 1 : 0;
  return count;
}
