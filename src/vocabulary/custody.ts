import type { LogLevel } from './log-level.ts';
import type { Job, JobStatus } from './job.ts';
import type { AuditEntry, AuditQuery, AuditVerdict } from './audit.ts';
import type { Actor, Right } from './scope.ts';

/** What an installation holds of one person. */
export interface PersonData {
  readonly user: string;
  readonly exportedAt: string;
  readonly person: unknown;
  readonly conversations: readonly unknown[];
  readonly answers: readonly unknown[];
  readonly audit: readonly AuditEntry[];
}

/** What a rotation of the encryption keys did. */
export interface Rotation {
  /** Values sealed anew. */
  readonly values: number;
  /** `kept`: the master key comes from outside the home, and is changed there. */
  readonly master: 'renewed' | 'kept';
  /** Where the master key of before lies now. */
  readonly retired: string | null;
}

/** A key with which a program comes to the API in the name of a person; without its secret. */
export interface ApiKey {
  readonly id: string;
  readonly user: string;
  readonly label: string;
  /** Of the person's rights, those that it is limited to. */
  readonly rights: readonly Right[];
  /** ISO 8601 instants, UTC. */
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

export interface Backup {
  readonly path: string;
  readonly id: string;
  readonly madeAt: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

/** What is done about what an installation keeps: its audit log, its keys, its jobs, its backups, and what it holds of a person. */
export interface CustodyWork {
  readAudit: { readonly takes: AuditQuery; readonly gives: readonly AuditEntry[] };
  /** As readAudit, page by page from the oldest entry on, to be taken away. */
  exportAudit: { readonly takes: AuditQuery; readonly gives: readonly AuditEntry[] };
  /** `noted`: a head that an earlier verdict gave. */
  verifyAudit: { readonly takes: { readonly noted: string | null }; readonly gives: AuditVerdict };
  exportPerson: { readonly takes: { readonly user: string }; readonly gives: PersonData };
  /** Erases a person's data everywhere, in the audit log too; it cannot be taken back. */
  erasePerson: { readonly takes: { readonly user: string }; readonly gives: null };
  /** The secret is given here and never again. */
  makeApiKey: {
    readonly takes: Pick<ApiKey, 'user' | 'label' | 'rights' | 'expiresAt'>;
    readonly gives: { readonly key: ApiKey; readonly secret: string };
  };
  /** An access token for a script, in the name of a person, for access_token_seconds_max. */
  makeToken: {
    readonly takes: Pick<ApiKey, 'user' | 'rights'>;
    readonly gives: { readonly token: string; readonly expiresAt: string };
  };
  /** Of one person, or of everybody. */
  listApiKeys: { readonly takes: { readonly user: string | null }; readonly gives: readonly ApiKey[] };
  /** From now on it opens nothing. Rejects with `not_found`. */
  revokeApiKey: { readonly takes: { readonly id: string }; readonly gives: null };
  /** New encryption keys; everything is sealed anew while everybody goes on working. `signing`: only what signs tokens. */
  rotateKeys: { readonly takes: { readonly only: 'signing' | null }; readonly gives: Rotation };
  /** How much every process logs for a while, instead of what the settings say; `minutes` 0: what they say, again. */
  setLogLevel: {
    readonly takes: { readonly level: LogLevel; readonly minutes: number };
    readonly gives: null;
  };
  /** The newest first, with why the last try of each failed; `status` null: however they stand. */
  listJobs: {
    readonly takes: { readonly status: JobStatus | null; readonly limit: number };
    readonly gives: readonly Job[];
  };
  /** Rejects with `not_found`. */
  findJob: { readonly takes: { readonly id: string }; readonly gives: Job };
  /** Has a job done that failed, was set aside or was cancelled. Rejects with `not_found` and, for others, `usage`. */
  retryJob: { readonly takes: { readonly id: string }; readonly gives: Job };
  /** Stops a job that waits or is being done. Rejects with `not_found` and, for others, `usage`. */
  cancelJob: { readonly takes: { readonly id: string }; readonly gives: Job };
  /** Writes everything into an encrypted file at an absolute path that is not there yet. */
  backup: { readonly takes: { readonly path: string }; readonly gives: Backup };
}

export type CustodyVerb = keyof CustodyWork;

export type CustodyDesk = {
  readonly [K in CustodyVerb]: (
    actor: Actor,
    argument: CustodyWork[K]['takes'],
  ) => Promise<CustodyWork[K]['gives']>;
};
