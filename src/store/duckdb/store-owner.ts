import type { ChildProcess } from 'node:child_process';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { DataVersion } from '../port.ts';
import { Admission, type AdmissionLimits, type Job, type JobResult } from './admission.ts';
import { parseReply } from './messages.ts';
import { launchOwner, takeLaunched } from './owner-launch.ts';
import type { JobRequest, OpenRequest, OwnerReply, OwnerRequest } from './protocol.ts';

export interface OwnerOptions extends AdmissionLimits {
  readonly open: Omit<OpenRequest, 'kind' | 'memoryMb' | 'lockWaitMs'>;
  readonly engine_memory_mb_max: number;
  readonly lock_wait_seconds_max: number;
  readonly grace_seconds_max: number;
  readonly memory_bytes_max: number;
  /** A process that was started ahead; null: one is started when it is needed. */
  readonly launched: ChildProcess | null;
}

const OPEN_TRIES_MAX = 4;
const RESTART_DELAY_MS = 50;
const RESTART_DELAY_MS_MAX = 2_000;
const CLOSE_MS_MAX = 5_000;
const PUBLISH_DEATHS_MAX = 3;

/**
 * Keeps the owner process: starts it, gives it work within the limits, interrupts what takes too long, kills the
 * process when that does not help, and starts it again whenever it has ended. What was running then runs once more,
 * but for the one that it was killed for.
 */
export class StoreOwner {
  readonly #options: OwnerOptions;
  #keys: Pick<OpenRequest, 'storeKey' | 'olderKeys'>;
  readonly #admission: Admission;
  #child: ChildProcess | null = null;
  #launched: ChildProcess | null;
  #opened = false;
  #closed = false;
  #nextId = 1;
  /** Ends of the process in a row without an answer in between. */
  #failures = 0;
  #restart: NodeJS.Timeout | null = null;
  #version: DataVersion | null = null;
  /** Those who wait until it is open. */
  #waiting: { resolve: () => void; reject: (problem: Problem) => void }[] = [];

  constructor(options: OwnerOptions) {
    this.#options = options;
    this.#keys = options.open;
    this.#launched = options.launched;
    this.#admission = new Admission(options);
  }

  /** The process that owns the store now; null between two. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves when the store is open; rejects with the Problem of opening it. */
  ready(): Promise<void> {
    if (this.#closed) return Promise.reject(closedProblem());
    if (this.#opened) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#start();
    });
  }

  async version(): Promise<DataVersion | null> {
    await this.ready();
    return this.#version;
  }

  /** The store may lie under this key from now on, too: every process that opens it hears of it. */
  learnKey(storeKey: string): void {
    const { storeKey: before, olderKeys } = this.#keys;
    if (storeKey === before) return;
    this.#keys = { storeKey, olderKeys: [before, ...olderKeys.filter((key) => key !== storeKey)] };
  }

