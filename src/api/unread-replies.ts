import { LIMITS } from '../vocabulary/limits.ts';
import type { Timers } from '../vocabulary/timers.ts';

export interface UnreadParts {
  readonly timers: Timers;
  readonly bytes_max?: number;
  readonly seconds_max?: number;
  /** Hears how many bytes are unread now. */
  readonly observe?: (bytes: number) => void;
}

/** A reply on its way: what was written of it and not yet taken by its reader's connection. */
export interface UnreadReply {
  wrote(bytes: number): void;
  read(bytes: number): void;
  /** It is over, or its reader has gone. */
  close(): void;
}

interface Held {
  bytes: number;
  readonly cut: () => void;
  stopWaiting: (() => void) | null;
}

/**
 * What replies hold in memory until slow readers take them. Beyond `bytes_max` in all, the reader who leaves most lying is
 * cut off, and so is one who takes nothing for `seconds_max`: what many of them could make the process hold is bounded
 * by that and one reply. Whoever was cut off from an answer may come back for it (streams-under-way.ts).
 */
export class UnreadReplies {
  readonly #bytes_max: number;
  readonly #ms_max: number;
  readonly #timers: Timers;
  readonly #observe: (bytes: number) => void;
  readonly #held = new Set<Held>();
  #bytes = 0;

  constructor({ timers, bytes_max, seconds_max, observe = () => undefined }: UnreadParts) {
    this.#timers = timers;
    this.#bytes_max = bytes_max ?? LIMITS.replies_unread_bytes_max;
    this.#ms_max = (seconds_max ?? LIMITS.reply_unread_seconds_max) * 1_000;
    this.#observe = observe;
    observe(0);
  }

  /** Bytes that nobody has taken yet. */
  get bytes(): number {
    return this.#bytes;
  }

  /** `cut` ends the connection; the reply is closed by that. */
  open(cut: () => void): UnreadReply {
    const held: Held = { bytes: 0, cut, stopWaiting: null };
    this.#held.add(held);
    return {
      wrote: (bytes) => {
        if (!this.#held.has(held)) return;
        this.#count(held, bytes);
        held.stopWaiting ??= this.#timers.after(this.#ms_max, cut);
        if (this.#bytes > this.#bytes_max) this.#cutLongest();
      },
      read: (bytes) => {
        if (!this.#held.has(held)) return;
        this.#count(held, -bytes);
        held.stopWaiting?.();
        held.stopWaiting = held.bytes > 0 ? this.#timers.after(this.#ms_max, cut) : null;
      },
      close: () => this.#close(held),
    };
  }

  #cutLongest(): void {
    const [longest] = [...this.#held].toSorted((a, b) => b.bytes - a.bytes);
    if (!longest) return;
    this.#close(longest);
    longest.cut();
  }

  #close(held: Held): void {
    if (!this.#held.delete(held)) return;
    held.stopWaiting?.();
    this.#count(held, -held.bytes);
  }

  #count(held: Held, by: number): void {
    held.bytes += by;
    this.#bytes += by;
    this.#observe(this.#bytes);
  }
}
