import type { Day } from '../vocabulary/day.ts';
import type {
  FindingRow,
  QuarantinedRow,
  ReceivedDelivery,
  RunRecord,
  RunReport,
} from '../vocabulary/run.ts';

/** Where a run is written down: that it began, what it read, set aside and found, what it publishes, how it ended. */
export interface RunJournal {
  begin(run: RunStart): Promise<void>;
  received(run: string, delivery: ReceivedDelivery): Promise<void>;
  setAside(rows: readonly QuarantinedRow[]): Promise<void>;
  found(rows: readonly FindingRow[]): Promise<void>;
  /** The data version that it is about to publish: of what readers see, it tells the run. */
  publishes(run: string, version: string): Promise<void>;
  finish(run: string, end: RunEnd): Promise<void>;
}

export interface RunStart {
  readonly run: string;
  readonly source: string;
  /** Where the delivery lies. */
  readonly path: string;
  /** ISO 8601 instant, UTC. */
  readonly startedAt: string;
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
