/** What an entry of the audit log is about. */
export const AUDIT_KINDS = [
  'ask',
  'sql',
  'figures',
  'explain',
  'replay',
  'conversation',
  'saved',
  'verified',
  'sign_in',
  'sign_out',
  'refused',
  'people',
  'run',
  'source',
  'delivery',
  'keys',
  'backup',
  'export',
  'audit',
  'erase',
  'retention',
  'log_level',
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Plain JSON. */
export type AuditDetails = Readonly<Record<string, unknown>>;

/** Something that the log is to remember. `user` null: the installation itself, or somebody who is not known. */
export interface AuditEvent {
  readonly kind: AuditKind;
  readonly user: string | null;
  /** Other people whom it is about: they stand in the log by names that say nothing, so that they can be erased. */
  readonly about?: readonly string[];
  readonly details: AuditDetails;
  /** More details: one object that comes with every event of which it says the same, and that nobody changes. */
  readonly lasting?: AuditDetails;
}

/** Remembers an event; rejects with Problem `audit_unavailable` where it could not be written. */
export type Audit = (event: AuditEvent) => Promise<void>;

export interface AuditEntry {
  /** 1, 2, 3 … without a gap. */
  readonly sequence: number;
  /** ISO 8601 instant, UTC. */
  readonly at: string;
  readonly kind: AuditKind;
  /** Stands for the user in the chain, also after that person's data were erased. */
  readonly person: string;
  /** Null: the installation itself, or somebody whose data were erased. */
  readonly user: string | null;
  /** Other people whom it is about; null stands for one whose data were erased. */
  readonly about: readonly (string | null)[];
  /** Null where the data of the person were erased. */
  readonly details: AuditDetails | null;
}

export interface AuditFault {
  /** Where in the chain; null where a part of the log beside the chain is wrong. */
  readonly sequence: number | null;
  readonly fault: string;
}

export interface AuditVerdict {
  readonly entries: number;
  /** Of the oldest entry kept; 0 for an empty log. */
  readonly first: number;
  readonly last: number;
  /** `sequence:mac` of the newest entry: noted elsewhere, it proves later that nothing was cut off the end. */
  readonly head: string;
  /** Entries whose contents were erased for their person's sake. */
  readonly erased: number;
  /** Empty: the log is whole. Not all of them where there are many. */
  readonly faults: readonly AuditFault[];
}

export interface AuditQuery {
  readonly kind: AuditKind | null;
  readonly user: string | null;
  /** Only entries after this sequence, the oldest first; null: the newest first. */
  readonly after: number | null;
  /** Only entries before this sequence; null: up to the newest. */
  readonly before: number | null;
  readonly limit: number;
}
