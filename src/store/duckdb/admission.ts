import { Problem } from '../../vocabulary/problem.ts';
import type { JobRequest, OwnerReply } from './protocol.ts';

export type JobResult = Extract<
  OwnerReply,
  { kind: 'read' | 'marks' | 'published' | 'adoptable' | 'copied' | 'resealed' }
>;

/** A request on its way through the owner process. */
export interface Job {
  readonly id: number;
  readonly request: JobRequest;
  /** How long it may run once it has begun; null: as long as it takes. */
  readonly seconds_max: number | null;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (problem: Problem) => void;
  /** How often the process ended under it. */
  deaths: number;
  /** After its limit the process was killed for its sake. */
  overdue: boolean;
  timer: NodeJS.Timeout | null;
}

export interface AdmissionLimits {
  readonly running_max: number;
  readonly waiting_max: number;
  readonly wait_seconds_max: number;
}

/**
 * Who may run now. Reads run a few at a time and a bounded number waits, for a bounded time: beyond that they are
 * `busy` at once, which keeps the rest fast. One publish, or one copy of the whole store, runs beside them. What makes
 * files change places, and what was running when the process ended, runs alone: the latter because a second end then
 * shows whose fault it is.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #running = new Set<Job>();
  #alone: Job[] = [];
  #publishes: Job[] = [];
  #reads: Job[] = [];

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** What runs now, as a copy. */
  get running(): readonly Job[] {
    return [...this.#running];
  }

  /** Nothing runs and nothing waits. */
  get idle(): boolean {
    return this.#running.size + this.#alone.length + this.#publishes.length + this.#reads.length === 0;
  }

  /** Throws `busy`. */
  enqueue(job: Job): void {
    if (isPublish(job)) {
      this.#publishes.push(job);
      return;
    }
    if (movesFiles(job)) {
      this.#alone.push(job);
      return;
    }
    // One a version, and whoever finds what was kept waits for it.
    if (job.request.kind === 'marks') {
      this.#reads.unshift(job);
      return;
    }
    if (this.#reads.length >= this.#limits.waiting_max) throw busy();
    this.#reads.push(job);
    job.timer = setTimeout(() => {
      this.#reads = this.#reads.filter((waiting) => waiting !== job);
      job.reject(busy());
    }, this.#limits.wait_seconds_max * 1000);
  }

  /** Takes the next job that may run, or null. */
  next(): Job | null {
    const job = this.#pick();
    if (job === null) return null;
    if (job.timer !== null) clearTimeout(job.timer);
    job.timer = null;
    this.#running.add(job);
    return job;
  }

  find(id: number): Job | null {
    for (const job of this.#running) if (job.id === id) return job;
    return null;
  }

  /** Takes a job out that has not begun. */
  withdraw(job: Job): void {
    if (job.timer !== null) clearTimeout(job.timer);
    job.timer = null;
    const others = (waiting: Job): boolean => waiting !== job;
    this.#reads = this.#reads.filter(others);
    this.#publishes = this.#publishes.filter(others);
    this.#alone = this.#alone.filter(others);
  }

  finish(job: Job): void {
    if (job.timer !== null) clearTimeout(job.timer);
    job.timer = null;
    this.#running.delete(job);
  }

  /** To run again, before anything new and with nothing beside it. */
  retryAlone(job: Job): void {
    this.finish(job);
    this.#alone.push(job);
  }

  /** Takes out everything that waits or runs. */
  drain(): Job[] {
    const all = [...this.#running, ...this.#alone, ...this.#publishes, ...this.#reads];
    for (const job of all) this.finish(job);
    this.#alone = [];
    this.#publishes = [];
    this.#reads = [];
    return all;
  }

  #pick(): Job | null {
    const running = [...this.#running];
    if (running.some((job) => job.deaths > 0 || movesFiles(job))) return null;
    if (this.#alone.length > 0) return running.length === 0 ? (this.#alone.shift() ?? null) : null;
    const publishing = running.some(isPublish);
    if (!publishing && this.#publishes.length > 0) return this.#publishes.shift() ?? null;
    const reads = running.length - (publishing ? 1 : 0);
    return reads < this.#limits.running_max ? (this.#reads.shift() ?? null) : null;
  }
}

function isPublish({ request: { kind } }: Job): boolean {
  return kind === 'publish' || kind === 'copy';
}

function movesFiles({ request: { kind } }: Job): boolean {
  return kind === 'adopt' || kind === 'takeCopy';
}

function busy(): Problem {
  return new Problem('busy', 'Too many questions are being answered just now; try again in a moment.');
}
