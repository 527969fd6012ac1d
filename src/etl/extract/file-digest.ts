import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** By what a file can be known again. */
export interface FileDigest {
  readonly bytes: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** Reads a file to its end, in memory that does not grow with it. */
export async function digestOf(path: string): Promise<FileDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 })) {
    const part = chunk instanceof Buffer ? chunk : Buffer.from(String(chunk));
    bytes += part.length;
    hash.update(part);
  }
  return { bytes, sha256: hash.digest('hex') };
}
