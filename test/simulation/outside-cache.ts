import type { Cache } from '../../src/cache/port.ts';
import type { Host } from './host.ts';
import type { World } from './world.ts';

/** How a cache server behaves just now: how likely each look at it goes which way, and how long one takes. */
export interface CacheManners {
  readonly away: number;
  readonly forgets: number;
  /** Gives what was put under another key. */
  readonly mistakes: number;
  /** Gives what was put there with its end cut off. */
  readonly cuts: number;
  readonly slow_ms: number;
}

export const GOOD_CACHE: CacheManners = { away: 0, forgets: 0, mistakes: 0, cuts: 0, slow_ms: 5 };

/** A cache server that all readers share. */
export class OutsideCache {
  readonly #world: World;
  readonly #kept = new Map<string, Uint8Array>();
  manners: CacheManners = GOOD_CACHE;
  /** How often somebody was given what was put there. */
  hits = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** The server as a process reaches it. */
  reachedFrom(host: Host): Cache {
    return {
      get: (key) => host.call(() => this.#answer(() => this.#give(key))),
      set: (key, value) =>
        host.call(() =>
          this.#answer(() => {
            this.#kept.set(key, value);
          }),
        ),
      close: () => Promise.resolve(),
    };
  }

  async #answer<T>(work: () => T): Promise<T> {
    const { random } = this.#world;
    const { slow_ms, away } = this.manners;
    await new Promise<void>((resolve) => void this.#world.after(random.between(0, slow_ms), resolve));
    if (random.is(away)) throw new Error('the cache is away');
    return work();
  }

  #give(key: string): Uint8Array | null {
    const { random } = this.#world;
    const { forgets, mistakes, cuts } = this.manners;
    if (random.is(forgets)) return null;
    if (random.is(mistakes)) return [...this.#kept.values()].at(-random.whole(1, this.#kept.size)) ?? null;
    const value = this.#kept.get(key) ?? null;
    if (value !== null && random.is(cuts)) return value.subarray(0, random.whole(0, value.length - 1));
    if (value !== null) this.hits += 1;
    return value;
  }
}
