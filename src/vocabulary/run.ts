import type { Day } from './day.ts';

/** A delivery to take in: where it lies and what it speaks for. */
export interface DeliveryRequest {
  /** Absolute path of a folder or a file, or the address of a server without its secret. */
  readonly path: string;
  /** The password or token that opens it; kept in no record of the run. */
  readonly secret?: string;
  readonly source: string;
  /** null: as the folder's delivery.json says, otherwise full into an empty store and incremental into any other. */
  readonly mode: 'full' | 'incremental' | null;
  /** Absolute path of a mapping file; null: the delivery is in the canonical form. */
  readonly mapping: string | null;
}

/** read = loaded + quarantined; loaded = new + changed + unchanged + stale. */
export interface TableCounts {
  readonly read: number;
  readonly loaded: number;
  readonly quarantined: number;
  readonly flagged: number;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly stale: number;
  readonly deleted: number;
  readonly unknownColumns: readonly string[];
  readonly refused?: true;
  /** Why it was refused, in words. */
  readonly reason?: string;
}

/** A row of a preview: canonical columns, values as text. */
export type PreviewRow = Readonly<Record<string, string | number | boolean | null>>;

/** What an import would make of a delivery. */
export interface Preview {
  readonly accounts: readonly PreviewRow[];
  readonly securities: readonly PreviewRow[];
  readonly transactions: readonly PreviewRow[];
  readonly holdings: readonly PreviewRow[];
  readonly balances: readonly PreviewRow[];
  readonly quarantine: readonly Omit<QuarantinedRow, 'run' | 'source'>[];
  /** Tables that would be refused whole. */
  readonly refused: readonly string[];
  /** What the source has and no canonical table takes. */
  readonly unmapped: readonly string[];
  /** Why nothing could be read. */
  readonly failed?: string;
}

export interface Finding {
  readonly code: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly rows: number;
}

/** A row that a finding speaks of, kept with its run; fields that mean nothing for it are null. */
export interface FindingRow {
  readonly run: string;
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly account: string | null;
  readonly security: string | null;
  readonly symbol: string | null;
  /** The days on which figures feel it. */
  readonly from: Day | null;
  readonly to: Day | null;
  /** How many bookings or days it stands for. */
  readonly occurrences: number;
  readonly detail: string | null;
  /** Of a reconciliation break: its likely cause. */
  readonly cause: string | null;
  /** The source row that shows it, where there is one. */
  readonly source: string | null;
  readonly table: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly key: string | null;
}

/** A delivery as its run met it. */
export interface ReceivedDelivery {
  readonly mode: 'full' | 'incremental';
  readonly files: readonly ReceivedFile[];
  /** How the source's own tables looked, before any mapping. */
  readonly tables: readonly ReceivedTable[];
}

export interface ReceivedTable {
  /** As the source calls it. */
  readonly name: string;
  readonly columns: readonly string[];
}

export interface ReceivedFile {
  readonly file: string;
  readonly table: string;
  /** Null where the source has no files. */
  readonly bytes: number | null;
  readonly sha256: string | null;
}

export interface RunReport {
  readonly run: string;
  readonly status: 'done' | 'unchanged' | 'refused' | 'failed';
  readonly dataVersion: string | null;
  readonly seconds: number;
  readonly accounts: { readonly touched: number; readonly total: number };
  readonly tables: Readonly<Record<string, TableCounts>>;
  readonly findings: readonly Finding[];
}

/** A run as it is remembered. */
export interface RunRecord {
  readonly run: string;
  readonly source: string;
  /** ISO 8601 instants, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** `interrupted`: began, and its process ended before it did. */
  readonly status: RunReport['status'] | 'running' | 'interrupted';
  readonly asOf: Day | null;
  readonly report: RunReport | null;
  /** One sentence, where it failed. */
  readonly message: string | null;
  /** Where the delivery lay; null for runs of before this was kept. */
  readonly path: string | null;
  /** Null until it was read. */
  readonly received: ReceivedDelivery | null;
  /** The data version that it published, or was about to when it ended. */
  readonly published: string | null;
}

/** A row set aside, with why. */
export interface QuarantinedRow {
  readonly run: string;
  readonly source: string;
  readonly table: string;
  readonly file: string;
  /** Physical line, the header being 1; null where the format has none. */
  readonly line: number | null;
  /** The row's key as far as it has one, its parts joined by `|`. */
  readonly key: string | null;
  readonly column: string | null;
  readonly reason: string;
}

export const REFRESH_STEPS = ['extract', 'stage', 'transform', 'reconcile', 'quality', 'publish'] as const;

export interface Progress {
  readonly step: (typeof REFRESH_STEPS)[number];
  /** What the step is at: a table's name, 'accounts'. */
  readonly subject: string;
  readonly done: number;
  /** null: not known yet. */
  readonly total: number | null;
}

/** Takes a delivery in, from its files to the published figures. Rejects with a Problem when the run failed. */
export type Refresh = (
  request: DeliveryRequest,
  onProgress: (progress: Progress) => void,
  /** Ends it before it is done. */
  stop?: AbortSignal,
) => Promise<RunReport>;
