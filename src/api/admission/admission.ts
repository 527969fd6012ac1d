import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { Timers } from '../../vocabulary/timers.ts';
import { FairQueue } from './fair-queue.ts';
import { type Lane, LANES } from '../../vocabulary/lane.ts';
import { Pressure } from './pressure.ts';
import { RefusalPace } from './refusal-pace.ts';

export interface AdmissionParts {
  /** How many questions that read the store run at once: 2 or more; and how many of them about everything. */
  readonly running_max: number;
  readonly book_max: number;
  readonly timers: Timers;
  /** From 0 up to, but without, 1. */
  readonly random: () => number;
  readonly observe?: AdmissionObserver;
}

/** Hears of every question how long it waited and what for, and how many run and wait. */
export interface AdmissionObserver {
  waited(lane: Lane, outcome: 'admitted' | 'refused' | 'gone', seconds: number): void;
  count(lane: Lane, running: number, waiting: number): void;
}

/** Who wants to have something worked out. */
export interface Entrant {
  /** Whose share it comes out of. */
  readonly user: string;
  readonly lane: Lane;
  /** Aborted when nobody waits for it any more. */
  readonly stop?: AbortSignal;
}

interface Waiting extends Entrant {
  readonly since: number;
  readonly enter: () => void;
  readonly leave: (problem: Problem, outcome: 'refused' | 'gone') => void;
}

interface LaneState {
  readonly queue: FairQueue<Waiting>;
  running: number;
  /** Milliseconds that one takes, as a moving average. */
  takes_ms: number;
  /** Since when there was always somebody waiting and some ended all the while; null while nobody waits. */
  standingSince: number | null;
  /** When one last ended. */
  endedAt: number;
}

/** How much one measurement moves the average. */
const SHARE_OF_NEWEST = 0.1;
const TAKES_MS_AT_FIRST = 50;
/** For how long somebody must always have waited before the queue counts as one that will not go away by itself. */
const STANDING_MS = 500;
/** Nothing of a lane ended for at least as long, and for twice as long as one takes: it pauses. */
const PAUSE_MS_MIN = 250;

