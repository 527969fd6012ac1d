import type { Timers } from '../../vocabulary/timers.ts';

interface Due {
  readonly at: number;
  readonly work: () => void;
}

/** Time that passes when something is due, and not before: seconds of a crowd in no time. */
export class SimulatedTime {
  #now = 0;
  readonly #due = new Set<Due>();

  readonly timers: Timers = {
    elapsed: () => this.#now,
    every: () => {
      throw new TypeError('nothing here does anything again and again');
    },
    after: (ms, work) => {
      const due = { at: this.#now + ms, work };
      this.#due.add(due);
      return () => void this.#due.delete(due);
    },
  };

  /** Lives on until nothing is due any more. */
  async live(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = [...this.#due].reduce<Due | null>(
        (first, due) => (first === null || due.at < first.at ? due : first),
        null,
      );
      if (next === null) return;
      this.#due.delete(next);
      this.#now = next.at;
      next.work();
    }
  }
}
