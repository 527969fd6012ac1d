import type { Day } from './day.ts';
import type { RunRecord } from './run.ts';
import type { FirmUsage } from './usage.ts';

/** How an installation stands: what `askfolio status`, /api/v1/status and the metrics show. Instants: ISO 8601, UTC. */
export interface Status {
  readonly at: string;
  readonly version: string;
  readonly startedAt: string;
  readonly store: {
    /** Whether the product store tells its version. */
    readonly up: boolean;
    /** What answers come from; null before the first import, and while the store is not up. */
    readonly dataVersion: string | null;
    readonly asOf: Day | null;
    readonly publishedAt: string | null;
    /** Of a store on a database server; null: it is embedded, or not up. */
    readonly server: StoreServerStatus | null;
  };
  /** Whether the installation's own records answer; while they do not, what was known last stands. */
  readonly records: { readonly up: boolean };
  /** Work that is to be done; null: no process looks after it, a command of its own does without. */
  readonly queue: QueueStatus | null;
  /** When the certificate that is served ends; null: it is served in the clear, or not by this process. */
  readonly certificateEndsAt: string | null;
  readonly sources: readonly SourceStatus[];
  readonly custodians: readonly CustodianStatus[];
  /** Runs that are under way. */
  readonly running: number;
  /** Rows that are set aside, of all runs that are kept. */
  readonly quarantinedRows: number;
  readonly disk: DiskStatus;
  readonly memory: MemoryStatus;
  readonly audit: AuditStatus;
  /** What the language model took today of all who ask; null where none is set up. */
  readonly model: FirmUsage | null;
  /** What is wrong just now; null where nobody watches: no `start` serves this home. */
  readonly alarms: readonly RaisedAlarm[] | null;
}

export interface StoreServerStatus {
  /** Connections of this process for reading. */
  readonly busy: number;
  readonly idle: number;
  /** For how long what is read has lacked a version that was published; null: it is read where it is published. */
  readonly behindSeconds: number | null;
  /** What its tables take at the server, as the server counts it. */
  readonly sizeBytes: number;
  /** What they may take; null: nobody has said. */
  readonly capacityBytes: number | null;
}

export interface QueueStatus {
  /** Whether what carries word of work answers. */
  readonly up: boolean;
  /** How long it took to answer; null: it did not. */
  readonly answerSeconds: number | null;
  /** Jobs that wait, and those that are being done. */
  readonly waiting: number;
  readonly running: number;
  /** For how long the job that waits longest for somebody to take it has been due. */
  readonly oldestSeconds: number;
  /** Jobs that were tried as often as they may be. */
  readonly setAside: number;
  /** Word that waits at the queue, and word that was laid aside there; null: it does not answer. */
  readonly messages: number | null;
  readonly deadLetters: number | null;
}

export interface SourceStatus {
  /** A registered source's; null: of all deliveries that were taken in by hand. */
  readonly name: string | null;
  readonly lastRun: RunRecord['status'] | null;
  readonly lastRunAt: string | null;
  /** When it was last taken in whole. */
  readonly lastSuccessAt: string | null;
  /** The part of the rows of its last run that was set aside: 0.02 is 2 %. */
  readonly quarantinedShare: number;
  /** Since when it should have been taken in by its schedule and was not, in seconds; null: it has none. */
  readonly overdueSeconds: number | null;
}

export interface CustodianStatus {
  /** Its id. */
  readonly custodian: string;
  readonly name: string;
  /** The last day for which it sent a statement or a booking. */
  readonly lastDay: Day | null;
  /** Positions that its last statements state otherwise than the bookings add up to. */
  readonly breaks: number;
  /** The names of the sources that told the last bookings of its accounts. */
  readonly sources: readonly string[];
}

export interface DiskStatus {
  readonly freeBytes: number;
  readonly sizeBytes: number;
  /** What is to stay free. */
  readonly reserveBytes: number;
}

/** Of the main process. */
export interface MemoryStatus {
  readonly usedBytes: number;
  readonly limitBytes: number;
}

export interface AuditStatus {
  /** As the last look found it; null: nobody has looked yet. */
  readonly whole: boolean | null;
  readonly entries: number;
  readonly lookedAt: string | null;
}

export type Severity = 'page' | 'ticket';

export interface RaisedAlarm {
  readonly name: string;
  /** `page`: somebody must act now. `ticket`: in the next days. */
  readonly severity: Severity;
  /** One sentence. */
  readonly summary: string;
  /** What it speaks of, by name: a source, a custodian; null: the installation itself. */
  readonly about: string | null;
  readonly since: string;
  /** The page in docs/runbooks that says what to do. */
  readonly runbook: string;
}
