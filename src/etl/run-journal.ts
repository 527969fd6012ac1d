import type { Day } from '../vocabulary/day.ts';
import type { QuarantinedRow, RunRecord, RunReport } from '../vocabulary/run.ts';

/** Where a run is written down: that it began, what it set aside, how it ended. */
export interface RunJournal {
  begin(run: { readonly run: string; readonly source: string; readonly startedAt: string }): Promise<void>;
  setAside(rows: readonly QuarantinedRow[]): Promise<void>;
  finish(run: string, end: RunEnd): Promise<void>;
}

export interface RunEnd {
  readonly status: Exclude<RunRecord['status'], 'running'>;
  /** ISO 8601 instant, UTC. */
  readonly finishedAt: string;
  readonly asOf: Day | null;
  readonly report: RunReport | null;
  /** One sentence, where it failed. */
  readonly message: string | null;
}
