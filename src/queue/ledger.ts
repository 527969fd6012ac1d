import type { Job, JobOrder, JobReason, Urgency } from '../vocabulary/job.ts';

/** A lane held by one taker for a while, with the job that is its turn. */
export interface Hold {
  readonly lane: string;
  /** Grows with every taker: what an earlier one still writes is refused. */
  readonly fence: number;
  readonly job: Job;
  readonly payload: string;
}

/** What a lane has for a taker; `later`: its next job is not due yet; `busy`: another has the lane. */
export type Turn =
  | ({ readonly kind: 'held' } & Hold)
  | { readonly kind: 'later'; readonly in_ms: number; readonly urgency: Urgency }
  | { readonly kind: 'busy' }
  | { readonly kind: 'empty' };

/** How a try ended. */
export type Settlement =
  | { readonly status: 'done'; readonly result: string }
  | { readonly status: 'failed' | 'set_aside' | 'cancelled'; readonly reason: JobReason }
  /** Tried again after a while, or at once by another where this process could not end it: that was no try. */
  | { readonly status: 'waiting'; readonly after_ms: number; readonly reason: JobReason | null };

/** How much there is to do. */
export interface LedgerState {
  readonly waiting: number;
  readonly running: number;
  /** Tried as often as they may be: they wait for a person. */
  readonly setAside: number;
  /** For how long the job that waits longest for somebody to take it has been due; 0 where none is. */
  readonly oldest_seconds: number;
}

/** The jobs as they are written down. It alone says what is to be done; the queue only carries word of it. */
export interface JobLedger {
  /** Keeps an order, once for each key. Rejects with `busy` where too many are open. */
  put(order: JobOrder, traceparent?: string | null): Promise<Job>;
  find(id: string): Promise<Job | null>;
  /** The newest first. */
  list(limit: number): Promise<readonly Job[]>;
  /** Takes a lane that nobody has, for `lease_ms`, to do its next job. */
  take(lane: string, lease_ms: number): Promise<Turn>;
  /** Goes on holding; `stop`: somebody asked for an end; `lost`: another took over, whatever is done now must not count. */
  renew(hold: Hold, lease_ms: number, progress: string | null): Promise<'held' | 'stop' | 'lost'>;
  /** Ends a try and lets the lane go; false where it was lost. Gives whether the lane has more to do. */
  settle(hold: Hold, end: Settlement): Promise<{ readonly counted: boolean; readonly more: Turn['kind'] }>;
  /** Ends what waits and asks what runs to end. Rejects with `not_found`. */
  cancel(id: string): Promise<Job>;
  /** Puts what failed or was set aside back. Rejects with `not_found`. */
  putBack(id: string): Promise<Job>;
  /** Lanes that have a job due and nobody on it: word of them was lost, or their taker. */
  idleLanes(): Promise<readonly { readonly lane: string; readonly urgency: Urgency }[]>;
  /** How much there is to do. */
  standing(): Promise<LedgerState>;
  /** Nobody holds anything and all word is lost: for whoever opens the records and has them alone. */
  reopen(): Promise<void>;
}
