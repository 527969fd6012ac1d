import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import type { Cache } from './port.ts';

/** Seals bytes so that only who has the key reads them, and only in their place. `open` throws for any others. */
export interface Sealing {
  seal(plain: Uint8Array, context: string): Uint8Array;
  open(sealed: Uint8Array, context: string): Uint8Array;
}

export interface PackedCacheOptions {
  readonly sealing: Sealing;
  /** Shorter values are not worth the work of compressing them. */
  readonly compress_bytes_min: number;
  /** A value never grows beyond this when it is unpacked. */
  readonly value_bytes_max: number;
}

const PLAIN = 0;
const ZSTD = 1;
/** What is not smaller by this share is kept as it is. */
const GAIN_MIN = 0.1;
/** Fewer bytes are unpacked sooner than another thread would be told to. */
const AT_ONCE_BYTES_MAX = 16_384;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/**
 * For a cache outside this process: values are compressed where it pays and sealed under their key, so that whoever
 * reads the cache learns nothing, and a value that was changed or moved to another key is no value.
 */
export function packedCache(cache: Cache, options: PackedCacheOptions): Cache {
  const { sealing, compress_bytes_min, value_bytes_max } = options;
  return {
    get: async (key) => {
      const sealed = await cache.get(key);
      if (sealed === null) return null;
      try {
        const packed = sealing.open(sealed, `cache:${key}`);
        const body = packed.subarray(1);
        if (packed[0] === PLAIN) return body;
        return packed[0] === ZSTD ? await unpacked(body, value_bytes_max) : null;
      } catch {
        // Another key's, an older form, or not ours: as good as none.
        return null;
      }
    },
    set: async (key, value, seconds) => {
      if (value.byteLength > value_bytes_max) return;
      const packed = await pack(value, compress_bytes_min);
      await cache.set(key, sealing.seal(packed, `cache:${key}`), seconds);
    },
    close: () => cache.close(),
  };
}

/** Throws where it would come to more than `bytes_max`. */
function unpacked(body: Uint8Array, bytes_max: number): Uint8Array | Promise<Uint8Array> {
  const limit = { maxOutputLength: bytes_max };
  return body.byteLength <= AT_ONCE_BYTES_MAX ? zstdDecompressSync(body, limit) : decompress(body, limit);
}

async function pack(value: Uint8Array, compress_bytes_min: number): Promise<Uint8Array> {
  if (value.byteLength >= compress_bytes_min) {
    const smaller = await compress(value, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
    if (smaller.byteLength < value.byteLength * (1 - GAIN_MIN)) {
      return Buffer.concat([Uint8Array.of(ZSTD), smaller]);
    }
  }
  return Buffer.concat([Uint8Array.of(PLAIN), value]);
}
