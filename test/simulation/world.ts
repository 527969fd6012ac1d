/** A world of events in one order: what happens when, and what chance decides, follows from its seed alone. */
export class World {
  readonly random: Random;
  #time_ms = 0;
  #order = 0;
  #events: SimEvent[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  get time_ms(): number {
    return this.#time_ms;
  }

  /** Does `work` after `ms`, unless the returned function is called before. */
  after(ms: number, work: () => void): () => void {
    this.#order += 1;
    const event: SimEvent = { at_ms: this.#time_ms + Math.max(0, ms), order: this.#order, work };
    push(this.#events, event);
    return () => {
      event.work = null;
    };
  }

  /** Lives until `isOver`, or until the end of time; gives whether it was over. */
  async live(isOver: () => boolean, end_ms: number): Promise<boolean> {
    // What promises are settled by then has its say before the next event.
    await settled();
    while (!isOver()) {
      const event = pop(this.#events);
      if (event === null || event.at_ms > end_ms) return false;
      if (event.work === null) continue;
      this.#time_ms = event.at_ms;
      event.work();
      await settled();
    }
    return true;
  }
}

/** A small generator of numbers (mulberry32): quick, and the same everywhere. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 1. */
  chance(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  is(probability: number): boolean {
    return this.chance() < probability;
  }

  between(least: number, most: number): number {
    return least + this.chance() * (most - least);
  }

  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1));
  }

  of<T>(all: readonly [T, ...T[]]): T {
    return all[Math.floor(this.chance() * all.length)] ?? all[0];
  }
}

interface SimEvent {
  readonly at_ms: number;
  /** Of two at one moment the one that was said first comes first. */
  readonly order: number;
  work: (() => void) | null;
}

function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

function isBefore(one: SimEvent, other: SimEvent): boolean {
  return one.at_ms < other.at_ms || (one.at_ms === other.at_ms && one.order < other.order);
}

function push(heap: SimEvent[], event: SimEvent): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(event, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = event;
}

function pop(heap: SimEvent[]): SimEvent | null {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined) return null;
  if (heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    let child = heap[below];
    if (child === undefined) break;
    const right = heap[below + 1];
    if (right !== undefined && isBefore(right, child)) [below, child] = [below + 1, right];
    if (!isBefore(child, last)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = last;
  return first;
}
