import type { Entry } from '../audit/append.ts';

/** What a thread needs to write entries as they would be written here at this moment. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** Milliseconds since 1970 at which they are written. */
  readonly now_ms: number;
  /** Keys of the fields and of the log's chain, each with the one that seals first. */
  readonly fieldKeys: readonly string[];
  readonly auditKeys: readonly string[];
  /** How often something was written here that rights may rest on: what is known of people is as old. */
  readonly rightsChanges: number;
}

/** What the thread says: once that it takes batches, and of each whether it is committed or nothing of it was written. */
export type Word = 'ready' | 'committed' | 'refused';
