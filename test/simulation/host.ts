import { Problem } from '../../src/vocabulary/problem.ts';
import type { Timers } from '../../src/vocabulary/timers.ts';
import type { World } from './world.ts';

const EPOCH_MS = Date.UTC(2026, 2, 2, 5);

/** How a way to a server behaves just now. */
export interface Weather {
  /** How likely a call fails before it had an effect, and after. */
  readonly lost: number;
  readonly unanswered: number;
  readonly slow_ms: number;
}

export const FAIR: Weather = { lost: 0, unanswered: 0, slow_ms: 20 };

/**
 * A process: it can be killed, which nothing of it outlives, and frozen, which it does not notice. Its clock may be
 * wrong and may be set; its timers are not.
 */
export class Host {
  readonly name: string;
  readonly timers: Timers;
  readonly #world: World;
  readonly #whenGone: (() => void)[] = [];
  #isGone = false;
  #frozen_until_ms = 0;
  #wrong_ms = 0;
  /** By how much its clock goes wrong in a millisecond. */
  #drift = 0;
  weather: Weather = FAIR;

  constructor(world: World, name: string) {
    this.#world = world;
    this.name = name;
    this.timers = {
      elapsed: () => world.time_ms,
      after: (ms, work) => this.#after(ms, work),
      every: (ms, work) => {
        let cancel: (() => void) | null = null;
        const again = (): void => {
          cancel = this.#after(ms, () => {
            again();
            work();
          });
        };
        again();
        return () => cancel?.();
      },
    };
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  readonly now = (): Date => new Date(EPOCH_MS + this.#world.time_ms * (1 + this.#drift) + this.#wrong_ms);

  /** Sets its clock wrong by so much, to go wrong by `drift` more in each millisecond. */
  setClock(wrong_ms: number, drift = 0): void {
    this.#wrong_ms = wrong_ms;
    this.#drift = drift;
  }

  kill(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    for (const hear of this.#whenGone) hear();
  }

  whenGone(hear: () => void): void {
    if (this.#isGone) hear();
    else this.#whenGone.push(hear);
  }

  freeze(ms: number): void {
    this.#frozen_until_ms = Math.max(this.#frozen_until_ms, this.#world.time_ms + ms);
  }

  /** Calls what is outside of it: the call takes its time, may fail with and without effect, and its answer finds it or not. */
  call<T>(work: () => Promise<T> | T): Promise<T> {
    const { lost, unanswered, slow_ms } = this.weather;
    const { random } = this.#world;
    const [isLost, isUnanswered] = [random.is(lost), random.is(unanswered)];
    const [there_ms, back_ms] = [random.between(0, slow_ms), random.between(0, slow_ms)];
    return new Promise((resolve, reject) => {
      // Once sent it arrives, whatever becomes of its sender.
      this.#world.after(there_ms, () => {
        const fail = (error: unknown): void =>
          void this.#after(back_ms, () => reject(error instanceof Error ? error : away()));
        const answer = (value: T): void => void this.#after(back_ms, () => resolve(value));
        if (isLost) fail(away());
        else void this.#effect(work).then(isUnanswered ? () => fail(away()) : answer, fail);
      });
    });
  }

  async #effect<T>(work: () => Promise<T> | T): Promise<T> {
    return work();
  }

  /** Nothing happens in a process that is gone, and in a frozen one only when it thaws. */
  #after(ms: number, work: () => void): () => void {
    let cancel = this.#world.after(ms, () => {
      const left_ms = this.#frozen_until_ms - this.#world.time_ms;
      if (this.#isGone) return;
      if (left_ms > 0) cancel = this.#after(left_ms, work);
      else work();
    });
    return () => cancel();
  }
}

function away(): Problem {
  return new Problem('store_unavailable', 'The server is away; try again.');
}
