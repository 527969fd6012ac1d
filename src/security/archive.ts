import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { Problem } from '../vocabulary/problem.ts';

/**
 * An encrypted archive of files: a line of JSON that says with which master key its own key is wrapped, then pieces of
 * up to 1 MiB, each sealed with AES-256-GCM under that key. The nonce of a piece is its number, and whether it is the
 * last one is authenticated with it: pieces cannot be changed, moved, left out or cut off.
 */
export interface ArchiveHeader {
  readonly format: 'askfolio-backup-1';
  readonly id: string;
  readonly madeAt: string;
  /** The archive's own key, wrapped under the master key of then. */
  readonly wrapped: string;
}

export interface ArchivedFile {
  /** Its place in the home. */
  readonly name: string;
  readonly bytes: number;
}

export interface ArchiveSource extends ArchivedFile {
  readonly path: string;
}

const PIECE_BYTES = 1_048_576;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
const HEADER_BYTES_MAX = 65_536;

export const archiveKeyPlace = (id: string): string => `archive.key:${id}`;

export function newArchiveKey(): string {
  return randomBytes(32).toString('hex');
}

/** Writes an archive that is not there yet, for its owner alone, and syncs it. The first piece is the list of files. */
export async function writeArchive(
  path: string,
  header: ArchiveHeader,
  keyHex: string,
  files: readonly ArchiveSource[],
): Promise<void> {
  const out = await open(path, 'wx', 0o600);
  try {
    const list = files.map(({ name, bytes }) => ({ name, bytes }));
    await out.writeFile(`${JSON.stringify(header)}\n`);
    let number = 0;
    const write = async (piece: Buffer, isLast: boolean): Promise<void> => {
      await out.writeFile(sealPiece(keyHex, header.id, number, isLast, piece));
      number += 1;
    };
    await write(Buffer.from(JSON.stringify(list)), files.length === 0);
    for (const [index, file] of files.entries()) {
      await eachPiece(file, (piece, isEnd) => write(piece, isEnd && index === files.length - 1));
    }
    await out.sync();
  } finally {
    await out.close();
  }
}

/** The header of an archive. Throws Problem `backup_unreadable` where it is none. */
export async function readArchiveHeader(path: string): Promise<ArchiveHeader> {
  return (await opened(path, readHeader)).header;
}

/**
 * Reads a whole archive; `into` gives where a file goes, null where it is only to be checked. Throws Problem
 * `backup_unreadable` where any byte of it is not as it was written.
 */
export async function readArchive(
  path: string,
  keyHex: string,
  into: (file: ArchivedFile) => string | null,
): Promise<readonly ArchivedFile[]> {
  return opened(path, async (input) => {
    const { header, length } = await readHeader(input);
    const reader = pieces(input, keyHex, header.id, length);
    const first = await reader.next();
    const files = JSON.parse(first.piece.toString('utf8')) as ArchivedFile[];
    let isLast = first.isLast;
    for (const file of files) {
      const target = into(file);
      const out = target === null ? null : await open(target, 'wx', 0o600);
      try {
        for (let left = file.bytes, begun = false; left > 0 || !begun; begun = true) {
          const next = await reader.next();
          left -= next.piece.length;
          isLast = next.isLast;
          if (left < 0) throw unreadable();
          await out?.writeFile(next.piece);
        }
        await out?.sync();
      } finally {
        await out?.close();
      }
    }
    if (!isLast) throw unreadable();
    return files;
  });
}

async function eachPiece(
  { path, bytes }: ArchiveSource,
  write: (piece: Buffer, isEnd: boolean) => Promise<void>,
): Promise<void> {
  const input = await open(path, 'r');
  try {
    let left = bytes;
    do {
      const piece = await readExactly(input, Math.min(left, PIECE_BYTES), null);
      left -= piece.length;
      await write(piece, left === 0);
    } while (left > 0);
  } finally {
    await input.close();
  }
}

function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 6, 6);
  return nonce;
}

function associated(id: string, isLast: boolean): Buffer {
  return Buffer.from(`${id}:${isLast ? 'last' : 'more'}`);
}

/** A piece as it stands in the file: its length with the mark of the last one, tag, ciphertext. */
function sealPiece(keyHex: string, id: string, number: number, isLast: boolean, piece: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(keyHex, 'hex'), nonceOf(number));
  cipher.setAAD(associated(id, isLast));
  const sealed = Buffer.concat([cipher.update(piece), cipher.final()]);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(sealed.length * 2 + (isLast ? 1 : 0));
  return Buffer.concat([length, cipher.getAuthTag(), sealed]);
}

interface Piece {
  readonly piece: Buffer;
  readonly isLast: boolean;
}

function pieces(
  input: FileHandle,
  keyHex: string,
  id: string,
  start: number,
): { readonly next: () => Promise<Piece> } {
  let [number, at] = [0, start];
  const take = async (bytes: number): Promise<Buffer> => {
    const found = await readExactly(input, bytes, at);
    at += bytes;
    return found;
  };
  return {
    next: async () => {
      const mark = (await take(LENGTH_BYTES)).readUInt32BE();
      const isLast = mark % 2 === 1;
      const bytes = Math.floor(mark / 2);
      // The list of files may be longer than a piece.
      if (bytes > PIECE_BYTES * 16) throw unreadable();
      const tag = await take(TAG_BYTES);
      const sealed = await take(bytes);
      try {
        const decipher = createDecipheriv('aes-256-gcm', Buffer.from(keyHex, 'hex'), nonceOf(number));
        decipher.setAAD(associated(id, isLast));
        decipher.setAuthTag(tag);
        number += 1;
        return { piece: Buffer.concat([decipher.update(sealed), decipher.final()]), isLast };
      } catch (error) {
        throw unreadable(error);
      }
    },
  };
}

async function readHeader(input: FileHandle): Promise<{ header: ArchiveHeader; length: number }> {
  const begin = Buffer.alloc(HEADER_BYTES_MAX);
  const { bytesRead } = await input.read(begin, 0, begin.length, 0);
  const end = begin.subarray(0, bytesRead).indexOf(10);
  if (end < 0) throw unreadable();
  try {
    const header = JSON.parse(begin.subarray(0, end).toString('utf8')) as Partial<ArchiveHeader>;
    const { format, id, madeAt, wrapped } = header;
    if (format !== 'askfolio-backup-1' || typeof id !== 'string' || typeof madeAt !== 'string') {
      throw unreadable();
    }
    if (typeof wrapped !== 'string') throw unreadable();
    return { header: { format, id, madeAt, wrapped }, length: end + 1 };
  } catch (error) {
    throw unreadable(error);
  }
}

async function readExactly(input: FileHandle, bytes: number, position: number | null): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  for (let filled = 0; filled < bytes;) {
    const at = position === null ? null : position + filled;
    const { bytesRead } = await input.read(buffer, filled, bytes - filled, at);
    if (bytesRead === 0) throw unreadable();
    filled += bytesRead;
  }
  return buffer;
}

async function opened<T>(path: string, read: (input: FileHandle) => Promise<T>): Promise<T> {
  const input = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(error);
  });
  try {
    return await read(input);
  } finally {
    await input.close();
  }
}

function unreadable(cause?: unknown): Problem {
  return new Problem(
    'backup_unreadable',
    'The file is no backup of Askfolio that can be read, or it is damaged; take another copy of it.',
    { cause },
  );
}
