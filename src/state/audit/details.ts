import { seal, unseal } from '../../security/seal.ts';
import type { AuditDetails } from '../../vocabulary/audit.ts';
import { LIMITS } from '../../vocabulary/limits.ts';

export const detailsPlace = (sequence: number): string => `audit_entries.details:${sequence}`;

/** Whether the contents of an entry stand there as JSON: those that are about nobody. */
export function isPlain(details: string): boolean {
  return details.startsWith('{');
}

export function sealDetails(key: string, details: AuditDetails, sequence: number): string {
  const text = JSON.stringify(details);
  const kept =
    text.length <= LIMITS.audit_details_chars_max
      ? text
      : JSON.stringify({
          cut: true,
          chars: text.length,
          begin: text.slice(0, LIMITS.audit_details_chars_max),
        });
  return seal(key, kept, detailsPlace(sequence));
}

/** Null where there is no key any more. */
export function openDetails(key: string | null, details: string, sequence: number): AuditDetails | null {
  if (isPlain(details)) return JSON.parse(details) as AuditDetails;
  return key === null ? null : (JSON.parse(unseal([key], details, detailsPlace(sequence))) as AuditDetails);
}
