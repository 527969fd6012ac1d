/**
 * Keeps values for a while under keys that say everything they depend on. It may lose any of them at any time; what it
 * gives is what was put there. Adapters reject when they cannot be reached; `boundedCache` makes a miss of that.
 */
export interface Cache {
  /** The value, or null where there is none (any more). */
  get(key: string): Promise<Uint8Array | null>;
  /** Keeps a value for at most `seconds`; one that is larger than the cache takes is left out silently. */
  set(key: string, value: Uint8Array, seconds: number): Promise<void>;
  close(): Promise<void>;
}
