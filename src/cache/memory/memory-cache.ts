import type { Cache } from '../port.ts';

export interface MemoryCacheOptions {
  readonly bytes_max: number;
  /** One value may take no more. */
  readonly value_bytes_max: number;
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number;
  /** Hears what is kept now: entries and their bytes. */
  readonly onSize?: (entries: number, bytes: number) => void;
}

interface Entry {
  readonly value: Uint8Array;
  readonly until: number;
}

/** About what a Map and its strings take for one entry besides the value. */
const ENTRY_BYTES = 200;

function sizeOf(key: string, value: Uint8Array): number {
  return key.length + value.byteLength + ENTRY_BYTES;
}

/** A cache in this process: the entry that was not asked for the longest makes room. */
export function createMemoryCache({ bytes_max, value_bytes_max, clock, onSize }: MemoryCacheOptions): Cache {
  const entries = new Map<string, Entry>();
  let bytes = 0;

  function remove(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    bytes -= sizeOf(key, entry.value);
  }

  return {
    get: (key) => {
      const entry = entries.get(key);
      if (!entry) return Promise.resolve(null);
      if (clock() >= entry.until) {
        remove(key);
        return Promise.resolve(null);
      }
      entries.delete(key);
      entries.set(key, entry);
      return Promise.resolve(entry.value);
    },
    set: (key, value, seconds) => {
      if (value.byteLength > value_bytes_max) return Promise.resolve();
      remove(key);
      // A copy: whoever hands in a part of a larger buffer must neither change nor keep it by this.
      entries.set(key, { value: Uint8Array.from(value), until: clock() + seconds * 1_000 });
      bytes += sizeOf(key, value);
      for (const oldest of entries.keys()) {
        if (bytes <= bytes_max) break;
        remove(oldest);
      }
      onSize?.(entries.size, bytes);
      return Promise.resolve();
    },
    close: () => {
      entries.clear();
      bytes = 0;
      return Promise.resolve();
    },
  };
}
