import { Problem } from '../../vocabulary/problem.ts';
import { stoppedProblem } from './watch.ts';

export interface GateLimits {
  readonly running_max: number;
  readonly waiting_max: number;
  readonly wait_seconds_max: number;
}

interface Waiting {
  readonly enter: () => void;
  readonly refuse: (problem: Problem) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Who may read now. A few reads run at a time and a bounded number waits, for a bounded time: beyond that they are
 * `busy` at once, which keeps the rest fast.
 */
export class Gate {
  readonly #limits: GateLimits;
  #running = 0;
  #waiting: Waiting[] = [];

  constructor(limits: GateLimits) {
    this.#limits = limits;
  }

  /** Runs the work when it may. Throws Problems `busy` and `stopped`, and what the work throws. */
  async pass<T>(work: () => Promise<T>, stop?: AbortSignal): Promise<T> {
    if (stop?.aborted === true) throw stoppedProblem();
    await this.#enter(stop);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** Refuses everything that waits. */
  clear(problem: Problem): void {
    for (const { refuse, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      refuse(problem);
    }
  }

  async #enter(stop?: AbortSignal): Promise<void> {
    if (this.#running < this.#limits.running_max) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= this.#limits.waiting_max) throw busy();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (problem: Problem): void => {
      this.#waiting = this.#waiting.filter((waiting) => waiting.timer !== timer);
      clearTimeout(timer);
      reject(problem);
    };
    const timer = setTimeout(() => giveUp(busy()), this.#limits.wait_seconds_max * 1_000);
    const onStop = (): void => giveUp(stoppedProblem());
    stop?.addEventListener('abort', onStop, { once: true });
    this.#waiting.push({ enter: resolve, refuse: reject, timer });
    await promise.finally(() => stop?.removeEventListener('abort', onStop));
  }

  /** The place goes to whoever waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    clearTimeout(next.timer);
    next.enter();
  }
}

function busy(): Problem {
  return new Problem('busy', 'Too many questions are being answered just now; try again in a moment.');
}
