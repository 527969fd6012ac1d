import { isOpen, type JobStatus, type Urgency } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';

/** A job as the model has it. */
export interface ModelJob {
  readonly key: string;
  readonly lane: string;
  readonly urgency: Urgency;
  status: JobStatus;
  tries: number;
  /** How many takers of it in a row were gone before its end. */
  cutOffs: number;
  due_ms: number;
  /** When somebody was last told of it; null: word of it is lost. */
  told_ms: number | null;
  stopAsked: boolean;
}

/** What somebody was given: it is his own for as long as nobody has taken the lane since. */
export interface ModelHold {
  readonly lane: string;
  readonly fence: number;
  readonly job: ModelJob;
  /** Of the job, when it was taken. */
  readonly tries: number;
}

export type ModelEnd =
  | { readonly status: 'done' | 'failed' | 'set_aside' | 'cancelled' }
  | { readonly status: 'waiting'; readonly after_ms: number; readonly isTry: boolean };

export type ModelTurn =
  | { readonly kind: 'held'; readonly fence: number; readonly job: ModelJob }
  | { readonly kind: 'later'; readonly in_ms: number }
  | { readonly kind: 'busy' | 'empty' };

/** The promises of JobLedger over plain arrays: jobs in the order in which they were put, and who has which lane. */
export class ModelLedger {
  now_ms: number;
  readonly jobs: ModelJob[] = [];
  readonly #lanes = new Map<string, { fence: number; until_ms: number | null }>();

  constructor(now_ms: number) {
    this.now_ms = now_ms;
  }

  find(key: string): ModelJob | undefined {
    return this.jobs.find((job) => job.key === key);
  }

  put(key: string, lane: string, urgency: Urgency): ModelJob {
    const same = this.find(key);
    if (same) return same;
    const job: ModelJob = {
      key,
      lane,
      urgency,
      status: 'waiting',
      tries: 0,
      cutOffs: 0,
      due_ms: this.now_ms,
      told_ms: this.now_ms,
      stopAsked: false,
    };
    this.jobs.push(job);
    return job;
  }

  take(lane: string, lease_ms: number): ModelTurn {
    if (this.#isHeld(lane)) return { kind: 'busy' };
    const fence = this.#fenceOf(lane) + 1;
    const held = { fence, until_ms: this.now_ms + lease_ms };
    const free = { fence, until_ms: null };
    this.#lanes.set(lane, free);
    for (const job of this.#openIn(lane)) {
      const cutOffs = job.cutOffs + (job.status === 'running' ? 1 : 0);
      if (job.stopAsked) job.status = 'cancelled';
      else if (cutOffs >= LIMITS.job_cut_offs_max) job.status = 'set_aside';
      else if (job.due_ms > this.now_ms) return { kind: 'later', in_ms: job.due_ms - this.now_ms };
      else {
        Object.assign(job, { status: 'running', tries: job.tries + 1, cutOffs });
        this.#lanes.set(lane, held);
        return { kind: 'held', fence, job };
      }
    }
    return { kind: 'empty' };
  }

  renew({ lane, fence, job }: ModelHold, lease_ms: number): 'held' | 'stop' | 'lost' {
    const place = this.#lanes.get(lane);
    if (place?.fence !== fence || place.until_ms === null) return 'lost';
    place.until_ms = this.now_ms + lease_ms;
    return job.stopAsked ? 'stop' : 'held';
  }

  settle(
    { lane, fence, job, tries }: ModelHold,
    end: ModelEnd,
  ): { counted: boolean; more: ModelTurn['kind'] } {
    if (this.#fenceOf(lane) !== fence) return { counted: false, more: 'busy' };
    if (job.status === 'running') {
      job.status = end.status;
      if (end.status === 'waiting') {
        job.due_ms = this.now_ms + end.after_ms;
        job.told_ms = this.now_ms;
        job.tries = end.isTry ? tries : tries - 1;
      }
    }
    this.#lanes.set(lane, { fence, until_ms: null });
    const [next] = this.#openIn(lane);
    if (!next) return { counted: true, more: 'empty' };
    return { counted: true, more: next.due_ms > this.now_ms ? 'later' : 'held' };
  }

  cancel(job: ModelJob): void {
    if (job.status === 'waiting') job.status = 'cancelled';
    else if (job.status === 'running') job.stopAsked = true;
  }

  putBack(job: ModelJob): void {
    if (isOpen(job.status) || job.status === 'done') return;
    const fresh = { status: 'waiting', tries: 0, cutOffs: 0, stopAsked: false } as const;
    Object.assign(job, fresh, { due_ms: this.now_ms, told_ms: this.now_ms });
  }

  /** Lanes that nobody has and that have something due, once in a while or at once where a taker was lost. */
  idleLanes(): readonly { readonly lane: string; readonly urgency: Urgency }[] {
    const long_ms = LIMITS.job_word_seconds_min * 1_000;
    const seen = new Set<string>();
    const idle: ModelJob[] = [];
    for (const job of this.jobs) {
      if (!isOpen(job.status) || job.due_ms > this.now_ms || seen.has(job.lane)) continue;
      seen.add(job.lane);
      const isForgotten = job.told_ms === null || job.told_ms <= this.now_ms - long_ms;
      if (!this.#isHeld(job.lane) && (job.status === 'running' || isForgotten)) idle.push(job);
    }
    for (const job of idle) job.told_ms = this.now_ms;
    return idle.map(({ lane, urgency }) => ({ lane, urgency }));
  }

  reopen(): void {
    for (const place of this.#lanes.values()) place.until_ms = null;
    for (const job of this.jobs) if (isOpen(job.status)) job.told_ms = null;
  }

  count(status: JobStatus): number {
    return this.jobs.filter((job) => job.status === status).length;
  }

  #openIn(lane: string): readonly ModelJob[] {
    return this.jobs.filter((job) => job.lane === lane && isOpen(job.status));
  }

  #isHeld(lane: string): boolean {
    return (this.#lanes.get(lane)?.until_ms ?? 0) > this.now_ms;
  }

  #fenceOf(lane: string): number {
    return this.#lanes.get(lane)?.fence ?? 0;
  }
}
