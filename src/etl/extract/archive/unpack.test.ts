import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSource } from '../open-source.ts';
import { EMPTY_DIRECTORY } from '../statement/directory.ts';

let folder = '';
let scratch = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packed-'));
  scratch = join(folder, 'scratch');
  mkdirSync(join(folder, 'delivery'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string): string => join(folder, 'delivery', name);
const CLIENTS = 'client_id,name\nC1,Ann\n';
const CUSTODIANS = 'custodian_id,name\nK1,Bank\n';

interface ZipFile {
  readonly name: string;
  readonly content: Buffer;
  /** Unix mode; a file's where it is left out. */
  readonly mode?: number;
  readonly encrypted?: true;
  /** What it says its size is, where that is a lie. */
  readonly size?: number;
}

/** An archive as it stands in the format's description, so that it can say what no packer would. */
function zip(files: readonly ZipFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode = 0o100644, encrypted, size = content.length } of files) {
    const packed = deflateRawSync(content);
    const bytes = Buffer.from(name);
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(encrypted ? 1 : 0, 2);
    about.writeUInt16LE(8, 4);
    about.writeUInt32LE(crc32(content), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(size, 18);
    about.writeUInt16LE(bytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), about, bytes, packed]);
    const entry = Buffer.alloc(46);
    entry.write('PK\x01\x02', 0, 'latin1');
    entry.writeUInt16LE(0x0314, 4);
    about.copy(entry, 6);
    entry.writeUInt32LE((mode << 16) >>> 0, 38);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, bytes);
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

async function tables(path: string): Promise<readonly string[]> {
  const source = await openSource({ path, mapping: null }, () => Promise.resolve(EMPTY_DIRECTORY), scratch);
  try {
    const { streams } = await source.list();
    const rows: string[] = [];
    for (const stream of streams) {
      for await (const { values } of source.read(stream, stream.columns, null)) {
        rows.push(`${stream.table}: ${values.map((column) => column.join()).join(' ')}`);
      }
    }
    return rows;
  } finally {
    await source.close();
  }
}

const BOTH = ['custodians: K1 Bank', 'clients: C1 Ann'].toSorted();

describe('what is packed', () => {
  test('is read by gzip, zstd and zip, alone or beside plain files, and leaves nothing behind', async () => {
    writeFileSync(place('clients.csv.gz'), gzipSync(CLIENTS));
    writeFileSync(place('custodians.csv'), CUSTODIANS);
    expect((await tables(join(folder, 'delivery'))).toSorted()).toEqual(BOTH);
    expect(await tables(place('clients.csv.gz'))).toEqual(['clients: C1 Ann']);
    writeFileSync(place('clients.csv.zst'), zstdCompressSync(CLIENTS));
    expect(await tables(place('clients.csv.zst'))).toEqual(['clients: C1 Ann']);
    const files = [
      { name: 'day/', content: Buffer.alloc(0) },
      { name: 'day/clients.csv', content: Buffer.from(CLIENTS) },
      { name: 'day/custodians.csv', content: Buffer.from(CUSTODIANS) },
    ];
    writeFileSync(join(folder, 'all.zip'), zip(files));
    expect((await tables(join(folder, 'all.zip'))).toSorted()).toEqual(BOTH);
    expect(readdirSync(scratch)).toEqual([]);
    expect(readFileSync(place('custodians.csv'), 'utf8')).toBe(CUSTODIANS);
  });

  const content = Buffer.from(CLIENTS);
  test.each<[string, readonly ZipFile[], RegExp]>([
    ['leads upward', [{ name: '../../clients.csv', content }], /leads out/],
    ['is absolute', [{ name: '/tmp/clients.csv', content }], /leads out/],
    ['leads upward as on Windows', [{ name: '..\\clients.csv', content }], /leads out/],
    ['is a link', [{ name: 'clients.csv', content, mode: 0o120777 }], /has a link/],
    ['is locked', [{ name: 'clients.csv', content, encrypted: true }], /password/],
    [
      'comes twice',
      [
        { name: 'a/clients.csv', content },
        { name: 'b/Clients.csv', content },
      ],
      /two files/,
    ],
    [
      'is longer than it says',
      [{ name: 'clients.csv', content: Buffer.alloc(1_000_000), size: 10 }],
      /damaged/,
    ],
  ])('is refused where a file %s', async (_name, files, reason) => {
    writeFileSync(place('all.zip'), zip(files));
    await expect(tables(place('all.zip'))).rejects.toMatchObject({
      code: 'source_unreadable',
      message: expect.stringMatching(reason),
    });
    expect(readdirSync(scratch)).toEqual([]);
    expect(existsSync(join(folder, 'clients.csv'))).toBe(false);
  });

  test('is refused where it unpacks without end', async () => {
    // 80 MiB of nothing in 80 kB.
    const bomb = gzipSync(Buffer.alloc(80 * 1_048_576));
    writeFileSync(place('clients.csv.gz'), bomb);
    await expect(tables(place('clients.csv.gz'))).rejects.toThrow(/far more than its size/);
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('is refused where it is cut off, is something else, or comes packed and plain', async () => {
    writeFileSync(place('clients.csv.gz'), gzipSync(CLIENTS.repeat(100)).subarray(0, 40));
    await expect(tables(place('clients.csv.gz'))).rejects.toThrow(/damaged, cut off/);
    writeFileSync(place('clients.csv.zst'), CLIENTS);
    await expect(tables(place('clients.csv.zst'))).rejects.toThrow(/damaged, cut off/);
    rmSync(place('clients.csv.zst'));
    writeFileSync(place('clients.csv.gz'), gzipSync(CLIENTS));
    symlinkSync(place('clients.csv.gz'), place('clients.csv'));
    await expect(tables(join(folder, 'delivery'))).rejects.toThrow(/both packed and plain/);
  });
});
