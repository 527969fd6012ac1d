import { seal, unseal } from '../../security/seal.ts';
import type { AuditDetails } from '../../vocabulary/audit.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { packJson, unpackJson } from '../packed-json.ts';

export const detailsPlace = (sequence: number): string => `audit_entries.details:${sequence}`;

/** Whether the contents of an entry stand there as JSON: those that are about nobody. */
export function isPlain(details: string): boolean {
  return details.startsWith('{');
}

/** The contents of an entry as text, to be sealed where it is written. `lasting`: what other entries say too, as the same object. */
export function packDetails(details: AuditDetails, lasting: AuditDetails | null): string {
  const packed = packJson(details, lasting);
  return packed.chars <= LIMITS.audit_details_chars_max ? packed.text : cut(details, lasting);
}

export function sealDetails(key: string, packed: string, sequence: number): string {
  return seal(key, packed, detailsPlace(sequence));
}

function cut(details: AuditDetails, lasting: AuditDetails | null): string {
  const text = JSON.stringify({ ...details, ...lasting });
  return JSON.stringify({
    cut: true,
    chars: text.length,
    begin: text.slice(0, LIMITS.audit_details_chars_max),
  });
}

/** Null where there is no key any more. */
export function openDetails(key: string | null, details: string, sequence: number): AuditDetails | null {
  if (isPlain(details)) return JSON.parse(details) as AuditDetails;
  if (key === null) return null;
  const { own, lasting } = unpackJson(unseal([key], details, detailsPlace(sequence)));
  return { ...own, ...lasting };
}
