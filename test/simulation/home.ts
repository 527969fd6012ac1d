import {
  afterPublishing,
  afterStraying,
  type Bookkeeping,
  isPublishedAs,
  nextVersionOf,
} from '../../src/etl/stage/bookkeeping.ts';
import { LIMITS } from '../../src/vocabulary/limits.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import { pause } from '../../src/vocabulary/timers.ts';
import type { Host } from './host.ts';

/** What came last from each source: the number of its delivery stands for its rows. */
export type Content = ReadonlyMap<string, number>;

/**
 * The home that the workers share, as far as its staged rows go: a file that one process opens at a time and the
 * operating system takes away from one that is gone, rows and bookkeeping that change in transactions, and parcels.
 */
export class Home {
  #content: Content = new Map();
  #books: Bookkeeping = { chain: '', versions: 0, published: null, pending: false, everything: true };
  #opener: Host | null = null;
  readonly parcels = new Map<string, Content>();

  get content(): Content {
    return this.#content;
  }

  get books(): Bookkeeping {
    return this.#books;
  }

  async open(host: Host): Promise<() => void> {
    for (let waited_ms = 0; this.#opener !== null; waited_ms += 100) {
      if (waited_ms >= LIMITS.stage_wait_seconds_max * 1_000)
        throw new Problem('already_running', 'Another process has the staged rows open.');
      await pause(host.timers, 100);
    }
    this.#opener = host;
    const close = (): void => {
      if (this.#opener === host) this.#opener = null;
    };
    host.whenGone(close);
    return close;
  }

  /** Takes a delivery's rows in, and marks what is to be published: one transaction. */
  stage(source: string, delivery: number): void {
    if (this.#content.get(source) === delivery) return;
    this.#content = new Map(this.#content).set(source, delivery);
    this.markStaged(source, delivery);
  }

  /** The other half of `stage`, for whoever makes the mistake of taking two steps. */
  stageRowsOnly(source: string, delivery: number): boolean {
    if (this.#content.get(source) === delivery) return false;
    this.#content = new Map(this.#content).set(source, delivery);
    return true;
  }

  markStaged(source: string, delivery: number): void {
    this.#books = {
      ...this.#books,
      chain: digest(`${this.#books.chain}|${source}:${delivery}`),
      pending: true,
    };
  }

  settle(stored: string | null): void {
    if (stored !== null && isPublishedAs(this.#books, stored)) this.notePublished(stored);
    if (this.#books.published !== stored)
      this.#books = afterStraying(this.#books, stored, this.#content.size === 0);
  }

  get nextVersion(): string {
    return nextVersionOf(this.#books);
  }

  makeParcel(run: string): void {
    this.parcels.clear();
    this.parcels.set(run, this.#content);
  }

  notePublished(version: string): void {
    this.#books = afterPublishing(this.#books, version);
  }
}

/** A hash (FNV-1a): what differs looks different, and that is all that is asked of it here. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
