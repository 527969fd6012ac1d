import type { AuditEntry, AuditQuery, AuditVerdict } from './audit.ts';
import type { Actor } from './scope.ts';

/** What an installation holds of one person. */
export interface PersonData {
  readonly user: string;
  readonly exportedAt: string;
  readonly person: unknown;
  readonly conversations: readonly unknown[];
  readonly answers: readonly unknown[];
  readonly audit: readonly AuditEntry[];
}

/** What is done about what an installation keeps: its audit log, and what it holds of a person. */
export interface CustodyWork {
  readAudit: { readonly takes: AuditQuery; readonly gives: readonly AuditEntry[] };
  /** As readAudit, page by page from the oldest entry on, to be taken away. */
  exportAudit: { readonly takes: AuditQuery; readonly gives: readonly AuditEntry[] };
  /** `noted`: a head that an earlier verdict gave. */
  verifyAudit: { readonly takes: { readonly noted: string | null }; readonly gives: AuditVerdict };
  exportPerson: { readonly takes: { readonly user: string }; readonly gives: PersonData };
  /** Erases a person's data everywhere, in the audit log too; it cannot be taken back. */
  erasePerson: { readonly takes: { readonly user: string }; readonly gives: null };
}

export type CustodyVerb = keyof CustodyWork;

export type CustodyDesk = {
  readonly [K in CustodyVerb]: (
    actor: Actor,
    argument: CustodyWork[K]['takes'],
  ) => Promise<CustodyWork[K]['gives']>;
};
