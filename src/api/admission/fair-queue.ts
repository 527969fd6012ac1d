interface Flow<T> {
  /** Virtual time at which its next one may begin: the start tag of the literature. */
  turn: number;
  readonly waiting: T[];
}

/**
 * Who is next, where several share a few places: start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996). Each
 * flow pays in virtual time for what its items take, so a flow that asks for more than the others waits for itself and
 * not they for it. Memory: what waits, and the flows that have had more than their share since the queue last ran dry.
 */
export class FairQueue<T> {
  readonly #flows = new Map<string, Flow<T>>();
  #now = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(name: string, item: T): void {
    const flow = this.#flows.get(name) ?? { turn: this.#now, waiting: [] };
    if (flow.waiting.length === 0) flow.turn = Math.max(flow.turn, this.#now);
    flow.waiting.push(item);
    this.#flows.set(name, flow);
    this.#size += 1;
  }

  /** Takes out the one whose turn it is, and has its flow pay `cost` for it; null where nobody waits. */
  next(cost: number): T | null {
    let first: Flow<T> | null = null;
    for (const flow of this.#flows.values()) {
      if (flow.waiting.length > 0 && (first === null || flow.turn < first.turn)) first = flow;
    }
    const item = first?.waiting.shift();
    if (first === null || item === undefined) return null;
    this.#now = first.turn;
    first.turn += cost;
    this.#size -= 1;
    this.#forgetPaid();
    return item;
  }

  /** What came of an item that was paid for in advance: it took so much more (or, below 0, less). */
  settle(name: string, difference: number): void {
    const flow = this.#flows.get(name);
    if (flow) flow.turn = Math.max(this.#now, flow.turn + difference);
  }

  /** Takes out an item that will not wait any longer. Whether it waited. */
  remove(name: string, item: T): boolean {
    const flow = this.#flows.get(name);
    const at = flow?.waiting.indexOf(item) ?? -1;
    if (!flow || at < 0) return false;
    flow.waiting.splice(at, 1);
    this.#size -= 1;
    return true;
  }

  /** How many go before one that this flow would add now, where each costs `cost`. */
  ahead(name: string, cost: number): number {
    const own = this.#flows.get(name);
    const mine = own?.waiting.length ?? 0;
    const turn = Math.max(own?.turn ?? this.#now, this.#now) + mine * cost;
    let count = mine;
    for (const flow of this.#flows.values()) {
      if (flow === own) continue;
      const before = Math.floor((turn - flow.turn) / cost) + 1;
      count += Math.min(flow.waiting.length, Math.max(0, before));
    }
    return count;
  }

  /**
   * Makes room for one more of this flow: takes out the newest of the flow that has most waiting, where that has more
   * than this flow would have (longest queue drop; McKenney, INFOCOM 1990). Null where nobody has.
   */
  dropFor(name: string): T | null {
    const mine = (this.#flows.get(name)?.waiting.length ?? 0) + 1;
    let longest: Flow<T> | null = null;
    for (const flow of this.#flows.values()) {
      if (flow.waiting.length > (longest?.waiting.length ?? mine)) longest = flow;
    }
    const dropped = longest?.waiting.pop();
    if (dropped === undefined) return null;
    this.#size -= 1;
    return dropped;
  }

  /** Nobody waits and nothing runs: whoever comes next owes nothing. */
  reset(): void {
    if (this.#size > 0) return;
    this.#flows.clear();
    this.#now = 0;
  }

  #forgetPaid(): void {
    for (const [name, { turn, waiting }] of this.#flows) {
      if (waiting.length === 0 && turn <= this.#now) this.#flows.delete(name);
    }
  }
}
