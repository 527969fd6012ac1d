import { URGENCIES, type Urgency } from '../vocabulary/job.ts';

/** Lets a number of pieces of work go on at a time, and of those that wait the most urgent first, in their order. */
export class Turns {
  #free: number;
  readonly #waiting = new Map<Urgency, (() => void)[]>(URGENCIES.map((urgency) => [urgency, []]));

  constructor(at_once_max: number) {
    this.#free = at_once_max;
  }

  /** Resolves when it is this one's turn, with the function that ends it. */
  async enter(urgency: Urgency): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => void this.#waiting.get(urgency)?.push(resolve));
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#next();
    };
  }

  #next(): void {
    for (const urgency of URGENCIES) {
      const first = this.#waiting.get(urgency)?.shift();
      if (first) return first();
    }
    this.#free += 1;
  }
}
