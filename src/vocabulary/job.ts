import type { ProblemCode } from './problem.ts';
import type { Right } from './scope.ts';

/** What is done first where not everything can be done at once: a person waits for it, its day has come, it can wait. */
export const URGENCIES = ['soon', 'usual', 'later'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Every kind of job, and the right that whoever asks for one, or sees to it, must have. */
export const JOB_KINDS = { delivery: 'runs.start' } as const satisfies Readonly<Record<string, Right>>;
export type JobKind = keyof typeof JOB_KINDS;

/** Work that is to be done once in effect, by whichever process takes it. */
export interface JobOrder {
  /** Whoever asks for the same work gives the same key: as long as a job is kept, its key is no second job. */
  readonly key: string;
  /** Which handler does it. */
  readonly kind: string;
  /** Jobs of one lane are done one after the other, in the order in which they were asked for. */
  readonly lane: string;
  readonly urgency: Urgency;
  /** How often it is tried in all where it fails for a reason that may pass. */
  readonly tries_max: number;
  /** JSON, as the handler takes it; kept sealed. */
  readonly payload: string;
}

/**
 * `failed`: for a reason that somebody has to mend. `set_aside`: tried as often as it may be, or ended every process
 * that took it. Both keep their reason and can be put back.
 */
export const JOB_STATUSES = ['waiting', 'running', 'done', 'failed', 'set_aside', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export interface JobReason {
  readonly code: ProblemCode;
  /** One sentence. */
  readonly message: string;
}

/** How a job stands. */
export interface Job extends Omit<JobOrder, 'payload'> {
  readonly id: string;
  readonly status: JobStatus;
  readonly tries: number;
  /** ISO 8601 instants, UTC. */
  readonly putAt: string;
  readonly dueAt: string;
  readonly finishedAt: string | null;
  /** Of the trace that it was asked for in (W3C Trace Context); null: none is recorded. */
  readonly traceparent: string | null;
  /** JSON, as the handler told it last; null: nothing yet. */
  readonly progress: string | null;
  /** JSON, as the handler gave it; null until it is done. */
  readonly result: string | null;
  /** Why its last try did not do. */
  readonly reason: JobReason | null;
}

export function isOpen(status: JobStatus): boolean {
  return status === 'waiting' || status === 'running';
}
