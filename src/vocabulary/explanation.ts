import type { Answer } from './answer.ts';
import type { Day } from './day.ts';
import type { Exchange } from './exchange.ts';
import type { RunRecord } from './run.ts';
import type { Actor, ScopeChoice } from './scope.ts';

/** A booking that an answer's figures rest on, and the source row that it was read from. */
export interface BookingOrigin {
  readonly account: string;
  readonly transaction: string;
  readonly tradeDate: Day;
  readonly type: string;
  readonly security: string | null;
  readonly source: string | null;
  /** The run that took the row in. */
  readonly run: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

/** How many of the bookings came from one file of one delivery. */
export interface FileOrigin {
  readonly source: string | null;
  readonly run: string | null;
  readonly file: string | null;
  readonly bookings: number;
}

/** The bookings under an answer's figures, as of one data version. */
export interface Grounds {
  readonly dataVersion: string;
  readonly accounts: number;
  /** The trade dates that count; `from` null: from the first booking on. */
  readonly from: Day | null;
  readonly to: Day;
  readonly count: number;
  /** The newest first; not all of them where there are many. */
  readonly bookings: readonly BookingOrigin[];
  readonly files: readonly FileOrigin[];
}

/** A run as far as an answer's reader may know it: what it found and set aside may be about others. */
export type RunTrace = Pick<RunRecord, 'run' | 'source' | 'startedAt' | 'received'> & {
  /** Where the delivery lay; null for all but the owner of the installation. */
  readonly path: string | null;
};

/** The trace of an answer: answer → plan → SQL → data version → run → delivery → file and row. */
export interface Explanation {
  readonly id: string;
  readonly user: string;
  /** ISO 8601 instant, UTC. */
  readonly at: string;
  readonly question: string;
  readonly scope: ScopeChoice;
  readonly today: string;
  /** Without its rows: its SQL gives them again on its data version. */
  readonly answer: Answer;
  /** The run that published the answer's data version; null where that is not known any more. */
  readonly run: RunTrace | null;
  /** Null for what is no answer, and for figures that no bookings are under. */
  readonly grounds: Grounds | null;
  /** The deliveries that those bookings came with, as far as their runs are still remembered. */
  readonly deliveries: readonly RunTrace[];
  /** What a language model was sent for it; empty where none was asked. */
  readonly sent: readonly Exchange[];
}

/** Throws Problem `not_found`, in the same words for an answer of somebody else and for none. */
export type ExplainAnswer = (asker: Actor, id: string) => Promise<Explanation>;
