import type { Day } from './day.ts';
import type { ProblemCode } from './problem.ts';
import type { RunRecord } from './run.ts';
import type { Actor } from './scope.ts';
import type { ModelUsage } from './usage.ts';

/** The data that questions are answered from. */
export interface DataStatus {
  readonly version: string;
  /** The last day that the data reach, and how many days that is before today. */
  readonly asOf: Day;
  readonly daysBehind: number;
  /** ISO 8601 instant, UTC. */
  readonly publishedAt: string;
}

export type RunLook = Pick<
  RunRecord,
  'run' | 'source' | 'status' | 'startedAt' | 'finishedAt' | 'message' | 'published'
>;

/** Live facts, one part a subject. A part that could not be found out is null and stands among the troubles. */
export interface Status {
  /** ISO 8601 instant, UTC. */
  readonly at: string;
  /** Null before the first import. */
  readonly data: DataStatus | null;
  /** The last runs, newest first. */
  readonly runs: readonly RunLook[] | null;
  readonly model: ModelUsage | null;
  readonly troubles: readonly {
    readonly part: string;
    readonly code: ProblemCode;
    readonly message: string;
  }[];
}

export type ReadStatus = (actor: Actor) => Promise<Status>;