/**
 * Who may have something worked out now. A few run at once, few wait and for a short time, and the rest is refused at
 * once and told when to come back: that keeps what is begun as fast as it is without a crowd (load shedding). How long
 * the wait may be follows how long answers take now: a crowd that comes at once is let wait, a queue that stands is kept
 * short (controlled delay: Nichols and Jacobson, 2012; its form for requests: Maurer, Fail at Scale, 2015).
 * A queue that grows while nothing ends, since data are being published or the disk is slow for a moment, says nothing about
 * how much is asked: it counts as a crowd that comes at once.
 *
 * Places are shared fairly between people, whatever each of them sends. Questions about everything never take all the
 * places, and always have one; those about a few accounts go first. What is expected to come from memory has places of its own.
 */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #lanes: Readonly<Record<Lane, LaneState>>;
  readonly #pressure = new Pressure();
  readonly #refusals = new RefusalPace();

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.#lanes = { kept: emptyLane(), accounts: emptyLane(), book: emptyLane() };
    for (const name of LANES) this.#tell(name);
  }

  /**
   * Does work when it is its turn. Throws Problem `busy`, at once or within `question_wait_ms_max`, where it can't be
   * soon, and within `refusal_held_ms_max` where far more is refused than let in; `stopped` where nobody waits for it any more; and what the work throws.
   */
  async run<T>(entrant: Entrant, work: () => Promise<T>): Promise<T> {
    await this.#turn(entrant);
    const { elapsed } = this.#parts.timers;
    const begun = elapsed();
    try {
      return await work();
    } finally {
      this.#finish(entrant, elapsed() - begun);
    }
  }

  #turn(entrant: Entrant): Promise<void> {
    const { user, lane: name, stop } = entrant;
    if (stop?.aborted === true) return Promise.reject(stopped());
    const lane = this.#lanes[name];
    const since = this.#parts.timers.elapsed();
    const refusal = this.#refusal(name, user, since);
    if (refusal !== null) return this.#refuse(entrant, refusal);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waited = (outcome: 'admitted' | 'refused' | 'gone'): void => {
      cancel();
      stop?.removeEventListener('abort', onStop);
      this.#parts.observe?.waited(name, outcome, (this.#parts.timers.elapsed() - since) / 1_000);
    };
    const waiting: Waiting = {
      ...entrant,
      since,
      enter: () => {
        waited('admitted');
        resolve();
      },
      leave: (problem, outcome) => {
        waited(outcome);
        reject(problem);
      },
    };
    const withdraw = (problem: () => Problem, outcome: 'refused' | 'gone'): void => {
      if (!lane.queue.remove(user, waiting)) return;
      waiting.leave(problem(), outcome);
      this.#admit();
    };
    const onStop = (): void => withdraw(stopped, 'gone');
    const cancel = this.#parts.timers.after(LIMITS.question_wait_ms_max, () =>
      withdraw(() => this.#busy(), 'refused'),
    );
    stop?.addEventListener('abort', onStop, { once: true });
    lane.queue.add(user, waiting);
    this.#admit();
    return promise;
  }

  /** Why one more of this person's may not even wait; null where it may. */
  #refusal(name: Lane, user: string, now: number): Problem | null {
    const lane = this.#lanes[name];
    if (lane.queue.size === 0 && this.#isFree(name)) return null;
    const waits_ms = ((lane.queue.ahead(user, lane.takes_ms) + 1) * lane.takes_ms) / this.#places(name);
    const mayWait = waits_ms <= patienceMs(lane, now);
    if (mayWait && lane.queue.size >= LIMITS.questions_waiting_max) {
      lane.queue.dropFor(user)?.leave(this.#busy(), 'refused');
    }
    if (mayWait && lane.queue.size < LIMITS.questions_waiting_max) return null;
    return this.#busy();
  }

  /** Tells it at once, or later where refusals alone would take up the time. */
  #refuse({ lane, stop }: Entrant, refusal: Problem): Promise<never> {
    const { timers, observe } = this.#parts;
    const now = timers.elapsed();
    const held_ms = this.#refusals.hold(now, this.#pressure.admittedPerSecond(now));
    observe?.waited(lane, 'refused', held_ms / 1_000);
    if (held_ms === 0) return Promise.reject(refusal);
    const { promise, reject } = Promise.withResolvers<never>();
    const onStop = (): void => {
      cancel();
      reject(stopped());
    };
    const cancel = timers.after(held_ms, () => {
      stop?.removeEventListener('abort', onStop);
      reject(refusal);
    });
    stop?.addEventListener('abort', onStop, { once: true });
    return promise;
  }

  /** Lets in whoever may begin, and tells how things stand. */
  #admit(): void {
    const now = this.#parts.timers.elapsed();
    for (let name = this.#nextLane(); name !== null; name = this.#nextLane()) {
      const lane = this.#lanes[name];
      const next = lane.queue.next(lane.takes_ms);
      if (next === null) break;
      lane.running += 1;
      this.#pressure.admitted(now);
      next.enter();
    }
    for (const name of LANES) {
      const lane = this.#lanes[name];
      if (lane.queue.size === 0) lane.standingSince = null;
      else lane.standingSince ??= now;
      this.#tell(name);
    }
  }

  #nextLane(): Lane | null {
    const { accounts, book, kept } = this.#lanes;
    if (kept.queue.size > 0 && this.#isFree('kept')) return 'kept';
    if (book.queue.size > 0 && book.running === 0 && this.#isFree('book')) return 'book';
    if (accounts.queue.size > 0 && this.#isFree('accounts')) return 'accounts';
    return book.queue.size > 0 && this.#isFree('book') ? 'book' : null;
  }

  #isFree(name: Lane): boolean {
    const { accounts, book, kept } = this.#lanes;
    const { running_max, book_max } = this.#parts;
    if (name === 'kept') return kept.running < LIMITS.kept_questions_running_max;
    // One place is left to what is about everything, however much is asked about a few accounts.
    if (name === 'accounts') return accounts.running + Math.max(1, book.running) < running_max;
    return book.running < book_max && accounts.running + book.running < running_max;
  }

  /** How many of a lane run at once as things are. */
  #places(name: Lane): number {
    const { accounts, book } = this.#lanes;
    if (name === 'kept') return LIMITS.kept_questions_running_max;
    if (name === 'accounts') return Math.max(1, this.#parts.running_max - Math.max(1, book.running));
    return accounts.queue.size > 0 ? 1 : this.#parts.book_max;
  }

  #finish({ user, lane: name }: Entrant, took_ms: number): void {
    const lane = this.#lanes[name];
    const now = this.#parts.timers.elapsed();
    if (pauses(lane, now)) lane.standingSince = now;
    lane.endedAt = now;
    lane.running -= 1;
    lane.queue.settle(user, took_ms - lane.takes_ms);
    // A time of nothing would make any wait look short.
    lane.takes_ms = Math.max(0.1, lane.takes_ms + SHARE_OF_NEWEST * (took_ms - lane.takes_ms));
    if (lane.running === 0) lane.queue.reset();
    this.#admit();
  }

  #busy(): Problem {
    const seconds = this.#pressure.refused(this.#parts.timers.elapsed(), this.#parts.random());
    const when = seconds === 1 ? 'a second' : `${String(seconds)} seconds`;
    const sentence = `Too many questions are being answered just now; try again in ${when}.`;
    // Where it comes from is no news, and to find it out takes as long as the rest of a refusal.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    const problem = new Problem('busy', sentence, { retryAfterSeconds: seconds });
    Error.stackTraceLimit = stackTraceLimit;
    return problem;
  }

  #tell(name: Lane): void {
    const { running, queue } = this.#lanes[name];
    this.#parts.observe?.count(name, running, queue.size);
  }
}

function emptyLane(): LaneState {
  return { queue: new FairQueue(), running: 0, takes_ms: TAKES_MS_AT_FIRST, standingSince: null, endedAt: 0 };
}

/** How long the last in a queue may have to wait, in milliseconds. */
function patienceMs(lane: LaneState, now: number): number {
  const { standingSince, takes_ms } = lane;
  const { question_wait_ms_min, question_burst_wait_ms_max } = LIMITS;
  const isStanding = standingSince !== null && now - standingSince > STANDING_MS && !pauses(lane, now);
  if (!isStanding) return question_burst_wait_ms_max;
  return Math.min(Math.max(takes_ms, question_wait_ms_min), question_burst_wait_ms_max);
}

/** Whether people wait and nothing has ended for a while, but not for so long that it hangs. */
function pauses({ standingSince, endedAt, takes_ms }: LaneState, now: number): boolean {
  if (standingSince === null) return false;
  const silent_ms = now - Math.max(standingSince, endedAt);
  return silent_ms > Math.max(PAUSE_MS_MIN, 2 * takes_ms) && silent_ms <= LIMITS.question_wait_ms_max;
}

function stopped(): Problem {
  return new Problem('stopped', 'The question was stopped before its turn came; ask it again.');
}
