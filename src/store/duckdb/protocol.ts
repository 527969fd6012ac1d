import type { OwnRows } from '../../guard/guarded-sql.ts';
import type { ProblemCode } from '../../vocabulary/problem.ts';
import type { Sql } from '../../vocabulary/sql.ts';
import type { KnownMarks, ReadMarks } from '../held-marks.ts';
import type { DataVersion, Parcel, Snapshot } from '../port.ts';

/** What the store and its owner process say to each other, as JSON over the process's own channel. */

export interface OpenRequest {
  readonly kind: 'open';
  readonly home: string;
  /** Hexadecimal; keys travel over this channel alone, never in arguments or the environment. */
  readonly storeKey: string;
  /** Keys of before, under one of which the file may still lie; the newest first. */
  readonly olderKeys: readonly string[];
  readonly memoryMb: number;
  /** How long to wait for another process that has the store open. */
  readonly lockWaitMs: number;
}

/** The parts of the read limits that the owner keeps itself; time is kept from outside. */
export interface SizeLimits {
  readonly rows_max: number;
  readonly bytes_max: number;
}

/** A guarded statement as the owner needs it. */
export interface StatementToRun extends Sql {
  readonly ownRows: readonly OwnRows[];
}

export type JobRequest =
  | { readonly kind: 'read'; readonly statements: readonly StatementToRun[]; readonly limits: SizeLimits }
  /** The marks of the version of now (marks.ts), as far as they go beyond those that are known. */
  | { readonly kind: 'marks'; readonly known: KnownMarks | null }
  | { readonly kind: 'publish'; readonly parcel: Parcel }
  /** Puts a parcel that brings every table in the place of the store's file; nothing else may run meanwhile. */
  | { readonly kind: 'adopt'; readonly parcel: Parcel }
  /** Copies the store, beside those who read it, into a file under another key; none where it lies under that already. */
  | { readonly kind: 'copy'; readonly storeKey: string }
  /** Puts that copy in the place of the store's file; nothing else may run meanwhile. */
  | { readonly kind: 'takeCopy'; readonly storeKey: string };

export type OwnerRequest =
  | OpenRequest
  | (JobRequest & { readonly id: number })
  | { readonly kind: 'interrupt'; readonly id: number }
  | { readonly kind: 'close' };

export type OwnerReply =
  /** The version that was found, null before the first publish. */
  | { readonly kind: 'opened'; readonly version: DataVersion | null }
  /** It could not be opened; the process ends. */
  | { readonly kind: 'failed'; readonly code: ProblemCode; readonly message: string }
  | { readonly kind: 'read'; readonly id: number; readonly snapshot: Snapshot }
  | { readonly kind: 'marks'; readonly id: number; readonly marks: ReadMarks | null }
  /** Committed: readers see it from now on. The acknowledgement follows. */
  | { readonly kind: 'version'; readonly version: DataVersion }
  | { readonly kind: 'published'; readonly id: number; readonly version: DataVersion }
  /** The parcel is whole and has the store's own tables: it waits to be adopted. */
  | { readonly kind: 'adoptable'; readonly id: number }
  /** There is a copy under the other key, which waits to be taken; or the store lies under that key. */
  | { readonly kind: 'copied'; readonly id: number }
  | { readonly kind: 'resealed'; readonly id: number }
  | { readonly kind: 'problem'; readonly id: number; readonly code: ProblemCode; readonly message: string }
  /** The engine has given up on its files (a full disk): the process ends, and a new one opens them again. */
  | { readonly kind: 'invalidated' };
