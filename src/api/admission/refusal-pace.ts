import { LIMITS } from '../../vocabulary/limits.ts';

/**
 * How long a refusal is held back. One takes a part of the time that an answer takes, so whoever asks again the moment
 * that he is refused would leave nothing for answers. Refusals therefore go out at once up to so many for each answer,
 * far more than ten times the load brings about; beyond that they are spaced, and who asks without a pause waits for
 * them (the generic cell rate algorithm, as for a leaky bucket).
 */
export class RefusalPace {
  /** Up to when the refusals so far take up the rate, in milliseconds. */
  #takenUntil = 0;

  /** Counts one and gives its milliseconds, at most `refusal_held_ms_max`. `at` only grows. */
  hold(at: number, admittedPerSecond: number): number {
    const perSecond = Math.max(
      LIMITS.refusals_at_once_per_second_min,
      LIMITS.refusals_at_once_per_answer_max * admittedPerSecond,
    );
    const from = Math.max(this.#takenUntil, at - LIMITS.refusals_burst_ms_max);
    const held_ms = Math.min(Math.max(0, from - at), LIMITS.refusal_held_ms_max);
    this.#takenUntil = Math.min(from + 1_000 / perSecond, at + LIMITS.refusal_held_ms_max);
    return held_ms;
  }
}
