import { open, type FileHandle } from 'node:fs/promises';
import { Problem } from '../vocabulary/problem.ts';
import { sealBytes, unsealBytes } from './seal.ts';

/**
 * A file that grows by its end and is encrypted from its first byte: pieces of up to 256 KiB, each its length and then
 * what `sealBytes` made of it, bound to the file's name and the piece's place. A piece that was cut off by a crash is
 * taken away when the file is next added to; whether the file is whole, its owner tells by its length.
 */

const PIECE_BYTES = 262_144;
const LENGTH_BYTES = 4;
/** A nonce of 12 bytes and a tag of 16. */
const SEAL_BYTES = 28;

interface Extent {
  /** Whole pieces. */
  readonly pieces: number;
  /** Bytes of what was sealed. */
  readonly bytes: number;
  /** Where the next piece goes. */
  readonly end: number;
}

/** How many bytes are sealed in a file; 0 where it is not there. */
export async function sealedBytes(path: string): Promise<number> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return 0;
  try {
    return (await extentOf(file)).bytes;
  } finally {
    await file.close();
  }
}

/**
 * Adds bytes behind those that are there, at the most `bytesMax` in all, and gives how many are there then. What came
 * before `source` failed is kept, and its failure is passed on.
 */
export async function appendSealed(
  path: string,
  keyHex: string,
  name: string,
  { source, bytesMax }: { readonly source: AsyncIterable<Uint8Array>; readonly bytesMax: number },
): Promise<number> {
  const file = await open(path, 'a+', 0o600);
  try {
    let { pieces, bytes, end } = await extentOf(file);
    await file.truncate(end);
    let waiting: Uint8Array[] = [];
    let waitingBytes = 0;
    const flush = async (): Promise<void> => {
      const plain = Buffer.concat(waiting);
      for (let from = 0; from < plain.length; from += PIECE_BYTES) {
        const piece = plain.subarray(from, from + PIECE_BYTES);
        const length = Buffer.alloc(LENGTH_BYTES);
        length.writeUInt32BE(piece.length);
        const sealed = sealBytes(keyHex, piece, `${name}:${String(pieces)}`);
        await file.appendFile(Buffer.concat([length, sealed]));
        pieces += 1;
        bytes += piece.length;
        end += LENGTH_BYTES + sealed.byteLength;
      }
      [waiting, waitingBytes] = [[], 0];
    };
    try {
      for await (const chunk of source) {
        if (bytes + waitingBytes + chunk.byteLength > bytesMax) {
          throw new Problem('too_large', 'More came than the file was said to have; begin it anew.');
        }
        waiting.push(chunk);
        waitingBytes += chunk.byteLength;
        if (waitingBytes >= PIECE_BYTES) await flush();
      }
    } finally {
      await flush();
    }
    return bytes;
  } finally {
    await file.close();
  }
}

/** The bytes of a sealed file, piece by piece. Throws `store_corrupt` where it was changed, `wrong_key` for no key of it. */
export async function* readSealed(path: string, keyHex: string, name: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { pieces } = await extentOf(file);
    let at = 0;
    for (let piece = 0; piece < pieces; piece += 1) {
      const length = await lengthAt(file, at);
      const sealed = Buffer.alloc(length + SEAL_BYTES);
      await file.read(sealed, 0, sealed.length, at + LENGTH_BYTES);
      at += LENGTH_BYTES + sealed.length;
      yield unsealBytes(keyHex, sealed, `${name}:${String(piece)}`);
    }
  } finally {
    await file.close();
  }
}

async function extentOf(file: FileHandle): Promise<Extent> {
  const { size } = await file.stat();
  let [pieces, bytes, end] = [0, 0, 0];
  while (end + LENGTH_BYTES <= size) {
    const length = await lengthAt(file, end);
    const next = end + LENGTH_BYTES + length + SEAL_BYTES;
    if (length === 0 || length > PIECE_BYTES || next > size) break;
    pieces += 1;
    bytes += length;
    end = next;
  }
  return { pieces, bytes, end };
}

async function lengthAt(file: FileHandle, at: number): Promise<number> {
  const buffer = Buffer.alloc(LENGTH_BYTES);
  await file.read(buffer, 0, LENGTH_BYTES, at);
  return buffer.readUInt32BE();
}
