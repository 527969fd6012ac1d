import { Problem } from '../vocabulary/problem.ts';

/** One piece of work that several wait for; it is stopped when the last of them has gone. */
interface Flight<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  waiting: number;
  done: boolean;
}

/**
 * Runs the work of a key once for all who ask for it at the same time. Whoever stops waiting leaves the others alone;
 * his call rejects with `stopped`.
 */
export class SharedReads<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** Whether the work of a key is being done. */
  has(key: string): boolean {
    return this.#flights.has(key);
  }

  async run(key: string, stop: AbortSignal | undefined, work: (stop: AbortSignal) => Promise<T>): Promise<T> {
    if (stop?.aborted === true) throw gone();
    const flight = this.#flights.get(key) ?? this.#begin(key, work);
    flight.waiting += 1;
    const { promise, reject } = Promise.withResolvers<never>();
    const leave = (): void => reject(gone());
    stop?.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([flight.result, promise]);
    } finally {
      stop?.removeEventListener('abort', leave);
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        this.#end(key, flight);
        if (!flight.done) flight.stop.abort();
      }
    }
  }

  #begin(key: string, work: (stop: AbortSignal) => Promise<T>): Flight<T> {
    const stop = new AbortController();
    const flight: Flight<T> = { result: work(stop.signal), stop, waiting: 0, done: false };
    this.#flights.set(key, flight);
    // Whoever comes after the end begins anew; a failure is nobody's but those who waited for it.
    const ended = (): void => {
      flight.done = true;
      this.#end(key, flight);
    };
    flight.result.then(ended, ended);
    return flight;
  }

  #end(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}

function gone(): Problem {
  return new Problem('stopped', 'The question was stopped before its answer was there; ask it again.');
}
