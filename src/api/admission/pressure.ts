import { LIMITS } from '../../vocabulary/limits.ts';

const SPAN_MS = 1_000;
/** The first few of a crowd come at one moment: they make no rate. */
const COUNTED_MS_MIN = 100;

interface Tally {
  admitted: number;
  refused: number;
}

/**
 * How much more was asked lately than was let in: by that those who are refused are sent away for longer, and not all
 * for as long, so that they do not come back as the crowd that they were.
 */
export class Pressure {
  #from = 0;
  #now: Tally = { admitted: 0, refused: 0 };
  #before: Tally = { admitted: 0, refused: 0 };
  #hasBefore = false;

  /** `at`: milliseconds that only grow. */
  admitted(at: number): void {
    this.#turn(at);
    this.#now.admitted += 1;
  }

  /** Counts a refusal and tells after how many seconds to try again. `random`: from 0 up to, but without, 1. */
  refused(at: number, random: number): number {
    this.#turn(at);
    this.#now.refused += 1;
    const [admitted, refused] = [
      this.#now.admitted + this.#before.admitted,
      this.#now.refused + this.#before.refused,
    ];
    const spread = Math.min(
      LIMITS.question_retry_seconds_max,
      1 + Math.ceil(refused / Math.max(1, admitted)),
    );
    return 1 + Math.floor(random * spread);
  }

  /** How many were let in for each second lately. */
  admittedPerSecond(at: number): number {
    this.#turn(at);
    const counted_ms = Math.max(COUNTED_MS_MIN, at - this.#from + (this.#hasBefore ? SPAN_MS : 0));
    return (1_000 * (this.#now.admitted + this.#before.admitted)) / counted_ms;
  }

  #turn(at: number): void {
    const passed = at - this.#from;
    if (passed < SPAN_MS) return;
    this.#hasBefore = passed < 2 * SPAN_MS;
    this.#before = this.#hasBefore ? this.#now : { admitted: 0, refused: 0 };
    this.#now = { admitted: 0, refused: 0 };
    this.#from = at;
  }
}