  async run(request: JobRequest, seconds_max: number | null, stop?: AbortSignal): Promise<JobResult> {
    const { promise, resolve, reject } = Promise.withResolvers<JobResult>();
    if (this.#closed) throw closedProblem();
    if (stop?.aborted === true) throw stoppedProblem();
    const id = this.#nextId++;
    const job: Job = { id, request, seconds_max, resolve, reject, deaths: 0, overdue: false, timer: null };
    const onStop = (): void => this.#stop(job);
    stop?.addEventListener('abort', onStop, { once: true });
    try {
      this.#admission.enqueue(job);
      this.#start();
      this.#pump();
      return await promise;
    } finally {
      stop?.removeEventListener('abort', onStop);
    }
  }

  /** Nobody waits for the job: one that has not begun never does, one that runs is interrupted like a slow one. */
  #stop(job: Job): void {
    job.reject(stoppedProblem());
    if (this.#admission.find(job.id) === null) this.#admission.withdraw(job);
    else this.#interrupt(job);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#restart !== null) clearTimeout(this.#restart);
    this.#rejectAll(closedProblem());
    const child = this.#child;
    if (child === null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS_MAX);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#send({ kind: 'close' });
    });
  }

  #start(): void {
    if (this.#child !== null || this.#restart !== null || this.#closed) return;
    const ahead = this.#launched && takeLaunched(this.#launched);
    this.#launched = null;
    const child = ahead ?? launchOwner(this.#options.memory_bytes_max);
    this.#child = child;
    // Without this, a message to a process that has just ended would end this one.
    child.on('error', () => child.kill('SIGKILL'));
    child.on('message', (message) => this.#receive(message));
    child.once('exit', () => this.#ended());
    this.#send({
      kind: 'open',
      ...this.#options.open,
      ...this.#keys,
      memoryMb: this.#options.engine_memory_mb_max,
      lockWaitMs: this.#options.lock_wait_seconds_max * 1000,
    });
  }

  #send(request: OwnerRequest): void {
    // The process may be gone already: then 'exit' says so and the work is taken up again.
    this.#child?.send(request, () => undefined);
  }

  #pump(): void {
    if (!this.#opened) return;
    for (let job = this.#admission.next(); job !== null; job = this.#admission.next()) {
      this.#send({ ...job.request, id: job.id });
      this.#watch(job);
    }
  }

  /** The time limit: first a request to stop, then the end of the process. */
  #watch(job: Job): void {
    if (job.seconds_max === null) return;
    job.timer = setTimeout(() => this.#interrupt(job), job.seconds_max * 1000);
  }

  #interrupt(job: Job): void {
    if (job.timer !== null) clearTimeout(job.timer);
    this.#send({ kind: 'interrupt', id: job.id });
    job.timer = setTimeout(() => {
      job.overdue = true;
      this.#child?.kill('SIGKILL');
    }, this.#options.grace_seconds_max * 1000);
  }

  #receive(message: unknown): void {
    const reply = parseReply(message);
    if (reply === null) this.#child?.kill('SIGKILL');
    else this.#handle(reply);
  }

  #handle(reply: OwnerReply): void {
    switch (reply.kind) {
      case 'opened':
        this.#opened = true;
        this.#version = reply.version;
        for (const { resolve } of this.#waiting.splice(0)) resolve();
        this.#pump();
        return;
      case 'failed':
        this.#rejectAll(new Problem(reply.code, reply.message));
        return;
      case 'version':
        this.#version = reply.version;
        return;
      case 'invalidated':
        return;
      case 'read':
      case 'marks':
      case 'published':
      case 'adoptable':
      case 'copied':
      case 'resealed':
        this.#settle(reply.id, (job) => job.resolve(reply));
        return;
      case 'problem':
        this.#settle(reply.id, (job) => job.reject(new Problem(reply.code, reply.message)));
    }
  }

  #settle(id: number, answer: (job: Job) => void): void {
    const job = this.#admission.find(id);
    if (job === null) return;
    this.#failures = 0;
    this.#admission.finish(job);
    answer(job);
    this.#pump();
  }

  #ended(): void {
    const wasOpened = this.#opened;
    this.#child = null;
    this.#opened = false;
    if (this.#closed) return;
    for (const job of this.#admission.running) {
      job.deaths += 1;
      const problem = blame(job);
      if (problem === null) this.#admission.retryAlone(job);
      else {
        this.#admission.finish(job);
        job.reject(problem);
      }
    }
    this.#failures += 1;
    if (!wasOpened && this.#failures >= OPEN_TRIES_MAX) this.#rejectAll(doesNotStart());
    if (!wasOpened && this.#waiting.length === 0 && this.#admission.idle) return;
    this.#restart = setTimeout(
      () => {
        this.#restart = null;
        this.#start();
      },
      this.#failures <= 1 ? 0 : Math.min(RESTART_DELAY_MS * 2 ** this.#failures, RESTART_DELAY_MS_MAX),
    );
  }

  #rejectAll(problem: Problem): void {
    for (const { reject } of this.#waiting.splice(0)) reject(problem);
    for (const job of this.#admission.drain()) job.reject(problem);
  }
}

/** The options of a store in this home, all limits as they are set for the product. */
export function ownerOptions(open: OwnerOptions['open']): OwnerOptions {
  return {
    open,
    engine_memory_mb_max: LIMITS.store_duckdb_memory_mb_max,
    running_max: LIMITS.store_concurrent_reads_max,
    waiting_max: LIMITS.store_waiting_reads_max,
    wait_seconds_max: LIMITS.store_wait_seconds_max,
    lock_wait_seconds_max: LIMITS.store_lock_wait_seconds_max,
    grace_seconds_max: LIMITS.query_grace_seconds_max,
    memory_bytes_max: LIMITS.store_memory_bytes_max,
    launched: null,
  };
}

/** What becomes of a job under which the process ended: its problem, or null when it may run again. */
function blame(job: Job): Problem | null {
  if (job.overdue) {
    return new Problem('sql_limit', 'The statement took longer than it may; ask for less at once.');
  }
  if (job.request.kind === 'read' || job.request.kind === 'marks') {
    if (job.deaths < 2) return null;
    return new Problem('sql_limit', 'The statement needs more memory than it may use; ask for less at once.');
  }
  if (job.deaths < PUBLISH_DEATHS_MAX) return null;
  return new Problem(
    'store_unavailable',
    'The store stopped each time while the import was published; look for free disk space and memory, then import again.',
  );
}

function stoppedProblem(): Problem {
  return new Problem('stopped', 'The question was stopped; ask it again if you want the answer.');
}

function closedProblem(): Problem {
  return new Problem('store_unavailable', 'The store is being closed; try again once it is up.');
}

function doesNotStart(): Problem {
  return new Problem(
    'store_unavailable',
    'The process that keeps the store does not stay up; look for free memory, then try again.',
  );
}
