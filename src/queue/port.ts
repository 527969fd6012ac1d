import type { Urgency } from '../vocabulary/job.ts';

/** What becomes of a message after work on it: it is over, comes again, or is laid aside as unusable. */
export type Verdict = 'done' | { readonly again_ms: number } | { readonly dead: string };

export type Work = (text: string) => Promise<Verdict>;

/** Work that is being taken. */
export interface Taking {
  /** Takes nothing more; resolves when the work under way has ended. What was not begun is for the next taker. */
  stop(): Promise<void>;
}

/** How much lies at a queue. */
export interface QueueState {
  /** Messages that wait for a taker; those that are to be given later are not among them. */
  readonly waiting: number;
  /** Messages that were laid aside. */
  readonly dead: number;
}

/**
 * Carries messages between processes, at least once, the urgent ones first, and word to all that listen. It is a
 * carrier and no ledger: what it carries can be made anew from the records (jobs.ts), so an adapter that loses
 * everything loses time alone. Messages must therefore bear being given twice, late, or in another order.
 */
export interface Queue {
  /**
   * Resolves when the message is kept, rejects with Problem `queue_unavailable` after queue_put_seconds_max. Given to
   * a taker no sooner than `after_ms` from now.
   */
  put(text: string, urgency: Urgency, after_ms?: number): Promise<void>;
  /**
   * Has `work` done on each message, up to `at_once_max` at a time. A message whose taker ends, or whose work rejects,
   * is given again. Goes on by itself after an outage.
   */
  take(work: Work, at_once_max: number): Promise<Taking>;
  /** Says something to all that hear, in any process; never waits, and may be lost. */
  tell(topic: string, text: string): void;
  /** Hears what is told from now on, by this process too, until the returned function is called. */
  hear(listener: (topic: string, text: string) => void): () => void;
  /** How things stand at the queue; rejects with Problem `queue_unavailable` after queue_put_seconds_max. */
  stands(): Promise<QueueState>;
  close(): Promise<void>;
}
